"""The picture of two paths in the plane, for cards of exercises that descend."""

from __future__ import annotations

import numpy as np

from autograder.drawing.svg import ATTEMPT, FONT, TRUTH, legend, shown, svg
from autograder.records.sentences import say

SIZE, MARGIN, WIDTH = 250.0, 34.0, 460


def path_pair(truth: np.ndarray, attempt: np.ndarray, title: str, alt: str) -> str:
    """Two paths as lines with a dot for each point: the truth solid, the attempt dashed over it.

    Both arrays have shape (n, 2) with any n. The scale follows the truth; an attempt that goes
    further leaves the picture, which then says so.
    """
    low, high = truth.min(axis=0), truth.max(axis=0)
    extent = max(float((high - low).max()), 1e-9)
    middle = (low + high) / 2
    low, high = middle - 0.8 * extent, middle + 0.8 * extent
    finite = attempt[np.isfinite(attempt).all(axis=1)]
    near = np.clip(finite, low - 9 * extent, high + 9 * extent)

    def place(points: np.ndarray) -> np.ndarray:
        across = (points - low) / (high - low)
        return SIZE * np.stack([across[:, 0], 1 - across[:, 1]], 1)

    paths = _path(place(truth), TRUTH, "", 5.5) + _path(place(near), ATTEMPT, "5 3")
    body = _frame(title, paths + _start(place(truth)))
    entries = [("autograd", TRUTH, ""), (say("your function"), ATTEMPT, "5 3")]
    body += legend(entries, 310, 60)
    if len(finite) < len(attempt) or ((finite < low) | (finite > high)).any():
        body += f'<text x="342" y="100" {FONT}>{shown(say("(leaves the picture)"))}</text>'
    return svg(WIDTH, int(SIZE + 1.5 * MARGIN), body, alt)


def _frame(title: str, inside: str) -> str:
    """A title and a square that shows of ``inside`` what falls into it."""
    square = f'x="{MARGIN}" y="{MARGIN}" width="{SIZE}" height="{SIZE}"'
    return (
        f'<text x="{MARGIN}" y="20" {FONT} font-weight="bold">{shown(title)}</text>'
        f'<rect {square} fill="none" stroke="currentColor" stroke-opacity="0.4"/>'
        f"<svg {square}>{inside}</svg>"
    )


def _path(pixels: np.ndarray, colour: str, dash: str, radius: float = 3.0) -> str:
    corners = " ".join(f"{x:.1f},{y:.1f}" for x, y in pixels)
    dots = "".join(
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius}" fill="{colour}"/>' for x, y in pixels
    )
    return (
        f'<polyline points="{corners}" fill="none" stroke="{colour}" stroke-width="2" '
        f'stroke-dasharray="{dash}"/>{dots}'
    )


def _start(pixels: np.ndarray) -> str:
    """The name of the first point, beside the path: neither ahead of it nor behind it."""
    ahead = pixels[min(1, len(pixels) - 1)] - pixels[0]
    beside = np.array([-ahead[1], ahead[0]]) / max(float(np.hypot(*ahead)), 1e-9)
    x, y = pixels[0] + 18 * beside
    return f'<text x="{x:.1f}" y="{y + 4:.1f}" text-anchor="middle" {FONT}>w0</text>'
