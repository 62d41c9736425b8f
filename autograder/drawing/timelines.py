"""Timelines of training loops for cards: which call came when, as SVG.

A pure function from names to text. Each kind of call has a lane of its own with its name, so
that nothing depends on colour; marks are joined in the order of the calls.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from autograder.drawing.svg import ATTEMPT, FONT, TRUTH, shown, svg
from autograder.records.sentences import say

LANE, COLUMN, LEFT, TOP = 18, 21, 84, 26
MAX_COLUMNS = 16


def timelines(
    tapes: Mapping[str, Sequence[str]], lanes: Sequence[str], first: str, alt: str
) -> str:
    """One panel of lanes for each named tape, the first drawn solid and the others dashed.

    ``lanes`` are the names of the calls from top to bottom; other names aren't drawn. At most
    16 calls are shown; ``first`` says what they are, as in "the first calls". A tape without
    a call is drawn as empty lanes, and says so.
    """
    body, y = "", 0
    for number, (name, calls) in enumerate(tapes.items()):
        known = [call for call in calls if call in lanes]
        title = name
        if not known:
            title = say("{tape}: nothing was called", tape=name)
        elif len(known) > MAX_COLUMNS:
            title = say("{tape}, {first}", tape=name, first=first)
        body += f'<text x="4" y="{y + 16}" {FONT} font-weight="bold">{shown(title)}</text>'
        colour, dash = ((TRUTH, ""), (ATTEMPT, "4 3"))[min(number, 1)]
        body += _panel(known[:MAX_COLUMNS], lanes, y + TOP, colour, dash)
        y += TOP + LANE * len(lanes) + 12
    return svg(LEFT + COLUMN * MAX_COLUMNS + 12, y, body, alt)


def spoken(calls: Sequence[str]) -> str:
    """The first six calls as words, for those who don't see the picture."""
    first = ", ".join(calls[:6])
    return say("{calls}, and so on", calls=first) if len(calls) > 6 else first


def _panel(calls: Sequence[str], lanes: Sequence[str], top: int, colour: str, dash: str) -> str:
    width = LEFT + COLUMN * MAX_COLUMNS
    height = {lane: top + LANE * n + LANE // 2 for n, lane in enumerate(lanes)}
    rails = "".join(
        f'<line x1="{LEFT}" y1="{y}" x2="{width}" y2="{y}" stroke="currentColor" '
        f'stroke-opacity=".18"/><text x="{LEFT - 8}" y="{y + 4}" text-anchor="end" {FONT}>'
        f"{escape(lane)}</text>"
        for lane, y in height.items()
    )
    places = [(LEFT + COLUMN * (n + 0.5), height[call]) for n, call in enumerate(calls)]
    line = " ".join(f"{x:.1f},{y}" for x, y in places)
    marks = "".join(
        f'<circle cx="{x:.1f}" cy="{y}" r="5" fill="{colour}"/>'
        if not dash
        else f'<rect x="{x - 4.5:.1f}" y="{y - 4.5}" width="9" height="9" fill="{colour}"/>'
        for x, y in places
    )
    joined = f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-dasharray="{dash}"/>'
    return rails + (joined if places else "") + marks
