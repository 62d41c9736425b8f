"""Blackboard: the zip of "Assignment File Download".

From four independent parsers and nbgrader's own example, not verified: files are
``<assignment>_<user>_attempt_<yyyy-mm-dd-hh-mm-ss>_<file>``, and one ``....txt`` without a file's
name tells of each attempt (Name, Assignment, Date, Comments). All attempts may be there. Times have
no zone.
"""

from __future__ import annotations

import os.path
import re
from collections.abc import Iterable, Iterator
from datetime import datetime

from autograder.platforms.archives import Entry, Refused, Source
from autograder.platforms.downloads.parts import Clock, gathered, in_utc, most_fit
from autograder.platforms.handed import HandIn
from autograder.platforms.people import Person

NAME = "blackboard"
TITLE = "Blackboard"
STUDENT = ("login", "name")
FILE = re.compile(
    r"(?P<head>.+?)_attempt_(?P<time>\d{4}(?:-\d\d){5})(?:_(?P<file>.+)|(?P<about>\.txt))",
    re.DOTALL,
)
ABOUT = re.compile(r"^Name:\s*(?P<name>.*?)\s*\((?P<user>[^()\s]+)\)\s*$", re.MULTILINE)
MAX_ABOUT = 2**20


def recognises(source: Source) -> str:
    """What in the source only Blackboard writes, as a phrase; "" where nothing does."""
    return most_fit(source, parsed, "ASSIGNMENT_USER_attempt_TIME_FILE")


def parsed(name: str) -> re.Match[str] | None:
    """The parts of an entry's name: ``head`` (assignment and user), ``time``, ``file``."""
    return FILE.fullmatch(name.rpartition("/")[2])


def own(name: str) -> str:
    """What an entry is that the platform wrote itself; "" where it isn't."""
    match = parsed(name)
    return "Blackboard's own note on an attempt" if match and match["about"] else ""


def hand_ins(source: Source, clock: Clock) -> Iterator[HandIn]:
    """All that was handed in, one for each attempt; attempts of a user are counted from 1."""
    matches = [(match, entry) for entry in source.entries if (match := parsed(entry.name))]
    heads = {match["head"] for match, _ in matches}
    notes = {match["head"]: entry for match, entry in matches if match["about"]}
    people = {head: _person(head, heads, notes.get(head)) for head in heads}
    by_attempt = gathered(((m["head"], m["time"]), entry) for m, entry in matches)
    counts: dict[str, int] = {}
    for head, time in sorted(by_attempt):
        counts[head] = counts.get(head, 0) + 1
        files = tuple(entry for entry in by_attempt[head, time] if not own(entry.name))
        yield HandIn((people[head],), files, _time(time, clock), attempt=counts[head])


def _person(head: str, heads: Iterable[str], note: Entry | None) -> Person:
    """Whose attempt it is: by the note, where the file's name agrees, else by the name alone.

    All names begin with the assignment; what follows the last ``_`` of that beginning is the user.
    """
    match = ABOUT.search(_text(note)) if note else None
    if match and head.endswith("_" + match["user"]):
        return Person(login=match["user"], name=match["name"])
    many = list(heads)
    common = os.path.commonprefix(many) if len(many) > 1 else head
    start = common.rfind("_") + 1
    return Person(login=head[start:])


def _text(note: Entry) -> str:
    try:
        return note.read(MAX_ABOUT).decode("utf-8-sig", "replace").replace("\r\n", "\n")
    except Refused:
        return ""


def _time(text: str, clock: Clock) -> datetime | None:
    try:
        return in_utc(datetime.strptime(text, "%Y-%m-%d-%H-%M-%S"), clock.zone)
    except ValueError:
        return None
