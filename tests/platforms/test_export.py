"""Grades go back in the platform's own sheet, to the right people, and no other cell changes."""

from __future__ import annotations

import csv
import json
import zipfile
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from autograder.grading.course import Course
from autograder.grading.locks import locked
from autograder.grading.places import Places
from autograder.platforms.people import Person, Roster
from autograder.platforms.rosters import keep, kept_rosters
from autograder.records.results import Record, failed_record
from tests.grading.material import LESSON, small_course
from tests.platforms.graded_class import MOST, export, graded_class
from tests.platforms.sheets_of import (
    ANNA,
    BEN,
    CLEO,
    DAN,
    PARTICIPANT,
    Someone,
    brightspace_export,
    canvas_gradebook,
    differing,
    gradescope_scores,
    moodle_sheet,
    table,
)

CANVAS_GRADE, MOODLE_GRADE, BRIGHTSPACE_GRADE = 7, 5, 5


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    return small_course(tmp_path_factory.mktemp("course"), LESSON)


@pytest.fixture
def places(course: Course, tmp_path: Path) -> Places:
    """Anna has all points, Ben half, Cleo none; Dan handed nothing in. Folders are numbers."""
    shares = {ANNA.number: 1.0, BEN.number: 0.5, CLEO.number: 0.0}
    return graded_class(course, tmp_path, shares)


def put(folder: Path, data: bytes, name: str = "sheet.csv") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def filled(sheet: Path) -> bytes:
    return sheet.with_name("sheet.filled.csv").read_bytes()


def test_canvas_grades_stand_in_their_cells_and_nothing_else_changes(places, tmp_path):
    sheet = put(tmp_path, canvas_gradebook())
    said = export(places, "--sheet", sheet)
    assert (said.code, said.err) == (0, "")
    assert differing(sheet.read_bytes(), filled(sheet)) == {
        (2, CANVAS_GRADE): "9", (3, CANVAS_GRADE): "4.5", (4, CANVAS_GRADE): "0"
    }  # fmt: skip
    assert sheet.read_bytes() == canvas_gradebook()
    assert filled(sheet).startswith(b"\xef\xbb\xbf")
    assert "Canvas: grades of 01_gradient_vectors go to the column 'Gradient vectors (7001)'" in (
        said.out
    )
    assert "Sommer, Anna (501): 9   [0012345, by student number]" in said.out
    assert "Sommer, Anna (504): no hand-in." in said.out


@pytest.mark.parametrize("language", PARTICIPANT)
def test_moodles_worksheet_is_filled_in_any_language(places, tmp_path, language):
    sheet = put(tmp_path, moodle_sheet(language=language))
    said = export(places, "--sheet", sheet)
    assert (said.code, said.err) == (0, "")
    assert differing(sheet.read_bytes(), filled(sheet)) == {
        (1, MOODLE_GRADE): "9.00", (2, MOODLE_GRADE): "4.50", (3, MOODLE_GRADE): "0.00"
    }  # fmt: skip


def test_moodles_decimal_comma_semicolons_and_encoding_stay(places, tmp_path):
    data = moodle_sheet(language="ja", maximum="9,00", separator=";", encoding="utf-16")
    sheet = put(tmp_path, data)
    assert export(places, "--sheet", sheet).code == 0
    after = table(filled(sheet), "utf-16", ";")
    assert [row[MOODLE_GRADE] for row in after[1:]] == ["9,00", "4,50", "0,00", ""]
    before = table(data, "utf-16", ";")
    for row in (*before[1:], *after[1:]):
        row[MOODLE_GRADE] = ""
    assert before == after
    assert filled(sheet)[:2] == data[:2]


