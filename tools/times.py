"""``python -m tools.times [LESSON...]``: how long a lesson takes, by section and by sitting.

Owns the assumptions, the sums, and the text that the build puts where a lesson has a cell marked
``times=true`` (the table of sittings), ``stop="checkpoint"`` or ``stop="sitting"`` (a place to
stop), or ``extra=true`` (the heading of a part that may be left out). So no number is typed, and
each is as honest as the assumptions. ``--cells`` shows where a stop could stand.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tools.sources import Cell, Lesson, WrongSource, read_lesson

WORDS_A_MINUTE = 150
"""How fast text is read that one has to think about, formulas among it."""
EXERCISE_MINUTES = {1: 5.0, 2: 10.0, 3: 15.0}
"""By the stars of an exercise, with its checks and hints."""
CODE_CELL_S = 20
"""To read, run and look at a cell; a picture is one more."""
PREDICTION_S = 30
"""To make up one's mind. The comparison is part of a later cell."""
QUESTION_S = 30
"""A question of the quiz, with the explanation of one option."""
WIDGET_MINUTES = 2.0
"""To play with one."""
SITTING_MINUTES = 60.0
"""No sitting takes longer, with all that is extra in it."""
BETWEEN_STOPS_MINUTES = 15
"""Between two places to stop, rounded as ``ROUND_TO`` says; an exercise of three stars counts
on top, once."""
ROUND_TO = 5
"""Minutes: what is said of lessons and sittings is a multiple."""

WIDGETS = re.compile(
    r"\b(autograd_xray|descent_playground|engine_stepper|function_explorer|graph_stepper"
    r"|live_training|optimizer_race)\("
)
CALL_FOR_HELP = re.compile(r'hint\("\w+"\)')
NOT_COUNTED = ("Further reading", "Your feedback")
"""How the titles of sections begin that come when a lesson is over."""
UNTIMED = ("check", "predict", "quiz", "feedback")
"""Marks of code cells whose time is counted where their exercise, prediction or question is."""
STOPS = ("checkpoint", "sitting")
HEADING = re.compile(r"^(?P<marks>##|###) (?P<title>.+)$", re.MULTILINE)
STARRED = re.compile(r"^### Exercise \d+ \((★+)\)", re.MULTILINE)

INTRODUCTION, EXTRA = "Introduction", "{section} *(extra)*"
HEAD = "| Section | Minutes |\n|---|---:|\n"
TITLE_OF_SITTING = "Sitting {number}"
ONE = "**Time:** about {minutes} minutes."
SEVERAL = (
    "**Time:** about {minutes} minutes, in {number} sittings with a break, or a night, between "
    "them. Each has places to stop."
)
OF_THAT_EXTRA = (
    "About {minutes} minutes of that are *extra*: leave them out if you like. Nothing there is "
    "graded, and nothing later needs it."
)
EXTRA_LINE = "*Extra: you can leave this out. Nothing here is graded, and nothing later needs it.*"
CHECKPOINT = (
    "*A good place to stop: about {minutes} minutes to here, about {next} to the next one. "
    "After a break, `from autograder import resume` and `resume()` take you back.*"
)
SITTING_ENDS = (
    "**Sitting {number} ends here**, after about {minutes} minutes. Save the notebook and take a "
    "break. The next sitting takes about {next} minutes. It begins with `from autograder import "
    "resume` and `resume()`, which take you back."
)
IN_SITTINGS = "{minutes}, in {number} sittings"
WORDS = (
    INTRODUCTION, EXTRA, HEAD, TITLE_OF_SITTING, ONE, SEVERAL, OF_THAT_EXTRA, EXTRA_LINE,
    CHECKPOINT, SITTING_ENDS,
)  # fmt: skip
"""What is said of time, in English; a catalog translates it."""


@dataclass(frozen=True)
class Part:
    """A section, or something extra, as far as it is in one sitting. No title: the beginning."""

    title: str
    minutes: float
    is_extra: bool


@dataclass(frozen=True)
class Stretch:
    """From one place to stop to the next. ``stop`` is the cell at its end, None at the lesson's."""

    minutes: float
    stop: Cell | None
    has_three_stars: bool

    @property
    def is_too_long(self) -> bool:
        """Whether there is no stop for longer than a reader should go on."""
        allowed = BETWEEN_STOPS_MINUTES + (EXERCISE_MINUTES[3] if self.has_three_stars else 0)
        return rounded(self.minutes) > allowed


@dataclass(frozen=True)
class Sitting:
    """What is done at one go: sections, and the stretches between places to stop."""

    parts: tuple[Part, ...]
    stretches: tuple[Stretch, ...]

    @property
    def minutes(self) -> float:
        """All of it, with what is extra."""
        return sum(part.minutes for part in self.parts)

    @property
    def added_up(self) -> int:
        """The whole minutes of its parts, as a reader who adds them up would have it."""
        return sum(whole(part.minutes) for part in self.parts)


def rounded(minutes: float) -> int:
    """The nearest multiple of ``ROUND_TO``, and at least one."""
    return max(ROUND_TO, ROUND_TO * round(minutes / ROUND_TO))


