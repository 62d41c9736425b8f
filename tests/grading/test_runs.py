"""Run after run on one class: what is graded again, what is kept, and what a stop leaves behind."""

from __future__ import annotations

import errno
import json
import os
import resource
import shutil
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from autograder.cli import main
from autograder.errors import UsageError
from autograder.grading.batch import RunStopped
from autograder.grading.course import Course
from autograder.grading.locks import locked
from autograder.grading.places import Places
from autograder.grading.settings import Settings
from autograder.grading.submission import Task, failed
from autograder.kernels.limits import Limits
from autograder.records.results import UNDETERMINED, Graded
from tests.grading.material import LESSON
from tests.grading.stand_ins import (
    EXERCISES,
    StandIns,
    grade,
    hand_in_shares,
    lines,
    places_in,
    students,
)

SHARES = {"ada": 1.0, "bob": 0.5, "eve": 0.0}
MOST = sum(e.points for e in EXERCISES)


@pytest.fixture(scope="module")
def before(course: Course, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A class graded once with seed 7: to copy, as a new gradebook takes seconds."""
    folder = tmp_path_factory.mktemp("before")
    hand_in_shares(folder / "submitted", SHARES)
    grade(course, places_in(folder), seed=7)
    return folder


@pytest.fixture
def places(before: Path, tmp_path: Path) -> Places:
    shutil.copytree(before, tmp_path, dirs_exist_ok=True)
    return places_in(tmp_path)


def again(course: Course, places: Places, **options) -> list[str]:
    """The students whom a further run grades."""
    workers = StandIns()
    grade(course, places, workers, **options)
    return workers.asked


def gradebook_scores(places: Places) -> dict[str, float]:
    with Gradebook(places.db_url) as gradebook:
        return {s.student.id: s.score for s in gradebook.assignment_submissions(LESSON)}


def test_a_first_run_grades_everybody_and_leaves_a_line_for_each(places):
    assert students(lines(places)) == ["ada", "bob", "eve"]
    scores = {row["student"]: row["score"] for row in lines(places)}
    assert scores == {s: pytest.approx(MOST * (x + 7e-6)) for s, x in SHARES.items()}
    assert gradebook_scores(places) == pytest.approx(scores)


def test_what_has_not_changed_is_not_graded_again(course, places):
    old = places.results(LESSON).read_bytes()
    assert again(course, places) == []
    assert places.results(LESSON).read_bytes() == old


def test_what_has_not_changed_is_graded_again_if_forced(course, places):
    assert again(course, places, force=True) == ["ada", "bob", "eve"]


def test_only_an_edited_and_a_new_hand_in_are_graded(course, places):
    hand_in_shares(places.submitted, {"bob": 1.0, "dan": 0.25})
    assert again(course, places) == ["bob", "dan"]
    assert students(lines(places)) == ["ada", "bob", "dan", "eve"]
    assert gradebook_scores(places)["bob"] == pytest.approx(MOST, rel=1e-2)


def test_somebody_who_left_the_class_leaves_the_results_and_stays_in_the_gradebook(course, places):
    shutil.rmtree(places.submitted / "bob")
    assert again(course, places) == []
    assert students(lines(places)) == ["ada", "eve"]
    assert gradebook_scores(places).keys() == SHARES.keys()


CHANGES = {
    "another seed": {"seed": 8},
    "another limit": {"settings": Settings(limits=Limits(memory_mib=1000)), "seed": 7},
    "another device": {"settings": Settings(device="cuda"), "seed": 7},
    "no pages": {"feedback": False, "seed": 7},
}


@pytest.mark.parametrize("change", CHANGES)
def test_everybody_is_graded_again_with(change, course, places):
    assert again(course, places, **CHANGES[change]) == ["ada", "bob", "eve"]


def test_everybody_is_graded_again_if_the_lesson_has_changed(course, places, tmp_path):
    other = Course(tmp_path / "other")
    shutil.copytree(course.root, other.root)
    release = json.loads(other.release(LESSON).read_text())
    release["cells"][0]["source"] = ["# Another title"]
    other.release(LESSON).write_text(json.dumps(release))
    assert again(other, places) == ["ada", "bob", "eve"]


def test_what_the_disk_denies_is_undetermined_and_graded_once_it_can_be_read(
    course, places, monkeypatch
):
    def failing(path: Path, most: int) -> bytes:
        if "bob" in path.parts:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        return path.read_bytes()

    with monkeypatch.context() as broken:
        broken.setattr("autograder.grading.repair.files._bytes", failing)
        run = grade(course, places)
    record = run.records["bob"]
    assert (record.status, record.score) == (UNDETERMINED, None)
    assert "can't be read: Input/output error. This is not the student's fault" in record.message
    assert gradebook_scores(places)["bob"] == 0
    assert again(course, places) == ["bob"]


@pytest.mark.parametrize("lost", ["page", "gradebook"])
def test_a_result_of_which_something_is_lost_is_made_again(lost, course, places):
    if lost == "page":
        places.page("bob", LESSON).unlink()
    else:
        with Gradebook(places.db_url) as gradebook:
            gradebook.remove_submission(LESSON, "bob")
    assert again(course, places) == ["bob"]


def test_a_lost_results_file_is_made_from_the_journal(course, places):
    old = places.results(LESSON).read_bytes()
    places.results(LESSON).unlink()
    assert again(course, places) == []
    assert places.results(LESSON).read_bytes() == old


def test_what_could_not_be_determined_is_tried_again(course, places):
    def fault(graded: Graded) -> Graded:
        return failed(LESSON, UNDETERMINED, "no memory", 0.0).of(graded.record.student)

    hand_in_shares(places.submitted, {"dan": 0.5})
    grade(course, places, StandIns(change=fault))
    assert [r["status"] for r in lines(places)] == ["graded", "graded", "undetermined", "graded"]
    assert again(course, places) == ["dan"]


class Stops(StandIns):
    """Workers at whom somebody presses Ctrl-C when the second hand-in is sent."""

    def submit(self, task: Task) -> Future[Graded]:
        if len(self.asked) == 1:
            raise KeyboardInterrupt
        return super().submit(task)


def test_a_stopped_run_goes_on_with_the_rest_and_the_same_seed(course, places):
    with pytest.raises(KeyboardInterrupt):
        grade(course, places, Stops(in_flight=1), force=True)
    seed = json.loads(places.journal(LESSON).read_text().splitlines()[0])["seed"]
    assert students(lines(places)) == ["ada"]
    workers = StandIns()
    run = grade(course, places, workers)
    assert (workers.asked, run.seed, run.goes_on) == (["bob", "eve"], seed, True)
    shares = {r["student"]: r["score"] / MOST - SHARES[r["student"]] for r in lines(places)}
    assert shares == pytest.approx(dict.fromkeys(SHARES, seed % 1000 * 1e-6))


def test_a_finished_run_is_followed_by_one_with_a_new_seed(course, places):
    hand_in_shares(places.submitted, {"dan": 0.5})
    run = grade(course, places)
    assert run.seed != 7 and not run.goes_on


@pytest.mark.parametrize("torn", [b'{"key": "', b'{"key": "x"}', b"\xff\x00\n", b"[]\n", b"\n"])
def test_a_torn_line_in_the_journal_tells_nothing_and_harms_nothing(torn, course, places):
    path = places.journal(LESSON)
    *rest, last = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(rest) + torn)
    assert again(course, places) == ["eve"]
    assert students(lines(places)) == ["ada", "bob", "eve"]


def test_a_torn_line_in_the_results_is_mended(course, places):
    path = places.results(LESSON)
    path.write_bytes(path.read_bytes()[:-20])
    assert again(course, places) == []
    assert students(lines(places)) == ["ada", "bob", "eve"]


def test_a_fault_in_saving_one_result_does_not_stop_the_class(course, places):
    def garbled(graded: Graded) -> Graded:
        return replace(graded, notebook="{") if graded.record.student == "bob" else graded

    grade(course, places, StandIns(change=garbled), force=True)
    assert [r["status"] for r in lines(places)] == ["graded", "undetermined", "graded"]


@contextmanager
def files_no_larger_than(size: int) -> Iterator[None]:
    """A block in which writing beyond this size fails, as on a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize("room", [10, 3_000, 70_000])
def test_where_files_can_not_grow_the_run_stops_and_what_was_done_is_kept(room, course, places):
    hand_in_shares(places.submitted, {f"student {n:02d}": 0.5 for n in range(60)})
    size = places.journal(LESSON).stat().st_size
    stop = "Stopped: can't write to .*run the same command again"
    with files_no_larger_than(size + room), pytest.raises(RunStopped, match=stop):
        grade(course, places)
    kept = students(lines(places))
    assert set(kept) >= set(SHARES)
    assert len(again(course, places)) == 63 - len(kept)
    assert len(lines(places)) == 63


def test_two_runs_at_once_are_refused_and_the_first_is_named(places):
    with locked(places):
        with pytest.raises(UsageError, match=f"process {os.getpid()}.*--out"):
            with locked(places):
                pass
    with locked(places):
        pass


def test_two_runs_that_share_one_database_are_refused_too(places, tmp_path):
    url = f"sqlite:///{tmp_path / 'shared.db'}"
    first, second = (replace(places, out=tmp_path / out, db_url=url) for out in "ab")
    first.out.mkdir()
    second.out.mkdir()
    with locked(first):
        with pytest.raises(UsageError, match="Another run"):
            with locked(second):
                pass


def test_a_folder_that_can_not_be_written_is_told(course, places, monkeypatch):
    monkeypatch.setattr(
        "tempfile.TemporaryFile",
        lambda dir: (_ for _ in ()).throw(OSError(30, "Read-only file system")),
    )
    with pytest.raises(UsageError, match="Can't write to .*Read-only file system.*--out"):
        grade(course, places)


def test_a_full_disk_has_an_exit_code_of_its_own(course, places, monkeypatch, capsys):
    def full(*_):
        raise RunStopped("Stopped: can't write to out: no space.")

    monkeypatch.chdir(course.root)
    monkeypatch.setattr("autograder.grading.batch.LessonRun.grade", full)
    arguments = ["--submitted", str(places.submitted), "--out", str(places.out)]
    assert main(["grade", LESSON, "--sandbox", "off", *arguments]) == 3
    assert "no space" in capsys.readouterr().err


def test_no_kernel_is_asked_for_where_there_is_nothing_to_grade(
    course, tmp_path, monkeypatch, capsys
):
    def started(*_: object) -> None:
        raise AssertionError("the fork server takes seconds to come up, and to go")

    monkeypatch.setattr("autograder.grading.readiness.Kernels.start", started)
    monkeypatch.chdir(course.root)
    assert main(["grade", LESSON, "--submitted", str(tmp_path / "misspelt")]) == 2
    assert "There is no folder" in capsys.readouterr().err