def test_blind_marking_is_matched_by_the_roster_that_is_kept_for_the_lesson(course, tmp_path):
    places = graded_class(course, tmp_path, {"blind-1": 1.0, "blind-2": 0.5})
    sheet = put(tmp_path, moodle_sheet(language="ja", blind=True))
    known = (Person(once=BEN.once), Person(once=DAN.once))
    keep(places.out, Roster("moodle", known, LESSON, {0: "blind-1", 1: "blind-2"}))
    other = (Person(once=ANNA.once),)
    keep(places.out, Roster("moodle", other, "02_derivatives", {0: "blind-1"}))
    assert export(places, "--sheet", sheet).code == 0
    assert differing(sheet.read_bytes(), filled(sheet)) == {(2, 2): "9.00", (4, 2): "4.50"}


def test_brightspace_is_filled_by_ids_with_a_sign_before_them(places, tmp_path):
    sheet = put(tmp_path, brightspace_export())
    said = export(places, "--sheet", sheet)
    assert (said.code, said.err) == (0, "")
    assert list(differing(sheet.read_bytes(), filled(sheet)).values()) == ["9", "4.5", "0"]
    assert all(row[-1] == "#" for row in table(filled(sheet))[1:])


def test_it_is_said_who_has_which_grade_whose_changes_and_who_has_none(places, tmp_path):
    people = [Someone(**{**vars(ANNA), "grade": "9.0"}), Someone(**{**vars(BEN), "grade": "8"})]
    excused = Someone(**{**vars(CLEO), "grade": "EX"})
    sheet = put(tmp_path, canvas_gradebook([*people, excused, DAN]))
    said = export(places, "--sheet", sheet)
    assert said.code == 0
    assert "Keeps the grade (1 of 4 in the sheet):\n  Sommer, Anna (501): 9.0" in said.out
    assert "Grade changes (1 of 4 in the sheet):\n  山田, 太郎 (502): 8 → 4.5" in said.out
    assert "excused, and handed in. EX stays." in said.out
    assert differing(sheet.read_bytes(), filled(sheet)) == {(3, CANVAS_GRADE): "4.5"}


def test_a_dry_run_says_the_same_and_writes_nothing(places, tmp_path):
    sheet = put(tmp_path, canvas_gradebook())
    before = sorted(p for p in tmp_path.rglob("*") if p.name != ".lock")
    said = export(places, "--sheet", sheet, "--dry-run", "--missing", "zero")
    assert said.code == 0 and "Nothing was written" in said.out
    assert sorted(p for p in tmp_path.rglob("*") if p.name != ".lock") == before
    again = export(places, "--sheet", sheet, "--missing", "zero")
    assert again.out.startswith(said.out.partition("\nNothing")[0])


def test_a_missing_hand_in_is_blank_unless_a_zero_is_asked_for(places, tmp_path):
    sheet = put(tmp_path, canvas_gradebook())
    said = export(places, "--sheet", sheet, "--missing", "zero")
    assert differing(sheet.read_bytes(), filled(sheet))[5, CANVAS_GRADE] == "0"
    assert said.code == 0 and "Sommer, Anna (504): 0   [no hand-in: zero]" in said.out


def test_no_zero_is_given_while_a_hand_in_is_nobodys(course, tmp_path):
    places = graded_class(course, tmp_path, {ANNA.number: 1.0, "stranger": 0.5})
    sheet = put(tmp_path, canvas_gradebook())
    said = export(places, "--sheet", sheet, "--missing", "zero")
    assert said.code == 1
    assert differing(sheet.read_bytes(), filled(sheet)) == {(2, CANVAS_GRADE): "9"}
    assert "Handed in, and nobody in the sheet (1):\n  stranger: 4.5 points" in said.out
    assert "no zero, since some hand-ins below match nobody" in said.out


def test_a_grade_that_is_there_is_no_ones_zero(places, tmp_path):
    by_teacher = Someone(**{**vars(DAN), "grade": "6"})
    sheet = put(tmp_path, canvas_gradebook([ANNA, BEN, CLEO, by_teacher]))
    said = export(places, "--sheet", sheet, "--missing", "zero")
    assert (5, CANVAS_GRADE) not in differing(sheet.read_bytes(), filled(sheet))
    assert said.code == 1 and "a grade is there. 6 stays." in said.out


