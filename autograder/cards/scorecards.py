"""Scorecards, of one lesson and of all, as a table with a bar or as text."""

from __future__ import annotations

from collections.abc import Iterable

from autograder.cards.styles import STYLES, framed, html_text, points_text
from autograder.records.scorecards import Overview, Row, Scorecard
from autograder.records.verdicts import Status


def text_scorecard(card: Scorecard) -> str:
    """A scorecard as plain text."""
    if card.problem:
        return card.problem
    width = max(len(row.title) for row in card.rows)
    lines = [f"{card.lesson}: {card.score:g} of {card.max_score:g} points"]
    for row in card.rows:
        sign = STYLES[row.status][0] if row.status else "·"
        points = "optional" if row.optional else f"{row.score:g} / {row.max_score:g}"
        lines.append(f"  {sign} {row.title:<{width}}  {points:>8}  {status_words(row)}".rstrip())
    return "\n".join([*lines, *(f"  {line}" for line in (card.what_next, card.note) if line)])


def text_overview(overview: Overview) -> str:
    """The points of all lessons as plain text."""
    width = max(len(card.lesson) for card in overview.lessons)
    lines = [_overview_head(overview)]
    for card in overview.lessons:
        points = f"{card.score:g} / {card.max_score:g}"
        lines.append(f"  {_sign(card)} {card.lesson:<{width}}  {points:>8}  {_left(card)}")
    return "\n".join(
        [*lines, *(f"  {line}" for line in (overview.what_next, overview.note) if line)]
    )


def _overview_head(overview: Overview) -> str:
    score, most = (sum(getattr(c, k) for c in overview.lessons) for k in ("score", "max_score"))
    return f"All lessons: {score:g} of {most:g} points"


def _sign(card: Scorecard) -> str:
    if not card.open:
        return STYLES[Status.PASSED][0]
    return STYLES[Status.PARTIAL][0] if any(row.status for row in card.rows) else "·"


def _left(card: Scorecard) -> str:
    """What is left of a lesson, in words."""
    asked = [row for row in card.rows if not row.optional]
    return f"{len(card.open)} of {len(asked)} exercises open" if card.open else "done"


def html_scorecard(card: Scorecard) -> str:
    """A scorecard as an HTML table with a bar."""
    if card.problem:
        return framed(f"<p style='margin:0'>{html_text(card.problem)}</p>", "#8a8f98", "Scorecard")
    rows = [
        (
            f"{STYLES[r.status][0] if r.status else '·'} {r.title}",
            points_text(r.score, r.max_score, r.optional),
            status_words(r),
        )
        for r in card.rows
    ]
    head = f"{card.lesson}: {card.score:g} of {card.max_score:g} points"
    return _points_table(head, card.score, card.max_score, rows, (card.what_next, card.note))


def html_overview(overview: Overview) -> str:
    """The points of all lessons as an HTML table with a bar."""
    cards = overview.lessons
    rows = [(f"{_sign(c)} {c.lesson}", points_text(c.score, c.max_score), _left(c)) for c in cards]
    score, most = sum(c.score for c in cards), sum(c.max_score for c in cards)
    head = _overview_head(overview)
    return _points_table(head, score, most, rows, (overview.what_next, overview.note))


def _points_table(
    head: str,
    score: float,
    max_score: float,
    rows: Iterable[tuple[str, str, str]],
    end: Iterable[str],
) -> str:
    """A head, a bar as long as the share of points, a row of three cells each, and sentences."""
    share = 100 * score / max_score if max_score else 0
    bar = (
        '<div style="height:8px;border-radius:4px;background:#8884;margin:.4em 0">'
        f'<div style="height:8px;border-radius:4px;background:#2e9e5b;width:{share:.0f}%">'
        "</div></div>"
    )
    cell = 'style="text-align:left;padding:.15em 1em .15em 0;background:none"'
    cells = ("".join(f"<td {cell}>{html_text(c)}</td>" for c in row) for row in rows)
    lines = "".join(f"<tr style='background:none'>{row}</tr>" for row in cells)
    table = f"<table style='border-collapse:collapse;color:inherit;font-size:14px'>{lines}</table>"
    said = "".join(f"<p style='margin:.4em 0 0'>{html_text(line)}</p>" for line in end if line)
    inside = f"<strong>{html_text(head)}</strong>{bar}{table}{said}"
    return framed(inside, "#4a86c5", f"Scorecard. {head}")


def status_words(row: Row) -> str:
    """The status of an exercise as a reader sees it."""
    now = STYLES[row.status][1].lower() if row.status else "not checked yet"
    if row.best:
        return f"{now}; {row.best} on {row.day}"
    return f"{now} on {row.day}" if row.day else now
