"""Collects a class's hand-ins from downloads into the folder that is graded.

Owns the order: every download is recognised before anything is written; of each hand-in one
notebook a lesson counts, the latest attempt first; and each file ends as one record. What names
mean is the matter of ``downloads``, whose they are of ``whose``, and where they go of ``placing``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from types import ModuleType

from autograder.errors import UsageError
from autograder.platforms.accounts import (
    COLLECTED,
    LEFT,
    REFUSED,
    SET_ASIDE,
    THERE,
    Account,
    Item,
)
from autograder.platforms.archives import Entry, Source, opened
from autograder.platforms.downloads.parts import Clock
from autograder.platforms.handed import HandIn
from autograder.platforms.lessons import Lessons, Told
from autograder.platforms.people import Person, Roster
from autograder.platforms.placing import COLLECTED as PLACED
from autograder.platforms.placing import LOOK, Placed, Work, place
from autograder.platforms.placing import THERE as STANDS
from autograder.platforms.recognise import platform_of
from autograder.platforms.rosters import keep
from autograder.platforms.sheets import Sheet
from autograder.platforms.unfolding import files_of
from autograder.platforms.whose import Found, Whose, bare

ONE_OF_TWO = "another notebook of the same hand-in counts"


@dataclass(frozen=True)
class Options:
    """How to collect: ``platform`` and ``lesson`` are "" where contents tell them.

    ``due`` is in UTC and without a zone. With ``dry`` nothing is written.
    """

    submitted: Path
    out: Path
    platform: str = ""
    lesson: str = ""
    due: datetime | None = None
    clock: Clock = Clock()
    dry: bool = False


@dataclass(frozen=True)
class Rosters:
    """What is known of people before: those of a sheet that was handed over, and those kept."""

    roster: Roster | None = None
    sheet: Sheet | None = None
    kept: tuple[Roster, ...] = ()


@dataclass(frozen=True)
class Notebook:
    """A notebook of a hand-in, read."""

    entry: Entry
    data: bytes
    told: Told


@dataclass
class Collection:
    """One run over some downloads. ``items`` grow as files are done."""

    options: Options
    rosters: Rosters
    lessons: Lessons
    items: list[Item] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    placed: set[tuple[str, str]] = field(default_factory=set)
    seen: dict[tuple[str, str], dict[str, Person]] = field(default_factory=dict)

    def run(self, inputs: Sequence[Path]) -> Iterator[Item]:
        """Each file as it is done, of all inputs. Raises ``UsageError`` and ``OSError``."""
        paths = [path for given in inputs for path in downloads_in(given, self.options.platform)]
        for path in paths:
            with opened(path) as source:
                self._refuse_unknown(source)
        for path in paths:
            with opened(path) as source:
                for item in self._all_of(source):
                    self.items.append(item)
                    yield item
                self.notes += source.notes

    @property
    def account(self) -> Account:
        """What became of all files so far."""
        return Account(tuple(self.items), tuple(self.notes))

    def keep_rosters(self) -> None:
        """Keeps whose folder is whose, by platform and, for ids of one assignment, by lesson."""
        rosters = self.rosters
        for (platform, lesson), people in self.seen.items():
            sheet = rosters.sheet if rosters.roster is not None else None
            keep(self.options.out, self._roster(platform, lesson, people), sheet)

    def _roster(self, platform: str, lesson: str, people: dict[str, Person]) -> Roster:
        """All that is known of a class. Another assignment's sheet tells no unique ids of this."""
        base = self.rosters.roster or next(
            (r for r in self.rosters.kept if (r.platform, r.lesson) == (platform, lesson)), None
        )
        listed = list(base.people) if base else []
        students = dict(base.students) if base else {}
        if not set(people.values()) <= set(listed):
            listed = [person if person in people.values() else bare(person) for person in listed]
        for student, person in people.items():
            index = _index(person, listed)
            listed[index : index + 1] = [person]
            students[index] = student
        return Roster(platform, tuple(listed), lesson, students)

    def _refuse_unknown(self, source: Source) -> None:
        """Raises ``UsageError`` for a download of which it isn't known whose its files are."""
        module = platform_of(source, self.options.platform)
        roster, kept = self.rosters.roster, self.rosters.kept
        if roster is not None and roster.platform != module.NAME:
            raise UsageError(
                f"{source.name} is a download of {module.TITLE}, and the roster is a sheet of "
                f"{roster.platform}. Give the sheet of the same platform."
            )
        if module.NAME == "moodle" and roster is None:
            if not any(one.platform == module.NAME for one in kept):
                raise UsageError(
                    f"{source.name} is a download of Moodle, whose numbers are of one assignment: "
                    "they don't tell who somebody is. Give the assignment's grading worksheet with "
                    "--roster SHEET.csv (View all submissions, Download grading worksheet)."
                )
        for _ in module.hand_ins(source, self.options.clock):
            pass  # what is wrong with its lists is told before anything is written

    def _all_of(self, source: Source) -> Iterator[Item]:
        """What becomes of each file of a download."""
        module = platform_of(source, self.options.platform)
        for name in source.litter:
            yield Item(source.name, name, LEFT)
        for name, why in source.refused:
            yield Item(source.name, name, REFUSED, why, look=True)
        hand_ins = list(module.hand_ins(source, self.options.clock))
        people = tuple(dict.fromkeys(p for one in hand_ins for p in one.people))
        rosters = self.rosters
        whose = Whose(module, people, rosters.roster, rosters.sheet, rosters.kept)
        taken = {id(entry) for one in hand_ins for entry in one.files}
        for entry in source.entries:
            if id(entry) not in taken:
                yield _of_nobody(module, source, entry)
        for one in sorted(hand_ins, key=self._order, reverse=True):
            yield from self._hand_in(module, source, one, whose)

    def _order(self, hand_in: HandIn) -> tuple[bool, datetime, int]:
        """What counts more is greater: in time, later, a later attempt."""
        due, when = self.options.due, hand_in.when
        in_time = due is None or when is None or when <= due
        return in_time, when or datetime.min, hand_in.attempt

    def _hand_in(
        self, module: ModuleType, source: Source, hand_in: HandIn, whose: Whose
    ) -> Iterator[Item]:
        best: dict[str, Notebook] = {}
        others: list[Item] = []
        for entry, item, data in files_of(source, hand_in, getattr(module, "own", None)):
            if item is not None:
                others.append(item)
                continue
            told = self._lesson(data)
            if told.why and not told.lesson:
                item = Item(source.name, entry.shown, SET_ASIDE, told.why, look=True)
                others.append(item)
                continue
            mine = Notebook(entry, data, told)
            if (rival := best.get(told.lesson)) is not None:
                mine, lost = sorted((mine, rival), key=_preference, reverse=True)
                unclear = mine.told.work == lost.told.work and mine.data != lost.data
                others.append(
                    Item(source.name, lost.entry.shown, SET_ASIDE, ONE_OF_TWO, look=unclear)
                )
            best[told.lesson] = mine
        if best:
            others = [_calmed(item) for item in others]
        for lesson, notebook in best.items():
            yield self._placed(source, hand_in, lesson, notebook, whose)
        who = self._who(hand_in, whose, best)
        for item in others:
            yield replace(
                item, students=who, when=_text(hand_in.when), late=hand_in.late, group=hand_in.group
            )

    def _who(self, hand_in: HandIn, whose: Whose, lessons: dict[str, Notebook]) -> tuple[str, ...]:
        """Whose the other files of a hand-in are, as far as that is known."""
        lesson = next(iter(lessons), self.options.lesson)
        return tuple(whose.find(hand_in.people, lesson).people)

    def _lesson(self, data: bytes) -> Told:
        """The lesson of a notebook; where contents don't tell it, the one that was asked for."""
        told, asked = self.lessons.told(data), self.options.lesson
        if not told.lesson and asked:
            return replace(told, lesson=asked, why="as --lesson says")
        if asked and told.lesson != asked:
            return replace(told, lesson="", why=f"it is of {told.lesson}, and not of {asked}")
        if not told.lesson:
            hint = "if you know it, say --lesson"
            why = f"of which lesson it is can't be told, since {told.why}: {hint}"
            return replace(told, why=told.fault or why)
        return told

    def _placed(
        self, source: Source, hand_in: HandIn, lesson: str, notebook: Notebook, whose: Whose
    ) -> Item:
        found = whose.find(hand_in.people, lesson)
        item = Item(
            source.name,
            notebook.entry.shown,
            SET_ASIDE,
            lesson=lesson,
            when=_text(hand_in.when),
            late=self._late(hand_in),
            attempt=hand_in.attempt,
            group=hand_in.group,
        )
        if not found.people:
            return replace(item, why=found.why, look=True)
        results = [
            self._place(source, hand_in, student, lesson, notebook) for student in found.people
        ]
        self._remember(whose, lesson, found)
        return _with(item, tuple(found.people), results, found.notes)

    def _late(self, hand_in: HandIn) -> bool | None:
        due, when = self.options.due, hand_in.when
        return when > due if due is not None and when is not None else hand_in.late

    def _place(
        self, source: Source, hand_in: HandIn, student: str, lesson: str, notebook: Notebook
    ) -> Placed:
        options = self.options
        origin = f"{source.name}: {notebook.entry.name}"
        work = Work(
            student, lesson, notebook.data, hand_in.when, self._late(hand_in), origin, options.due
        )
        first = (student, lesson) not in self.placed
        self.placed.add((student, lesson))
        return place(options.submitted, work, first, options.dry)

    def _remember(self, whose: Whose, lesson: str, found: Found) -> None:
        once = any(person.once for person in found.people.values())
        key = whose.module.NAME, lesson if once else ""
        self.seen.setdefault(key, {}).update(found.people)