def test_two_of_one_name_are_told_and_left_alone(course, tmp_path):
    places = graded_class(course, tmp_path, {"Anna Sommer": 1.0, BEN.number: 0.5})
    sheet = put(tmp_path, canvas_gradebook())
    said = export(places, "--sheet", sheet, "--missing", "zero")
    assert said.code == 1
    changed = differing(sheet.read_bytes(), filled(sheet))
    assert changed == {(3, CANVAS_GRADE): "4.5", (4, CANVAS_GRADE): "0"}
    assert "Anna Sommer: Sommer, Anna (501) or Sommer, Anna (504)" in said.out


def add_records(places: Places, *records: Record) -> None:
    with places.results(LESSON).open("a", encoding="utf-8") as file:
        file.writelines(record.to_json() + "\n" for record in records)


def of(student: str, status: str, message: str) -> Record:
    record = failed_record(LESSON, MOST, status, message, 1.0)
    return Record(**{**vars(record), "student": student})


def test_rejected_and_undetermined_hand_ins_have_no_grade_and_say_why(course, tmp_path):
    places = graded_class(course, tmp_path, {ANNA.number: 1.0})
    add_records(places, of(BEN.number, "rejected", "It is no notebook."))
    add_records(places, of(CLEO.number, "undetermined", "The disk failed."))
    sheet = put(tmp_path, canvas_gradebook())
    said = export(places, "--sheet", sheet, "--missing", "zero")
    assert said.code == 1
    changed = differing(sheet.read_bytes(), filled(sheet))
    assert changed == {(2, CANVAS_GRADE): "9", (5, CANVAS_GRADE): "0"}
    assert "(502): rejected: It is no notebook. [0012346]" in said.out
    assert "(503): undetermined: The disk failed. [0012347]" in said.out


def test_points_by_hand_and_late_penalties_go_back_and_open_questions_do_not(places, tmp_path):
    with Gradebook(places.db_url) as gradebook:
        given = gradebook.find_grade("test_fun_dz", LESSON, LESSON, CLEO.number)
        given.manual_score, given.extra_credit, given.needs_manual_grade = 1.5, 0.25, False
        late = gradebook.find_submission_notebook(LESSON, LESSON, ANNA.number)
        late.late_submission_penalty = 2.0
        gradebook.find_grade("test_fun_dz", LESSON, LESSON, BEN.number).needs_manual_grade = True
        gradebook.db.commit()
    sheet = put(tmp_path, canvas_gradebook())
    said = export(places, "--sheet", sheet)
    assert said.code == 1
    changed = differing(sheet.read_bytes(), filled(sheet))
    assert changed == {(2, CANVAS_GRADE): "7", (4, CANVAS_GRADE): "1.75"}
    assert "2 taken for being late" in said.out and "by hand: fun_dz" in said.out
    assert "(502): needs a person: look at it in Formgrader. [0012346]" in said.out


def test_another_maximum_is_told_and_scaled_only_when_asked(places, tmp_path):
    sheet = put(tmp_path, moodle_sheet(maximum="100.00"))
    said = export(places, "--sheet", sheet)
    assert said.code == 2 and "maximum is 100 points, and the lesson's is 9" in said.err
    assert sorted(p.name for p in tmp_path.glob("*.csv")) == ["sheet.csv"]
    assert export(places, "--sheet", sheet, "--scale", "--to", tmp_path / "a.csv").code == 0
    scaled = differing(sheet.read_bytes(), (tmp_path / "a.csv").read_bytes())
    assert list(scaled.values()) == ["100.00", "50.00", "0.00"]
    assert export(places, "--sheet", sheet, "--no-scale", "--to", tmp_path / "b.csv").code == 0
    plain = differing(sheet.read_bytes(), (tmp_path / "b.csv").read_bytes())
    assert list(plain.values()) == ["9.00", "4.50", "0.00"]


