"""When a hand-in came: ``timestamp.txt`` as platforms and people write it, in UTC.

Owns what a text says of a time, and which file counts where there are several. A text that can be
read in two ways, or in none, is told with what to write instead: a guess could make somebody late.
nbgrader's own reading isn't used: ``parse_utc`` of 0.9.6 takes " +0900" for 900 seconds, and JST
and PST for UTC.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones

from dateutil.parser import parse

from autograder.errors import SubmissionError, UnreadableError
from autograder.grading.repair.files import read_file
from autograder.grading.repair.words import quoted
from autograder.records.sentences import Sentence, say

TIMESTAMP = "timestamp.txt"
MAX_BYTES = 1_000
EXAMPLE = "2026-01-31 18:00:00 +0100"
EMAIL_ZONES = {"EDT": -4, "EST": -5, "CDT": -5, "MDT": -6, "MST": -7, "PDT": -7, "PST": -8}
"""Hours from UTC, RFC 5322, 4.3. Without CST, which is China's time as well, 14 hours apart."""
DEFAULTS = (datetime(2001, 2, 3, 4), datetime(2012, 11, 23, 17))
"""What stands for parts that a text doesn't have: where these give two times, one is missing."""
BYTE_ORDERS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
YEAR_FIRST = re.compile(r"\d{4}(?!\d*:)")
LAST_WORD = re.compile(r"(.*\d.*?)\s+\(?([A-Za-z][\w+\-/]*)\)?")
FROM_UTC = re.compile(r"\b(?:UTC|GMT)\s*(?=[+-]\d)")
"""Left out: dateutil 4.0.0 and older read "UTC+9" as POSIX does, nine hours behind UTC."""
FROM_OTHERS = re.compile(r"[A-Za-z]{3,5}[+-]\d")
NAMED_AFTER_OFFSET = re.compile(
    r"(:\d\d(?:[.,]\d+)?\s*[+-]\d\d(?::?\d\d)?)\s*(?:\(.*\)|[A-Z]{3,5})$"
)


class UnclearTime(Exception):
    """A text doesn't say one time; the error says why."""


@dataclass(frozen=True)
class Arrival:
    """When a hand-in came: in UTC and without a zone, as nbgrader's gradebook has it.

    None if nothing tells. ``doubt`` says why a file that should tell it doesn't.
    """

    when: datetime | None = None
    doubt: str = ""


NOT_TOLD = Arrival()


def read_arrival(folders: Iterable[Path], zone: str = "UTC") -> Arrival:
    """What the ``timestamp.txt`` in the first of the folders that has one says.

    ``zone`` is the one in which the platform writes times, nbgrader's ``Exchange.timezone``: it
    decides what an abbreviation means that means several.
    """
    file = next((f / TIMESTAMP for f in folders if _is_there(f / TIMESTAMP)), None)
    if file is None:
        return NOT_TOLD
    try:
        return Arrival(parse_time(_text(file), zone))
    except (UnclearTime, SubmissionError, UnreadableError) as error:
        return Arrival(
            doubt=say(
                "When it came isn't known: {why} Write it like {example}, and grade again.",
                why=error.args[0],
                example=EXAMPLE,
            )
        )


def _is_there(path: Path) -> bool:
    try:
        path.lstat()
    except FileNotFoundError:
        return False
    except OSError:  # something is there, and reading it tells what is the matter
        return True
    return True


def _text(file: Path) -> str:
    """The text of a file, whichever editor wrote it. Raises ``UnclearTime`` and the like."""
    data = read_file(file, MAX_BYTES)
    encoding = BYTE_ORDERS.get(data[:2], "utf-8-sig")
    try:
        return data.decode(encoding).strip()
    except UnicodeDecodeError as error:
        raise UnclearTime(say("{name} is not text in UTF-8.", name=file.name)) from error


