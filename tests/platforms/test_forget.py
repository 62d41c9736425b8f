"""A student is erased everywhere, and nobody else loses anything."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from autograder.grading.course import Course
from autograder.grading.journal import read_journal
from autograder.grading.locks import locked
from autograder.grading.places import Places
from autograder.platforms.rosters import kept_rosters
from tests.grading.material import LESSON, small_course
from tests.grading.stand_ins import StandIns, grade, lines
from tests.platforms.graded_class import Said, export, graded_class, say
from tests.platforms.sheets_of import ANNA, BEN, CLEO, DAN, canvas_gradebook, moodle_sheet


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    return small_course(tmp_path_factory.mktemp("course"), LESSON)


@pytest.fixture
def places(course: Course, tmp_path: Path) -> Places:
    """Anna, Ben and a namesake of Anna, graded and exported; their folders are their numbers."""
    shares = {ANNA.number: 1.0, BEN.number: 0.5, DAN.number: 0.25}
    found = graded_class(course, tmp_path, shares)
    for name, data in (("canvas", canvas_gradebook()), ("moodle", moodle_sheet(language="ja"))):
        sheet = tmp_path / f"{name}.csv"
        sheet.write_bytes(data)
        assert export(found, "--sheet", sheet).code == 0
        sheet.unlink()
        sheet.with_name(f"{name}.filled.csv").unlink()
    return found


def forget(places: Places, student: str, *more: str) -> Said:
    return say("forget", student, "--out", places.out, "--submitted", places.submitted, *more)


def everything(places: Places) -> dict[str, bytes]:
    """All files, by path; without the lock, whose number is the process's."""
    tops = (places.submitted, places.out)
    files = [p for top in tops for p in top.rglob("*") if p.is_file() and p.name != ".lock"]
    return {str(path): path.read_bytes() for path in files}


def test_nothing_names_the_student_any_more(places):
    said = forget(places, ANNA.number)
    assert (said.code, said.err) == (0, "")
    words = [word.encode() for word in (ANNA.number, ANNA.email, f",{ANNA.id},", ANNA.once)]
    for path, data in everything(places).items():
        assert not any(word in data or word in path.encode() for word in words), path
    assert "Not reached from here: backups" in said.out


def test_the_others_keep_all_they_have(places, course):
    before, journal = everything(places), read_journal(places.journal(LESSON)).done
    forget(places, ANNA.number)
    after = everything(places)
    for path, data in before.items():
        if BEN.number in path or DAN.number in path:
            assert after[path] == data
    assert [row["student"] for row in lines(places)] == [BEN.number, DAN.number]
    now = read_journal(places.journal(LESSON))
    assert now.finished and now.done == {s: journal[s] for s in (BEN.number, DAN.number)}
    with Gradebook(places.db_url) as gradebook:
        assert sorted(s.id for s in gradebook.students) == [BEN.number, DAN.number]
        assert gradebook.find_submission(LESSON, BEN.number).score == 4.5
    workers = StandIns()
    grade(course, places, workers, seed=0)
    assert workers.asked == []


def test_a_namesake_stays_in_rosters_and_sheets(places):
    forget(places, ANNA.number)
    for roster in kept_rosters(places.out):
        assert set(roster.students.values()) == {BEN.number, DAN.number}
        assert [person.number for person in roster.people] == [BEN.number, CLEO.number, DAN.number]
    kept = (places.out / "roster" / "canvas.csv").read_bytes()
    whole = canvas_gradebook().splitlines(keepends=True)
    assert kept == b"".join(line for line in whole if b",501," not in line)


def test_a_dry_run_says_what_would_be_erased_and_erases_nothing(places):
    before = everything(places)
    said = forget(places, ANNA.number, "--dry-run")
    assert said.code == 0 and everything(places) == before
    told = [line.removeprefix("Would erase ") for line in said.out.splitlines() if "Would" in line]
    assert f"the folder {places.submitted / ANNA.number}" in told
    assert f"1 entry in {places.results(LESSON)}" in told
    assert any(line.startswith(f"{ANNA.number} in the gradebook") for line in told)
    done = forget(places, ANNA.number)
    erased = [line.removeprefix("Erased ") for line in done.out.splitlines() if "Erased" in line]
    assert erased == told


def test_a_second_time_there_is_nothing_to_erase(places):
    forget(places, ANNA.number)
    before = everything(places)
    said = forget(places, ANNA.number)
    assert said.code == 1 and f"Nothing of {ANNA.number} is in" in said.out
    assert everything(places) == before


