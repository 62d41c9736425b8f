"""manaba: the zip of all reports.

From its help (faq.manaba.jp 371) and two parsers: ``reportlist.xlsx`` (older ``.xls``) and one
folder a student ``<student number>@<user id>/``; with "one folder" ticked, files ``<student
number>@<user id>@<file>``, or by a site's setting ``<user id>@<student number>@<file>``. Which of
the two a site has isn't told: the part that is digits in every name is the number, and where that
doesn't tell it, the first. Names of persons stand in the sheet alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from autograder.platforms.archives import Source
from autograder.platforms.downloads.parts import Clock, gathered, most_fit
from autograder.platforms.handed import HandIn
from autograder.platforms.people import Person

NAME = "manaba"
TITLE = "manaba"
STUDENT = ("login", "number")
PART = re.compile(r"(?P<first>[^@/\s]+)@(?P<second>[^@/\s]+)(?:(?=$)|@(?P<file>[^/]+))")
SHEET = re.compile(r"reportlist\.xlsx?$", re.IGNORECASE)


def recognises(source: Source) -> str:
    """What in the source only manaba writes, as a phrase; "" where nothing does."""
    sheet = next((e.name for e in source.entries if SHEET.search(e.name)), "")
    names = most_fit(source, parsed, "NUMBER@USER/… or NUMBER@USER@FILE")
    return f"there is a {sheet}" if sheet else names


def parsed(name: str) -> re.Match[str] | None:
    """The parts of the first folder or file in a path that manaba named."""
    *folders, file = name.split("/")
    for folder in folders:
        if (match := PART.fullmatch(folder)) and not match["file"]:
            return match
    match = PART.fullmatch(file)
    return match if match and match["file"] else None


def own(name: str) -> str:
    """What an entry is that the platform wrote itself; "" where it isn't."""
    return "manaba's own list" if SHEET.search(name) else ""


def hand_ins(source: Source, clock: Clock) -> Iterator[HandIn]:
    """All that was handed in, one for each student."""
    matches = [(match, entry) for entry in source.entries if (match := parsed(entry.name))]
    pairs = {(match["first"], match["second"]) for match, _ in matches}
    flat = all(match["file"] for match, _ in matches)
    digits = [all(pair[n].isdecimal() for pair in pairs) for n in (0, 1)]
    swapped = flat and digits == [False, True]
    keys = (((match["first"], match["second"]), entry) for match, entry in matches)
    for (first, second), files in gathered(keys).items():
        number, user = (second, first) if swapped else (first, second)
        yield HandIn((Person(login=user, number=number),), tuple(files))
