"""A class's hand-ins collected from Canvas' zip: how long it takes, and with how much memory.

    .venv/bin/python -m benchmarks.collect                 1,000 hand-ins of lesson 01, solved
    .venv/bin/python -m benchmarks.collect --students 100

Ends with 1 unless everybody's notebook is at its place and a second collect finds all of it there.
The peak of memory is that of the second process, which does nothing but collect.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path

from autograder.grading.course import find_course

LESSON = "01_gradient_vectors"
ATTACHMENT = 900_000


def make_zip(path: Path, students: int) -> int:
    """Writes the zip, each notebook with something of its own; the bytes of one notebook."""
    notebook = json.loads(find_course(Path(__file__)).release(LESSON).read_bytes())
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for n in range(students):
            notebook["cells"][0]["source"] = [f"# I am student {n}"]
            data = json.dumps(notebook).encode()
            archive.writestr(f"lastfirst{n}_{n + 1}_{ATTACHMENT + n}_{LESSON}-1.ipynb", data)
    return len(data)


def collect(path: Path, root: Path) -> tuple[float, dict[str, int]]:
    """Seconds of the command, and the counts of its account."""
    command = [sys.executable, "-m", "autograder", "collect", str(path)]
    command += ["--to", str(root / "submitted"), "--out", str(root / "grading")]
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    seconds = time.perf_counter() - start
    accounts = [json.loads(p.read_bytes()) for p in (root / "grading" / "collected").glob("*.json")]
    return seconds, {
        state: sum(a[state] for a in accounts) for state in ("collected", "already there")
    }


def main() -> int:
    """0 where all were collected once."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--students", type=int, default=1000)
    students = parser.parse_args().students
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        size = make_zip(root / "submissions.zip", students)
        first, _ = collect(root / "submissions.zip", root)
        second, counts = collect(root / "submissions.zip", root)
        placed = len(list((root / "submitted").glob(f"*/{LESSON}/{LESSON}.ipynb")))
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"{students:,} hand-ins of {size / 1024:.0f} KiB: {first:.1f} s, again {second:.1f} s.")
    print(f"Peak of memory: {peak:.0f} MiB. At their places: {placed:,}.")
    return 0 if placed == counts["collected"] == counts["already there"] == students else 1


if __name__ == "__main__":
    sys.exit(main())
