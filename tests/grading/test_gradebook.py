"""What is written of a result: nbgrader's gradebook, read back by nbgrader. No kernel runs here."""

from __future__ import annotations

import json
import shutil
import warnings
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import nbformat
import pytest
from nbgrader.api import Gradebook
from nbgrader.preprocessors import AssignLatePenalties, SaveAutoGrades
from sqlalchemy import create_engine, make_url, text
from traitlets.config import PyFileConfigLoader

from autograder.errors import UsageError
from autograder.exercises import lesson_exercises
from autograder.grading.arrivals import read_arrival
from autograder.grading.course import Course
from autograder.grading.executing import Execution
from autograder.grading.judgement import scored
from autograder.grading.notebooks import notebook_bytes, parse_notebook
from autograder.grading.observing import check_cells
from autograder.grading.places import Places, default_db_url, make_folder
from autograder.grading.submission import failed
from autograder.grading.writer import ResultWriter
from autograder.judging.judge import error_verdict
from autograder.records.results import REJECTED, UNDETERMINED, Graded, graded_record
from autograder.records.verdicts import Status
from tests.grading.material import LESSON, hand_in

EXERCISES = lesson_exercises(LESSON)
ALL = {e.id: e.points for e in EXERCISES}


@pytest.fixture(scope="module")
def new_gradebook(course: Course, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A gradebook to copy: nbgrader takes seconds to make one."""
    folder = tmp_path_factory.mktemp("new")
    ResultWriter(course, LESSON, places(folder))
    return folder / "out" / "gradebook.db"


@pytest.fixture
def writer(course: Course, new_gradebook: Path, tmp_path: Path) -> ResultWriter:
    return with_gradebook(course, new_gradebook, tmp_path)


def with_gradebook(course: Course, new_gradebook: Path, tmp_path: Path) -> ResultWriter:
    make_folder(tmp_path / "out")
    shutil.copy(new_gradebook, tmp_path / "out")
    return ResultWriter(course, LESSON, places(tmp_path))


def places(tmp_path: Path) -> Places:
    return Places(tmp_path / "submitted", tmp_path / "out", default_db_url(tmp_path / "out"))


def result(release: dict, student: str, scores: Mapping[str, float | None]) -> Graded:
    """A result with these scores; None is an exercise that could not be determined."""
    notebook = parse_notebook(json.dumps(release).encode())
    given = tuple(
        replace(
            error_verdict(e, Status.UNDETERMINED if scores[e.id] is None else Status.PARTIAL, "x"),
            score=scores[e.id] or 0.0,
        )
        for e in EXERCISES
    )
    execution = Execution(parse_notebook(json.dumps(release).encode()))
    done = scored(notebook, execution, check_cells(notebook, EXERCISES), given)
    record = graded_record(LESSON, given, 1.0)
    return Graded(record, given, notebook_bytes(done).decode()).of(student)


def grades(writer: ResultWriter, student: str) -> dict[str, tuple[float | None, bool]]:
    with Gradebook(writer.places.db_url) as gradebook:
        notebook = gradebook.find_submission_notebook(LESSON, LESSON, student)
        return {g.name: (g.auto_score, g.needs_manual_grade) for g in notebook.grades}


def test_an_exercise_that_is_not_determined_has_no_score_and_asks_for_a_person(writer, release):
    writer.save(result(release, "ada", ALL | {"fun_dz": None}))
    found = grades(writer, "ada")
    assert found.pop("test_fun_dz") == (None, True)
    assert found == {f"test_{k}": (v, False) for k, v in ALL.items() if k != "fun_dz"}


@pytest.mark.parametrize(("status", "score"), [(REJECTED, 0.0), (UNDETERMINED, None)])
def test_a_hand_in_without_verdicts_replaces_what_was_there_and_asks_for_a_person(
    writer, release, status, score
):
    writer.save(result(release, "ada", ALL))
    writer.save(failed(LESSON, status, "It is <b>torn</b>.", 0.0).of("ada"))
    assert set(grades(writer, "ada").values()) == {(score, True)}
    assert not (writer.places.autograded / "ada" / LESSON).exists()
    page = (writer.places.feedback / "ada" / LESSON / f"{LESSON}.html").read_text()
    assert "It is &lt;b&gt;torn&lt;/b&gt;." in page


def everything(url: str, student: str) -> dict[str, list[tuple]]:
    """What a gradebook holds of a student, but for the ids that it makes up."""
    queries = {
        "student": "SELECT * FROM student WHERE id = :s",
        "assignment": "SELECT timestamp, extension FROM submitted_assignment WHERE student_id = :s",
        "notebook": (
            "SELECT flagged, late_submission_penalty FROM submitted_notebook AS n "
            "JOIN submitted_assignment AS a ON n.assignment_id = a.id WHERE student_id = :s"
        ),
    }
    for table, columns in {
        "grade": "auto_score, manual_score, extra_credit, needs_manual_grade",
        "comment": "auto_comment, manual_comment",
    }.items():
        queries[table] = (
            f"SELECT c.name, {columns} FROM {table} AS t JOIN base_cell AS c ON t.cell_id = c.id "
            "JOIN submitted_notebook AS n ON t.notebook_id = n.id JOIN submitted_assignment AS a "
            "ON n.assignment_id = a.id WHERE student_id = :s ORDER BY c.name, c.type"
        )
    with create_engine(url).connect() as connection:
        found = {k: connection.execute(text(q), {"s": student}) for k, q in queries.items()}
        return {name: [tuple(row) for row in rows] for name, rows in found.items()}


@pytest.mark.parametrize("points", [1, 0.5, 0])
def test_the_rows_are_those_that_nbgraders_own_steps_make(
    writer, release, course, new_gradebook, tmp_path, points
):
    edited = json.loads(json.dumps(release))
    answers = [c for c in edited["cells"] if c["metadata"].get("nbgrader", {}).get("solution")]
    answers[1]["source"] = "# an answer"
    hand_in(writer.places.submitted, "ada", json.dumps(edited).encode())
    stamp = writer.places.submitted / "ada" / LESSON / "timestamp.txt"
    stamp.write_text("2030-01-01 10:00:00 UTC")
    scores = {name: points * most for name, most in ALL.items()}
    writer.save(result(edited, "ada", scores), read_arrival([stamp.parent]))

    shutil.copy(new_gradebook, tmp_path / "stock.db")
    url = f"sqlite:///{tmp_path / 'stock.db'}"
    with Gradebook(url) as gradebook, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of nbgrader 0.9.6 (api.py, add_submission)
        gradebook.update_or_create_student("ada")
        gradebook.update_or_create_submission(LESSON, "ada", timestamp=stamp.read_text())
    known = {"student": "ada", "assignment": LESSON, "notebook": LESSON, "db_url": url}
    notebook = nbformat.read(writer.places.notebook("ada", LESSON), as_version=4)
    for step in (SaveAutoGrades(), AssignLatePenalties()):
        step.preprocess(notebook, {"nbgrader": known})
    assert everything(writer.places.db_url, "ada") == everything(url, "ada")


def test_a_result_is_entered_whole_or_not_at_all(writer, release, monkeypatch):
    writer.save(result(release, "ada", ALL))
    before = everything(writer.places.db_url, "ada")
    monkeypatch.setattr(writer, "_save_page", lambda *_: (_ for _ in ()).throw(OSError(28, "full")))
    for student in ("ada", "eve"):
        with pytest.raises(OSError, match="full"):
            writer.save(result(release, student, dict.fromkeys(ALL, 0.0)))
    assert everything(writer.places.db_url, "ada") == before
    assert not any(everything(writer.places.db_url, "eve").values())


def test_grading_again_replaces_scores_and_keeps_what_a_person_gave(writer, release):
    writer.save(result(release, "ada", ALL))
    with Gradebook(writer.places.db_url) as gradebook:
        grade = gradebook.find_grade("test_fun_dz", LESSON, LESSON, "ada")
        grade.manual_score = 2.5
        gradebook.db.commit()
    writer.save(result(release, "ada", dict.fromkeys(ALL, 0.0)))
    with Gradebook(writer.places.db_url) as gradebook:
        grade = gradebook.find_grade("test_fun_dz", LESSON, LESSON, "ada")
        assert (grade.auto_score, grade.score, grade.needs_manual_grade) == (0, 2.5, True)
        assert gradebook.find_submission(LESSON, "ada").score == 2.5


@pytest.mark.parametrize("student", ["a b", "[a-z]", "{student_id}", "ä-日本", "x'; DROP TABLE"])
def test_any_name_of_a_folder_is_a_student(writer, release, student):
    hand_in(writer.places.submitted, student, json.dumps(release).encode())
    writer.save(result(release, student, ALL))
    assert (writer.places.autograded / student / LESSON / f"{LESSON}.ipynb").is_file()
    assert {score for score, _ in grades(writer, student).values()} == set(ALL.values())


def test_what_lies_beside_a_notebook_is_not_copied_and_stops_nothing(writer, release, tmp_path):
    folder = writer.places.submitted / "ada" / LESSON
    hand_in(writer.places.submitted, "ada", json.dumps(release).encode())
    (tmp_path / "secret").write_text("grades of others")
    (folder / "link").symlink_to(tmp_path / "secret")
    (folder / "numpy.py").write_text("raise SystemExit")
    (folder / "timestamp.txt").write_text("not a date \x00")
    writer.save(result(release, "ada", ALL), read_arrival([folder]))
    written = [p.name for p in writer.places.out.rglob("*") if p.is_file() and "ada" in p.parts]
    assert sorted(written) == [f"{LESSON}.html", f"{LESSON}.ipynb"]


def test_late_penalties_of_the_instructors_settings_are_applied(
    course, new_gradebook, release, tmp_path
):
    own = Course(tmp_path / "own")
    make_folder(own.root)
    (own.root / "solutions").symlink_to(course.root / "solutions")
    (own.root / "nbgrader_config.py").write_text(
        "c = get_config()\nc.LateSubmissionPlugin.penalty_method = 'zero'\n"
    )
    writer = with_gradebook(own, new_gradebook, tmp_path)
    with Gradebook(writer.places.db_url) as gradebook:
        gradebook.update_or_create_assignment(LESSON, duedate="2026-01-01 12:00:00 UTC")
    for student, day in (("early", "2025-12-31"), ("late", "2026-01-02")):
        hand_in(writer.places.submitted, student, json.dumps(release).encode())
        stamp = writer.places.submitted / student / LESSON / "timestamp.txt"
        stamp.write_text(f"{day} 12:00:00 UTC")
        writer.save(result(release, student, ALL), read_arrival([stamp.parent]))
    with Gradebook(writer.places.db_url) as gradebook:
        notebooks = {
            student: gradebook.find_submission_notebook(LESSON, LESSON, student)
            for student in ("early", "late")
        }
        assert notebooks["early"].late_submission_penalty is None
        assert notebooks["late"].late_submission_penalty == sum(ALL.values())


def test_grades_of_another_version_of_the_lesson_are_not_mixed_in(
    writer, release, course, tmp_path
):
    writer.save(result(release, "ada", ALL))
    notebook = nbformat.read(course.solution(LESSON), as_version=4)
    notebook.cells = [c for c in notebook.cells if c.id not in ("fun_dz", "test_fun_dz")]
    other = tmp_path / "other" / "solutions" / "en" / LESSON / f"{LESSON}.ipynb"
    other.parent.mkdir(parents=True)
    nbformat.write(notebook, other)
    with pytest.raises(UsageError, match="grades for another version.*--out"):
        ResultWriter(Course(tmp_path / "other"), LESSON, writer.places)


@pytest.mark.parametrize(
    "url", ["sqlite:////no/such/folder/gradebook.db", "sqlite:///{file}", "oracle-of-delphi://x"]
)
def test_a_gradebook_that_can_not_be_used_is_told(course, tmp_path, url):
    (tmp_path / "file").write_text("not a database " * 100)
    wrong = replace(places(tmp_path), db_url=url.format(file=tmp_path / "file"))
    with pytest.raises(UsageError, match="gradebook .* can't be used: "):
        ResultWriter(course, LESSON, wrong)


@pytest.mark.parametrize("name", ["50%20 of it", "a%2Fb", "c#1 & d", "ü@e:f"])
def test_a_gradebook_may_stand_in_a_folder_of_any_name(name, course, new_gradebook, tmp_path):
    folder = tmp_path / name
    make_folder(folder / "out")
    shutil.copy(new_gradebook, folder / "out")
    writer = ResultWriter(course, LESSON, places(folder))
    assert writer.gradebook.students() == set()
    files = [path for path in tmp_path.rglob("*.db")]
    assert files == [folder / "out" / "gradebook.db"]


def test_a_new_gradebook_is_made_where_it_was_asked_for(course, tmp_path):
    folder = tmp_path / "what?%20#"
    if make_url("sqlite:///a%3Fb").database != "a?b":  # SQLAlchemy before 2.1
        with pytest.raises(UsageError, match="sqlalchemy>=2.1"):
            places(folder)
        return
    ResultWriter(course, LESSON, places(folder)).close()
    assert [path for path in tmp_path.rglob("*.db")] == [folder / "out" / "gradebook.db"]


def test_stock_nbgrader_is_told_the_same_file_in_a_folder_of_any_name(tmp_path):
    root = tmp_path / "50%20 of it"
    root.mkdir()
    shutil.copy(Path(__file__).resolve().parents[2] / "nbgrader_config.py", root)
    config = PyFileConfigLoader("nbgrader_config.py", path=str(root)).load_config()
    assert config.CourseDirectory.db_url == default_db_url(root / "grading")
    assert make_url(config.CourseDirectory.db_url).database == str(root / "grading/gradebook.db")


def test_a_driver_that_is_not_installed_is_named_and_the_password_is_not(course, tmp_path):
    wrong = replace(places(tmp_path), db_url="mysql://ada:secret@host/grades")
    with pytest.raises(UsageError, match="pip install mysqlclient") as error:
        ResultWriter(course, LESSON, wrong)
    assert "secret" not in str(error.value) and "\n" not in str(error.value)
