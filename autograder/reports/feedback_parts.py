"""What a student reads first on a feedback page, put into the page that nbgrader's template makes.

Owns the head, the summary and the changes that let a page be read without a network. The cells are
nbgrader's and nbconvert's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape

from autograder.cards.styles import STYLES, html_text
from autograder.records.languages import current_code, words
from autograder.records.results import ExerciseRecord, Record
from autograder.records.sentences import Sentence, say, say_count
from autograder.records.signs import safe_text
from autograder.records.verdicts import Status

MAX_LINE = 200
MATHJAX = re.compile(r"<!-- Loading mathjax macro -->.*?(?=<style>)", re.DOTALL)
CONTENTS = re.compile(r'<div id="toc">.*?</div>', re.DOTALL)
FIGURE = re.compile(r"<pre>\s*&lt;Figure size [^&<>\n]{1,40} with \d+ Axes&gt;\s*</pre>")
UNDRAWN = say("A plot that was not drawn (the grader draws plots with `--pictures`).")
HEADS = (say("Exercise"), say("Points"), say("Result"))
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
LANGUAGE = re.compile(r"(<html)(?: lang=[\"'][^\"']*[\"'])?(?=[\s>])")
NAME = "\ue000"
"""Stands for the student's name, which is bold, in the sentence around it."""
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
    page = LANGUAGE.sub(rf'\1 lang="{current_code()}"', page, count=1)
    told = _head(record, titles, points, late_penalty)
    page = CONTENTS.sub(lambda _: told, page, count=1)
    for name, title in titles.items():
        head = html_text(_check_head(title, points.get(name)))
        page = page.replace(f"Grade cell: <code>test_{name}</code>", head)
    undrawn = f"<p><em>{html_text(UNDRAWN)}</em></p>"
    return FIGURE.sub(lambda _: undrawn, page)


def _check_head(title: str, points: Points | None) -> Sentence:
    """What stands above an exercise's card."""
    if points is None or not points.by_hand:
        return say("Check: {title}", title=title)
    return say(
        "Check: {title}. {by_hand} The card says what the grader found.",
        title=title,
        by_hand=_by_hand(points),
    )


def _head(
    record: Record, titles: Mapping[str, str], points: Mapping[str, Points], late_penalty: float
) -> str:
    rows = "".join(_row(e, titles, points) for e in record.exercises)
    late = say_count("Late: {n:g} point taken off.", "Late: {n:g} points taken off.", late_penalty)
    student = f"<strong>{escape(safe_text(record.student))}</strong>"
    whose = html_text(say("Student: {student}", student=NAME)).replace(NAME, student, 1)
    heads = "".join(f"<th>{html_text(head)}</th>" for head in HEADS)
    return (
        f'<div id="toc" {NO_MATH}><p>{whose}</p><table id="summary"><thead><tr>{heads}</tr></thead>'
        f"<tbody>{rows}</tbody></table>{f'<p>{html_text(late)}</p>' if late_penalty > 0 else ''}"
        f"{_repairs(record.repairs_told())}</div>"
    )


def _row(e: ExerciseRecord, titles: Mapping[str, str], points: Mapping[str, Points]) -> str:
    sign, word, _ = STYLES[Status(e.status)]
    found = points.get(e.id, Points(e.score or 0.0, e.max_score))
    shown = f"{found.score:g} / {found.most:g}" if found.most else html_text(say("optional"))
    result = say("{sign} {word}", sign=sign, word=word)
    if e.status != Status.PASSED:
        line = _line(words(e.told()))
        result = say("{sign} {word}: {told}", sign=sign, word=word, told=line)
    if found.by_hand:
        hand = _by_hand(found)
        result = say("{by_hand} The grader's result: {result}", by_hand=hand, result=result)
    title = html_text(titles.get(e.id, e.id))
    return (
        f'<tr><td><a href="#test_{escape(e.id)}">{title}</a></td><td class="points">{shown}</td>'
        f"<td>{html_text(result, MAX_LINE + 400)}</td></tr>"
    )


def _line(message: str) -> str:
    """The first line of a message, and of a long one its first sentences."""
    first = safe_text(message.strip().split("\n")[0], 1_000).replace("`", "")
    if len(first) <= MAX_LINE:
        return first
    end = first.rfind(". ", 0, MAX_LINE)
    return first[: end + 1] if end > 0 else safe_text(first, MAX_LINE)


def _by_hand(points: Points) -> Sentence:
    return say(
        "Points given by hand: {given} of {most:g}. They count.",
        given=points.by_hand,
        most=points.most,
    )


def _repairs(repairs: Iterable[str]) -> str:
    """What was mended before grading, as a list."""
    items = "".join(f"<li>{escape(safe_text(words(text)))}</li>" for text in repairs)
    if not items:
        return ""
    head = html_text(say("Mended before grading"))
    return f'<div id="repairs"><h5>{head}</h5><ul>{items}</ul></div>'
