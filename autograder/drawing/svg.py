"""What all pictures share: the SVG element with its text alternative, arrows, the legend, colours.

They are drawn as SVG, not by matplotlib, because a check has 50 ms: a figure costs that much
alone. Lines take the page's own text colour, so they suit light and dark themes; truth and
attempt differ in dash and shape as well as in colour.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import numpy as np

from autograder.records.languages import words

TRUTH = "#2e9e5b"
ATTEMPT = "#d9534f"
FONT = 'font-family="system-ui,sans-serif" font-size="12" fill="currentColor"'


def shown(text: str) -> str:
    """Text for a picture, escaped, in the reader's language."""
    return escape(words(text))


def svg(width: int, height: int, body: str, alt: str) -> str:
    """An SVG element with a text alternative."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" '
        f'aria-label="{shown(alt)}" style="width:100%;max-width:{width}px;height:auto;'
        f'color:inherit;display:block;margin:.4em 0">'
        f"<title>{shown(alt)}</title>{body}</svg>"
    )


def arrow(x: float, y: float, dx: float, dy: float, colour: str, dash: str = "") -> str:
    """An arrow from (x, y) by (dx, dy), in pixels."""
    length = float(np.hypot(dx, dy))
    line = (
        f'<line x1="{x:.1f}" y1="{y:.1f}" x2="{x + dx:.1f}" y2="{y + dy:.1f}" '
        f'stroke="{colour}" stroke-width="2" stroke-dasharray="{dash}"/>'
    )
    if length < 2:
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2" fill="{colour}"/>'
    ux, uy, head = dx / length, dy / length, min(6.0, 0.5 * length)
    tip = np.array([x + dx, y + dy])
    corners = [tip, tip - head * np.array([ux - uy / 2, uy + ux / 2])]
    corners.append(tip - head * np.array([ux + uy / 2, uy - ux / 2]))
    points = " ".join(f"{px:.1f},{py:.1f}" for px, py in corners)
    return f'{line}<polygon points="{points}" fill="{colour}"/>'


def legend(entries: Sequence[tuple[str, str, str]], x: int, y: int) -> str:
    """Lines with names: (name, colour, dash) one below the other."""
    return "".join(
        f'<line x1="{x}" y1="{y + 18 * n}" x2="{x + 26}" y2="{y + 18 * n}" stroke="{colour}" '
        f'stroke-width="2" stroke-dasharray="{dash}"/>'
        f'<text x="{x + 32}" y="{y + 4 + 18 * n}" {FONT}>{shown(name)}</text>'
        for n, (name, colour, dash) in enumerate(entries)
    )