def _index(person: Person, listed: Sequence[Person]) -> int:
    """Where a person stands in a list, or the same one with another unique id; else its end."""
    if person in listed:
        return listed.index(person)
    same = (n for n, one in enumerate(listed) if bare(one) == bare(person) != Person())
    return next(same, len(listed))


def downloads_in(path: Path, platform: str = "") -> list[Path]:
    """The downloads at a path: itself, or the zips of a folder that holds nothing else."""
    with opened(path) as source:
        zips = [e for e in source.entries if e.name.casefold().endswith(".zip")]
        if path.is_dir() and zips and len(zips) == len(source.entries) and not platform:
            try:
                platform_of(source)
            except UsageError:
                return [path / entry.name for entry in zips]
    return [path]


def _of_nobody(module: ModuleType, source: Source, entry: Entry) -> Item:
    """What is said of a file that belongs to no hand-in."""
    if own := getattr(module, "own", lambda name: "")(entry.name):
        return Item(source.name, entry.shown, SET_ASIDE, own)
    known = getattr(module, "why_not", lambda name: "")(entry.name)
    why = known or f"its name isn't one that {module.TITLE} gives: it isn't clear whose it is"
    return Item(source.name, entry.shown, SET_ASIDE, why, look=True)


def _preference(notebook: Notebook) -> tuple[int, bool, int]:
    """Which of two notebooks of a lesson counts: more work, readable, a shorter name."""
    return notebook.told.work, not notebook.told.fault, -len(notebook.entry.name)


def _calmed(item: Item) -> Item:
    """A file beside a notebook that counts: nobody has to look at it."""
    is_extra = (
        item.state == SET_ASIDE and item.why.startswith("it is") and "and not of" not in item.why
    )
    return replace(item, look=False) if is_extra else item


def _with(
    item: Item, students: tuple[str, ...], results: list[Placed], notes: Sequence[str]
) -> Item:
    """The record of a notebook that was placed for these students."""
    states = {placed.state for placed in results}
    look = LOOK in states
    if PLACED in states:
        state = COLLECTED
    elif states == {STANDS}:
        state = THERE
    else:
        state = SET_ASIDE
    whys = dict.fromkeys([*(placed.why for placed in results), *notes])
    return replace(
        item,
        state=state,
        why="; ".join(filter(None, whys)),
        look=look or bool(notes),
        students=students,
        paths=tuple(str(placed.path) for placed in results),
    )


def _text(when: datetime | None) -> str:
    return f"{when:%Y-%m-%d %H:%M:%S} UTC" if when is not None else ""
