"""What all cards share: a status's sign, word and colour, the frame, and escaped text.

Colours are mid-tones on the page's own background, so that cards are readable in light and dark
themes. No mid-tone has enough contrast for text in both, so they colour lines and signs; words have
the page's own colour.
"""

from __future__ import annotations

import re
from html import escape

from autograder.records.languages import words
from autograder.records.sentences import say, say_count
from autograder.records.signs import MAX_SHOWN, safe_text
from autograder.records.verdicts import Status

STYLES = {  # status: (sign, word, colour)
    Status.PASSED: ("✓", say("Passed"), "#2e9e5b"),
    Status.PARTIAL: ("◐", say("Partly right"), "#c98500"),
    Status.FAILED: ("✗", say("Not yet"), "#d9534f"),
    Status.NOT_ATTEMPTED: ("○", say("Not attempted"), "#8a8f98"),
    Status.ERROR: ("!", say("Stopped with an error"), "#d9534f"),
    Status.TIMEOUT: ("◷", say("Took too long"), "#d9534f"),
    Status.UNDETERMINED: ("?", say("Could not be checked"), "#8a6fd1"),
}
NO_MATH = "tex2jax_ignore mathjax_ignore"
"""Classes that keep MathJax from reading formulas, and links in them, out of a hand-in's text."""


def html_text(text: str, limit: int = MAX_SHOWN) -> str:
    """Escaped text in the reader's language; `code` in backticks becomes a code element."""
    escaped = escape(safe_text(words(text), limit))
    return re.sub(r"`([^`\n]+)`", r"<code>\1</code>", escaped)


def points_text(score: float, max_score: float, optional: bool = False) -> str:
    """Points as "1.5 / 2 points", "optional" where they don't count, or nothing."""
    if max_score == 0 and not optional:
        return ""
    if optional:
        return say("optional")
    return say_count("{score:g} / {n:g} point", "{score:g} / {n:g} points", max_score, score=score)


def framed(inside: str, colour: str, label: str) -> str:
    """A card's frame with this HTML in it; ``label`` is what a screen reader says first."""
    return (
        f'<div class="{NO_MATH}" role="status" aria-label="{escape(safe_text(words(label)))}" '
        f'style="border:1px solid {colour}66;border-left:5px solid {colour};border-radius:6px;'
        "padding:.6em .9em;max-width:46em;margin:.3em 0;line-height:1.45;"
        f'font-family:system-ui,sans-serif;font-size:14px">{inside}</div>'
    )