def test_more_than_moodles_maximum_is_told_since_moodle_passes_over_it(places, tmp_path):
    sheet = put(tmp_path, moodle_sheet(maximum="5.00"))
    said = export(places, "--sheet", sheet, "--no-scale")
    assert said.code == 1 and "9.00 is more than the platform's maximum, 5" in said.out
    assert (1, MOODLE_GRADE) not in differing(sheet.read_bytes(), filled(sheet))


def test_a_locked_grade_is_left_alone_and_told(places, tmp_path):
    sheet = put(tmp_path, moodle_sheet(locked=[BEN.once]))
    said = export(places, "--sheet", sheet)
    assert said.code == 1 and "Moodle says that the grade can't be changed" in said.out
    assert (2, MOODLE_GRADE) not in differing(sheet.read_bytes(), filled(sheet))


def test_a_scale_is_refused(places, tmp_path):
    data = moodle_sheet(maximum="Poor, Good").replace(b"Maximum grade", b"Scale")
    said = export(places, "--sheet", put(tmp_path, data))
    assert said.code == 2 and "graded by a scale (Poor, Good)" in said.err


def test_comments_go_into_empty_cells_only(places, tmp_path):
    data = moodle_sheet()
    lines = data.decode().splitlines(keepends=True)
    lines[2] = lines[2].rstrip("\n") + "Well tried\n"
    sheet = put(tmp_path, "".join(lines).encode())
    assert export(places, "--sheet", sheet, "--comments").code == 0
    changed = differing(sheet.read_bytes(), filled(sheet))
    assert changed[1, 10].startswith("fun_dz 3 of 3; gradient_descent 3 of 3; ")
    assert (2, 10) not in changed and (4, 10) not in changed


def test_an_unclear_column_is_asked_for(places, tmp_path):
    sheet = put(tmp_path, canvas_gradebook(title="Homework 1 (7001)"))
    said = export(places, "--sheet", sheet)
    assert said.code == 2 and "There are: 'Quiz (7000)', 'Homework 1 (7001)'." in said.err
    assert "Current Score" not in said.err
    assert export(places, "--sheet", sheet, "--column", "Homework 1").code == 0
    assert differing(sheet.read_bytes(), filled(sheet))[2, CANVAS_GRADE] == "9"
    wrong = export(places, "--sheet", sheet, "--column", "Current Score")
    assert wrong.code == 2 and "No column" in wrong.err


def test_nothing_is_overwritten(places, tmp_path):
    sheet = put(tmp_path, canvas_gradebook())
    there = put(tmp_path, b"mine", "sheet.filled.csv")
    said = export(places, "--sheet", sheet)
    assert said.code == 2 and "is there already and holds something else" in said.err
    assert there.read_bytes() == b"mine"
    said = export(places, "--sheet", sheet, "--to", sheet)
    assert said.code == 2 and sheet.read_bytes() == canvas_gradebook()
    there.unlink()
    assert export(places, "--sheet", sheet).code == 0
    again = export(places, "--sheet", sheet)
    assert again.code == 0 and "it was there already, the same" in again.out


def test_where_one_file_is_refused_none_is_written(places, tmp_path):
    sheet, pages = put(tmp_path, moodle_sheet()), tmp_path / "feedback.zip"
    there = put(tmp_path, b"mine", "sheet.filled.csv")
    assert export(places, "--sheet", sheet, "--feedback", pages).code == 2
    assert not pages.exists()
    there.unlink()
    pages.write_bytes(b"mine")
    assert export(places, "--sheet", sheet, "--feedback", pages).code == 2
    assert not there.exists() and not (places.out / "grades").exists()


