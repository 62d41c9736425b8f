"""The version is said once, and what it changed is written down."""

import re

import autograder
from tests.project.checkout import ROOT

HEADINGS = re.findall(r"^## (\S+) \(", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)


def test_the_newest_entry_of_the_changes_is_this_version():
    assert HEADINGS[0] == autograder.__version__


def test_every_release_that_is_kept_has_an_entry():
    kept = {path.name for path in (ROOT / "tests/releases").iterdir() if path.name[0].isdigit()}
    assert kept
    assert kept <= set(HEADINGS)


def test_versions_have_three_numbers_and_fall():
    numbers = [tuple(map(int, heading.split("."))) for heading in HEADINGS]
    assert all(len(number) == 3 for number in numbers)
    assert numbers == sorted(set(numbers), reverse=True)
