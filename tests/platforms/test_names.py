"""Names of downloads are taken apart as the platform made them, whatever people are called."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.grading.folders import HIDDEN
from autograder.platforms.downloads import blackboard, brightspace, canvas, manaba, moodle
from autograder.platforms.student_folders import folder_name
from tests.platforms.builders import Student, canvas_name, moodle_prefix

LETTERS = st.characters(categories=["L", "N", "P", "Zs"], exclude_characters="/\\\0")
NAMES = st.text(LETTERS, max_size=20)
FILES = st.text(LETTERS, min_size=1, max_size=20).map(lambda name: f"{name}.ipynb")
IDS = st.integers(1, 10**9)


@given(NAMES, NAMES, IDS, IDS, FILES, st.booleans())
def test_a_canvas_name_gives_its_own_id(first, last, user, attachment, file, late):
    student = Student(first, last, user)
    name = canvas_name(student, attachment, file, late)
    words = re.sub(r"[^\w]", "", f"{last}, {first}".lower()).split("_")
    match = canvas.parsed(name)
    if any(word.isdecimal() for word in words):
        return  # Canvas itself takes the first two numbers: such a name is its own defect
    assert match and match["id"] == str(user) and bool(match["late"]) == late


@pytest.mark.parametrize(
    ("name", "id_", "late"),
    [
        ("leeana_101_9_a_1_2_b.ipynb", "101", False),
        ("leeana_LATE_101_9_a.ipynb", "101", True),
        ("LATE_anon_Ab9_77_a.ipynb", "anon_Ab9", True),
        ("anon_Ab9_77_a.ipynb", "anon_Ab9", False),
        ("leeana_101_text.html", "101", False),
        ("佐藤花子_103_9_課題_1.ipynb", "103", False),
        ("_103_9_a.ipynb", "103", False),
    ],
)
def test_forms_of_canvas_names(name, id_, late):
    match = canvas.parsed(name)
    assert match and match["id"] == id_ and bool(match["late"]) == late


@given(NAMES, IDS, FILES, st.sampled_from(["/", "_", "_/"]))
def test_a_moodle_name_gives_its_own_id_whatever_the_file_is_called(who, uid, file, between):
    match = moodle.parsed(f"{moodle_prefix(who, uid)}{between}{file}")
    assert match and match["uid"] == str(uid) and match["who"] == who.replace("_", " ")


@pytest.mark.parametrize(
    "name", ["Default group_assignsubmission_file/a.ipynb", "a.ipynb", "x_assignsubmission_file"]
)
def test_what_has_no_number_of_moodles_is_nobodys(name):
    assert moodle.parsed(name) is None


def test_forms_of_other_platforms():
    match = blackboard.parsed("HW_1_ab_1_attempt_2026-10-01-12-00-00_my_attempt_2020.ipynb")
    assert match and (match["head"], match["file"]) == ("HW_1_ab_1", "my_attempt_2020.ipynb")
    match = brightspace.parsed("12-3 - Ana - Maria Lee - Oct 1, 2026 115 PM/a.ipynb")
    assert match and (match["number"], match["name"]) == ("12", "Ana - Maria Lee")
    match = manaba.parsed("2026@ab/sub/a@b.ipynb")
    assert match and (match["first"], match["second"]) == ("2026", "ab")
    assert manaba.parsed("a@b.ipynb") is None


@given(st.text(min_size=1, max_size=200), st.text(min_size=1, max_size=200))
def test_a_folder_is_one_name_that_every_system_takes_and_no_two_ids_share_one(one, other):
    name = folder_name(one)
    assert not re.search(r'[/\\:*?"<>|\0-\x1f]', name)
    assert not name.casefold().startswith(HIDDEN)
    assert name == name.rstrip(". ") and len(name.encode()) <= 140
    assert bool(name) == bool(one.strip())
    if folder_name(other) == name:
        plain = [re.sub(r"^\s+|\s+$", "", text) for text in (one, other)]
        assert _same(*plain)


def _same(one: str, other: str) -> bool:
    return unicodedata.normalize("NFC", one) == unicodedata.normalize("NFC", other)


@pytest.mark.parametrize("text", ["CON", "nul.txt", "COM1", "..", ".", ".hidden", "a/../b", "x."])
def test_names_that_would_harm_are_changed_and_marked(text):
    assert folder_name(text) != text
    assert "~" in folder_name(text)
