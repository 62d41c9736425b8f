"""What is said of a hand-in as a whole is translated as a whole: each repair and each refusal."""

from __future__ import annotations

import re
import zipfile

import pytest

from autograder.errors import SubmissionError, UnreadableError
from autograder.grading.arrivals import read_arrival
from autograder.grading.hand_ins import read_hand_in
from autograder.grading.notebooks import notebook_bytes
from autograder.grading.repair import MAX_NOTE, lesson_of, repair
from autograder.grading.repair.files import find_notebook, read_file
from autograder.grading.repair.words import cells_named, in_one_line
from autograder.grading.submission import fault_text, grade_submission
from autograder.records.languages import speaking
from autograder.records.results import (
    REJECTED,
    UNDETERMINED,
    Record,
    failed_record,
    graded_record,
    mended_record,
)
from autograder.records.sentences import Sentence, say
from autograder.reports.feedback_parts import finished
from autograder.reports.pages import failure_page
from tests.grading.material import LESSON
from tests.malformed.commanded import COMMANDED
from tests.malformed.material import honest
from tests.malformed.rearranged import REARRANGED
from tests.malformed.rewritten import REWRITTEN
from tests.malformed.unreadable import UNREADABLE
from tests.notebook.pseudo import PseudoLanguage, unmarked_words

MENDED = {**REWRITTEN, **REARRANGED, **COMMANDED}
PAGE = '<html><head></head><body><div id="toc">x</div></body></html>'
ITEM = re.compile(r"<li>(.*?)</li>", re.DOTALL)


def assert_list_is_whole(notes):
    """All notes are sentences, once they were written and read, and a page shows them whole."""
    record = mended_record(graded_record(LESSON, (), 1.0), tuple(notes))
    record = Record.from_json(record.to_json())
    assert record.repairs_told() == record.repairs == tuple(notes)
    assert [note for note in record.repairs_told() if not isinstance(note, Sentence)] == []
    with speaking(PseudoLanguage()):
        page = finished(PAGE, record, {}, {})
    assert list(unmarked_words(page)) == []
    assert all("⟦" in item for item in ITEM.findall(page))
    assert len(ITEM.findall(page)) == len(notes)


def assert_page_is_whole(record):
    record = Record.from_json(record.to_json())
    assert isinstance(record.told(), Sentence) and record.told() == record.message
    with speaking(PseudoLanguage()):
        page = failure_page(record)
    assert list(unmarked_words(page)) == []
    assert page.count("⟦") >= 3  # the title, the head and the message


@pytest.mark.parametrize("sentence", MENDED)
def test_a_list_of_repairs_has_no_words_that_are_in_no_message(sentence, release, released):
    repaired = repair(MENDED[sentence].apply(honest(release)), released, LESSON)
    assert_list_is_whole(repaired.repairs)


@pytest.mark.parametrize("sentence", UNREADABLE)
def test_a_page_of_a_refusal_has_no_words_that_are_in_no_message(sentence, release, released):
    data = UNREADABLE[sentence].apply(honest(release))
    record = grade_submission(data, LESSON, 5, release=notebook_bytes(released)).record
    assert record.status == REJECTED
    assert_page_is_whole(record)


def files(folder, *names):
    """A folder with these files, with nothing in them; a zip archive where one is named so."""
    folder.mkdir()
    for name in names:
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        if name.endswith(".zip"):
            zipfile.ZipFile(path, "w").close()
        else:
            path.write_text("{}")
    return folder


@pytest.mark.parametrize(
    ("names", "worked"),
    [
        (["my own work.ipynb"], ""),
        ([f"hand in/{LESSON}.ipynb"], ""),
        (["my work.ipynb", "other work.ipynb"], ""),
        (["my work.ipynb", "other work.ipynb"], "my work.ipynb"),
        ([f"{LESSON}.ipynb", "other work.ipynb"], ""),
    ],
)
def test_what_is_said_of_a_files_name_is_whole(names, worked, tmp_path):
    folder = files(tmp_path / "a", *names)
    found = find_notebook(folder, LESSON, lambda path: path.name == worked)
    assert found.repairs
    assert_list_is_whole(found.repairs)


