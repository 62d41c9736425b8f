"""What a student reads first on a feedback page, put into the page that nbgrader's template makes.

Owns the head, the summary and the changes that let a page be read without a network. The cells are
nbgrader's and nbconvert's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape

from autograder.cards.styles import STYLES
from autograder.records.results import ExerciseRecord, Record
from autograder.records.signs import safe_text
from autograder.records.verdicts import Status

MAX_LINE = 200
MATHJAX = re.compile(r"<!-- Loading mathjax macro -->.*?(?=<style>)", re.DOTALL)
CONTENTS = re.compile(r'<div id="toc">.*?</div>', re.DOTALL)
FIGURE = re.compile(r"<pre>\s*&lt;Figure size [^&<>\n]{1,40} with \d+ Axes&gt;\s*</pre>")
UNDRAWN = "<p><em>A plot that was not drawn (the grader draws plots with --pictures).</em></p>"
STYLE = """\
<style>
summary { display: list-item; cursor: pointer; }
#summary { border-collapse: collapse; margin: .6em 0; background: none; }
#summary th, #summary td { padding: .2em 1.2em .2em 0; text-align: left; vertical-align: top; }
#summary td.points { white-space: nowrap; text-align: right; }
div.nbgrader_cell .panel-heading { height: auto; min-height: 37px; overflow: hidden; }
#toc p { margin: .3em 0; }
</style>
"""
NO_MATH = 'class="tex2jax_ignore"'


@dataclass(frozen=True)
class Points:
    """What the gradebook says of an exercise; ``by_hand`` are points that a person gave."""

    score: float
    most: float
    by_hand: str = ""


def finished(
    page: str,
    record: Record,
    titles: Mapping[str, str],
    points: Mapping[str, Points],
    late_penalty: float = 0.0,
) -> str:
    """The page with the student's name and a summary at its top, and with nothing to fetch."""
    page = MATHJAX.sub(STYLE, page, count=1)
    told = _head(record, titles, points, late_penalty)
    page = CONTENTS.sub(lambda _: told, page, count=1)
    for name, title in titles.items():
        page = page.replace(
            f"Grade cell: <code>test_{name}</code>", f"Check: {escape(title)}{_note(points, name)}"
        )
    return FIGURE.sub(UNDRAWN, page)


def _head(
    record: Record, titles: Mapping[str, str], points: Mapping[str, Points], late_penalty: float
) -> str:
    rows = "".join(_row(e, titles, points) for e in record.exercises)
    late = f"<p>Late: {late_penalty:g} points taken off.</p>" if late_penalty > 0 else ""
    return (
        f'<div id="toc" {NO_MATH}><p>Student: <strong>{escape(safe_text(record.student))}</strong>'
        f'</p><table id="summary"><thead><tr><th>Exercise</th><th>Points</th><th>Result</th></tr>'
        f"</thead><tbody>{rows}</tbody></table>{late}{_repairs(record.repairs)}</div>"
    )


def _row(e: ExerciseRecord, titles: Mapping[str, str], points: Mapping[str, Points]) -> str:
    sign, word, _ = STYLES[Status(e.status)]
    found = points.get(e.id, Points(e.score or 0.0, e.max_score))
    shown = f"{found.score:g} / {found.most:g}" if found.most else "optional"
    said = "" if e.status == Status.PASSED else f": {escape(_line(e.message))}"
    hand = f"{_by_hand(found)} The grader's result: " if found.by_hand else ""
    title = escape(titles.get(e.id, e.id))
    return (
        f'<tr><td><a href="#test_{escape(e.id)}">{title}</a></td><td class="points">{shown}</td>'
        f"<td>{hand}{sign} {word}{said}</td></tr>"
    )


def _line(message: str) -> str:
    """The first line of a message, and of a long one its first sentences."""
    first = safe_text(message.strip().split("\n")[0], 1_000).replace("`", "")
    if len(first) <= MAX_LINE:
        return first
    end = first.rfind(". ", 0, MAX_LINE)
    return first[: end + 1] if end > 0 else safe_text(first, MAX_LINE)


def _by_hand(points: Points) -> str:
    return f"Points given by hand: {points.by_hand} of {points.most:g}. They count."


def _note(points: Mapping[str, Points], name: str) -> str:
    found = points.get(name)
    return (
        f". {_by_hand(found)} The card says what the grader found."
        if found and found.by_hand
        else ""
    )


def _repairs(repairs: Iterable[str]) -> str:
    """What was mended before grading, as a list."""
    items = "".join(f"<li>{escape(safe_text(text))}</li>" for text in repairs)
    if not items:
        return ""
    return f'<div id="repairs"><h5>Mended before grading</h5><ul>{items}</ul></div>'
