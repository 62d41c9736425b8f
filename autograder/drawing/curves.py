"""Curves over even places: a loss by epoch, a slope along x."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from autograder.drawing.svg import ATTEMPT, FONT, TRUTH, legend, shown, svg


def curves(
    named: Mapping[str, Sequence[float]],
    title: str,
    x_label: str,
    y_label: str,
    alt: str,
    ends: tuple[str, str] | None = None,
) -> str:
    """Curves over 0, 1, 2, ... on one pair of axes: the first solid, the others dashed.

    Values beyond twice the first curve's range are cut off; NaN and infinity aren't drawn. ``ends``
    are what the x axis begins and ends with, where the places stand for other numbers.
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
        finite = [
            (left + (width - left - right) * n / last, v)
            for n, v in enumerate(values)
            if np.isfinite(v)
        ]
        scale = (height - top - bottom) / (high - low)
        return " ".join(
            f"{x:.1f},{top + (high - min(max(v, low), high)) * scale:.1f}" for x, v in finite
        )

    styles = [(TRUTH, ""), (ATTEMPT, "5 3"), ("#4a86c5", "2 3")]
    lines = "".join(
        f'<polyline points="{place(values)}" fill="none" stroke="{styles[n % 3][0]}" '
        f'stroke-width="2" stroke-dasharray="{styles[n % 3][1]}"/>'
        for n, values in enumerate(arrays.values())
    )
    floor = height - bottom
    begin, end = ends or ("0", str(last))
    axes = (
        f'<path d="M{left},{top} V{floor} H{width - right}" fill="none" stroke="currentColor"/>'
        f'<text x="{left}" y="16" {FONT} font-weight="bold">{shown(title)}</text>'
        f'<text x="{(left + width - right) / 2}" y="{height - 6}" text-anchor="middle" {FONT}>'
        f"{shown(x_label)}</text>"
        f'<text x="{left - 6}" y="{top + 10}" text-anchor="end" {FONT}>{high:.3g}</text>'
        f'<text x="{left - 6}" y="{floor}" text-anchor="end" {FONT}>{low:.3g}</text>'
        f'<text x="{left}" y="{floor + 16}" {FONT}>{shown(begin)}</text>'
        f'<text x="{width - right}" y="{floor + 16}" text-anchor="end" {FONT}>{shown(end)}</text>'
        f'<text x="14" y="{(top + floor) / 2}" text-anchor="middle" {FONT} '
        f'transform="rotate(-90 14 {(top + floor) / 2})">{shown(y_label)}</text>'
    )
    entries = [(name, *styles[n % 3]) for n, name in enumerate(arrays)]
    return svg(width, height, axes + lines + legend(entries, width - right + 12, 50), alt)
