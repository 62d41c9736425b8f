"""What an export says before it writes: who gets which grade, who none and why, what to look at.

Owns the words. What comes from a sheet or a hand-in is shown without signs that act on a terminal.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from autograder.grading.grades import Standings
from autograder.platforms.exports import CHANGED, GIVEN, LOOK, NONE, SAME, Line, Plan
from autograder.platforms.people import Person, by_words
from autograder.records.signs import safe_text

MAX_NAME = 80


def shown(person: Person) -> str:
    """A person's name, and the id that tells two of one name apart."""
    ids = (person.id, person.number, person.login, person.email, person.once)
    own = next(filter(None, ids), "")
    text = f"{person.name} ({own})" if person.name and own else person.name or own or "no name"
    return _one_line(text, MAX_NAME)


def told(plan: Plan, lesson: str, title: str) -> Iterator[str]:
    """The lines about a plan."""
    form = plan.form
    most = f", which has {form.maximum:g} points" if form.maximum else ""
    head = _one_line(form.title)
    yield f"{title}: grades of {lesson} go to the column {head!r}{most}, found {form.found}."
    yield from _block("Gets a grade", plan, GIVEN, lambda line: f"{line.after}{_of(line)}")
    yield from _block(
        "Grade changes", plan, CHANGED, lambda line: f"{line.before} → {line.after}{_of(line)}"
    )
    yield from _block("Keeps the grade", plan, SAME, lambda line: f"{line.before}{_of(line)}")
    yield from _block("No grade", plan, NONE, _reason)
    yield from _block("No grade, needs a look", plan, LOOK, _reason)
    yield from _others(plan)
    for note in plan.notes:
        yield f"Note: {safe_text(note)}"


def _block(head: str, plan: Plan, kind: str, words: Callable[[Line], str]) -> Iterator[str]:
    lines = plan.of_kind(kind)
    if lines:
        yield f"\n{head} ({len(lines)} of {len(plan.lines)} in the sheet):"
    for line in lines:
        yield f"  {shown(plan.roster.people[line.person])}: {words(line)}"


def _of(line: Line) -> str:
    """Whose hand-in it is and by what that is known, and what else is to be said."""
    parts = [f"{_one_line(line.student)}, by {by_words(line.by)}"] if line.student else []
    parts += [_one_line(line.why)] if line.why else []
    return f"   [{'; '.join(parts)}]" if parts else ""


def _reason(line: Line) -> str:
    stays = f" {_one_line(line.before)} stays." if line.before else ""
    whose = f" [{_one_line(line.student)}]" if line.student else ""
    return f"{_one_line(line.why).rstrip('.')}.{stays}{whose}"


def _others(plan: Plan) -> Iterator[str]:
    """Who handed in and is nobody in the sheet, or may be several."""
    if plan.strangers:
        yield f"\nHanded in, and nobody in the sheet ({len(plan.strangers)}):"
    for standing in plan.strangers:
        points = standing.why if standing.points is None else f"{standing.points:g} points"
        yield f"  {_one_line(standing.student)}: {_one_line(points)}"
    unclear = plan.unclear or {}
    if unclear:
        yield f"\nHanded in, and it isn't clear who it is ({len(unclear)}); left alone:"
    for student, persons in unclear.items():
        names = " or ".join(shown(plan.roster.people[person]) for person in persons)
        yield f"  {_one_line(student)}: {names}"
    if unclear or plan.strangers:
        yield (
            "Fill these in by hand, or rename their folders in the hand-ins to an id of the sheet "
            "and grade again."
        )


def told_plain(found: Standings) -> Iterator[str]:
    """The lines about grades that go to no platform's sheet."""
    for standing in found.students:
        points = f"{standing.points:g}" if standing.points is not None else "no grade"
        notes = "; ".join(filter(None, (standing.why, *standing.notes)))
        more = f"   [{_one_line(notes)}]" if notes else ""
        yield f"  {_one_line(standing.student)}: {points}{more}"


def told_of_all(found: Standings) -> Iterator[str]:
    """What is to be said of all grades, whatever they go to."""
    yield from found.notes
    if found.gone:
        names = ", ".join(map(_one_line, found.gone))
        yield f"In the gradebook, but not among the results any more, and left out: {names}."


def _one_line(text: str, limit: int = 600) -> str:
    return " ".join(safe_text(text, limit).split())