def test_unknown_sheets_and_platforms_are_refused_with_what_to_do(places, tmp_path):
    other = put(tmp_path, b"a,b,c\n1,2,3\n", "other.csv")
    said = export(places, "--sheet", other)
    assert said.code == 2 and "no sheet that is known here" in said.err and "'a'" in said.err
    scope = export(places, "--sheet", put(tmp_path, gradescope_scores(), "scores.csv"))
    assert scope.code == 2 and "results.json" in scope.err and "plain CSV" in scope.err
    manaba = export(places, "--sheet", other, "--platform", "manaba")
    assert manaba.code == 2 and "What manaba takes back isn't verified" in manaba.err
    wrong = export(places, "--sheet", other, "--platform", "moodl")
    assert wrong.code == 2 and "there are canvas, moodle" in wrong.err
    forced = export(places, "--sheet", other, "--platform", "canvas")
    assert forced.code == 2 and "no gradebook of Canvas" in forced.err


def test_without_a_sheet_all_grades_are_written_plainly(places, tmp_path):
    add_records(places, of("=cmd", "rejected", "It is no notebook."))
    said = export(places)
    assert said.code == 1
    with (places.out / "grades" / f"{LESSON}.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [(row["student"], row["points"]) for row in rows] == [
        (ANNA.number, "9"), (BEN.number, "4.5"), (CLEO.number, "0"), ("'=cmd", "")
    ]  # fmt: skip
    told = json.loads((places.out / "grades" / f"{LESSON}.json").read_text())
    assert told[3]["why"] == "rejected: It is no notebook." and told[3]["points"] is None


def test_what_was_matched_is_kept_and_found_by_the_next_lesson(places, tmp_path):
    sheet = put(tmp_path, moodle_sheet())
    export(places, "--sheet", sheet)
    (roster,) = kept_rosters(places.out)
    assert (roster.platform, roster.lesson) == ("moodle", LESSON)
    assert roster.students == {0: ANNA.number, 1: BEN.number, 2: CLEO.number}
    assert roster.people[0].once == ANNA.once
    kept = places.out / "roster" / f"moodle-{LESSON}.csv"
    assert kept.read_bytes() == sheet.read_bytes()
    with Gradebook(places.db_url) as gradebook:
        assert [s.lms_user_id for s in gradebook.students] == [None] * 3


def test_moodles_feedback_has_a_page_for_each_who_has_a_grade(places, tmp_path):
    sheet = put(tmp_path, moodle_sheet())
    target = tmp_path / "feedback.zip"
    said = export(places, "--sheet", sheet, "--feedback", target)
    assert said.code == 0
    with zipfile.ZipFile(target) as archive:
        names = archive.namelist()
        pages = {name: archive.read(name) for name in names}
    taken = {as_moodle_takes(name): page for name, page in pages.items()}
    assert taken == {
        (one.once, "feedback.html"): places.page(one.number, LESSON).read_bytes()
        for one in (ANNA, BEN, CLEO)
    }
    before = target.read_bytes()
    assert export(places, "--sheet", sheet, "--feedback", target).code == 0
    assert target.read_bytes() == before
    target.write_bytes(b"mine")
    assert export(places, "--sheet", sheet, "--feedback", target).code == 2
    assert target.read_bytes() == b"mine"
    assert not list(tmp_path.glob(".*.part"))


def as_moodle_takes(name: str) -> tuple[str, str]:
    """Whose file it is and what it is called then [moodle@0203d8f importziplib.php].

    The path's first part is split at "_" in at most five, of which four must be there; the second
    is the unique id, the third and fourth name a plug-in.
    """
    folder, _, file = name.rpartition("/")
    parts = folder.split("_", 4)
    assert len(parts) >= 4 and (parts[2], parts[3]) == ("assignsubmission", "file")
    assert not name.startswith((".", "~"))
    return parts[1], file


