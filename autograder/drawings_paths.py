"""The picture of two paths in the plane, for cards of exercises that descend."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import numpy as np

from autograder.drawings import ATTEMPT, FONT, TRUTH, legend, svg

SIZE, MARGIN, WIDTH = 250.0, 34.0, 460


def path_pair(truth: np.ndarray, attempt: np.ndarray, title: str, alt: str) -> str:
    """Two paths as lines with a dot for each point: the truth solid, the attempt dashed over it.

    Both arrays have shape (n, 2) with any n. The scale follows the truth; of the attempt, points
    that are further away than the picture's border are drawn at that border.
    """
    low, high = truth.min(axis=0), truth.max(axis=0)
    extent = max(float((high - low).max()), 1e-9)
    middle = (low + high) / 2
    low, high = middle - 0.8 * extent, middle + 0.8 * extent
    finite = attempt[np.isfinite(attempt).all(axis=1)]
    shown = np.clip(finite, low, high)

    def place(points: np.ndarray) -> np.ndarray:
        across = (points - low) / (high - low)
        return np.array([MARGIN, MARGIN]) + SIZE * np.stack([across[:, 0], 1 - across[:, 1]], 1)

    body = _frame(title) + _path(place(truth), TRUTH, "", 5.5) + _path(place(shown), ATTEMPT, "5 3")
    body += _start(place(truth[:1])[0])
    entries = [("autograd", TRUTH, ""), ("your function", ATTEMPT, "5 3")]
    return svg(WIDTH, int(SIZE + 1.5 * MARGIN), body + legend(entries, 310, 60), alt)


def _frame(title: str) -> str:
    return (
        f'<text x="{MARGIN}" y="20" {FONT} font-weight="bold">{escape(title)}</text>'
        f'<rect x="{MARGIN}" y="{MARGIN}" width="{SIZE}" height="{SIZE}" fill="none" '
        'stroke="currentColor" stroke-opacity="0.4"/>'
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


def _start(pixel: Sequence[float]) -> str:
    x, y = pixel
    return f'<text x="{x + 9:.1f}" y="{y - 7:.1f}" {FONT}>w0</text>'