FOLDERS = {
    "nothing in it": lambda folder: find_notebook(files(folder), LESSON),
    "an archive": lambda folder: find_notebook(files(folder, "my own work.zip"), LESSON),
    "four files": lambda folder: find_notebook(files(folder, "a.txt", "b", "c", "d"), LESSON),
    "no folder": lambda folder: find_notebook(files(folder, "a") / "a", LESSON),
    "gone": lambda folder: find_notebook(folder, LESSON),
    "a folder as a file": lambda folder: read_file(files(folder)),
    "no such file": lambda folder: read_file(folder),
    "larger than may be": lambda folder: read_file(files(folder, "a b.ipynb") / "a b.ipynb", 1),
    "one's own, gone": lambda folder: read_hand_in(files(folder) / "a b.ipynb"),
    "one's own, beside others": lambda folder: read_hand_in(files(folder, "b.ipynb") / "a.ipynb"),
    "one's own, a folder": lambda folder: read_hand_in(files(folder)),
    "nothing of the course": lambda folder: lesson_of(b'{"cells": []}'),
}


@pytest.mark.parametrize("why", FOLDERS)
def test_what_is_said_of_a_folder_without_a_notebook_is_whole(why, tmp_path):
    with pytest.raises((SubmissionError, UnreadableError)) as refusal:
        FOLDERS[why](tmp_path / "one of two")
    assert_page_is_whole(failed_record(LESSON, 1.0, REJECTED, refusal.value.args[0], 1.0))


@pytest.mark.parametrize("kind", ["a link", "a link as a folder"])
def test_what_is_said_of_a_link_is_whole(kind, tmp_path):
    link = tmp_path / "my link"
    link.symlink_to(tmp_path)
    with pytest.raises(SubmissionError, match="is a link") as refusal:
        read_file(link) if kind == "a link" else find_notebook(link, LESSON)
    assert_page_is_whole(failed_record(LESSON, 1.0, REJECTED, refusal.value.args[0], 1.0))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"soon after lunch",
        b"2026-01-02 03:04 XYZ",
        b"2026-01-02 03:04 AMT",
        b"3/4/26",
        b"\x9f",
    ],
)
def test_what_is_said_of_a_time_that_is_not_clear_is_whole(data, tmp_path):
    (tmp_path / "timestamp.txt").write_bytes(data)
    doubt = read_arrival([tmp_path]).doubt
    assert doubt.startswith("When it came isn't known: ")
    assert_list_is_whole([doubt])


def test_a_fault_of_the_grader_is_told_in_a_sentence():
    text = fault_text(ValueError("no good at all"))
    assert text == (
        "The grader failed (ValueError: no good at all). This is not the student's fault: grade "
        "again, or report it."
    )
    assert_page_is_whole(failed_record(LESSON, 1.0, UNDETERMINED, text, 1.0))


def test_cells_are_named_in_a_sentence():
    assert cells_named([3]) == "cell 3"
    assert cells_named([3, 7]) == "cells 3 and 7"
    assert cells_named([3, 7, 9]) == "cells 3, 7 and 9"
    assert cells_named(range(1, 8)) == "cells 1, 2, 3, 4 and 3 more"


def test_a_note_stays_a_sentence_in_one_line_and_is_text_where_it_was_cut():
    note = say("Cell {number}: `{code}` was not run.", number=3, code="a\n  \x1b[31mb\u202e")
    tidy = in_one_line(note, MAX_NOTE)
    assert tidy == "Cell 3: `a b` was not run." and isinstance(tidy, Sentence)
    cut = in_one_line(note, 12)
    assert cut == "Cell 3: `a …" and not isinstance(cut, Sentence)
