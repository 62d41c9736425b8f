"""Scorecards, of one lesson and of all, as a table with a bar or as text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import escape

from autograder.cards.styles import STYLES, framed, html_text, points_text
from autograder.records.languages import words
from autograder.records.scorecards import Overview, Row, Scorecard
from autograder.records.sentences import Sentence, say, say_count
from autograder.records.verdicts import Status

WORDS = {
    None: say("not checked yet"),
    Status.PASSED: say("passed"),
    Status.PARTIAL: say("partly right"),
    Status.FAILED: say("not yet"),
    Status.NOT_ATTEMPTED: say("not attempted"),
    Status.ERROR: say("stopped with an error"),
    Status.TIMEOUT: say("took too long"),
    Status.UNDETERMINED: say("could not be checked"),
}
"""The status of an exercise inside a sentence."""
DAY = re.compile(r"\d{4}-\d\d-\d\d")
"""A day as the file of best results has it, which browsers break at its hyphens."""


def text_scorecard(card: Scorecard) -> str:
    """A scorecard as plain text."""
    if card.problem:
        return words(card.problem)
    width = max(len(words(row.title)) for row in card.rows)
    lines = [words(_head(card))]
    for row in card.rows:
        sign = STYLES[row.status][0] if row.status else "·"
        points = words(say("optional")) if row.optional else f"{row.score:g} / {row.max_score:g}"
        said = f"{words(row.title):<{width}}  {points:>8}  {words(status_words(row))}"
        lines.append(f"  {sign} {said}".rstrip())
    end = [f"  {words(line)}" for line in (card.what_next, card.note) if line]
    return "\n".join([*lines, *end])


def text_overview(overview: Overview) -> str:
    """The points of all lessons as plain text."""
    width = max(len(words(card.title)) for card in overview.lessons)
    lines = [words(_overview_head(overview))]
    for card in overview.lessons:
        points = f"{card.score:g} / {card.max_score:g}"
        title = words(card.title)
        lines.append(f"  {_sign(card)} {title:<{width}}  {points:>8}  {words(_left(card))}")
    end = [f"  {words(line)}" for line in (overview.what_next, overview.note) if line]
    return "\n".join([*lines, *end])


def _head(card: Scorecard) -> Sentence:
    return say_count(
        "{lesson}: {score:g} of {n:g} point",
        "{lesson}: {score:g} of {n:g} points",
        card.max_score,
        lesson=card.title or card.lesson,
        score=card.score,
    )


def _overview_head(overview: Overview) -> Sentence:
    score, most = (sum(getattr(c, k) for c in overview.lessons) for k in ("score", "max_score"))
    return say_count(
        "All lessons: {score:g} of {n:g} point",
        "All lessons: {score:g} of {n:g} points",
        most,
        score=score,
    )


def _sign(card: Scorecard) -> str:
    if not card.open:
        return STYLES[Status.PASSED][0]
    return STYLES[Status.PARTIAL][0] if any(row.status for row in card.rows) else "·"


def _left(card: Scorecard) -> Sentence:
    """What is left of a lesson, in words."""
    asked = [row for row in card.rows if not row.optional]
    if not card.open:
        return say("done")
    return say_count(
        "{left} of {n} exercise to do",
        "{left} of {n} exercises to do",
        len(asked),
        left=len(card.open),
    )


def html_scorecard(card: Scorecard) -> str:
    """A scorecard as an HTML table with a bar."""
    if card.problem:
        title = say("Scorecard")
        return framed(f"<p style='margin:0'>{html_text(card.problem)}</p>", "#8a8f98", title)
    rows = [
        (
            f"{STYLES[r.status][0] if r.status else '·'} {_linked(r.title, r.link)}",
            html_text(points_text(r.score, r.max_score, r.optional)),
            html_text(status_words(r)),
        )
        for r in card.rows
    ]
    end = (_linked(card.what_next, card.where_next), html_text(card.note))
    return _points_table(_head(card), card.score, card.max_score, rows, end)


def html_overview(overview: Overview) -> str:
    """The points of all lessons as an HTML table with a bar."""
    cards = overview.lessons
    rows = [
        (
            f"{_sign(c)} {_linked(c.title, c.link)}",
            html_text(points_text(c.score, c.max_score)),
            html_text(_left(c)),
        )
        for c in cards
    ]
    score, most = sum(c.score for c in cards), sum(c.max_score for c in cards)
    head = _overview_head(overview)
    end = (_linked(overview.what_next, overview.next_link), html_text(overview.note))
    return _points_table(head, score, most, rows, end)


def _linked(text: str, link: str) -> str:
    """The text as HTML, as a link where there is one."""
    return f'<a href="{escape(link)}">{html_text(text)}</a>' if link else html_text(text)


def _points_table(
    head: str,
    score: float,
    max_score: float,
    rows: Iterable[tuple[str, str, str]],
    end: Iterable[str],
) -> str:
    """A head, a bar as long as the share of points, rows of three cells and sentences as HTML."""
    share = 100 * score / max_score if max_score else 0
    bar = (
        '<div style="height:8px;border-radius:4px;background:#8884;margin:.4em 0">'
        f'<div style="height:8px;border-radius:4px;background:#2e9e5b;width:{share:.0f}%">'
        "</div></div>"
    )
    lines = "".join(f"<tr style='background:none'>{''.join(_cells(row))}</tr>" for row in rows)
    table = f"<table style='border-collapse:collapse;color:inherit;font-size:14px'>{lines}</table>"
    said = "".join(f"<p style='margin:.4em 0 0'>{line}</p>" for line in end if line)
    inside = f"<strong>{html_text(head)}</strong>{bar}{table}{said}"
    return framed(inside, "#4a86c5", say("Scorecard. {head}", head=head))


def _cells(row: tuple[str, str, str]) -> Iterator[str]:
    """The cells of a row of HTML, in which points and days are never broken over two lines."""
    style = "text-align:left;padding:.15em 1em .15em 0;background:none"
    for html, breaks in zip(row, ("normal", "nowrap", "normal"), strict=True):
        shown = DAY.sub(r'<span style="white-space:nowrap">\g<0></span>', html)
        yield f'<td style="{style};white-space:{breaks}">{shown}</td>'


def status_words(row: Row) -> Sentence:
    """The status of an exercise as a reader sees it."""
    now = WORDS[row.status]
    if row.day:
        now = say("{now} on {day}", now=now, day=row.day)
    if row.last is None:
        return now
    if row.optional:
        return say("{now}; your last try: {last}", now=now, last=WORDS[row.last])
    return say_count(
        "{now}; your last try: {last}, {score:g} point",
        "{now}; your last try: {last}, {score:g} points",
        row.last_score,
        now=now,
        last=WORDS[row.last],
        score=row.last_score,
    )