def test_what_remains_is_listed(places):
    log = places.out / "grading.log"
    log.write_text(f"saving the result of {ANNA.number} failed\n{BEN.number} too\n")
    note = places.submitted / BEN.number / "notes.txt"
    note.write_text(f"with {ANNA.email}")
    beside = places.submitted / f"{ANNA.number}.zip"
    beside.write_bytes(b"PK")
    other = places.submitted / BEN.number / "more.txt"
    other.write_text(f"x{ANNA.number}5")
    said = forget(places, ANNA.number)
    assert said.code == 1
    listed = said.out.partition("Still naming the student")[2]
    assert all(str(path) in listed for path in (log, note, beside))
    assert str(other) not in listed


def test_a_folder_of_that_name_in_anothers_hand_in_is_left(places):
    inner = places.submitted / BEN.number / LESSON / ANNA.number / "data.txt"
    inner.parent.mkdir()
    inner.write_text("mine")
    aside = places.submitted / ".aside" / ANNA.number / "old.ipynb"
    aside.parent.mkdir(parents=True)
    aside.write_text("{}")
    turned = places.submitted / LESSON / ANNA.number / "other.ipynb"
    turned.parent.mkdir(parents=True)
    turned.write_text("{}")
    forget(places, ANNA.number)
    assert inner.read_text() == "mine"
    assert not aside.parent.exists() and not turned.parent.exists()


def test_accounts_of_collecting_keep_others_and_a_groups_other_members(places):
    path = places.out / "collected" / "2026-01-01T000000Z.json"
    path.parent.mkdir()
    at = f"{places.submitted}/{{}}/{LESSON}/{LESSON}.ipynb"
    both = [at.format(ANNA.number), at.format(BEN.number)]
    files = [
        {"name": "a", "students": [ANNA.number], "paths": both[:1]},
        {"name": "b", "students": [ANNA.number, BEN.number], "paths": both},
        {"name": "c", "students": [DAN.number], "paths": []},
        {"name": "d", "students": [], "paths": []},
    ]
    path.write_text(json.dumps({"found": 4, "notes": [], "files": files}))
    said = forget(places, ANNA.number)
    assert said.code == 0 and f"2 entries in {path}" in said.out
    left = [{"name": "b", "students": [BEN.number], "paths": both[1:]}, *files[2:]]
    assert json.loads(path.read_text()) == {"found": 4, "notes": [], "files": left}


def test_lines_of_what_was_set_aside_go_and_own_notes_stay(places):
    line = "{}/old.ipynb: it isn't clear of which lesson it is\n"
    places.set_aside.write_text(line.format(ANNA.number) + line.format(BEN.number))
    notes = places.out / "notes.txt"
    notes.write_text(f"{ANNA.number} asked for more time\n")
    said = forget(places, ANNA.number)
    assert places.set_aside.read_text() == line.format(BEN.number)
    assert notes.read_text() and said.code == 1 and str(notes) in said.out


def test_who_collects_is_told_and_nothing_is_erased(places):
    before = everything(places)
    folder = places.submitted
    with locked(Places(folder, folder, f"sqlite:///{folder}/gradebook.db")):
        said = forget(places, ANNA.number)
    assert said.code == 2 and "Another run" in said.err
    assert everything(places) == before


def test_a_link_is_removed_and_not_what_it_leads_to(places, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "kept.txt").write_text("kept")
    folder = places.submitted / ANNA.number
    shutil.rmtree(folder)
    folder.symlink_to(elsewhere)
    assert forget(places, ANNA.number).code == 0
    assert not folder.is_symlink() and (elsewhere / "kept.txt").read_text() == "kept"


def test_a_run_that_was_killed_while_it_emptied_a_folder_is_finished_by_the_next(places):
    folder = places.submitted / ANNA.number
    left = folder.with_name(f".forgotten-{ANNA.number}")
    folder.replace(left)
    said = forget(places, ANNA.number)
    assert said.code == 0 and not left.exists()
    assert f"what an earlier run left at {left}" in said.out


def test_a_grader_at_work_is_told_and_nothing_is_erased(places):
    before = everything(places)
    with locked(places):
        said = forget(places, ANNA.number)
    assert said.code == 2 and "Another run of the grader" in said.err
    assert everything(places) == before


@pytest.mark.parametrize("name", ["..", ".", "a/b", "/", "", LESSON, "a/", "\0"])
def test_what_is_no_students_name_is_refused(places, name):
    before = everything(places)
    said = forget(places, name)
    assert said.code == 2 and "is no student" in said.err
    assert everything(places) == before


def test_a_student_whose_name_cannot_be_shown_is_erased_under_both_names(course, tmp_path):
    places = graded_class(course, tmp_path, {"<b>eve": 1.0, "ben": 0.5})
    assert [row["student"] for row in lines(places)] == ["\\x3cb\\x3eeve", "ben"]
    assert forget(places, "<b>eve").code == 0
    assert [row["student"] for row in lines(places)] == ["ben"]
    assert sorted(p.name for p in places.submitted.iterdir() if p.is_dir()) == ["ben"]
    assert sorted(p.name for p in places.feedback.iterdir()) == ["ben"]
