"""Whose code a line of a traceback is."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import autograder.records.values
from autograder.probing.tracebacks import is_students


@pytest.mark.parametrize(
    ("file", "students"),
    [
        ("<ipython-input-3-0123456789ab>", True),  # older IPython, and Colab
        ("/tmp/ipykernel_123/4567.py", True),  # ipykernel
        ("<string>", True),
        ("<__array_function__ internals>", False),
        ("<frozen importlib._bootstrap>", False),
        ("numpy/random/mtrand.pyx", False),  # compiled by Cython
        (np.__file__, False),
        (autograder.records.values.__file__, False),
    ],
)
def test_a_file_is_the_students_or_not(file, students):
    assert is_students(file) is students


def test_an_environment_behind_a_link_has_no_code_of_the_students(tmp_path):
    link = tmp_path / "a link"
    link.symlink_to(sys.prefix)
    ask = "import numpy, autograder.probing.tracebacks as t; print(t.is_students(numpy.__file__))"
    python = link / Path(sys.executable).relative_to(sys.prefix)
    root = Path(autograder.__file__).parents[1]
    done = subprocess.run([python, "-c", ask], cwd=root, capture_output=True, text=True)
    assert done.stdout == "False\n", done.stderr
