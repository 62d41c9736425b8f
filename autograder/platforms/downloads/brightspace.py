"""Brightspace: the zip of an assignment's files.

From other people's parsers, not verified: a folder ``<number>-<number> - <First Last> - <Oct 10,
2025 1022 AM>/`` for each time that somebody hands in, and ``index.html`` beside. The time has no
colon and no zone. What the numbers are isn't known: the first is taken for the person's in this
download, and for nothing that lasts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

from autograder.platforms.archives import Source
from autograder.platforms.downloads.parts import Clock, gathered, in_utc, most_fit
from autograder.platforms.handed import HandIn
from autograder.platforms.people import Person

NAME = "brightspace"
TITLE = "Brightspace"
STUDENT = ("number", "login", "name")
FOLDER = re.compile(
    r"(?P<number>\d+)-\d+ ?- (?P<name>.+?) ?- (?P<month>[A-Z][a-z]{2,8}) (?P<day>\d{1,2}), "
    r"(?P<year>\d{4}) (?P<hour>\d{1,2}):?(?P<minute>\d\d) (?P<half>[AP]M)"
)
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def recognises(source: Source) -> str:
    """What in the source only Brightspace writes, as a phrase; "" where nothing does."""
    return most_fit(source, parsed, "in folders NUMBER-NUMBER - NAME - DATE")


def parsed(name: str) -> re.Match[str] | None:
    """The parts of the first folder in a path that Brightspace named."""
    return next(filter(None, map(FOLDER.fullmatch, name.split("/")[:-1])), None)


def hand_ins(source: Source, clock: Clock) -> Iterator[HandIn]:
    """All that was handed in, one for each folder."""
    matches = [(match, entry) for entry in source.entries if (match := parsed(entry.name))]
    by_folder = {match[0]: match for match, _ in matches}
    for folder, files in gathered((match[0], entry) for match, entry in matches).items():
        match = by_folder[folder]
        person = Person(name=match["name"].strip(), once=match["number"])
        yield HandIn((person,), tuple(files), _time(match, clock))


def own(name: str) -> str:
    """What an entry is that the platform wrote itself; "" where it isn't."""
    return "Brightspace's own page" if name.rpartition("/")[2] == "index.html" else ""


def _time(match: re.Match[str], clock: Clock) -> datetime | None:
    hour = int(match["hour"]) % 12 + (12 if match["half"] == "PM" else 0)
    month = match["month"][:3]
    if month not in MONTHS:
        return None
    parts = (int(match["year"]), MONTHS.index(month) + 1, int(match["day"]))
    try:
        return in_utc(datetime(*parts, hour, int(match["minute"])), clock.zone)
    except ValueError:
        return None
