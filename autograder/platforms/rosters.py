"""The rosters that are kept: whose folder in ``submitted/`` each is, and the platform's own sheet.

Owns ``OUT/roster/``: a sheet as it was handed out, and beside it a JSON of the people in it with
the names of their folders. Moodle's unique id stands there with its lesson, and nowhere else:
nbgrader's ``lms_user_id`` has one value a person, and Moodle's id is another in each assignment.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from autograder.errors import UsageError
from autograder.grading.places import write_whole
from autograder.platforms.people import Person, Roster, matched
from autograder.platforms.sheets import Sheet


def roster_folder(out: Path) -> Path:
    """Where rosters are kept."""
    return out / "roster"


def keep(out: Path, roster: Roster, sheet: Sheet | None = None) -> Path:
    """Keeps a roster, and the sheet that it was made of; the JSON's path.

    Whose folder was whose stays known: of people in an earlier roster of this platform, and lesson
    where it is of one, the new one has the folders too, and those whom it lacks besides.
    Raises ``OSError``.
    """
    path = roster_folder(out) / f"{_name(roster)}.json"
    if path.is_file():
        roster = with_earlier(roster, read_roster(path))
    told: dict[str, Any] = {"platform": roster.platform, "lesson": roster.lesson, "sheet": ""}
    if sheet is not None:
        copy = path.with_suffix(".csv")
        write_whole(copy, sheet.data, mode=0o600)
        told["sheet"] = copy.name
    elif path.with_suffix(".csv").is_file():
        told["sheet"] = path.with_suffix(".csv").name
    write_whole(path, _json({**told, "people": _entries(roster)}), mode=0o600)
    return path


def _entries(roster: Roster) -> list[dict[str, str]]:
    return [
        {"student": roster.students.get(index, ""), **asdict(person)}
        for index, person in enumerate(roster.people)
    ]


def _json(told: Mapping[str, Any]) -> bytes:
    text = json.dumps(told, ensure_ascii=False, indent=1) + "\n"
    return text.encode(errors="surrogatepass")


def with_earlier(roster: Roster, earlier: Roster) -> Roster:
    """The roster with the folders that an earlier one knows, and the people who had one."""
    old = [index for index in earlier.students if 0 <= index < len(earlier.people)]
    same = bool(roster.lesson) and roster.lesson == earlier.lesson
    found = matched([earlier.people[index] for index in old], roster.people, once=same)
    people, students = list(roster.people), dict(roster.students)
    for n, index in enumerate(old):
        folder = earlier.students[index]
        if n in found.pairs:
            students.setdefault(found.pairs[n][0], folder)
        elif folder not in students.values():
            students[len(people)] = folder
            people.append(earlier.people[index])
    return replace(roster, people=tuple(people), students=students)


def kept_rosters(out: Path) -> list[Roster]:
    """The rosters that are kept. Raises ``UsageError`` where one can't be read."""
    return [read_roster(path) for path in sorted(roster_folder(out).glob("*.json"))]


def read_roster(path: Path) -> Roster:
    """The roster in a file that ``keep`` wrote. Raises ``UsageError`` where it is none."""
    try:
        told = json.loads(path.read_bytes().decode(errors="surrogatepass"))
        people = told["people"]
        return Roster(
            str(told["platform"]),
            tuple(_person(entry) for entry in people),
            str(told["lesson"]),
            {n: str(entry["student"]) for n, entry in enumerate(people) if entry.get("student")},
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise UsageError(
            f"The kept roster {path} can't be read: {error}. Move it away; it is made anew from "
            "the platform's sheet."
        ) from error


def of_platform(rosters: Sequence[Roster], platform: str, lesson: str) -> list[Roster]:
    """The rosters of a platform; one of this lesson stands last, so that it counts most."""
    mine = [roster for roster in rosters if roster.platform == platform]
    return sorted(mine, key=lambda roster: roster.lesson == lesson)


def _person(entry: Mapping[str, Any]) -> Person:
    return Person(**{name: str(entry.get(name, "")) for name in asdict(Person())})


def _name(roster: Roster) -> str:
    parts = filter(None, (roster.platform or "roster", roster.lesson))
    return re.sub(r"[^\w.-]", "_", "-".join(parts))
