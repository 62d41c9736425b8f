"""Numbers on the command line: what is asked for, or words that say what came instead."""

from __future__ import annotations

import argparse
from collections.abc import Callable

MAX_SEED = 2**31 - 1


def seed(text: str) -> int:
    """The seed in a text. Raises ``ArgumentTypeError``."""
    if not (text.isdecimal() and int(text) <= MAX_SEED):
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 0 to {MAX_SEED}")
    return int(text)


def count(most: int) -> Callable[[str], int]:
    """What reads a whole number from 1 to ``most``. It raises ``ArgumentTypeError``."""

    def read(text: str) -> int:
        if not (text.isdecimal() and 1 <= int(text) <= most):
            raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 1 to {most}")
        return int(text)

    return read
