"""Canvas: the zip of "Download Submissions".

Rules from canvas-lms ``lib/content_zipper.rb`` at 05e9653: a file is ``<name>[_LATE]_<user
id>_<attachment id>_<display name>``; the name is that which lists are sorted by, in lower case and
without signs; anonymous ones begin with ``[LATE_]anon_<id>``; what was typed in is
``..._text.html`` and ``..._link.html``. Only the current attempt is there, and no times. Of a group
there is one file, with the id of one member.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from autograder.platforms.archives import Source
from autograder.platforms.downloads.parts import Clock, gathered, most_fit
from autograder.platforms.handed import HandIn
from autograder.platforms.people import Person

NAME = "canvas"
TITLE = "Canvas"
STUDENT = ("id",)
FILE = re.compile(
    r"(?:(?P<name>.*?)_)??(?:(?P<late>LATE)_)?(?P<id>\d+|anon_[^_]+)_(?P<attachment>\d+)_(?P<file>.+)",
    re.DOTALL,
)
TYPED = re.compile(
    r"(?:(?P<name>.*?)_)??(?:(?P<late>LATE)_)?(?P<id>\d+|anon_[^_]+)_(?P<file>(?:text|link)\.html)"
)
OTHERS = re.compile(r"_\d+_assignsubmission_|_attempt_\d{4}-")
"""Names that Moodle and Blackboard write: a student's own file name may make them fit here too."""


def recognises(source: Source) -> str:
    """What in the source only Canvas writes, as a phrase; "" where nothing does."""
    return most_fit(source, parsed, "NAME_USERID_ATTACHMENTID_FILE")


def parsed(name: str) -> re.Match[str] | None:
    """The parts of an entry's name: ``name``, ``late``, ``id`` and ``file``."""
    base = name.rpartition("/")[2]
    if OTHERS.search(name):
        return None
    return FILE.fullmatch(base) or TYPED.fullmatch(base)


def hand_ins(source: Source, clock: Clock) -> Iterator[HandIn]:
    """All that was handed in, one for each user id."""
    matches = [(match, entry) for entry in source.entries if (match := parsed(entry.name))]
    late = {match["id"]: bool(match["late"]) for match, _ in matches}
    names = {match["id"]: match["name"] or "" for match, _ in matches}
    for key, files in gathered((match["id"], entry) for match, entry in matches).items():
        if key.startswith("anon_"):
            person = Person(once=key)
        else:
            person = Person(id=key, name=names[key])
        yield HandIn((person,), tuple(files), late=late[key])


def other_name(squeezed: str, name: str) -> bool:
    """Whether the name in a file's name isn't that of the person in the sheet."""
    return bool(squeezed and name) and re.sub(r"\W", "", name.lower()) != squeezed