def whole(minutes: float) -> int:
    """Whole minutes, and at least one."""
    return max(1, round(minutes))


@dataclass(frozen=True)
class _Timed:
    """A cell, what it takes, and the part that it is in.

    ``stars`` are those of the exercise that it answers, else 0.
    """

    cell: Cell
    title: str
    is_extra: bool
    minutes: float
    stars: int


def _walk(lesson: Lesson) -> Iterator[_Timed]:
    title, stars, extra_level, extra_title, has_begun, counts = "", 0, 0, "", False, True
    for cell in lesson.cells:
        for level, heading in _headings(cell):
            if level <= extra_level:
                extra_level = 0
            if level == 2:
                has_begun = has_begun or heading[0].isdigit()
                title, counts = heading if has_begun else "", not heading.startswith(NOT_COUNTED)
        if cell.marks.get("extra"):
            extra_level, extra_title = next(iter(_headings(cell)), (0, ""))
        if starred := STARRED.findall(cell.source):
            stars = len(starred[-1])
        is_extra = extra_level > 0
        yield _Timed(
            cell,
            extra_title if is_extra else title,
            is_extra,
            _minutes(cell, stars) if counts else 0.0,
            stars if "solution" in cell.marks else 0,
        )


def _headings(cell: Cell) -> Iterator[tuple[int, str]]:
    """The headings of a text cell, each with its level."""
    if cell.kind == "markdown":
        for heading in HEADING.finditer(cell.source):
            yield len(heading["marks"]), heading["title"].strip()


def _minutes(cell: Cell, stars: int) -> float:
    """What one cell takes. ``stars`` are those of the exercise that was asked last."""
    if "question" in cell.marks:
        return QUESTION_S / 60
    if "prediction" in cell.marks:
        return PREDICTION_S / 60
    if cell.kind != "code":
        return cell.n_words / WORDS_A_MINUTE
    if "solution" in cell.marks:
        return EXERCISE_MINUTES.get(stars, max(EXERCISE_MINUTES.values()))
    if cell.marks.keys() & set(UNTIMED) or CALL_FOR_HELP.fullmatch(cell.source):
        return 0.0
    return WIDGET_MINUTES if WIDGETS.search(cell.source) else CODE_CELL_S / 60


def sittings(lesson: Lesson) -> list[Sitting]:
    """The sittings of a lesson, in order; at least one.

    Counted are the English words, whatever the lesson's language. What the build adds isn't.
    """
    found: list[list[_Timed]] = [[]]
    for timed in _walk(lesson):
        found[-1].append(timed)
        if timed.cell.marks.get("stop") == "sitting":
            found.append([])
    return [Sitting(tuple(_parts(cells)), tuple(_stretches(cells))) for cells in found]


def _parts(cells: Sequence[_Timed]) -> Iterator[Part]:
    """The parts that take time, in the order in which they begin."""
    minutes: dict[tuple[str, bool], float] = {}
    for timed in cells:
        part = timed.title, timed.is_extra
        minutes[part] = minutes.get(part, 0) + timed.minutes
    for (title, is_extra), sum_of_minutes in minutes.items():
        if sum_of_minutes > 0:
            yield Part(title, sum_of_minutes, is_extra)


def _stretches(cells: Sequence[_Timed]) -> Iterator[Stretch]:
    minutes, stars = 0.0, 0
    for timed in cells:
        minutes, stars = minutes + timed.minutes, max(stars, timed.stars)
        if "stop" in timed.cell.marks:
            yield Stretch(minutes, timed.cell, stars == max(EXERCISE_MINUTES))
            minutes, stars = 0.0, 0
    if minutes or not cells:
        yield Stretch(minutes, None, stars == max(EXERCISE_MINUTES))


def lesson_minutes(lesson: Lesson) -> str:
    """What a list of lessons says: the minutes of all sittings, and how many there are."""
    found = sittings(lesson)
    total = rounded(sum(sitting.minutes for sitting in found))
    return IN_SITTINGS.format(minutes=total, number=len(found)) if len(found) > 1 else str(total)


def too_long(lesson: Lesson) -> Iterator[str]:
    """A sentence for each sitting and each stretch of a lesson that is longer than it may be."""
    for number, sitting in enumerate(sittings(lesson), start=1):
        if sitting.minutes > SITTING_MINUTES:
            yield (
                f"{lesson.path}: sitting {number} takes {sitting.minutes:.1f} minutes, and "
                f"{SITTING_MINUTES:g} are allowed: move or add a cell "
                '`# %% [markdown] stop="sitting"`.'
            )
        for stretch in filter(lambda stretch: stretch.is_too_long, sitting.stretches):
            line = stretch.stop.line if stretch.stop else lesson.cells[-1].line
            yield (
                f"{lesson.path}:{line}: {stretch.minutes:.1f} minutes without a place to stop: "
                'add a cell `# %% [markdown] stop="checkpoint"` above.'
            )


