"""``python benchmarks/imports.py``: what importing the course adds to importing torch and pyplot.

Prints one line with the ratio of the two medians; 1.10 is the limit. The runs are interleaved, each
in a fresh interpreter, so that a busy machine slows both alike.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from pathlib import Path
from statistics import median

ROOT = Path(__file__).parents[1]
FLOOR = "import torch, matplotlib.pyplot"
COURSE = f"{FLOOR}, utils; from autograder import check, hint, scorecard"


def seconds(program: str) -> float:
    """The wall-clock seconds that a fresh interpreter needs for `program`."""
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", program], check=True, cwd=ROOT)
    return time.perf_counter() - start


def measure(rounds: int) -> tuple[float, float]:
    """The median seconds of the floor and of the course, after one round that warms the disk."""
    pairs = [(seconds(FLOOR), seconds(COURSE)) for _ in range(rounds + 1)][1:]
    return median(floor for floor, _ in pairs), median(course for _, course in pairs)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=11)
    floor_s, course_s = measure(parser.parse_args().rounds)
    print(
        f"import ratio {course_s / floor_s:.3f} (torch and pyplot {floor_s:.2f} s, "
        f"with autograder and utils {course_s:.2f} s, limit 1.10)"
    )


if __name__ == "__main__":
    main()
