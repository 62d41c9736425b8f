"""Checks for the exercises of the course: ``from autograder import check, hint, scorecard``."""

from autograder.checking import check
from autograder.hinting import hint
from autograder.scorecards import scorecard

__all__ = ["check", "hint", "scorecard"]
__version__ = "0.1.0"
