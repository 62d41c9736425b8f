"""Found = graded + rejected + undetermined + set aside, whatever stands among the hand-ins."""

from __future__ import annotations

import os
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from autograder.errors import SubmissionError, UnreadableError
from autograder.grading.accounts import drawn_up, told_aside
from autograder.grading.hand_ins import HandIn, find_class
from autograder.grading.naming import student_ids
from autograder.grading.repair.files import read_file
from autograder.grading.survey import Survey, beside
from autograder.records.results import GRADED, REJECTED, UNDETERMINED, Record, failed_record
from tests.grading.material import LESSON
from tests.grading.trees import ENDINGS, OTHER, TREES, Tree

NAME = f"{LESSON}.ipynb"
NOBODY = 65534


class Outcome:
    """What a run makes of a folder, with every notebook that can be read called graded."""

    def __init__(self, root: Path, lessons: tuple[str, ...]) -> None:
        self.survey, self.records, self.chosen = Survey(root), [], []
        aside = []
        ids = student_ids(self.survey.students())
        for lesson in lessons:
            for mine in self.survey.of(lesson):
                record, path = outcome_of(HandIn(ids[mine.student], mine, root))
                self.records.append(record)
                self.chosen += [path] if path else []
                aside += beside(mine, path)
        self.account = drawn_up(self.survey, lessons, self.records, aside)


def outcome_of(hand_in: HandIn) -> tuple[Record, Path | None]:
    path = None
    status = GRADED
    try:
        path = hand_in.find().path
        read_file(path)
    except SubmissionError:
        status = REJECTED
    except UnreadableError:
        status = UNDETERMINED
    return failed_record(hand_in.belongings.lesson, 1.0, status, "", 0.0), path


@settings(deadline=None, max_examples=150, suppress_health_check=list(HealthCheck))
@given(TREES)
def test_everything_that_is_found_becomes_one_thing(tree: Tree):
    with tree.made() as root:
        seen = list(tree.visible())
        done = Outcome(root, (LESSON, OTHER))
        account = done.account
        assert account.balanced, str(account)
        asides = [aside.path for aside in account.asides]
        became = Counter([*asides, *done.chosen])
        for path in seen:
            if path.is_file() and path.name.lower().endswith(ENDINGS):
                assert became[path] == 1, path
            if path.is_dir() and str(path) in tree.out_of_reach:
                assert path in asides or account.became[UNDETERMINED], path
        assert max(Counter(asides).values(), default=1) == 1


@settings(deadline=None, max_examples=100, suppress_health_check=list(HealthCheck))
@given(TREES)
def test_who_has_a_notebook_named_for_the_lesson_has_a_result(tree: Tree):
    with tree.made() as root:
        owners = {
            path.relative_to(root).parts[0]
            for path in tree.visible()
            if path.name == NAME and path.is_file() and len(path.relative_to(root).parts) > 1
            if path.relative_to(root).parts[1] != OTHER  # the place of another lesson's hand-in
        } - {LESSON, OTHER}
        assert owners <= {mine.student for mine in Survey(root).of(LESSON)}


@contextmanager
def as_an_ordinary_user() -> Iterator[Path]:
    """A folder that belongs to the user without rights whom this process is meanwhile."""
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        if os.geteuid() == 0:
            os.chown(folder, NOBODY, NOBODY)
            os.seteuid(NOBODY)
        try:
            yield Path(folder)
        finally:
            for path in [Path(folder), *Path(folder).rglob("*")]:
                if path.is_dir():
                    path.chmod(0o700)
            if os.getuid() == 0:
                os.seteuid(0)


def put(root: Path, *paths: str) -> None:
    for path in paths:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text("{}")


@pytest.mark.parametrize("rights", [0, 0o400])
@pytest.mark.parametrize("closed", ["ben", f"ben/{LESSON}", f"ben/{LESSON}/week 1", "ben/work"])
def test_a_folder_without_rights_is_undetermined_with_its_reason(closed, rights):
    with as_an_ordinary_user() as root:
        put(root, f"ana/{LESSON}/{NAME}")
        (root / closed).mkdir(parents=True)
        put(root, f"{closed}/{LESSON}/{NAME}" if closed == "ben" else f"{closed}/{NAME}")
        (root / closed).chmod(rights)
        ana, ben = find_class(root, LESSON)
        assert ana.find().path.name == NAME
        with pytest.raises(UnreadableError, match=r"read: Permission denied.*not the stud"):
            read_file(ben.find().path)


def test_a_file_without_rights_is_undetermined_and_a_broken_link_is_rejected():
    with as_an_ordinary_user() as root:
        put(root, f"ana/{LESSON}/{NAME}", "zoe/any.txt")
        (root / f"ana/{LESSON}/{NAME}").chmod(0)
        (root / f"ben/{LESSON}").mkdir(parents=True)
        (root / f"ben/{LESSON}/{NAME}").symlink_to("nowhere")
        ana, ben = find_class(root, LESSON)
        with pytest.raises(UnreadableError, match="Permission denied"):
            read_file(ana.find().path)
        with pytest.raises(SubmissionError, match="is a link"):
            read_file(ben.find().path)