def parse_time(text: str, zone: str = "UTC") -> datetime:
    """The one time that a text says, in UTC and without a zone. Raises ``UnclearTime``.

    A text without a zone is meant in UTC, as in nbgrader.
    """
    if not text:
        raise UnclearTime(say("{name} is empty.", name=TIMESTAMP))
    front, own = _zone_apart(NAMED_AFTER_OFFSET.sub(r"\1", FROM_UTC.sub("", text)))
    local, name, offset = _parsed(front, text)
    try:
        if offset is not None:
            return _in_utc(local, timezone(offset))
        if own is not None:
            return _in_utc(local, own)
        return _in_utc(local, _zone_named(name, local.year, zone) if name else UTC)
    except (OverflowError, ValueError) as error:
        raise UnclearTime(_no_time(text)) from error


def _no_time(text: str) -> Sentence:
    """What is said of a text that is no time."""
    return say("{name} says {text}, which is no time.", name=TIMESTAMP, text=quoted(text))


def _in_utc(local: datetime, zone: tzinfo) -> datetime:
    return local.replace(tzinfo=zone).astimezone(UTC).replace(tzinfo=None)


def _zone_apart(text: str) -> tuple[str, tzinfo | None]:
    """The text before a zone of the tz database, such as Asia/Tokyo or CET, and that zone."""
    match = LAST_WORD.fullmatch(text)
    if match and match[2] not in EMAIL_ZONES and match[2] in _zones():
        return match[1], ZoneInfo(match[2])
    return text, None


def _parsed(front: str, text: str) -> tuple[datetime, str, timedelta | None]:
    """The time as its own clock showed it, and its zone: a name, an offset, or neither."""
    day_first = (False,) if YEAR_FIRST.match(front) else (False, True)
    found = {_read(front, text, default, first) for default in DEFAULTS for first in day_first}
    clear = re.search(r"\d{4}", front) and not FROM_OTHERS.search(front)
    if not clear or len({local for local, _, _ in found}) > 1:
        raise UnclearTime(
            say(
                "{name} says {text}, which may mean several times: the day, month and year, or "
                "the hour, aren't clear.",
                name=TIMESTAMP,
                text=quoted(text),
            )
        )
    return found.pop()


def _read(
    front: str, text: str, default: datetime, day_first: bool
) -> tuple[datetime, str, timedelta | None]:
    zones: list[tuple[str | None, int | None]] = []

    def noted(name: str | None, offset: int | None) -> None:
        zones.append((name, offset))

    try:
        local = parse(front, default=default, dayfirst=day_first, tzinfos=noted)
    except (ValueError, OverflowError) as error:
        raise UnclearTime(_no_time(text)) from error
    name, seconds = zones[-1] if zones else (None, None)
    offset = None if seconds is None else timedelta(seconds=seconds)
    return local.replace(tzinfo=None), name or "", offset


def _zone_named(name: str, year: int, zone: str) -> tzinfo:
    """The zone that an abbreviation stands for. Raises ``UnclearTime`` where that isn't clear."""
    if len(own := _offsets(name, year, (zone,))) == 1:
        return timezone(next(iter(own)))
    if name in EMAIL_ZONES:
        return timezone(timedelta(hours=EMAIL_ZONES[name]))
    found = _offsets(name, year, tuple(sorted(_zones())))
    if len(found) == 1:
        return timezone(next(iter(found)))
    several = ", ".join(f"{timezone(offset)}" for offset in sorted(found))
    if not found:
        raise UnclearTime(
            say("The zone {name} in {path} is no zone that is known.", name=name, path=TIMESTAMP)
        )
    raise UnclearTime(
        say(
            "The zone {name} in {path} stands for several: {names}.",
            name=name,
            path=TIMESTAMP,
            names=several,
        )
    )


@lru_cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


@lru_cache
def _offsets(name: str, year: int, zones: tuple[str, ...]) -> frozenset[timedelta]:
    """What an abbreviation means in these zones in a year, in winter and summer."""
    halves = (datetime(year, 1, 15), datetime(year, 7, 15))
    known = [ZoneInfo(zone) for zone in zones if zone in _zones()]
    offsets = {z.utcoffset(half) for z in known for half in halves if z.tzname(half) == name}
    return frozenset(offset for offset in offsets if offset is not None)
