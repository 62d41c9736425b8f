"""Results in a terminal: a class as a table, a verdict as a card.

Pure functions from records to what ``rich`` prints. Everything that comes from a hand-in goes
through ``safe_text`` and is never read as markup.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType

from rich import box
from rich.console import Console, Group, RenderableType
from rich.panel import Panel
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.table import Table
from rich.text import Text

from autograder.cards.styles import STYLES, points_text
from autograder.records.by_hand import ByHand
from autograder.records.exercises import Exercise
from autograder.records.languages import words
from autograder.records.phrases import LINES, read_phrase
from autograder.records.results import GRADED, Record
from autograder.records.sentences import say
from autograder.records.signs import safe_text
from autograder.records.verdicts import Status, Verdict

MAX_NAME = 20
"""Signs of a name that always fit into the table; longer ones go on in the next line of the row."""
MARKS = {"*": "mended", "?": "unsure, look at it", "+": "has points given by hand"}
"""What stands behind a name in the table."""
MENDED = "Mended before grading:"
NOBODY: Mapping[str, ByHand] = MappingProxyType({})


def with_bar(title: str, records: Iterable[Record], n: int) -> Iterator[Record]:
    """The records as they come, while a bar on standard error says how far it is.

    Where standard error is no terminal, there is no bar.
    """
    console = Console(stderr=True)
    columns = ("{task.description}", BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    left = (TextColumn("left", style="dim"), TimeRemainingColumn())
    off = not console.is_terminal
    with Progress(*columns, *left, console=console, transient=True, disable=off) as bar:
        yield from bar.track(records, total=n, description=title)


def show_class(
    console: Console,
    exercises: Sequence[Exercise],
    records: Sequence[Record],
    by_hand: Mapping[str, ByHand] = NOBODY,
    results: str = "",
) -> None:
    """Prints the table, what its columns and signs mean, and what a person should know.

    ``results`` is where the records are.
    """
    console.print(class_table(exercises, records, console.width, by_hand))
    console.print()
    console.print(_legend(exercises, records, console.width, by_hand))
    notes = [_trouble(r) for r in records if r.status != GRADED]
    notes += [_doubt(r) for r in records if r.status == GRADED and r.unsure]
    notes += [*_mended(records, results), *_given(records, by_hand)]
    if notes:
        console.print(*notes, "", sep="\n")


def class_table(
    exercises: Sequence[Exercise],
    records: Sequence[Record],
    width: int,
    by_hand: Mapping[str, ByHand] = NOBODY,
) -> Table:
    """One row a student: name, marks, score, and a sign in the column of each exercise's number.

    Where a line would be wider than ``width``, partial points are left out. Names are whole: of two
    that begin alike, each has to be found.
    """
    wide = MAX_NAME + 15 + 7 * len(exercises) <= width
    room = max(MAX_NAME, width - 15 - (7 if wide else 3) * len(exercises))
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), show_edge=False, show_footer=True)
    table.add_column("student", _mean_label(records), overflow="fold", max_width=room)
    table.add_column("", "", no_wrap=True)
    table.add_column("score", _mean(records), justify="right", no_wrap=True)
    for number, exercise in enumerate(exercises, start=1):
        passed = _passed(exercise.id, records)
        table.add_column(str(number), passed, no_wrap=True, min_width=5 if wide else 1)
    for record in records:
        name = Text(safe_text(record.student), overflow="fold")
        marks = Text("".join(_marks(record, by_hand)))
        table.add_row(name, marks, *_cells(exercises, record, wide))
    return table


def _marks(record: Record, by_hand: Mapping[str, ByHand]) -> list[str]:
    """The marks of a row, of those in ``MARKS``."""
    given = record.student in by_hand and by_hand[record.student].points
    found = zip(MARKS, (record.repairs, record.unsure, given), strict=True)
    return [sign for sign, there in found if there]


def _cells(exercises: Sequence[Exercise], record: Record, wide: bool) -> list[Text]:
    most = f"{record.max_score:g}"
    score = "?" if record.score is None else f"{record.score:g}"
    cells = [Text(f"{score}/{most}", style="bold" if record.status == GRADED else "red")]
    by_id = {e.id: e for e in record.exercises}
    for exercise in exercises:
        found = by_id.get(exercise.id)
        if found is None:
            cells.append(Text("–", style="dim"))
            continue
        sign, _, colour = STYLES[Status(found.status)]
        partial = found.score and found.status != Status.PASSED
        cells.append(Text(f"{sign} {found.score:g}" if wide and partial else sign, style=colour))
    return cells


def _mean(records: Sequence[Record]) -> str:
    scores = [r.score for r in records if r.status == GRADED and r.score is not None]
    return f"{sum(scores) / len(scores):.1f}".removesuffix(".0") if scores else "–"


def _mean_label(records: Sequence[Record]) -> str:
    return f"mean of {sum(r.status == GRADED for r in records)} graded"


def _passed(exercise_id: str, records: Sequence[Record]) -> str:
    statuses = [e.status for r in records for e in r.exercises if e.id == exercise_id]
    return str(statuses.count(Status.PASSED))


def _legend(
    exercises: Sequence[Exercise],
    records: Sequence[Record],
    width: int,
    by_hand: Mapping[str, ByHand],
) -> Text:
    """What the numbers and the signs in the table mean."""
    columns = [f"{n} {e.id} ({points(e)})" for n, e in enumerate(exercises, start=1)]
    seen = {e.status for r in records for e in r.exercises}
    signs = [
        f"{sign} {word.lower()}" for status, (sign, word, _) in STYLES.items() if status in seen
    ]
    marked = {mark for r in records for mark in _marks(r, by_hand)}
    signs += [f"{mark} {meaning}" for mark, meaning in MARKS.items() if mark in marked]
    last = "last line: mean score without those not graded; how many passed each"
    lines = [*_lines(columns, width), *_lines(signs, width), *_lines([last], width)]
    return Text("\n".join([*lines, ""]), style="dim")


def _lines(items: Sequence[str], width: int) -> list[str]:
    """The items with dots between them, on as few lines as the width allows."""
    lines: list[str] = []
    for item in items:
        if lines and len(lines[-1]) + len(item) + 3 <= width:
            lines[-1] += f" · {item}"
        else:
            lines.append(item)
    return lines


def points(exercise: Exercise) -> str:
    """The points of an exercise in a word."""
    return "optional" if exercise.optional else f"{exercise.points:g}"


def _trouble(record: Record) -> Text:
    text = Text(f"{safe_text(record.student)}: ", style="bold")
    return text.append(f"{record.status}. {safe_text(record.message, 1_000)}", style="not bold")


def _doubt(record: Record) -> Text:
    """Who has to be looked at, since a repair had to choose."""
    text = Text(f"{safe_text(record.student)}: ", style="bold")
    names = ", ".join(record.unsure)
    told = f"graded, but it is not sure what was meant. Look at {names} (marked in the gradebook)."
    return text.append(told, style="not bold")


def _mended(records: Sequence[Record], results: str) -> list[Text]:
    n = sum(bool(record.repairs) for record in records)
    were = "1 hand-in was" if n == 1 else f"{n} hand-ins were"
    where = f"in {results}, and on each feedback page" if results else "on each feedback page"
    return [Text(f'{were} mended (*): see "repairs" {where}.')] if n else []


def _given(records: Sequence[Record], by_hand: Mapping[str, ByHand]) -> list[Text]:
    """Whose points by hand count in the gradebook, and who handed in something new since."""
    given = {r.student: by_hand[r.student] for r in records if r.student in by_hand}
    named = {s: f"{safe_text(s)} ({_points_of(g)})" for s, g in given.items() if g.points}
    anew = [told for student, told in named.items() if given[student].open]
    lines = {
        "Points given by hand count in the gradebook (+): ": list(named.values()),
        "Graded again since; the points by hand still count, look again in Formgrader: ": anew,
    }
    return [Text(head + ", ".join(told)) for head, told in lines.items() if told]


def _points_of(given: ByHand) -> str:
    return ", ".join(f"{safe_text(name, 40)} {text}" for name, text in sorted(given.points.items()))


def show_repairs(console: Console, repairs: Sequence[str]) -> None:
    """Prints what was mended before grading, where anything was."""
    if repairs:
        lines = "".join(f"\n  {safe_text(words(note))}" for note in repairs)
        console.print(Text(f"{words(say(MENDED))}{lines}\n"))


def show_verdicts(console: Console, verdicts: Sequence[Verdict]) -> None:
    """Prints a card for each verdict, and the sum of the points."""
    for verdict in verdicts:
        console.print(card(verdict, console.width))
    score, most = sum(v.score for v in verdicts), sum(v.max_score for v in verdicts)
    console.print(Text(f"Total: {score:g} of {most:g} points", style="bold"))


def card(verdict: Verdict, width: int) -> Panel:
    """A verdict as a framed card, no wider than 100 characters."""
    sign, word, colour = STYLES[verdict.status]
    given = points_text(verdict.score, verdict.max_score, verdict.optional)
    parts: list[RenderableType] = [Text(safe_text(words(verdict.message)))]
    if verdict.student_lines:
        told = (words(read_phrase(line, LINES, depth=1)) for line in verdict.student_lines)
        lines = "\n".join(safe_text(line, 200) for line in told)
        parts += [Text(f"\n{words(say('In your code:'))}", style="dim"), Text(lines)]
    if verdict.differences:
        parts.append(_differences(verdict))
    if len(verdict.criteria) > 1 and verdict.status is Status.PARTIAL:
        parts += [Text(""), *map(_criterion, verdict.criteria)]
    return Panel(
        Group(*parts),
        title=Text(
            f"{sign} {words(word)} · {safe_text(verdict.exercise)} · {words(given)}", style=colour
        ),
        title_align="left",
        border_style=colour,
        width=min(width, 100),
    )


def _differences(verdict: Verdict) -> Table:
    table = Table(box=None, padding=(1, 2, 0, 0), show_edge=False)
    for name in (say("asked for"), say("expected"), say("came")):
        table.add_column(words(name), overflow="fold", header_style="dim", ratio=1)
    for row in verdict.differences:
        table.add_row(*(Text(safe_text(words(t), 200)) for t in (row.what, row.expected, row.got)))
    return table


def _criterion(criterion: tuple[str, float, float]) -> Text:
    title, got, most = criterion
    return Text(f"{'✓' if got >= most else '✗'} {words(title)}: {got:g} / {most:g}")