def test_a_closed_folder_beside_a_hand_in_is_set_aside_with_a_line():
    with as_an_ordinary_user() as root:
        put(root, f"ana/{LESSON}/{NAME}", f"ana/{LESSON}/more/x.ipynb", "ana/other/x.txt")
        for closed in (f"ana/{LESSON}/more", "ana/other"):
            (root / closed).chmod(0)
        account = Outcome(root, (LESSON,)).account
        assert str(account) == "Found 3: 1 graded, 0 rejected, 0 undetermined, 2 set aside."
        lines = told_aside(account, root, root / "set_aside.txt")
        assert sum("can't be read: Permission denied" in line for line in lines) == 2


@pytest.mark.parametrize(
    ("folders", "lessons", "undetermined"),
    [
        (("ana/a", "ana/b"), (LESSON, OTHER), 2),
        ((f"{LESSON}/ana", "ana/a", "ana/b"), (LESSON, OTHER), 2),
        ((f"{LESSON}/ana", "ana/a"), (LESSON,), 1),
    ],
)
def test_of_several_closed_folders_each_is_told_once(folders, lessons, undetermined):
    with as_an_ordinary_user() as root:
        for folder in folders:
            (root / folder).mkdir(parents=True)
            (root / folder).chmod(0)
        done = Outcome(root, lessons)
        of_results = {path for x in lessons for mine in done.survey.of(x) for path in mine.closed}
        asides = [aside.path for aside in done.account.asides]
        assert sorted([*of_results, *asides]) == sorted(root / folder for folder in folders)
        assert done.account.became == {UNDETERMINED: undetermined}
        assert done.account.balanced


@pytest.mark.parametrize(
    "place", [f"s{{n}}/{LESSON}/{NAME}", f"s{{n}}/{NAME}", f"{LESSON}/s{{n}}/{NAME}"]
)
def test_a_class_of_three_thousand_is_all_there(tmp_path, place):
    put(tmp_path, *(place.format(n=f"{n:04d}") for n in range(3_000)))
    assert len(find_class(tmp_path, LESSON)) == 3_000


@pytest.mark.parametrize("target", [".", "..", "ana", "../submitted"])
def test_a_link_to_the_work_of_others_is_nobodys(tmp_path, target):
    root = tmp_path / "submitted"
    put(root, f"ana/{LESSON}/{NAME}")
    (root / "ben").symlink_to(target)
    assert [hand_in.student for hand_in in find_class(root, LESSON)] == ["ana"]
    assert [aside.path.name for aside in Survey(root).asides] == ["ben"]


def test_a_student_whose_folder_lies_elsewhere_is_found_by_a_link(tmp_path):
    put(tmp_path, f"elsewhere/{LESSON}/{NAME}", f"submitted/ana/{LESSON}/{NAME}")
    (tmp_path / "submitted" / "ben").symlink_to("../elsewhere")
    assert [h.student for h in find_class(tmp_path / "submitted", LESSON)] == ["ana", "ben"]


def test_a_renamed_notebook_among_thousands_of_files_is_found(tmp_path):
    folder = tmp_path / "ana" / LESSON
    folder.mkdir(parents=True)
    for n in range(4_000):
        (folder / f"data_{n}.csv").touch()
    (folder / "mine.ipynb").write_text("{}")
    assert find_class(tmp_path, LESSON)[0].find().path.name == "mine.ipynb"


def test_of_many_set_aside_the_file_has_all(tmp_path):
    put(tmp_path, f"ana/{LESSON}/{NAME}", f"ana/{LESSON}/old.ipynb")
    put(tmp_path, *(f"flat_{n:02d}.ipynb" for n in range(25)))
    account = Outcome(tmp_path, (LESSON,)).account
    file = tmp_path / "set_aside.txt"
    lines = told_aside(account, tmp_path, file)
    assert str(account) == "Found 27: 1 graded, 0 rejected, 0 undetermined, 26 set aside."
    assert lines[-2:] == [
        f"  … and 5 more: see {file}.",
        f"1 more file stands beside notebooks that count: see {file}.",
    ]
    assert len(file.read_text().splitlines()) == 26


def test_two_folders_never_share_an_id():
    names = ["J\\xfcrgen", os.fsdecode(b"J\xfcrgen"), "n" * 200, "n" * 201, "ana", "a<b", "a\\x3cb"]
    ids = student_ids(names)
    assert len(set(ids.values())) == len(names)
    assert ids["J\\xfcrgen"] == "J\\xfcrgen" and ids["ana"] == "ana"
    assert max(len(i) for i in ids.values()) <= 128
    assert student_ids(["n" * 200])["n" * 200] == ids["n" * 200]


def test_a_sum_that_does_not_hold_is_told(tmp_path):
    put(tmp_path, f"ana/{LESSON}/{NAME}")
    account = drawn_up(Survey(tmp_path), (LESSON,), [], [])
    assert not account.balanced and "These don't add up" in str(account)
