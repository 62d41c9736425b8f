"""Whose a hand-in is: from what a platform's names say to a student's folder.

Owns which roster counts for it. A sheet that was handed over comes first, then rosters that are
kept. A platform's unique id of one assignment counts for that assignment alone, and only where the
name beside it is that in the sheet: sheets get mixed up. What isn't clear is told, and nobody's.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from types import ModuleType

from autograder.platforms.people import Person, Roster, matched, name_key
from autograder.platforms.rosters import of_platform
from autograder.platforms.sheets import Sheet
from autograder.platforms.student_folders import folder_name

IDENTIFIER = re.compile(r"(\D*?)\s*\d+")
NAMES_ALONE = ("google", "brightspace")
"""Platforms whose downloads tell nothing that lasts but a name."""


@dataclass(frozen=True)
class Found:
    """The students' folders that a hand-in is of, by person; none where ``why`` says why not."""

    people: Mapping[str, Person] = field(default_factory=dict)
    why: str = ""
    notes: tuple[str, ...] = ()


@dataclass
class Whose:
    """Who is who in the download of one platform.

    ``people`` are all that the download names, ``roster`` is that of the ``sheet`` which was handed
    over, None without one, and ``kept`` are those that are kept.
    """

    module: ModuleType
    people: Sequence[Person]
    roster: Roster | None = None
    sheet: Sheet | None = None
    kept: Sequence[Roster] = ()
    _rosters: dict[str, Roster] = field(default_factory=dict)

    def find(self, people: Sequence[Person], lesson: str) -> Found:
        """The folders of these people's results for a lesson."""
        if not people:
            return Found(why=f"{self.module.TITLE} doesn't say whose it is")
        known = self.known(lesson)
        found: dict[str, Person] = {}
        notes: list[str] = []
        for person in people:
            members, why = self._in_roster(person, known)
            if why:
                return Found(why=why)
            if not members and self.module.NAME == "moodle":
                return Found(why=f"{_shown(person)} is not in the sheet")
            if not members and known.people and self.roster is not None:
                notes.append(f"{_shown(person)} is not in the sheet")
            for one in members or (person,):
                student = self.student(one, lesson, known)
                if not student:
                    return Found(why=f"nothing tells {_shown(one)} from others for good")
                if why := self._shared(student, one, lesson, known):
                    return Found(why=why)
                found[student] = one
        return Found(found, notes=tuple(notes))

    def known(self, lesson: str) -> Roster:
        """The roster that counts for a lesson; one without people where there is none."""
        if lesson not in self._rosters:
            self._rosters[lesson] = self._counting(lesson)
        return self._rosters[lesson]

    def _counting(self, lesson: str) -> Roster:
        own = of_platform(self.kept, self.module.NAME, lesson)
        if self.roster is not None:
            return replace(self.roster, lesson=lesson if self._has_once(self.roster) else "")
        for roster in reversed(own):
            if not roster.lesson or roster.lesson == lesson:
                return roster
        others = [replace(p, once="") for roster in own for p in roster.people]
        return Roster(self.module.NAME, tuple(dict.fromkeys(others)))

    @staticmethod
    def _has_once(roster: Roster) -> bool:
        return any(person.once for person in roster.people)

    def _in_roster(self, person: Person, known: Roster) -> tuple[tuple[Person, ...], str]:
        """Who of the roster a person is, or who are in the group of this name; or why it isn't clear."""
        if not known.people:
            return (), ""
        if person.once and known.lesson:
            same = [one for one in known.people if one.once == person.once]
            if len(same) == 1 and self._agree(person, same[0]):
                return (same[0],), ""
        if group := self._group(person, known):
            return group, ""
        if self._is_blind(person):
            return (), ""
        bare = replace(person, once="")
        others = [replace(p, once="") for p in self.people if p != person]
        matching = matched([bare, *others], [replace(p, once="") for p in known.people])
        if 0 in matching.pairs:
            return (known.people[matching.pairs[0][0]],), ""
        if 0 in matching.unclear:
            n = len(matching.unclear[0])
            return (), f"{_shown(person)} may be one of {max(2, n)}: their names are the same"
        return (), ""

    def _agree(self, person: Person, other: Person) -> bool:
        """Whether the name beside a unique id is that in the sheet, as far as both are told."""
        if self._is_blind(person) or not other.name or not person.name:
            return True
        return name_key(other.name) in name_key(person.name)

    def _is_blind(self, person: Person) -> bool:
        """Whether the name is the word for "Participant", or that of all others too."""
        if not person.once:
            return False
        names = Counter(name_key(p.name) for p in self.people if p.once)
        key = name_key(person.name)
        return key in self._participant or (len(names) == 1 and names[key] > 1) or not key

    @cached_property
    def _participant(self) -> set[str]:
        """The word before the unique ids in the sheet."""
        rows = self.sheet.texts[1:] if self.sheet is not None else ()
        matches = (IDENTIFIER.fullmatch(row[0].strip()) for row in rows if row)
        return {name_key(match[1]) for match in matches if match}

    def _group(self, person: Person, known: Roster) -> tuple[Person, ...]:
        """Those in whose rows of the sheet a cell says this name, where it is nobody's own name."""
        if self.sheet is None or self.roster is None or not person.once:
            return ()
        key = name_key(person.name)
        if not key or any(name_key(p.name) == key for p in known.people):
            return ()
        rows = [row for row in self.sheet.texts[1:] if any(map(str.strip, row))]
        pairs = zip(rows, known.people, strict=False)
        return tuple(p for row, p in pairs if any(name_key(cell) == key for cell in row[1:]))

    def student(self, person: Person, lesson: str, known: Roster) -> str:
        """The folder of a person: the one that it has already, else by the platform's lasting id."""
        return self._earlier(person, lesson, known) or self._by_id(person, lesson)

    def _earlier(self, person: Person, lesson: str, known: Roster) -> str:
        for roster in of_platform(self.kept, self.module.NAME, lesson)[::-1]:
            same = bool(roster.lesson) and roster.lesson == lesson == known.lesson
            bare = person if same else replace(person, once="")
            if self.module.NAME not in NAMES_ALONE and (bare.id or bare.number or bare.email):
                bare = replace(bare, name="")
            pool = [p if same else replace(p, once="") for p in roster.people]
            pairs = matched([bare], pool, once=same).pairs
            if 0 in pairs and (student := roster.students.get(pairs[0][0])):
                return student
        return ""

    def _by_id(self, person: Person, lesson: str) -> str:
        for name in self.module.STUDENT:
            text = str(getattr(person, name))
            if text:
                return folder_name(text.lower() if name == "email" else text)
        return folder_name(f"{lesson}-{person.once}") if person.once and lesson else ""

    def _shared(self, student: str, person: Person, lesson: str, known: Roster) -> str:
        """Why a folder would be of two people; "" where it isn't."""
        pool = {*known.people, *(self.people if not known.people else ())} - {person}
        mine = student.casefold()
        others = [p for p in pool if self._by_id(p, lesson).casefold() == mine]
        if others and any(self._differ(person, other) for other in others):
            return f"{_shown(person)} and {_shown(others[0])} would share the folder {student!r}"
        return ""

    def _differ(self, one: Person, other: Person) -> bool:
        if self.module.NAME in NAMES_ALONE:
            return one.once != other.once
        return name_key(one.name) != name_key(other.name) or one.once != other.once


def _shown(person: Person) -> str:
    """How a person is called in a sentence."""
    ids = person.id or person.number or person.login or person.email or person.once
    return f"{person.name} ({ids})" if person.name and ids else person.name or ids or "somebody"