def extra_cells(lesson: Lesson) -> list[Cell]:
    """The cells that may be left out."""
    return [timed.cell for timed in _walk(lesson) if timed.is_extra]


def said(lesson: Lesson) -> dict[int, str]:
    """The text of each cell that the build fills in or adds to, by the cell's line."""
    found = sittings(lesson)
    texts: dict[int, str] = {}
    stretches = [(n, s) for n, sitting in enumerate(found) for s in sitting.stretches]
    following = [s for _, s in stretches[1:]]
    by_stop = {
        s.stop.line: _stop(lesson, found, n, s, after)
        for (n, s), after in zip(stretches, following, strict=False)
        if s.stop
    }
    for cell in lesson.cells:
        if "stop" in cell.marks:
            texts[cell.line] = by_stop[cell.line]
        elif "times" in cell.marks:
            texts[cell.line] = f"{cell.source}\n\n{table(lesson)}".strip()
        elif "extra" in cell.marks:
            heading, _, rest = cell.source.partition("\n")
            texts[cell.line] = f"{heading}\n\n{_word(lesson, EXTRA_LINE)}\n{rest}".strip()
    return texts


def _stop(
    lesson: Lesson, found: Sequence[Sitting], number: int, stretch: Stretch, after: Stretch
) -> str:
    if stretch.stop is not None and stretch.stop.marks["stop"] == "sitting":
        return _word(lesson, SITTING_ENDS).format(
            number=number + 1,
            minutes=rounded(found[number].minutes),
            next=rounded(found[number + 1].minutes),
        )
    minutes, following = whole(stretch.minutes), whole(after.minutes)
    return _word(lesson, CHECKPOINT).format(minutes=minutes, next=following)


def table(lesson: Lesson) -> str:
    """Markdown: how long the lesson takes, and a table of its sittings and sections."""
    found = sittings(lesson)
    total = rounded(sum(sitting.minutes for sitting in found))
    text = _word(lesson, SEVERAL if len(found) > 1 else ONE)
    lines = [text.format(minutes=total, number=len(found))]
    if extra := sum(whole(p.minutes) for s in found for p in s.parts if p.is_extra):
        lines.append(_word(lesson, OF_THAT_EXTRA).format(minutes=extra))
    rows = []
    for number, sitting in enumerate(found, start=1):
        if len(found) > 1:
            title = _word(lesson, TITLE_OF_SITTING).format(number=number)
            rows.append(f"| **{title}** | **{sitting.added_up}** |\n")
        rows += [_row(lesson, part) for part in sitting.parts]
    return f"{' '.join(lines)}\n\n{_word(lesson, HEAD)}{''.join(rows)}".rstrip()


def _row(lesson: Lesson, part: Part) -> str:
    title = part.title.replace("|", "\\|") or _word(lesson, INTRODUCTION)
    if part.is_extra:
        title = _word(lesson, EXTRA).format(section=title)
    return f"| {title} | {whole(part.minutes)} |\n"


def _word(lesson: Lesson, english: str) -> str:
    return lesson.words.get(english, english)


def _print(lesson: Lesson, *, cells: bool) -> None:
    found = sittings(lesson)
    words = sum(cell.n_words for cell in lesson.cells if cell.kind == "markdown")
    total = sum(sitting.minutes for sitting in found)
    print(f"{lesson.name}: {total:.0f} minutes in {len(found)} sitting(s), {words} words")
    for number, sitting in enumerate(found, start=1):
        stops = ", ".join(f"{s.minutes:.0f}" for s in sitting.stretches)
        print(f"  sitting {number}: {sitting.minutes:.1f} minutes, from stop to stop {stops}")
        for part in sitting.parts:
            title = f"{part.title or INTRODUCTION}{' (extra)' if part.is_extra else ''}"
            print(f"    {part.minutes:5.1f}  {title}")
    if cells:
        minutes = 0.0
        for timed in _walk(lesson):
            minutes += timed.minutes
            first = next(iter(timed.cell.source.splitlines()), "")
            marks = " ".join(f"{k}={v}" for k, v in timed.cell.marks.items())
            print(f"  {minutes:6.1f}  line {timed.cell.line}: {marks or first[:70]}")


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit status: 0, or 1 where a sitting or stretch is too long or a source is wrong."""
    from tools.notebooks import ROOT, chosen_lessons  # which builds with what stands here

    parser = argparse.ArgumentParser(prog="python -m tools.times", description=__doc__)
    parser.add_argument("lessons", nargs="*", metavar="LESSON", help="as in 01_gradient_vectors")
    parser.add_argument("--cells", action="store_true", help="show the minutes to each cell")
    options = parser.parse_args(arguments)
    faults: list[str] = []
    try:
        for name in chosen_lessons(ROOT, parser, options.lessons):
            lesson = read_lesson(Path(ROOT), name)
            _print(lesson, cells=options.cells)
            faults += too_long(lesson)
    except WrongSource as error:
        print(error, file=sys.stderr)
        return 1
    print(*faults, sep="\n", end="\n" if faults else "", file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
