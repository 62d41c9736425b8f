"""A class in which everybody has a fault that ends or holds up Python: what it costs, and how long.

    .venv/bin/python -m benchmarks.faults                          lesson 02, 20 hand-ins
    .venv/bin/python -m benchmarks.faults 07_build_autograd --students 40

Of each kind there are as many: a function that never ends, one that ends the process, an answer
that calls ``exit()``, one that closes standard output. The exercises take turns. All other answers
are the solutions'. Ends with 1 if another exercise than the spoilt one lost a point, or if the
class took more than 4 minutes.
"""

from __future__ import annotations

import argparse
import ast
import copy
import json
import shutil
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from autograder.exercises import lesson_exercises
from autograder.records.results import Record
from benchmarks.grade import Class

ROOT = Path(__file__).parents[1]
KINDS = ("never ends", "ends the process", "calls exit()", "closes standard output")
FOR_EVER, LEAVE = "while True: pass", "__import__('os')._exit(3)"
MOST_S = 240.0


def spoilt(source: str, name: str, kind: str) -> str:
    """An answer's source with a fault of this kind; what it defines is right but for the fault."""
    if kind == "calls exit()":
        return f"{source}\n\nexit()"
    if kind == "closes standard output":
        return f"{source}\n\nimport sys\nsys.stdout.close()\nsys.stdout = sys.stderr = None"
    line = FOR_EVER if kind == "never ends" else LEAVE
    defined = next(n for n in ast.parse(source).body if getattr(n, "name", None) == name)
    if isinstance(defined, ast.ClassDef):
        head = f"class {name}({name}):\n    def __init__(self, *args, **kwargs):"
        return f"{source}\n\n{head}\n        {line}"
    return f"{source}\n\ndef {name}(*args, **kwargs):\n    {line}"


def with_fault(solution: Mapping[str, Any], exercise_id: str, kind: str) -> dict[str, Any]:
    """The solution's notebook as a hand-in, with this fault in one of its answers."""
    notebook = copy.deepcopy(dict(solution))
    for cell in notebook["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == exercise_id:
            cell["source"] = spoilt("".join(cell["source"]), exercise_id, kind)
    return notebook


def lost_elsewhere(record: Record, exercise_id: str) -> list[str]:
    """The exercises that lost points though the fault is in another one."""
    return [e.id for e in record.exercises if e.score != e.max_score and e.id != exercise_id]


def make_class(folder: Path, lesson: str) -> Class:
    """A class of nobody yet, in a folder with the lesson's notebooks."""
    for part in ("solutions", "course"):
        there = Path(part, "en", lesson)
        shutil.copytree(ROOT / there, folder / there)
    return Class(folder, lesson)


def hand_in_faults(class_: Class, n: int) -> dict[str, tuple[str, str]]:
    """Puts ``n`` hand-ins where they are looked for; the exercise and the fault by student."""
    solution = json.loads(
        (class_.root / "solutions" / "en" / class_.lesson / f"{class_.lesson}.ipynb").read_text()
    )
    ids = [exercise.id for exercise in lesson_exercises(class_.lesson)]
    faults = {}
    for number in range(n):
        fault = ids[(number // len(KINDS)) % len(ids)], KINDS[number % len(KINDS)]
        student = f"student{number:03}"
        folder = class_.root / "submitted" / student / class_.lesson
        folder.mkdir(parents=True)
        path = folder / f"{class_.lesson}.ipynb"
        path.write_text(json.dumps(with_fault(solution, *fault)))
        faults[student] = fault
    return faults


def records_of(class_: Class, out: str) -> list[Record]:
    """What became of each hand-in of the class."""
    lines = (class_.root / out / "results" / f"{class_.lesson}.jsonl").read_text()
    return [Record.from_json(line) for line in lines.splitlines()]


def main(arguments: Sequence[str] | None = None) -> int:
    """0 if no other exercise lost a point and the class was done in time, else 1."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("lesson", nargs="?", default="02_computational_graphs")
    parser.add_argument("--students", type=int, default=20)
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        class_ = make_class(Path(folder), options.lesson)
        faults = hand_in_faults(class_, options.students)
        run = class_.grade("out")
        records = records_of(class_, "out")
    bad = 0
    for record in records:
        exercise_id, kind = faults[record.student]
        lost = lost_elsewhere(record, exercise_id) if record.status == "graded" else [record.status]
        bad += bool(lost)
        said = f"lost: {', '.join(lost)}" if lost else ""
        print(f"  {exercise_id:20} {kind:24} {record.seconds:6.1f} s   {said}")
    print(f"{options.lesson}: {len(records)} hand-ins in {run.wall_s:.0f} s, {bad} lost elsewhere")
    return int(bad > 0 or len(records) != options.students or run.wall_s > MOST_S)


if __name__ == "__main__":
    sys.exit(main())
