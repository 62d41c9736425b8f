"""Heat maps and small matrices: the drawn numbers are the given ones, in their places."""

from __future__ import annotations

from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pytest
import torch
from matplotlib.collections import QuadMesh

from utils import plot_heat_maps, plot_matrix

X, Y = torch.linspace(0, 1, 4), torch.linspace(2, 1, 3)
TABLE = X[None, :] + 10 * Y[:, None]


def test_a_heat_map_has_row_i_at_y_i_also_where_y_falls() -> None:
    (ax,) = plot_heat_maps({"a": TABLE}, X, Y)
    (mesh,) = (one for one in ax.collections if isinstance(one, QuadMesh))
    corners = np.asarray(mesh.get_coordinates())
    centres = (corners[:-1, :-1] + corners[1:, 1:]) / 2
    drawn = centres[..., 0] + 10 * centres[..., 1]
    np.testing.assert_allclose(np.asarray(mesh.get_array()).reshape(3, 4), drawn, atol=1e-6)


def test_maps_stand_side_by_side_with_their_names_and_a_scale_each() -> None:
    maps = {"one": TABLE, "other": TABLE.numpy() * 1e-6, "nothing": 0 * TABLE, "last": TABLE}
    panels = plot_heat_maps(maps, X, Y, columns=3)
    assert [ax.get_title(loc="left") for ax in panels] == list(maps)
    assert [text.get_text() for text in panels[2].texts] == ["0 everywhere"]
    assert len(plt.gcf().axes) == 6 + 4


@pytest.mark.parametrize(
    ("maps", "words"),
    [
        ({"a": TABLE.T}, "one row for each number of y"),
        ({"a": X}, "shape (4,)"),
        ({}, "named tables"),
        (TABLE, "named tables"),
        ({"a": None}, "real numbers"),
    ],
)
def test_maps_that_do_not_fit_are_told_and_leave_no_figure(maps: Any, words: str) -> None:
    with pytest.raises((TypeError, ValueError)) as caught:
        plot_heat_maps(maps, X, Y)
    assert words in str(caught.value)
    assert plt.get_fignums() == []


def test_a_matrix_is_written_number_by_number_with_names_and_a_framed_row() -> None:
    numbers = [[1.0, -2.5], [0.0, 1 / 3], [4.0, 1e-9]]
    ax = plot_matrix(numbers, rows=["a", "b", "c"], columns=["u", "v"], row=1)
    written = {text.get_position(): text.get_text() for text in ax.texts}
    assert written == {
        (0, 0): "1", (1, 0): "−2.5", (0, 1): "0", (1, 1): "0.3333", (0, 2): "4", (1, 2): "1e−09",
    }  # fmt: skip
    assert [label.get_text() for label in ax.get_yticklabels()] == ["a", "b", "c"]
    (frame,) = ax.patches
    assert frame.get_extents().intervaly.tolist() != [0, 0]
    assert frame.get_y() == pytest.approx(0.55)


@pytest.mark.parametrize(
    ("matrix", "names", "words"),
    [
        (torch.ones(3), (), "shape (3,)"),
        (torch.ones(11, 2), (), "at most 10"),
        (torch.ones(2, 2), ("a",), "1 names. Expected 2"),
    ],
)
def test_a_matrix_that_can_not_be_written_is_told(matrix: Any, names: Any, words: str) -> None:
    with pytest.raises(ValueError) as caught:
        plot_matrix(matrix, rows=names)
    assert words in str(caught.value)
    assert plt.get_fignums() == []
