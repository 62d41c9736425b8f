"""Gradescope: the export of an assignment's submissions.

From several independent parsers, and no documentation: ``submission_metadata.yml`` beside one
folder ``submission_<id>/`` each. Keys are Ruby symbols: ``:submitters`` with ``:name``, ``:sid``
and ``:email`` (several are a group), ``:created_at``, ``:history`` of the earlier attempts, whose
files aren't there. Values are read as text, so that an sid keeps its zeros and a date is no object.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

import yaml

from autograder.errors import UsageError
from autograder.grading.arrivals import UnclearTime, parse_time
from autograder.platforms.archives import MIB, Entry, Refused, Source
from autograder.platforms.downloads.parts import Clock, gathered
from autograder.platforms.handed import HandIn
from autograder.platforms.people import Person

NAME = "gradescope"
TITLE = "Gradescope"
STUDENT = ("id", "email")
METADATA = "submission_metadata.yml"
MAX_METADATA = 64 * MIB
LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
"""Makes lists, mappings and text of what it reads, and nothing else."""


def recognises(source: Source) -> str:
    """What in the source only Gradescope writes, as a phrase; "" where nothing does."""
    found = _metadata(source)
    return f"there is a {found.name}" if found else ""


def hand_ins(source: Source, clock: Clock) -> Iterator[HandIn]:
    """All that was handed in, one for each submission. Raises ``UsageError`` without its list."""
    found = _metadata(source)
    if found is None:
        raise UsageError(
            f"{source.name} has no {METADATA}, which tells whose each submission is. "
            "Export the submissions anew: Review Grades, Export Submissions."
        )
    top = found.name.removesuffix(METADATA)
    told = _read(found)
    for folder, files in gathered(_by_folder(source, top)).items():
        about = told.get(folder)
        if isinstance(about, Mapping):
            yield _hand_in(about, files)


def own(name: str) -> str:
    """What an entry is that the platform wrote itself; "" where it isn't."""
    return "Gradescope's own list of submissions" if name.endswith(METADATA) else ""


def _metadata(source: Source) -> Entry | None:
    found = [entry for entry in source.entries if entry.base == METADATA]
    return min(found, key=lambda entry: entry.name.count("/"), default=None)


def _by_folder(source: Source, top: str) -> Iterator[tuple[str, Entry]]:
    for entry in source.entries:
        folder, slash, _ = entry.name.removeprefix(top).partition("/")
        if slash and entry.name.startswith(top):
            yield folder, entry


def _read(entry: Entry) -> Mapping[str, Any]:
    try:
        told = yaml.load(entry.read(MAX_METADATA), Loader=LOADER)
    except (yaml.YAMLError, Refused, RecursionError, UnicodeDecodeError, ValueError) as error:
        raise UsageError(
            f"{entry.name} can't be read: {str(error).splitlines()[0][:200]}. "
            "Export the submissions anew."
        ) from error
    if not isinstance(told, Mapping):
        raise UsageError(f"{entry.name} holds no list of submissions. Export them anew.")
    return told


def _hand_in(about: Mapping[str, Any], files: list[Entry]) -> HandIn:
    submitters = about.get(":submitters")
    listed = submitters if isinstance(submitters, list) else []
    people = tuple(_person(one) for one in listed if isinstance(one, Mapping))
    history = about.get(":history")
    earlier = len(history) if isinstance(history, list) else 0
    group = ", ".join(person.name for person in people) if len(people) > 1 else ""
    when = _time(about.get(":created_at"))
    return HandIn(people, tuple(files), when, attempt=earlier, group=group)


def _person(told: Mapping[str, Any]) -> Person:
    sid, email, name = (_text(told.get(key)) for key in (":sid", ":email", ":name"))
    return Person(id=sid, email=email, name=name)


def _text(value: object) -> str:
    text = value.strip() if isinstance(value, str) else ""
    return "" if text in ("~", "null") else text


def _time(value: object) -> datetime | None:
    try:
        return parse_time(_text(value)) if _text(value) else None
    except UnclearTime:
        return None
