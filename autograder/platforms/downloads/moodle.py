"""Moodle: the zip of "Download all submissions", in each of its forms.

Rules from Moodle's ``mod/assign/classes/downloader.php`` at da54552: with folders ``<full
name>_<unique id>_assignsubmission_file/<student's own path>`` (before 4.1 the folder ended with
``_``), without ``<full name>_<unique id>_assignsubmission_file_<file>``. Blind, the word for
"Participant" stands for the name; of a group its name and its id. ``_`` in names becomes a blank,
so that the first number before ``_assignsubmission_`` is the platform's, whatever a student calls a
file. The unique id is a number of one assignment. There are no times, and only the latest attempt.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from autograder.platforms.archives import Source
from autograder.platforms.downloads.parts import Clock, gathered, most_fit
from autograder.platforms.handed import HandIn
from autograder.platforms.people import Person

NAME = "moodle"
TITLE = "Moodle"
STUDENT = ("number", "email")
PART = re.compile(r"(?P<who>[^/]*?)_(?P<uid>\d+)_assignsubmission_(?P<type>[a-z0-9]+)(?=_|/|$)")
GROUP_ALONE = re.compile(r"(?P<who>[^/_]+)_assignsubmission_(?P<type>[a-z0-9]+)(?=_|/|$)")
"""Of students without a group, where groups hand in: "Default group", without a number."""


def recognises(source: Source) -> str:
    """What in the source only Moodle writes, as a phrase; "" where nothing does."""
    return most_fit(source, parsed, "NAME_NUMBER_assignsubmission_…")


def parsed(name: str) -> re.Match[str] | None:
    """The parts of what Moodle named first in a path: ``who``, ``uid`` and ``type``."""
    return next(filter(None, map(PART.match, name.split("/"))), None)


def hand_ins(source: Source, clock: Clock) -> Iterator[HandIn]:
    """All that was handed in, one for each unique id; of groups the sheet tells who is in them."""
    matches = [(match, entry) for entry in source.entries if (match := parsed(entry.name))]
    keys = (((match["uid"], match["who"]), entry) for match, entry in matches)
    for (uid, who), files in gathered(keys).items():
        yield HandIn((Person(once=uid, name=who),), tuple(files))


def why_not(name: str) -> str:
    """What is known of an entry that belongs to no hand-in; "" for nothing."""
    if any(map(GROUP_ALONE.match, name.split("/"))):
        return "it is of students without a group, and Moodle doesn't say of whom"
    return ""
