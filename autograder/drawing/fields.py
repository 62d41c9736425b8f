"""Two vector fields at the same points: the true arrows and those of an attempt."""

from __future__ import annotations

import numpy as np

from autograder.drawing.svg import ATTEMPT, FONT, TRUTH, arrow, legend, shown, svg
from autograder.records.sentences import say


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
    entries = [("autograd", TRUTH, ""), (say("your function"), ATTEMPT, "4 3")]
    text = f'<text x="16" y="16" {FONT} font-weight="bold">{shown(title)}</text>'
    picture = text + "".join(body) + legend(entries, 390, 60)
    return svg(520, int(height + 2.3 * margin), picture, alt)


def _cut(vectors: np.ndarray, most: float) -> np.ndarray:
    """The vectors in their directions, none longer than ``most``; NaN and infinity become 0."""
    finite = np.where(np.isfinite(vectors).all(axis=1, keepdims=True), vectors, 0.0)
    with np.errstate(over="ignore"):
        lengths = np.hypot(*finite.T)[:, None]
    return finite * np.minimum(1.0, most / np.maximum(lengths, 1e-9))
