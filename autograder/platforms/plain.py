"""All grades of a lesson as a plain CSV and a JSON, whatever platform they go to.

Owns ``OUT/grades/``, which is made anew each time. A cell that a spreadsheet program would take for
a formula begins with an apostrophe.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from autograder.grading.grades import Standing
from autograder.grading.places import write_whole
from autograder.platforms.people import Person, Roster

HEADS = ("student", "name", "number", "email", "points", "max_points", "why", "notes")
ACTING = ("=", "+", "-", "@", "\t", "\r")


def grades_folder(out: Path) -> Path:
    """Where plain grades are."""
    return out / "grades"


def known_people(rosters: Sequence[Roster]) -> dict[str, Person]:
    """Who each student's folder is, as the rosters tell."""
    return {
        student: roster.people[index]
        for roster in rosters
        for index, student in roster.students.items()
    }


def write_plain(
    out: Path, lesson: str, found: Sequence[Standing], people: Mapping[str, Person]
) -> tuple[Path, Path]:
    """Writes both files; their paths. Raises ``OSError``."""
    rows = [_row(standing, people.get(standing.student, Person())) for standing in found]
    table, listing = (grades_folder(out) / f"{lesson}.{kind}" for kind in ("csv", "json"))
    write_whole(table, csv_text(rows).encode(errors="backslashreplace"))
    text = json.dumps(rows, ensure_ascii=False, indent=1) + "\n"
    write_whole(listing, text.encode(errors="backslashreplace"))
    return table, listing


def csv_text(rows: Sequence[Mapping[str, object]]) -> str:
    """The rows as a CSV with a head."""
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(HEADS)
    writer.writerows([_cell(row[head]) for head in HEADS] for row in rows)
    return file.getvalue()


def _row(standing: Standing, person: Person) -> dict[str, object]:
    told = (standing.student, person.name, person.number, person.email)
    points = standing.points if standing.points is None else round(standing.points, 2)
    return dict(
        zip(
            HEADS,
            (*told, points, standing.max_points, standing.why, "; ".join(standing.notes)),
            strict=True,
        )
    )


def _cell(value: object) -> str:
    if isinstance(value, float | int):
        return f"{value:g}"
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(ACTING) else text
