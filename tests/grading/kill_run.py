"""Kills runs of the grader at random moments, and compares what is left with an undisturbed run.

    .venv/bin/python -m tests.grading.kill_run --kills 100              real kernels, in the sandbox
    .venv/bin/python -m tests.grading.kill_run --kills 100 --stand-ins  writing alone, in seconds

Each round grades a class into an empty folder. The run is killed (SIGKILL) after a random time and
started again, until it comes to its end. After each kill, all that the journal calls done has to
be there; at the end, results and gradebook have to be those of the run that nobody disturbed.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import signal
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

from autograder.cli import main as autograder
from autograder.grading.course import Course
from autograder.grading.journal import read_journal
from autograder.grading.places import Places
from autograder.grading.simulation import simulate
from tests.grading.material import LESSON, small_course
from tests.grading.stand_ins import StandIns, grade, hand_in_shares, places_in

SEED = 7
Run = Callable[[Places], None]


def run_with_stand_ins(course: Course) -> Run:
    return lambda places: void(grade(course, places, StandIns(), seed=SEED))


def run_the_command(course: Course) -> Run:
    def run(places: Places) -> None:
        os.chdir(course.root)
        arguments = ["--submitted", str(places.submitted), "--out", str(places.out)]
        autograder(["grade", LESSON, "--device", "cpu", "--seed", str(SEED), *arguments])

    return run


def void(_: object) -> None:
    """Nothing."""


def child(run: Run, places: Places, log: Path) -> int:
    """The process number of a fork that makes a run."""
    if pid := os.fork():
        return pid
    leave(run, places, log)


def leave(run: Run, places: Places, log: Path) -> NoReturn:
    code = 1
    try:
        with log.open("a") as file:
            os.dup2(file.fileno(), 1)
            os.dup2(file.fileno(), 2)
            run(places)
        code = 0
    finally:
        os._exit(code)


def kill_after(pid: int, seconds: float) -> bool:
    """Whether the process was killed; False where it came to its end before."""
    descriptor = os.pidfd_open(pid)
    try:
        if not wait_for(descriptor, seconds):
            os.kill(pid, signal.SIGKILL)
        _, status = os.waitpid(pid, 0)
    finally:
        os.close(descriptor)
    code = os.waitstatus_to_exitcode(status)
    assert code in (0, -signal.SIGKILL), f"the run failed with {code}"
    return code != 0


def wait_for(descriptor: int, seconds: float) -> bool:
    import select

    return bool(select.select([descriptor], [], [], seconds)[0])


def state(places: Places) -> dict[str, Any]:
    """All that a run leaves that doesn't hang on time or chance."""
    results = [json.loads(line) for line in places.results(LESSON).read_text().splitlines()]
    return {
        "results": [{k: v for k, v in row.items() if k != "seconds"} for row in results],
        "gradebook": gradebook(places.out / "gradebook.db"),
        "files": sorted(str(p.relative_to(places.out)) for p in places.out.rglob("*.*")),
    }


def gradebook(path: Path) -> list[tuple[Any, ...]]:
    query = (
        "SELECT a.student_id, c.name, g.auto_score, g.needs_manual_grade FROM grade AS g "
        "JOIN base_cell AS c ON g.cell_id = c.id JOIN submitted_notebook AS n "
        "ON g.notebook_id = n.id JOIN submitted_assignment AS a ON n.assignment_id = a.id "
        "ORDER BY a.student_id, c.name"
    )
    with sqlite3.connect(path) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert len(connection.execute("SELECT * FROM alembic_version").fetchall()) == 1
        return connection.execute(query).fetchall()


def check_what_is_left(places: Places, expected: dict[str, Any]) -> int:
    """How many hand-ins the journal calls done; each has its files, its rows and its record."""
    done = read_journal(places.journal(LESSON)).done
    if done:
        rows = gradebook(places.out / "gradebook.db")
        wanted = {row["student"]: row for row in expected["results"]}
        for student, entry in done.items():
            record = {k: v for k, v in json.loads(entry.record.to_json()).items() if k != "seconds"}
            assert record == wanted[student], record
            assert [r for r in rows if r[0] == student] == [
                r for r in expected["gradebook"] if r[0] == student
            ]
            assert places.page(student, LESSON).stat().st_size
    if places.results(LESSON).is_file():
        whole = places.results(LESSON).read_bytes().rpartition(b"\n")[0].splitlines()
        names = [json.loads(line)["student"] for line in whole]
        assert len(names) == len(set(names)), names
    return len(done)


def disturbed(
    run: Run,
    places: Places,
    expected: dict[str, Any],
    run_s: float,
    kills: int,
    chance: random.Random,
) -> int:
    """How often a run was killed before it came to its end; asserts what is left each time."""
    shutil.rmtree(places.out, ignore_errors=True)
    killed = before = 0
    while kill_after(child(run, places, places.out.parent / "log"), chance.uniform(0, run_s)):
        done = check_what_is_left(places, expected)
        assert done >= before, "a hand-in that was done is lost"
        killed, before = killed + 1, done
        if killed >= kills:
            assert not kill_after(child(run, places, places.out.parent / "log"), 10_000)
            break
    assert state(places) == expected
    return killed


def kill_runs(folder: Path, kills: int, seed: int, n_students: int, real: bool) -> list[int]:
    """How often the run of each round was killed."""
    course, places = small_course(folder / "course", LESSON), places_in(folder)
    if real:
        simulate(course, LESSON, places.submitted, n_students, SEED)
        run = run_the_command(course)
    else:
        hand_in_shares(places.submitted, {f"s{n:03d}": n / n_students for n in range(n_students)})
        run = run_with_stand_ins(course)
    start = time.monotonic()
    assert not kill_after(child(run, places, folder / "log"), 10_000)
    run_s, expected = time.monotonic() - start, state(places)
    assert len(expected["results"]) == n_students
    rounds: list[int] = []
    chance = random.Random(seed)
    while (left := kills - sum(rounds)) > 0:
        rounds.append(disturbed(run, places, expected, run_s, left, chance))
        print(f"{sum(rounds)} kills in {len(rounds)} rounds", file=sys.stderr, flush=True)
    return rounds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--students", type=int, default=12)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--stand-ins", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        rounds = kill_runs(
            Path(folder), options.kills, options.seed, options.students, not options.stand_ins
        )
    print(
        f"{sum(rounds)} kills in {len(rounds)} runs of {options.students} hand-ins: nothing lost, "
        "nothing twice, the same results as undisturbed"
    )


if __name__ == "__main__":
    main()
