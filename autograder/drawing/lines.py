"""The picture of two straight lines among points, for cards of exercises that fit a line."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from autograder.drawing.svg import ATTEMPT, FONT, TRUTH, legend, shown, svg
from autograder.records.comparison import number_text
from autograder.records.sentences import Sentence, say

WIDTH, HEIGHT, LEFT, TOP, RIGHT, BOTTOM = 460, 250, 46, 30, 170, 38


def line_pair(x: np.ndarray, y: np.ndarray, truth: np.ndarray, attempt: np.ndarray) -> str:
    """Points as dots with two lines, each given as (slope, intercept): the attempt is dashed.

    All lengths in pixels follow the points; a line that is far from them is drawn at the border.
    """
    low, high = np.array([x.min(), y.min()]), np.array([x.max(), y.max()])
    low, high = low - 0.15 * (high - low), high + 0.15 * (high - low)
    size = np.array([WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM], float)

    def place(points: np.ndarray) -> np.ndarray:
        across = (np.clip(points, low, high) - low) / (high - low)
        return np.array([LEFT, TOP]) + size * np.stack([across[:, 0], 1 - across[:, 1]], 1)

    def line(numbers: np.ndarray, colour: str, dash: str) -> str:
        ends = np.linspace(low[0], high[0], 25)
        corners = place(np.stack([ends, numbers[0] * ends + numbers[1]], 1))
        path = " ".join(f"{px:.1f},{py:.1f}" for px, py in corners)
        return (
            f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2" '
            f'stroke-dasharray="{dash}"/>'
        )

    dots = "".join(
        f'<circle cx="{px:.1f}" cy="{py:.1f}" r="3.5" fill="currentColor" fill-opacity="0.6"/>'
        for px, py in place(np.stack([x, y], 1))
    )
    body = _axes(low, high) + dots + line(truth, TRUTH, "") + line(attempt, ATTEMPT, "5 3")
    entries = [(say("best line"), TRUTH, ""), (say("your line"), ATTEMPT, "5 3")]
    slope = say("slope {number}", number=number_text(attempt[0]))
    intercept = say("intercept {number}", number=number_text(attempt[1]))
    alt = say(
        "The points, the best line, green, and your line, dashed red: {slope}, {intercept}.",
        slope=slope,
        intercept=intercept,
    )
    body += legend(entries, WIDTH - RIGHT + 14, 60) + _note([slope, intercept])
    return svg(WIDTH, HEIGHT, body, alt)


def _note(lines: Sequence[Sentence]) -> str:
    return "".join(
        f'<text x="{WIDTH - RIGHT + 46}" y="{100 + 16 * n}" {FONT}>{shown(line)}</text>'
        for n, line in enumerate(lines)
    )


def _axes(low: np.ndarray, high: np.ndarray) -> str:
    floor, end = HEIGHT - BOTTOM, WIDTH - RIGHT
    return (
        f'<path d="M{LEFT},{TOP} V{floor} H{end}" fill="none" stroke="currentColor"/>'
        f'<text x="{LEFT}" y="18" {FONT} font-weight="bold">'
        f"{shown(say('The points and two lines'))}</text>"
        f'<text x="{(LEFT + end) / 2}" y="{HEIGHT - 6}" text-anchor="middle" {FONT}>x</text>'
        f'<text x="{LEFT - 6}" y="{floor}" text-anchor="end" {FONT}>{low[1]:.3g}</text>'
        f'<text x="{LEFT - 6}" y="{TOP + 10}" text-anchor="end" {FONT}>{high[1]:.3g}</text>'
        f'<text x="{LEFT}" y="{floor + 16}" {FONT}>{low[0]:.3g}</text>'
        f'<text x="{end}" y="{floor + 16}" text-anchor="end" {FONT}>{high[0]:.3g}</text>'
        f'<text x="16" y="{(TOP + floor) / 2}" {FONT}>y</text>'
    )
