"""What an export would write, worked out before anything is written.

Owns which grade goes into which cell, and who has none and why. Pure: from a sheet, the grades as
they stand and the kept rosters to a plan. Words are in ``telling``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import ModuleType

from autograder.errors import UsageError
from autograder.grading.grades import Standing
from autograder.platforms.damage import damaged_text
from autograder.platforms.forms import Form
from autograder.platforms.people import Grade, Matching, Person, Roster, who_is_who
from autograder.platforms.sheets import Sheet, number_in, number_text

GIVEN, CHANGED, SAME, NONE, LOOK = "given", "changed", "same", "none", "look"
"""A blank cell gets a grade; another grade; the same; none; none, and somebody has to look."""


@dataclass(frozen=True)
class How:
    """What an export was asked for. ``scale`` is None where nobody said."""

    column: str = ""
    missing_zero: bool = False
    scale: bool | None = None
    comments: bool = False


@dataclass(frozen=True)
class Line:
    """What becomes of one person in the sheet.

    ``by`` is what the person was matched by; "" without a hand-in. ``grade`` is what goes back.
    """

    kind: str
    person: int
    before: str = ""
    after: str = ""
    student: str = ""
    by: str = ""
    why: str = ""
    grade: Grade = Grade(None)


@dataclass(frozen=True)
class Plan:
    """A filled sheet and how it came about.

    ``strangers`` handed in and are nobody in the sheet; ``unclear`` handed in and may be several,
    whose indices follow.
    """

    sheet: Sheet
    roster: Roster
    form: Form
    lines: tuple[Line, ...]
    strangers: tuple[Standing, ...] = ()
    unclear: Mapping[str, tuple[int, ...]] | None = None
    notes: tuple[str, ...] = ()

    @property
    def needs_a_look(self) -> bool:
        """Whether somebody has to look at something."""
        looks = any(line.kind == LOOK for line in self.lines)
        return bool(looks or self.strangers or self.unclear)

    def of_kind(self, kind: str) -> list[Line]:
        """The lines of a kind, in the sheet's order."""
        return [line for line in self.lines if line.kind == kind]

    def graded(self) -> dict[str, Person]:
        """Who has a grade in the sheet by now, by student."""
        return {
            line.student: self.roster.people[line.person]
            for line in self.lines
            if line.student and line.grade.points is not None
        }


def planned(
    sheet: Sheet,
    platform: ModuleType,
    lesson: str,
    standings: Sequence[Standing],
    kept: Sequence[Roster] = (),
    how: How = How(),
) -> Plan:
    """What an export would write. Raises ``UsageError`` where that isn't clear."""
    form: Form = platform.form(sheet, lesson, how.column)
    roster: Roster = platform.roster(sheet)
    if any(person.once for person in roster.people):
        roster = replace(roster, lesson=lesson)
    matching = who_is_who([standing.student for standing in standings], roster, kept)
    factor = _factor(form, standings, how)
    owners = {person: standings[n] for n, (person, _) in matching.pairs.items()}
    ways = {person: way for person, way in matching.pairs.values()}
    lines = list(_lines(sheet, form, owners, ways, matching, factor, how, len(standings)))
    settled = {*matching.pairs, *matching.unclear}
    students = {person: standing.student for person, standing in owners.items()}
    return Plan(
        sheet.with_cells(_changes(sheet, form, lines, how.comments)),
        replace(roster, students=students),
        form,
        tuple(lines),
        tuple(s for n, s in enumerate(standings) if n not in settled),
        {standings[n].student: persons for n, persons in sorted(matching.unclear.items())},
        (*form.notes, *damaged_text(sheet)),
    )


def _factor(form: Form, standings: Sequence[Standing], how: How) -> float:
    """What points are multiplied with. Raises ``UsageError`` where two maxima differ untold."""
    ours = max((standing.max_points for standing in standings), default=0.0)
    if not form.maximum or not ours or abs(form.maximum - ours) < 0.005:
        return 1.0
    if how.scale is None:
        raise UsageError(
            f"The sheet's maximum is {form.maximum:g} points, and the lesson's is {ours:g}. Say "
            f"--scale to have {ours:g} points become {form.maximum:g}, or --no-scale to have "
            "points as they are. Nothing was written."
        )
    return form.maximum / ours if how.scale else 1.0


