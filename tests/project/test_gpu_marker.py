"""Tests of the GPU are left out where there is none, and the first lines of a run say so."""

import os
import shutil
import subprocess
import sys

from tests.project.checkout import ROOT

TESTS = """
import pytest

@pytest.mark.gpu
def test_on_a_gpu():
    raise RuntimeError("no device")

def test_on_any_machine():
    pass
"""


def test_without_a_gpu_its_tests_are_left_out_and_the_header_says_so(tmp_path):
    shutil.copy(ROOT / "tests/conftest.py", tmp_path)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    (tmp_path / "test_two.py").write_text(TESTS, encoding="utf-8")
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "test_two.py"],
        cwd=tmp_path,
        env={**os.environ, "CUDA_VISIBLE_DEVICES": ""},
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stdout
    assert "tests marked gpu are left out" in run.stdout
    assert "1 passed, 1 deselected" in run.stdout
