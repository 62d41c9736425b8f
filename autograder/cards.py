"""How verdicts, hints and scorecards look: pure functions from records to HTML and text.

Everything that comes from a hand-in is escaped and limited. Colours are mid-tones on the
page's own background, so that cards are readable in light and dark themes. No mid-tone has
enough contrast for text in both, so they colour lines and signs; words have the page's own colour.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from html import escape
from typing import TYPE_CHECKING

from autograder.verdicts import Status, Verdict

if TYPE_CHECKING:
    from autograder.hinting import Hint
    from autograder.scorecards import Overview, Scorecard

STYLES = {  # status: (sign, word, colour)
    Status.PASSED: ("✓", "Passed", "#2e9e5b"),
    Status.PARTIAL: ("◐", "Partly right", "#c98500"),
    Status.FAILED: ("✗", "Not yet", "#d9534f"),
    Status.NOT_ATTEMPTED: ("○", "Not attempted", "#8a8f98"),
    Status.ERROR: ("!", "Stopped with an error", "#d9534f"),
    Status.TIMEOUT: ("◷", "Took too long", "#d9534f"),
    Status.UNDETERMINED: ("?", "Could not be checked", "#8a6fd1"),
}
MAX_SHOWN = 600
NO_MATH = "tex2jax_ignore mathjax_ignore"
"""Classes that keep MathJax from reading formulas, and links in them, out of a hand-in's text."""


