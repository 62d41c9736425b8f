"""Small SVG pictures for cards: pure functions from numbers to text.

They are drawn as SVG, not by matplotlib, because a check has 50 ms: a figure costs that much
alone. Lines take the page's own text colour, so they suit light and dark themes; truth and
attempt differ in dash and shape as well as in colour.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

import numpy as np

TRUTH = "#2e9e5b"
ATTEMPT = "#d9534f"
FONT = 'font-family="system-ui,sans-serif" font-size="12" fill="currentColor"'


def svg(width: int, height: int, body: str, alt: str) -> str:
    """An SVG element with a text alternative."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" '
        f'aria-label="{escape(alt)}" style="width:100%;max-width:{width}px;height:auto;'
        f'color:inherit;display:block;margin:.4em 0">'
        f"<title>{escape(alt)}</title>{body}</svg>"
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
        f'<text x="{x + 32}" y="{y + 4 + 18 * n}" {FONT}>{escape(name)}</text>'
        for n, (name, colour, dash) in enumerate(entries)
    )


def arrow_field(
    points: np.ndarray, truth: np.ndarray, attempt: np.ndarray, title: str, alt: str
) -> str:
    """Arrows of two vector fields at the same points, the attempt dashed over the truth.

    All three arrays have shape (n, 2), the points form a grid. Arrows share one scale: the longest
    true one nearly reaches the next point. An attempt's arrow is cut at 1.5 times that length.
    """
    low, high = points.min(axis=0), points.max(axis=0)
    size, margin = 250.0, 66.0
    scale = (size / max(float((high - low).max()), 1e-9)) * np.array([1.0, -1.0])
    height = float(high[1] - low[1]) * float(scale[0])
    origin = np.array([margin, 1.3 * margin + height])
    longest = max(float(np.hypot(*truth.T).max()), 1e-9)
    reach = 0.9 * size / max(len(np.unique(points[:, 0])) - 1, 1) / longest
    body = []
    for point, right, tried in zip(points, truth, _cut(attempt, 1.5 * longest), strict=True):
        px, py = origin + (point - low) * scale
        body.append(arrow(px, py, right[0] * reach, -right[1] * reach, TRUTH))
        body.append(arrow(px, py, tried[0] * reach, -tried[1] * reach, ATTEMPT, "4 3"))
    entries = [("autograd", TRUTH, ""), ("your function", ATTEMPT, "4 3")]
    text = f'<text x="16" y="16" {FONT} font-weight="bold">{escape(title)}</text>'
    picture = text + "".join(body) + legend(entries, 390, 60)
    return svg(520, int(height + 2.3 * margin), picture, alt)


def _cut(vectors: np.ndarray, most: float) -> np.ndarray:
    """The vectors in their directions, none longer than ``most``; NaN and infinity become 0."""
    finite = np.where(np.isfinite(vectors).all(axis=1, keepdims=True), vectors, 0.0)
    with np.errstate(over="ignore"):
        lengths = np.hypot(*finite.T)[:, None]
    return finite * np.minimum(1.0, most / np.maximum(lengths, 1e-9))


def curves(
    named: Mapping[str, Sequence[float]], title: str, x_label: str, y_label: str, alt: str
) -> str:
    """Curves over 0, 1, 2, ... on one pair of axes: the first solid, the others dashed.

    Values beyond twice the first curve's range are cut off; NaN and infinity aren't drawn.
    """
    width, height, left, top, right, bottom = 460, 240, 52, 28, 150, 36
    arrays = {name: np.asarray(values, float).reshape(-1) for name, values in named.items()}
    first = next(iter(arrays.values()))
    finite = first[np.isfinite(first)]
    low, high = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 1.0)
    pad = max(high - low, 1e-9)
    low, high = low - 0.1 * pad, high + 0.6 * pad
    last = max(max(len(a) for a in arrays.values()) - 1, 1)

    def place(values: np.ndarray) -> str:
        shown = [
            (left + (width - left - right) * n / last, v)
            for n, v in enumerate(values)
            if np.isfinite(v)
        ]
        scale = (height - top - bottom) / (high - low)
        return " ".join(
            f"{x:.1f},{top + (high - min(max(v, low), high)) * scale:.1f}" for x, v in shown
        )

    styles = [(TRUTH, ""), (ATTEMPT, "5 3"), ("#4a86c5", "2 3")]
    lines = "".join(
        f'<polyline points="{place(values)}" fill="none" stroke="{styles[n % 3][0]}" '
        f'stroke-width="2" stroke-dasharray="{styles[n % 3][1]}"/>'
        for n, values in enumerate(arrays.values())
    )
    floor = height - bottom
    axes = (
        f'<path d="M{left},{top} V{floor} H{width - right}" fill="none" stroke="currentColor"/>'
        f'<text x="{left}" y="16" {FONT} font-weight="bold">{escape(title)}</text>'
        f'<text x="{(left + width - right) / 2}" y="{height - 6}" text-anchor="middle" {FONT}>'
        f"{escape(x_label)}</text>"
        f'<text x="{left - 6}" y="{top + 10}" text-anchor="end" {FONT}>{high:.3g}</text>'
        f'<text x="{left - 6}" y="{floor}" text-anchor="end" {FONT}>{low:.3g}</text>'
        f'<text x="{width - right}" y="{floor + 16}" text-anchor="end" {FONT}>{last}</text>'
        f'<text x="14" y="{(top + floor) / 2}" text-anchor="middle" {FONT} '
        f'transform="rotate(-90 14 {(top + floor) / 2})">{escape(y_label)}</text>'
    )
    entries = [(name, *styles[n % 3]) for n, name in enumerate(arrays)]
    return svg(width, height, axes + lines + legend(entries, width - right + 12, 50), alt)
