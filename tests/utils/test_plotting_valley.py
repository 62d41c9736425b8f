"""The picture of a line's loss: where its lowest point is drawn, and what it can't draw."""

from __future__ import annotations

import matplotlib.pyplot as plt
import numpy as np
import pytest
import torch

from utils import anscombe, plot_valley
from utils.plotting.valley import line_losses, lowest

PATH = np.array([[0.5, 0.7], [0.6, 1.0], [0.55, 1.5]])


def test_the_star_stands_at_the_published_least_squares_line() -> None:
    ax = plot_valley(*anscombe())
    (star,) = [line for line in ax.lines if line.get_label() == "lowest point"]
    assert star.get_xydata()[0] == pytest.approx([0.50009, 3.00009], abs=1e-5)
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("slope", "intercept")


def test_losses_and_lowest_point_are_those_of_numpys_polyfit() -> None:
    x, y = (tensor.double().numpy() for tensor in anscombe())
    assert lowest(x, y) == pytest.approx(np.polyfit(x, y, 1))
    expected = [np.mean((np.polyval(line, x) - y) ** 2) for line in PATH]
    assert line_losses(x, y, PATH) == pytest.approx(expected)


def test_each_path_has_an_end_of_its_own_shape_and_a_name() -> None:
    ax = plot_valley(*anscombe(), {"a": PATH, "b": torch.tensor(PATH + 0.1)})
    ends = {line.get_label(): line for line in ax.lines if line.get_label() in "ab"}
    assert ends["a"].get_xydata()[0] == pytest.approx(PATH[-1])
    assert ends["a"].get_marker() != ends["b"].get_marker()
    assert {text.get_text() for text in ax.get_legend().get_texts()} == {"lowest point", "a", "b"}


def test_a_path_that_diverges_is_drawn_up_to_its_last_number() -> None:
    path = np.array([[0.5, 1.0], [1e30, -1e30], [np.nan, np.inf]])
    plot_valley(*anscombe(), {"wild": path}).figure.canvas.draw()


def test_a_path_of_another_shape_is_told_in_words() -> None:
    with pytest.raises(ValueError, match=r"'turned' has shape \(2, 3\). Expected \(n_steps"):
        plot_valley(*anscombe(), {"turned": PATH.T})
    assert plt.get_fignums() == []
