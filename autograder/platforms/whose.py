"""Whose a hand-in is: from what a platform's names say to a student's folder.

Owns which roster counts for it. A sheet that was handed over comes first, then rosters that are
kept. A platform's unique id of one assignment counts for that assignment alone, and only where the
name beside it is that in the sheet: sheets get mixed up. What isn't clear is told, and nobody's.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from types import ModuleType

from autograder.platforms.people import Person, Roster, matched, name_key
from autograder.platforms.rosters import of_platform
from autograder.platforms.sheets import Sheet
from autograder.platforms.student_folders import folder_name

IDENTIFIER = re.compile(r"(\D*?)\s*\d+")
NAMES_ALONE = ("google", "brightspace")
"""Platforms whose downloads tell nothing that lasts but a name."""
SHEET_NEEDED = ("moodle",)
"""Platforms whose downloads tell nothing that lasts."""


@dataclass(frozen=True)
class Found:
    """The students' folders that a hand-in is of, with the persons; none where ``why`` says why."""

    people: Mapping[str, Person] = field(default_factory=dict)
    why: str = ""
    notes: tuple[str, ...] = ()


class Whose:
    """Who is who in the download of one platform.

    ``people`` are all that the download names, ``roster`` is that of the ``sheet`` which was handed
    over, None without one, and ``kept`` are those that are kept.
    """

    def __init__(
        self,
        module: ModuleType,
        people: Sequence[Person],
        roster: Roster | None = None,
        sheet: Sheet | None = None,
        kept: Sequence[Roster] = (),
    ) -> None:
        self.module, self.people, self.roster, self.sheet = module, people, roster, sheet
        self.kept = kept
        self.of_lesson = lru_cache(maxsize=None)(self._of_lesson)

    def find(self, people: Sequence[Person], lesson: str) -> Found:
        """The folders of these people's results for a lesson."""
        if not people:
            return Found(why=f"{self.module.TITLE} doesn't say whose it is")
        class_ = self.of_lesson(lesson)
        found: dict[str, Person] = {}
        notes: list[str] = []
        for person in people:
            members, why = self._members(person, class_)
            if why:
                return Found(why=why)
            if not members and self.roster is not None:
                notes.append(f"{shown(person)} is not in the sheet")
            if len(members) == 1 and (note := self._other_name(person, members[0])):
                notes.append(note)
            for one in members or (person,):
                student, why = class_.folder(one)
                if why:
                    return Found(why=why)
                found[student] = one
        return Found(found, notes=tuple(notes))

    def _of_lesson(self, lesson: str) -> ClassOfLesson:
        roster = self._roster(lesson)
        return ClassOfLesson(self.module, lesson, roster, self.people, self.kept)

    def _roster(self, lesson: str) -> Roster:
        """The roster that counts for a lesson; one without people where there is none."""
        if self.roster is not None:
            once = any(person.once for person in self.roster.people)
            return replace(self.roster, lesson=lesson if once else "")
        own = of_platform(self.kept, self.module.NAME, lesson)
        for roster in reversed(own):
            if not roster.lesson or roster.lesson == lesson:
                return roster
        others = [bare(person) for roster in own for person in roster.people]
        return Roster(self.module.NAME, tuple(dict.fromkeys(others)))

    def _members(self, person: Person, class_: ClassOfLesson) -> tuple[tuple[Person, ...], str]:
        """Who of the roster a person is, or who are in a group; or why neither is clear."""
        if same := class_.by_once.get(person.once):
            if class_.roster.lesson and self._agree(person, same):
                return (same,), ""
        if group := self._group(person, class_.roster):
            return group, ""
        if not self._is_blind(person):
            found, several = class_.in_roster(person)
            if found is not None:
                return (replace(found, once=person.once),), ""
            if several:
                why = f"{shown(person)} may be one of several: the same is told of them"
                return (), why
        if self.module.NAME in SHEET_NEEDED:
            return (), f"{shown(person)} is not in the sheet of this assignment"
        return (), ""

    def _agree(self, person: Person, other: Person) -> bool:
        """Whether the name beside a unique id is that in the sheet, as far as both are told."""
        if self._is_blind(person) or not other.name:
            return True
        return name_key(other.name) in name_key(person.name)

    def _is_blind(self, person: Person) -> bool:
        """Whether the name is the word for "Participant", or that of all others too."""
        key = name_key(person.name)
        if not person.once or not key:
            return bool(person.once)
        names = self._names
        return key in self._participant or (len(names) == 1 and names[key] > 1)

    @cached_property
    def _names(self) -> Counter[str]:
        return Counter(name_key(person.name) for person in self.people if person.once)

    @cached_property
    def _participant(self) -> set[str]:
        """The word before the unique ids in the sheet."""
        rows = self.sheet.texts[1:] if self.sheet is not None else ()
        matches = (IDENTIFIER.fullmatch(row[0].strip()) for row in rows if row)
        return {name_key(match[1]) for match in matches if match}

    def _group(self, person: Person, roster: Roster) -> tuple[Person, ...]:
        """Those in whose rows of the sheet a cell says this name, where it is nobody's own name."""
        key = name_key(person.name)
        if self.sheet is None or self.roster is None or not person.once or not key:
            return ()
        if any(name_key(one.name) == key for one in roster.people):
            return ()
        rows = [row for row in self.sheet.texts[1:] if any(map(str.strip, row))]
        pairs = zip(rows, roster.people, strict=False)
        return tuple(one for row, one in pairs if any(name_key(cell) == key for cell in row[1:]))

    def _other_name(self, person: Person, one: Person) -> str:
        """What to say where a download gives somebody's id another name, as with a group's file."""
        differs: Callable[[str, str], bool] | None = getattr(self.module, "other_name", None)
        if differs is None or not differs(person.name, one.name):
            return ""
        return (
            f"{shown(person)} is {one.name} in the sheet: if it is a group's, the others need the "
            "file too (a CSV with the heads file,student says whose it is)"
        )


