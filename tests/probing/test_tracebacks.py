"""Whose code a line of a traceback is."""

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
