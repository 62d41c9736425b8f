"""While an exercise is observed, settings are ordinary; then they are as a cell had set them."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

CASES = {  # what a cell does, an expression that tells it
    "default dtype": (
        "torch.set_default_dtype(torch.float64)",
        "str(torch.tensor(1.5).dtype)",
    ),
    "default device": ("torch.set_default_device('meta')", "str(torch.tensor(1.5).device)"),
    "product precision": (
        "torch.set_float32_matmul_precision('medium')",
        "torch.get_float32_matmul_precision()",
    ),
    "deterministic algorithms": (
        "torch.use_deterministic_algorithms(True, warn_only=True)",
        "[torch.are_deterministic_algorithms_enabled(),"
        " torch.is_deterministic_algorithms_warn_only_enabled()]",
    ),
    "anomaly mode": (
        "torch.autograd.set_detect_anomaly(True, check_nan=False)",
        "[torch.is_anomaly_enabled(), torch.is_anomaly_check_nan_enabled()]",
    ),
    "threads": ("torch.set_num_threads(2)", "torch.get_num_threads()"),
    "half precision": (
        "mode = torch.autocast('cpu', torch.bfloat16); mode.__enter__()",
        "torch.is_autocast_enabled('cpu')",
    ),
    "no gradients": ("torch.set_grad_enabled(False)", "torch.is_grad_enabled()"),
    "inference": (
        "mode = torch.inference_mode(); mode.__enter__()",
        "torch.is_inference_mode_enabled()",
    ),
    "a low recursion limit": ("sys.setrecursionlimit(300)", "sys.getrecursionlimit()"),
    "built-in functions": ("builtins.sum = builtins.len = 3", "[repr(sum), repr(len)]"),
    "modules": ("sys.modules['numpy'] = 3", "repr(sys.modules['numpy'])"),
    "locale": (
        "locale.setlocale(locale.LC_ALL, 'C.UTF-8')",
        "locale.setlocale(locale.LC_CTYPE)",
    ),
    "time zone": (
        "os.environ['TZ'] = 'JST-9'; time.tzset()",
        "[time.timezone, 'TZ' in os.environ]",
    ),
    "environment": ("os.environ['PATH'] = 'mine'", "os.environ['PATH']"),
    "path of modules": ("sys.path.clear()", "[p for p in sys.path if p]"),
}
PROGRAM = """
import builtins, json, locale, os, sys, time
import torch
from autograder.probing.probes import calm

def tried(change, told):
    names = dict(globals())
    state = lambda: eval(told, names)
    before = state()
    exec(change, names)
    changed = state()
    with calm(torch.device("cpu"), 3):
        inside = state()
    return before, inside, changed, state()

for name, case in CASES.items():
    sys.__stdout__.flush()
    if os.fork() == 0:
        told = json.JSONEncoder().encode([name, tried(*case)])
        os.write(1, told.encode() + b"\\n")
        os._exit(0)
    os.wait()
"""


@pytest.fixture(scope="module")
def states() -> dict[str, list[Any]]:
    """What each case's expression gave: before, while observing, changed, afterwards."""
    paths = ":".join(path for path in sys.path if path)
    run = subprocess.run(
        [sys.executable, "-c", f"CASES = {CASES!r}\n{PROGRAM}"],
        capture_output=True,
        text=True,
        env={"LC_ALL": "C", "PATH": "/usr/bin", "OMP_NUM_THREADS": "1", "PYTHONPATH": paths},
    )
    assert run.returncode == 0, run.stderr
    return dict(json.loads(line) for line in run.stdout.splitlines())


@pytest.mark.parametrize("name", CASES)
def test_a_setting_is_ordinary_while_an_exercise_is_observed_and_then_put_back(name, states):
    before, inside, changed, after = states[name]
    assert inside == before
    assert changed != before
    assert after == changed
