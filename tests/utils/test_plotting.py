"""What is drawn is what was given: the artists' own numbers are compared with the inputs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest
import torch
from matplotlib.axes import Axes
from matplotlib.quiver import Quiver

import utils


def ring(x: Any, y: Any) -> Any:
    return np.sin(x**2 + y**2)


def ring_gradient(x: Any, y: Any) -> Any:
    inner = np.cos(x**2 + y**2)
    return 2 * x * inner, 2 * y * inner


def line(ax: Axes, name: str) -> tuple[np.ndarray, np.ndarray]:
    (found,) = (one for one in ax.lines if one.get_label() == name)
    return np.asarray(found.get_xdata()), np.asarray(found.get_ydata())


def words(ax: Axes) -> str:
    return " ".join(text.get_text() for text in ax.texts)


def test_the_arrows_stand_on_the_grid_and_are_the_gradient() -> None:
    ax = utils.plot_gradient_field(ring, ring_gradient)
    (arrows,) = (one for one in ax.collections if isinstance(one, Quiver))
    np.testing.assert_allclose(np.unique(arrows.X), np.arange(-3, 3.1, 0.5))
    dx, dy = ring_gradient(arrows.X, arrows.Y)
    np.testing.assert_allclose(arrows.U, dx)
    np.testing.assert_allclose(arrows.V, dy)


def test_no_arrow_reaches_the_next_point_of_the_grid() -> None:
    ax = utils.plot_gradient_field(ring, ring_gradient)
    (arrows,) = (one for one in ax.collections if isinstance(one, Quiver))
    assert np.hypot(arrows.U, arrows.V).max() / arrows.scale == pytest.approx(0.45)


def test_twenty_levels_fill_the_range_of_z() -> None:
    ax = utils.plot_gradient_field(ring, ring_gradient)
    (filled,) = (one for one in ax.collections if hasattr(one, "levels"))
    assert 18 <= len(filled.levels) <= 22
    assert filled.levels[0] <= -1 and filled.levels[-1] >= 1


def test_a_surface_stands_beside_the_contours_when_asked_for() -> None:
    flat, solid = utils.plot_gradient_field(ring, ring_gradient, surface=True)
    assert flat.figure is solid.figure and solid.name == "3d"


def test_a_surface_alone_is_drawn_from_constants_and_tensors_too() -> None:
    assert utils.plot_surface(lambda x, y: 3.0).name == "3d"
    assert utils.plot_surface(lambda x, y: torch.sin(x) + torch.cos(y)).name == "3d"


def test_the_steps_of_a_descent_are_drawn_in_order() -> None:
    path = np.array([[0.0, 1.0], [0.5, 1.5], [1.0, 1.2]])
    ax = utils.plot_descent(ring, path)
    np.testing.assert_array_equal(np.stack(line(ax, "steps"), axis=1), path)
    assert [float(v[0]) for v in line(ax, "start")] == [0.0, 1.0]
    assert [float(v[0]) for v in line(ax, "end")] == [1.0, 1.2]
    assert "picture" not in words(ax)


@pytest.mark.parametrize("last", [99.0, float("nan"), float("inf")])
def test_a_descent_that_leaves_the_picture_says_at_which_step(last: float) -> None:
    ax = utils.plot_descent(ring, torch.tensor([[0.0, 1.0], [0.5, 1.5], [last, 0.0]]))
    assert "leaves this picture at step 2" in words(ax)


def test_data_and_fit_are_drawn_as_given_with_the_line_from_left_to_right() -> None:
    x = torch.tensor([[2.0], [1.0], [3.0]], requires_grad=True)
    ax = utils.plot_fit(x, [5.0, 6.0, 7.0], x * 10)
    np.testing.assert_array_equal(line(ax, "data"), ([2, 1, 3], [5, 6, 7]))
    np.testing.assert_array_equal(line(ax, "prediction"), ([1, 2, 3], [10, 20, 30]))


def test_the_training_loss_is_the_argument_and_no_global() -> None:
    losses = [torch.tensor(3.0, requires_grad=True), 2.0, torch.tensor(1.5)]
    ax = utils.plot_training_loss(losses)
    np.testing.assert_array_equal(ax.lines[0].get_ydata(), [3, 2, 1.5])
    assert "1.5" in words(ax) and ax.get_xlabel() == "epoch"


def test_a_loss_that_is_not_a_number_is_named_with_its_epoch() -> None:
    assert "epoch 2: nan" in words(utils.plot_training_loss([3.0, 2.0, float("nan"), float("nan")]))


def test_each_named_loss_curve_has_a_panel_of_its_own_on_one_scale() -> None:
    panels = utils.plot_losses({"a": [3.0, 2.0], "b": [2.0, 1e9], "c": [1.0, 1.0, 1.0]})
    assert [ax.get_title(loc="left") for ax in panels] == ["a", "b", "c"]
    assert len({ax.get_ylim() for ax in panels}) == 1
    assert panels[0].get_ylim()[1] < 10 and "off the scale" in words(panels[1])
    np.testing.assert_array_equal(panels[2].lines[0].get_ydata(), [1, 1, 1])


def test_loss_curves_together_are_told_apart_by_line_style() -> None:
    ax = utils.plot_losses({"a": [3.0, 2.0], "b": [2.0, 1.0]}, together=True)
    assert len({one.get_linestyle() for one in ax.lines}) == 2


def test_the_v_curve_is_logarithmic_and_rings_its_smallest_error() -> None:
    h = [1e-1, 1e-2, 1e-3, 1e-4]
    ax = utils.plot_error_against_step(h, {"float64": [1e-2, 1e-4, 1e-6, 1e-5]})
    assert (ax.get_xscale(), ax.get_yscale()) == ("log", "log")
    np.testing.assert_allclose(line(ax, "float64"), (h[::-1], [1e-5, 1e-6, 1e-4, 1e-2]))
    assert "best 1e-03" in words(ax)


Case = tuple[Callable[[], Any], type[Exception], str]
WRONG: dict[str, Case] = {
    "one array": (lambda: utils.plot_gradient_field(ring, ring), TypeError, "return dz_dx, dz_dy"),
    "wrong shape": (
        lambda: utils.plot_gradient_field(ring, lambda x, y: (x[:2, :3], y)),
        ValueError,
        r"shape \(2, 3\) on a grid of shape \(13, 13\)",
    ),
    "no numbers": (lambda: utils.plot_surface(lambda x, y: None), TypeError, "real numbers"),
    "flat axes": (
        lambda: utils.plot_surface(ring, ax=plt.figure().add_subplot()),
        TypeError,
        "3-D axes",
    ),
    "step": (
        lambda: utils.plot_gradient_field(ring, ring_gradient, step=0),
        ValueError,
        "step is 0",
    ),
    "limits": (lambda: utils.plot_surface(ring, limits=(3, -3)), ValueError, "the smaller first"),
    "trajectory": (lambda: utils.plot_descent(ring, [1.0, 2.0]), ValueError, r"\(n_steps \+ 1, 2"),
    "lengths": (lambda: utils.plot_data([1, 2, 3], [1, 2]), ValueError, "x has 3, y has 2"),
    "two columns": (lambda: utils.plot_data(np.ones((3, 2)), [1, 2, 3]), ValueError, r"x\[:, 0\]"),
    "text": (lambda: utils.plot_data(["a"], [1]), TypeError, "x is a list"),
    "ragged": (lambda: utils.plot_training_loss([[1.0], [2.0, 3.0]]), TypeError, "losses is a"),
    "empty": (lambda: utils.plot_training_loss([]), ValueError, "losses is empty"),
    "no names": (lambda: utils.plot_losses([1.0, 2.0]), TypeError, "dictionary"),
    "no curves": (lambda: utils.plot_losses({}), TypeError, "dictionary"),
    "zero step": (lambda: utils.plot_error_against_step([0, 1], [1, 1]), ValueError, "positive"),
    "negative": (lambda: utils.plot_error_against_step([1, 2], [1, -1]), ValueError, "abs()"),
}


@pytest.mark.parametrize("case", WRONG.values(), ids=WRONG.keys())
def test_bad_input_is_refused_in_words_and_leaves_no_figure(case: Case) -> None:
    draw, error, message = case
    before = len(plt.get_fignums())
    with pytest.raises(error, match=message):
        draw()
    assert len(plt.get_fignums()) - before <= (message == "3-D axes")


def test_a_mistake_inside_the_students_function_is_shown_as_it_is() -> None:
    def broken(x: Any, y: Any) -> Any:
        return x + "y"

    with pytest.raises(np._core._exceptions._UFuncNoLoopError):
        utils.plot_surface(broken)


def test_every_picture_is_one_figure_and_changes_no_global_setting() -> None:
    before = dict(mpl.rcParams)
    pictures = [
        utils.plot_gradient_field(ring, ring_gradient, surface=True)[0],
        utils.plot_data([1.0], [2.0]),
        utils.plot_losses({"a": [1.0], "b": [2.0]})[0],
        utils.plot_error_against_step([1.0, 0.1], [1.0, 0.1]),
    ]
    assert dict(mpl.rcParams) == before
    assert plt.get_fignums() == [ax.figure.number for ax in pictures]


def test_a_picture_can_be_drawn_into_axes_that_are_there() -> None:
    figure, axes = plt.subplots(1, 2)
    assert utils.plot_data([1.0], [2.0], ax=axes[0]) is axes[0]
    assert utils.plot_training_loss([1.0], ax=axes[1]) is axes[1]
    assert plt.get_fignums() == [figure.number]


def test_importing_the_course_changes_no_setting_of_matplotlib() -> None:
    assert mpl.rcParams["font.size"] == mpl.rcParamsDefault["font.size"]
