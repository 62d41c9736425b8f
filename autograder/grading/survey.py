"""All that stands among the hand-ins: whose it is and of which lesson, and what nobody's is.

A hand-in stands at ``SUBMITTED/STUDENT/LESSON/``. Whatever could be one and stands elsewhere, at
any depth, is taken as a hand-in where names tell whose it is and of which lesson, and is set aside
with a line where they don't. Each is one or the other, so that the sum of a run can be drawn.
Opens no file.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from autograder.exercises import lesson_names
from autograder.grading.folders import (
    Contents,
    above,
    contents,
    entries,
    is_folder,
    leads_to_folder,
    why,
)
from autograder.grading.repair.files import plain_name

ANY = ""
"""In the place of a lesson: it may be of any."""


@dataclass
class Belongings:
    """What one student has handed in of one lesson, or may have.

    ``place`` is where it is looked for, and ``proper`` says that something stands there; then all
    of ``notebooks`` do, else they stand elsewhere. ``closed`` are folders that may hold some.
    """

    student: str
    lesson: str
    place: Path
    proper: bool = False
    notebooks: list[Path] = field(default_factory=list)
    closed: dict[Path, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Aside:
    """Something that is graded with no lesson. ``student`` is "" where it is nobody's.

    ``reason`` is what the system says of a closed folder.
    """

    path: Path
    kind: str
    student: str = ""
    lesson: str = ANY
    reason: str = ""


NOTEBOOK, ARCHIVE, OTHER, LINK = "notebook", "archive", "other", "link"
CLOSED, BESIDE = "closed folder", "beside the notebook that counts"


class Survey:
    """What was found, by student's folder and lesson. Raises ``OSError`` where nothing can be.

    ``found`` are hand-ins, ``asides`` is what belongs to none of any lesson, and ``closed`` are a
    student's folders that can't be opened, which may hold one: by student and lesson, which is ""
    where it may be of any.
    """

    def __init__(self, submitted: Path) -> None:
        self.submitted, self.lessons = submitted, lesson_names()
        self.found: dict[tuple[str, str], Belongings] = {}
        self.asides: list[Aside] = []
        self.closed: dict[tuple[str, str], dict[Path, str]] = {}
        self.others: list[Aside] = []
        for entry in entries(submitted):
            self._take_top(entry)
        with_notebook = {student for student, _ in self.found}
        self.asides += [x for x in self.others if x.student not in with_notebook]

    def of(self, lesson: str) -> list[Belongings]:
        """What there is of a lesson: one for each student who has handed it in, or may have."""
        mine = {b.student: b for b in self.found.values() if b.lesson == lesson}
        for student, (path, reason) in self._out_of_reach(lesson).items():
            place = self._place(student, lesson)
            mine[student] = Belongings(student, lesson, place, closed={path: reason})
        return [mine[student] for student in sorted(mine)]

    def _out_of_reach(self, lesson: str) -> dict[str, tuple[Path, str]]:
        """The first closed folder of each student whose hand-in may be in one, and why it is."""
        first: dict[str, tuple[Path, str]] = {}
        for (student, only), closed in self.closed.items():
            if (student, lesson) not in self.found and only in (lesson, ANY):
                first.setdefault(student, next(iter(closed.items())))
        return first

    def students(self) -> set[str]:
        """The names of all folders that are students'."""
        return {student for student, _ in [*self.found, *self.closed]}

    def count(self, lessons: Sequence[str]) -> int:
        """How many files and closed folders were found that these lessons have to account for.

        The place of a hand-in counts as one where it holds none.
        """
        hand_ins = [mine for lesson in lessons for mine in self.of(lesson)]
        files = sum(max(1, len(mine.notebooks) + len(mine.closed)) for mine in hand_ins)
        return files + len(self.set_aside(lessons))

    def set_aside(self, lessons: Sequence[str]) -> list[Aside]:
        """What is part of no hand-in of any lesson.

        The first of a student's closed folders isn't, where one of these ``lessons``, which are
        asked for, may be in it; the others are, once, however many lessons may be in them.
        """
        firsts = [first for x in lessons for first, _ in self._out_of_reach(x).values()]
        closed = [
            Aside(path, CLOSED, student, only, reason)
            for (student, only), found in self.closed.items()
            for path, reason in found.items()
            if path not in firsts
        ]
        return sorted([*self.asides, *closed], key=lambda aside: aside.path)

    def _place(self, student: str, lesson: str) -> Path:
        return self.submitted / student / lesson / f"{lesson}.ipynb"

    def _take_top(self, entry: os.DirEntry[str]) -> None:
        if not leads_to_folder(entry) or self._leads_back(entry):
            self._take_flat(entry)
        elif entry.name in self.lessons:
            self._take_lesson(Path(entry.path))
        else:
            self._take_student(Path(entry.path))

    def _leads_back(self, entry: os.DirEntry[str]) -> bool:
        """Whether it is a link to what is surveyed already: others' work under one more name."""
        here, there = self.submitted.resolve(), Path(entry.path).resolve()
        return entry.is_symlink() and (there.is_relative_to(here) or here.is_relative_to(there))

    def _take_flat(self, entry: os.DirEntry[str], lesson: str = ANY) -> None:
        """A file that stands in nobody's folder, or a link."""
        found = Contents()
        if entry.is_symlink():
            found.links.append(Path(entry.path))
        else:
            found.add(entry)
        self.asides += [Aside(path, NOTEBOOK, lesson=lesson) for path in found.notebooks]
        self._take_rest(found, "", lesson)

    def _take_lesson(self, folder: Path) -> None:
        """Folders the other way round: of students in that of a lesson."""
        try:
            inside = entries(folder)
        except OSError as error:
            self.asides.append(Aside(folder, CLOSED, lesson=folder.name, reason=why(error)))
            return
        for entry in inside:
            if not is_folder(entry):
                self._take_flat(entry, folder.name)
                continue
            found = contents(Path(entry.path))
            for path in found.notebooks:
                self._add_stray(entry.name, folder.name, path)
            self._take_rest(found, entry.name, folder.name)

    def _take_student(self, folder: Path) -> None:
        rest = Contents()
        try:
            inside = entries(folder)
        except OSError as error:
            inside, rest.closed = [], {folder: why(error)}
        for entry in inside:
            if entry.name in self.lessons:
                self._take_place(folder.name, entry)
            elif entry.is_symlink():
                rest.links.append(Path(entry.path))
            elif is_folder(entry):
                rest.extend(contents(Path(entry.path)))
            else:
                rest.add(entry)
        for path in rest.notebooks:
            self._add_stray(folder.name, self._lesson_of(path, folder), path)
        self._take_rest(rest, folder.name)

    def _take_place(self, student: str, entry: os.DirEntry[str]) -> None:
        """What stands at the place of a hand-in, whatever it is."""
        found = contents(Path(entry.path)) if is_folder(entry) else Contents()
        place = self._place(student, entry.name)
        mine = Belongings(student, entry.name, place, True, found.notebooks, found.closed)
        strays = self.found.get((student, entry.name))
        self.found[student, entry.name] = mine
        for path in strays.notebooks if strays else ():
            self._add_stray(student, entry.name, path)

    def _add_stray(self, student: str, lesson: str, path: Path) -> None:
        """A notebook that stands elsewhere: a hand-in, if its lesson is clear and has no other."""
        mine = self.found.get((student, lesson))
        if not lesson or (mine and mine.proper):
            self.asides.append(Aside(path, NOTEBOOK, student, lesson))
            return
        if mine is None:
            mine = Belongings(student, lesson, self._place(student, lesson))
            self.found[student, lesson] = mine
        mine.notebooks.append(path)

    def _take_rest(self, found: Contents, student: str, lesson: str = ANY) -> None:
        """What else there is. Code and pages count where a student has no notebook at all."""
        kinds = ((ARCHIVE, found.archives), (LINK, found.links))
        self.asides += [Aside(p, kind, student, lesson) for kind, ps in kinds for p in ps]
        if not found.notebooks:
            self.others += [Aside(path, OTHER, student, lesson) for path in found.others]
        if found.closed:
            self.closed.setdefault((student, lesson), {}).update(found.closed)

    def _lesson_of(self, path: Path, folder: Path) -> str:
        """The lesson that a file is named for or, else, the nearest folder that holds it."""
        names = [path.name, *(f.name for f in above(path, folder) if f != folder)]
        return next(filter(None, (lesson_in(name) for name in names)), ANY)


def lesson_in(name: str) -> str:
    """The lesson whose name is part of this one; "" where there is none."""
    plain = plain_name(name)
    return next((lesson for lesson in lesson_names() if plain_name(lesson) in plain), ANY)


def beside(mine: Belongings, chosen: Path | None) -> Iterator[Aside]:
    """What of a hand-in is set aside, once it is known which file of it counts."""
    known = (mine.student, mine.lesson)
    taken = chosen if chosen in mine.notebooks else next(iter(mine.notebooks), None)
    for path in mine.notebooks:
        if path != taken:
            yield Aside(path, BESIDE, *known)
    for path, reason in list(mine.closed.items())[0 if mine.notebooks else 1 :]:
        yield Aside(path, CLOSED, *known, reason)
