"""A student in the kept rosters: who it is there, and the rosters and sheets without that person.

Owns which entries and rows are one person's. Who is erased is told by ids alone: of two who have
one name, the other stays.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path

from autograder.errors import UsageError
from autograder.platforms.people import Person, matched, matched_names
from autograder.platforms.rosters import kept_rosters, read_roster, roster_folder
from autograder.platforms.sheets import Sheet, read_sheet
from autograder.platforms.takers import WITH_SHEETS

MIN_ID = 4
"""A shorter id may be any number."""


def persons_of(out: Path, names: Sequence[str]) -> list[Person]:
    """Who the student with one of these names is, as the kept rosters tell."""
    found = []
    for roster in kept_rosters(out):
        told = [roster.people[n] for n, student in roster.students.items() if student in names]
        named = matched_names(names, roster.people).pairs.values() if not told else ()
        found += told + [roster.people[n] for n, way in named if way != "name"]
    return list(dict.fromkeys(found))


def rosters_without(
    out: Path, names: Sequence[str], people: Sequence[Person]
) -> dict[Path, tuple[int, bytes]]:
    """The kept rosters and sheets that tell of a person: how often, and the file without it."""
    found: dict[Path, tuple[int, bytes]] = {}
    for path in sorted(roster_folder(out).glob("*.json")):
        roster = read_roster(path)
        own = [roster.people[n] for n, student in roster.students.items() if student in names]
        gone = _indices(people, own, roster.people)
        gone |= {n for n, student in roster.students.items() if student in names}
        if gone:
            told = json.loads(path.read_bytes().decode(errors="surrogatepass"))
            told["people"] = [e for n, e in enumerate(told["people"]) if n not in gone]
            text = json.dumps(told, ensure_ascii=False, indent=1) + "\n"
            found[path] = (len(gone), text.encode(errors="surrogatepass"))
        sheet = path.with_suffix(".csv")
        if sheet.is_file():
            _add_sheet(found, sheet, roster.platform, people, own)
    return found


def _add_sheet(
    found: dict[Path, tuple[int, bytes]],
    path: Path,
    platform: str,
    people: Sequence[Person],
    own: Sequence[Person],
) -> None:
    sheet = read_sheet(path)
    rows = _rows(sheet, platform, people, own)
    if rows:
        found[path] = (len(rows), sheet.without_rows(rows).data)


def _rows(sheet: Sheet, platform: str, people: Sequence[Person], own: Sequence[Person]) -> set[int]:
    """The rows of a sheet that are the person's; none where its platform isn't known any more."""
    for module in WITH_SHEETS:
        if module.NAME == platform:
            try:
                there = module.roster(sheet).people
            except UsageError:
                return set()
            rows = module.rows_of(sheet)
            return {rows[n] for n in _indices(people, own, there)}
    return set()


def _indices(people: Sequence[Person], own: Sequence[Person], there: Sequence[Person]) -> set[int]:
    """Which of these are the person, by ids. Those of one assignment count in its ``own`` alone."""
    found = {n for n, person in enumerate(there) if person in own}
    for seeks, once in ((own, True), ([replace(p, once="") for p in people], False)):
        for person in seeks:
            nameless = replace(person, name="")
            if any(asdict(nameless).values()):
                pairs = matched([nameless], there, once=once).pairs.values()
                found |= {n for n, _ in pairs}
    return found


def words_of(out: Path, people: Sequence[Person]) -> list[str]:
    """What names a person, for a search: e-mail, numbers, login, a name that nobody else has."""
    words = {w for p in people for w in (p.email, p.number, p.login, p.name, _joined(p)) if w}
    words |= {person.id for person in people if len(person.id) >= MIN_ID}
    everybody = {person for roster in kept_rosters(out) for person in roster.people}
    others = [person for person in everybody if not _indices(people, people, [person])]
    return sorted(words - {name for p in others for name in (p.name, _joined(p))})


def _joined(person: Person) -> str:
    """A name as it is in the names of Canvas' files."""
    return "".join(filter(str.isalnum, person.name.lower()))