def safe_text(text: object, limit: int = MAX_SHOWN) -> str:
    """The text without control characters, escape sequences and direction marks, cut to length."""
    cleaned = re.sub(r"\x1b\[[0-9;?]*[ -/]*[@-~]", "", str(text))
    kept = (c for c in cleaned if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cf", "Cs"))
    short = "".join(kept)
    return short if len(short) <= limit else short[: limit - 1] + "…"


def _html(text: object, limit: int = MAX_SHOWN) -> str:
    """Escaped text; `code` in backticks becomes a code element."""
    escaped = escape(safe_text(text, limit))
    return re.sub(r"`([^`\n]+)`", r"<code>\1</code>", escaped)


def points_text(score: float, max_score: float, optional: bool = False) -> str:
    """Points as "1.5 / 2 points", "optional" where they don't count, or nothing."""
    if max_score == 0 and not optional:
        return ""
    return "optional" if optional else f"{score:g} / {max_score:g} points"


def html_card(verdict: Verdict) -> str:
    """The card of a verdict as an HTML fragment."""
    sign, word, colour = STYLES[verdict.status]
    points = points_text(verdict.score, verdict.max_score, verdict.optional)
    parts = [
        f'<div style="display:flex;gap:.6em;align-items:baseline;flex-wrap:wrap">'
        f'<strong style="font-size:1.1em"><span style="color:{colour}">{sign}</span>'
        f" {word}</strong>"
        f"<span>{_html(verdict.title)}</span>"
        f'<span style="margin-left:auto;opacity:.8">{points}</span></div>',
        f'<p style="margin:.4em 0">{_html(verdict.message)}</p>',
        _html_student_lines(verdict),
        _html_differences(verdict),
        verdict.picture or "",
        _html_criteria(verdict),
        _html_hints(verdict),
    ]
    return _frame("".join(parts), colour, f"{verdict.title}: {word}, {points}")


def _frame(inside: str, colour: str, label: str) -> str:
    return (
        f'<div class="{NO_MATH}" role="status" aria-label="{escape(safe_text(label))}" '
        f'style="border:1px solid {colour}66;border-left:5px solid {colour};border-radius:6px;'
        "padding:.6em .9em;max-width:46em;margin:.3em 0;line-height:1.45;"
        f'font-family:system-ui,sans-serif;font-size:14px">{inside}</div>'
    )


def _html_student_lines(verdict: Verdict) -> str:
    if not verdict.student_lines:
        return ""
    lines = "\n".join(escape(safe_text(line, 200)) for line in verdict.student_lines)
    return (
        '<div style="opacity:.8">In your code:</div>'
        '<pre style="margin:.2em 0 .5em;padding:.4em .6em;border:1px solid #8886;'
        "border-radius:4px;background:transparent;color:inherit;white-space:pre-wrap;"
        'word-break:normal;overflow-wrap:anywhere">'
        f"{lines}</pre>"
    )


def _html_differences(verdict: Verdict) -> str:
    if not verdict.differences:
        return ""
    cell = 'style="text-align:left;padding:.15em .8em .15em 0;vertical-align:top;background:none"'
    code = 'code style="background:none;padding:0;color:inherit"'
    rows = "".join(
        f"<tr style='background:none'><td {cell}>{_html(d.what)}</td>"
        f"<td {cell}><{code}>{_html(d.expected, 200)}</code></td>"
        f"<td {cell}><{code}>{_html(d.got, 200)}</code></td></tr>"
        for d in verdict.differences
    )
    return (
        '<table style="border-collapse:collapse;margin:.3em 0;font-size:13px;color:inherit">'
        f"<tr style='background:none'><th {cell}>asked for</th><th {cell}>expected</th>"
        f"<th {cell}>came</th></tr>{rows}</table>"
    )


def _html_criteria(verdict: Verdict) -> str:
    if len(verdict.criteria) < 2 or verdict.status in (Status.PASSED, Status.NOT_ATTEMPTED):
        return ""
    rows = "".join(
        f"<li>{'✓' if got >= most else '✗'} {_html(title)}: {got:g} / {most:g}</li>"
        for title, got, most in verdict.criteria
    )
    return f'<ul style="list-style:none;padding-left:0;margin:.4em 0;opacity:.9">{rows}</ul>'


def _html_hints(verdict: Verdict) -> str:
    if verdict.status in (Status.PASSED, Status.UNDETERMINED):
        return ""
    return html_steps(verdict.hints)


def html_steps(steps: tuple[str, ...]) -> str:
    """Hints that open one inside the other, so that each step is asked for."""
    nested = ""
    for n, step in reversed(list(enumerate(steps, start=1))):
        nested = (
            f'<details style="margin:.2em 0 0 {0.9 if n > 1 else 0}em">'
            f'<summary style="cursor:pointer">Hint {n} of {len(steps)}</summary>'
            f'<div style="margin:.2em 0 .2em 1em">{_html(step)}</div>{nested}</details>'
        )
    return nested


def html_hint(hint: Hint) -> str:
    """Hints as an HTML card."""
    if hint.problem:
        return _frame(f"<p style='margin:0'>{_html(hint.problem)}</p>", "#8a8f98", "Hint")
    steps = "".join(
        f"<p style='margin:.2em 0'><strong>Hint {n} of {hint.n_steps}.</strong> {_html(step)}</p>"
        for n, step in enumerate(hint.steps, start=1)
    )
    end = f"<p style='margin:.4em 0 0;opacity:.8'>{_html(hint.what_next())}</p>"
    return _frame(steps + end, "#4a86c5", f"Hint for {hint.title}")


def text_card(verdict: Verdict) -> str:
    """The card of a verdict as plain text for a terminal."""
    sign, word, _ = STYLES[verdict.status]
    points = points_text(verdict.score, verdict.max_score, verdict.optional)
    head = f"{sign} {verdict.title}: {word}" + (f" ({points})" if points else "")
    lines = [head, f"  {verdict.message}"]
    lines += [f"    {line}" for line in verdict.student_lines]
    for d in verdict.differences:
        lines.append(f"    {d.what}: expected {d.expected}, came {d.got}")
    if verdict.status in (Status.PARTIAL, Status.FAILED) and len(verdict.criteria) > 1:
        lines += [
            f"    {'✓' if got >= most else '✗'} {title}: {got:g} / {most:g}"
            for title, got, most in verdict.criteria
        ]
    if verdict.hints and verdict.status in (Status.PARTIAL, Status.FAILED, Status.ERROR):
        lines.append(f'  For a hint: hint("{verdict.exercise}")')
    return "\n".join(safe_text(line) for line in lines)


def text_scorecard(card: Scorecard) -> str:
    """A scorecard as plain text."""
    width = max(len(row.title) for row in card.rows)
    lines = [f"{card.lesson}: {card.score:g} of {card.max_score:g} points"]
    for row in card.rows:
        sign = STYLES[row.status][0] if row.status else "·"
        points = "optional" if row.optional else f"{row.score:g} / {row.max_score:g}"
        lines.append(f"  {sign} {row.title:<{width}}  {points:>8}  {row.words}".rstrip())
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
        return _frame(f"<p style='margin:0'>{_html(card.problem)}</p>", "#8a8f98", "Scorecard")
    rows = [
        (
            f"{STYLES[r.status][0] if r.status else '·'} {r.title}",
            points_text(r.score, r.max_score, r.optional),
            r.words,
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
    lines = "".join(
        "<tr style='background:none'>" + "".join(f"<td {cell}>{_html(c)}</td>" for c in r) + "</tr>"
        for r in rows
    )
    table = f"<table style='border-collapse:collapse;color:inherit;font-size:14px'>{lines}</table>"
    said = "".join(f"<p style='margin:.4em 0 0'>{_html(line)}</p>" for line in end if line)
    inside = f"<strong>{_html(head)}</strong>{bar}{table}{said}"
    return _frame(inside, "#4a86c5", f"Scorecard. {head}")
