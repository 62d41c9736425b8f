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
    "another table of modules": ("sys.modules = {}", "'numpy' in sys.modules"),
    "another environment": ("os.environ = {}", "'PATH' in os.environ"),
}
KEPT = {
    "a high recursion limit": ("sys.setrecursionlimit(5_000)", "sys.getrecursionlimit()"),
    "a folder of modules more": ("sys.path.append('/mine')", "'/mine' in sys.path"),
    "a function more": ("builtins.mine = 3", "hasattr(builtins, 'mine')"),
    "an entry of the environment more": ("os.environ['MINE'] = '3'", "'MINE' in os.environ"),
}
UNDONE = (
    *("default dtype", "product precision", "deterministic algorithms", "anomaly mode", "threads"),
    *("half precision", "no gradients", "a low recursion limit", "locale"),
)
"""What an answer can't change for good while it is observed."""
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

def tried_inside(change, told):
    names = dict(globals())
    before = eval(told, names)
    with calm(torch.device("cpu"), 3):
        exec(change, names)
        changed = eval(told, names)
    return before, changed, eval(told, names)

for name, case in CASES.items():
    sys.__stdout__.flush()
    if os.fork() == 0:
        seen = tried_inside(*case[1:]) if case[0] else tried(*case[1:])
        told = json.JSONEncoder().encode([name, seen])
        os.write(1, told.encode() + b"\\n")
        os._exit(0)
    os.wait()
"""


@pytest.fixture(scope="module")
def states() -> dict[str, list[Any]]:
    """What each case's expression gave: before, while observing, changed, afterwards.

    Where the change was made ``inside`` of a block: before, changed, afterwards.
    """
    paths = ":".join(path for path in sys.path if path)
    cases = {name: (False, *case) for name, case in {**CASES, **KEPT}.items()}
    cases |= {f"inside: {name}": (True, *CASES[name]) for name in UNDONE}
    run = subprocess.run(
        [sys.executable, "-c", f"CASES = {cases!r}\n{PROGRAM}"],
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


@pytest.mark.parametrize("name", KEPT)
def test_what_an_answer_may_need_is_there_while_it_is_observed_and_afterwards(name, states):
    before, inside, changed, after = states[name]
    assert inside == changed != before
    assert after == changed


@pytest.mark.parametrize("name", UNDONE)
def test_what_an_answer_sets_while_it_is_observed_is_undone(name, states):
    before, changed, after = states[f"inside: {name}"]
    assert changed != before
    assert after == before