def test_canvas_feedback_is_a_notebook_of_the_name_that_was_handed_in(places, tmp_path):
    sheet = put(tmp_path, canvas_gradebook())
    submissions = tmp_path / "submissions.zip"
    anna = "sommeranna_LATE_501_888_my_12_work.ipynb"
    with zipfile.ZipFile(submissions, "w") as archive:
        for name in (anna, "yamada_502_889_a.ipynb", "yamada_502_890_b.ipynb", "x_503_text.html"):
            archive.writestr(name, "{}")
    target = tmp_path / "feedback.zip"
    said = export(places, "--sheet", sheet, "--feedback", target)
    assert said.code == 2 and "--submissions" in said.err and not target.exists()
    said = export(places, "--sheet", sheet, "--feedback", target, "--submissions", submissions)
    assert "No feedback for 0012346: several notebooks are" in said.out
    assert "No feedback for 0012347: no notebook is" in said.out
    with zipfile.ZipFile(target) as archive:
        assert archive.namelist() == [anna]
        assert archive.read(anna) == places.notebook(ANNA.number, LESSON).read_bytes()


def test_canvas_names_are_known_from_what_was_collected(places, tmp_path):
    sheet = put(tmp_path, canvas_gradebook())
    names = {"old": "sommer_501_1_a.ipynb", "new": "sommer_501_2_a.ipynb"}
    entry = {"source": "x.zip", "lesson": LESSON, "students": [ANNA.number]}
    accounts = {
        "2026-01": [{**entry, "name": names["old"], "state": "collected"}],
        "2026-02": [
            {**entry, "name": names["new"], "state": "collected"},
            {**entry, "name": "sommer_501_3_b.ipynb", "state": "set aside"},
            {**entry, "name": "x_502_4_b.ipynb", "state": "collected", "lesson": "02_other"},
        ],
    }
    (places.out / "collected").mkdir()
    for time, files in accounts.items():
        text = json.dumps({"found": len(files), "files": files})
        (places.out / "collected" / f"{time}.json").write_text(text)
    target = tmp_path / "feedback.zip"
    said = export(places, "--sheet", sheet, "--feedback", target)
    assert "No feedback for 0012346: no notebook is" in said.out
    with zipfile.ZipFile(target) as archive:
        assert archive.namelist() == [names["new"]]


def test_other_platforms_get_a_folder_a_student(places, tmp_path):
    target = tmp_path / "feedback.zip"
    assert export(places, "--feedback", target).code == 0
    with zipfile.ZipFile(target) as archive:
        assert sorted(archive.namelist()) == [
            f"{one.number}/feedback.html" for one in (ANNA, BEN, CLEO)
        ]


def test_a_grader_at_work_and_a_run_that_was_stopped_are_told(places, tmp_path):
    sheet = put(tmp_path, canvas_gradebook())
    with locked(places):
        said = export(places, "--sheet", sheet)
    assert said.code == 2 and "Another run of the grader" in said.err
    journal = places.journal(LESSON)
    lines = journal.read_text().splitlines(keepends=True)
    journal.write_text("".join(['{"seed": 0, "finished": false}\n', *lines[1:]]))
    said = export(places, "--sheet", sheet)
    assert said.code == 1 and "was stopped before its end" in said.out


def test_a_lesson_without_results_is_refused(places, tmp_path):
    places.results(LESSON).unlink()
    said = export(places)
    assert said.code == 2 and "has no grades yet" in said.err


def test_a_sheet_that_a_spreadsheet_program_saved_is_filled_and_told(places, tmp_path):
    data = moodle_sheet().replace(b"00123", b"123").replace(b",", b";")
    data = data.replace(b'"Tuesday; 1 December 2026; 2:52 AM"', b"12/1/2026 2:52")
    sheet = put(tmp_path, data)
    said = export(places, "--sheet", sheet)
    assert said.code == 0 and "look like a spreadsheet program's: 12/1/2026 2:52" in said.out
    assert list(differing(data, filled(sheet), ";").values()) == ["9.00", "4.50", "0.00"]