def _lines(
    sheet: Sheet,
    form: Form,
    owners: Mapping[int, Standing],
    ways: Mapping[int, str],
    matching: Matching,
    factor: float,
    how: How,
    handed_in: int,
) -> Iterator[Line]:
    """A line for each person in the sheet."""
    doubtful = {person for persons in matching.unclear.values() for person in persons}
    all_known = len(matching.pairs) + len(matching.unclear) == handed_in
    for person, row in enumerate(form.rows):
        before = sheet.text(row, form.grade)
        line = Line(NONE, person, before)
        if person in owners:
            standing = owners[person]
            line = replace(line, student=standing.student, by=ways[person])
            yield _of_standing(line, standing, form, factor)
        elif person in doubtful:
            yield replace(line, kind=LOOK, why="may be one of several hand-ins, see below")
        elif person in form.excused:
            yield replace(line, why=form.excused[person])
        elif not how.missing_zero:
            yield replace(line, why="no hand-in")
        else:
            yield _missing(line, form, all_known)


def _missing(line: Line, form: Form, all_known: bool) -> Line:
    """A zero for who has no hand-in, unless that would overwrite or guess."""
    if line.person in form.closed:
        return replace(line, kind=LOOK, why=f"no hand-in, and {form.closed[line.person]}")
    if line.before not in ("", "-"):
        same = number_in(line.before) == 0
        return replace(line, kind=NONE if same else LOOK, why="no hand-in, and a grade is there")
    if not all_known:
        why = "no hand-in is known; no zero, since some hand-ins below match nobody"
        return replace(line, kind=LOOK, why=why)
    after = number_text(0.0, form.decimal, form.decimals)
    return replace(line, kind=GIVEN, after=after, why="no hand-in: zero", grade=Grade(0.0))


def _of_standing(line: Line, standing: Standing, form: Form, factor: float) -> Line:
    """What becomes of who handed in."""
    if standing.points is None:
        return replace(line, kind=LOOK, why=standing.why)
    if line.person in form.excused:
        return replace(line, why=f"{form.excused[line.person]}, and handed in")
    if line.person in form.closed:
        return replace(line, kind=LOOK, why=form.closed[line.person])
    points = standing.points * factor
    after = number_text(points, form.decimal, form.decimals)
    if form.capped and form.maximum and round(points, 2) > form.maximum:
        why = f"{after} is more than the platform's maximum, {form.maximum:g}"
        return replace(line, kind=LOOK, why=why)
    grade = Grade(points, _comment(standing))
    why = ", ".join(standing.notes)
    was = number_in(line.before)
    if was is not None and f"{was:.2f}" == f"{points:.2f}":
        return replace(line, kind=SAME, after=line.before, grade=grade, why=why)
    kind = GIVEN if line.before in ("", "-") else CHANGED
    return replace(line, kind=kind, after=after, grade=grade, why=why)


def _comment(standing: Standing) -> str:
    """Points by exercise, in a line."""
    parts = [f"{name} {points or 0:g} of {most:g}" for name, points, most in standing.parts]
    return "; ".join([*parts, *standing.notes])


def _changes(
    sheet: Sheet, form: Form, lines: Sequence[Line], comments: bool
) -> dict[tuple[int, int], str]:
    """The cells that change, and what they say then."""
    found = {}
    for line in lines:
        if line.kind in (GIVEN, CHANGED):
            found[form.rows[line.person], form.grade] = line.after
        if comments and form.comments is not None and line.grade.feedback:
            cell = (form.rows[line.person], form.comments)
            if not sheet.text(*cell):  # what somebody wrote stays
                found[cell] = line.grade.feedback
    return found