class ClassOfLesson:
    """The people of one lesson: who of the roster those in the download are, and their folders."""

    def __init__(
        self,
        module: ModuleType,
        lesson: str,
        roster: Roster,
        people: Sequence[Person],
        kept: Iterable[Roster],
    ) -> None:
        self.module, self.lesson, self.roster, self.people = module, lesson, roster, people
        self.kept = of_platform(list(kept), module.NAME, lesson)
        counts = Counter(person.once for person in roster.people)
        self.by_once = {p.once: p for p in roster.people if p.once and counts[p.once] == 1}

    @cached_property
    def _matches(self) -> dict[Person, tuple[Person | None, bool]]:
        matching = matched([bare(p) for p in self.people], [bare(p) for p in self.roster.people])
        return {
            person: (
                self.roster.people[matching.pairs[n][0]] if n in matching.pairs else None,
                n in matching.unclear,
            )
            for n, person in enumerate(self.people)
        }

    def in_roster(self, person: Person) -> tuple[Person | None, bool]:
        """Who of the roster a person of the download is by what lasts; whether several may be."""
        return self._matches.get(person, (None, False))

    def folder(self, person: Person) -> tuple[str, str]:
        """A person's folder: the one there is already, else by the lasting id; or why not."""
        student = self._earlier.get(bare(person)) or self._by_id(person)
        if not student:
            return "", f"nothing tells {shown(person)} from others for good"
        for other in self._sharing.get(student.casefold(), ()):
            if self._differ(person, other):
                who = f"{shown(person)} and {shown(other)}"
                return "", f"{who} would share the folder {student!r}: nothing tells them apart"
        return student, ""

    @cached_property
    def _earlier(self) -> dict[Person, str]:
        """The folders that kept rosters know, by person."""
        found: dict[Person, str] = {}
        for people in (self.people, self.roster.people):
            for roster in self.kept:
                wanted = [self._by_what_lasts(person) for person in people]
                pool = [bare(person) for person in roster.people]
                for n, (index, _) in matched(wanted, pool).pairs.items():
                    if student := roster.students.get(index):
                        found[bare(people[n])] = student
        return found

    def _by_what_lasts(self, person: Person) -> Person:
        """The person by ids; by the name where that is all."""
        has_id = person.id or person.number or person.login or person.email
        by_name = self.module.NAME in NAMES_ALONE and not has_id
        return bare(person) if by_name else replace(bare(person), name="")

    def _by_id(self, person: Person) -> str:
        for name in self.module.STUDENT:
            if text := str(getattr(person, name)):
                return folder_name(text.lower() if name == "email" else text)
        return folder_name(f"{self.lesson}-{person.once}") if person.once and self.lesson else ""

    @cached_property
    def _sharing(self) -> dict[str, list[Person]]:
        """All people by the folder that their ids give."""
        found: dict[str, list[Person]] = {}
        for person in self.roster.people or self.people:
            found.setdefault(self._by_id(person).casefold(), []).append(person)
        return found

    def _differ(self, one: Person, other: Person) -> bool:
        if self.module.NAME in NAMES_ALONE and not (one.number or one.login):
            return one.once != other.once
        return name_key(one.name) != name_key(other.name) or (one.number, one.login, one.email) != (
            other.number,
            other.login,
            other.email,
        )


def bare(person: Person) -> Person:
    """The person without what counts for one assignment alone."""
    return replace(person, once="")


def shown(person: Person) -> str:
    """How a person is called in a sentence."""
    ids = person.id or person.number or person.login or person.email or person.once
    return f"{person.name} ({ids})" if person.name and ids else person.name or ids or "somebody"
