"""The picture of lesson 02's graph says the numbers that it was given, and only those."""

from __future__ import annotations

import matplotlib.pyplot as plt
from matplotlib.axes import Axes

from utils.plotting import plot_passes
from utils.plotting.passes import EDGES, PLACES

VALUES = {"x": 0.8, "y": 1.1, "z": 0.5, "a": 1.6, "b": 0.891207, "c": 1.795317}


def words(ax: Axes) -> list[str]:
    return [text.get_text() for text in ax.texts]


def test_a_bare_graph_names_every_node_and_shows_no_number() -> None:
    shown = words(plot_passes({}))
    assert {word.split(" = ")[0] for word in shown if word} >= set(PLACES)
    assert not any(word.replace(".", "").isdigit() for word in shown)


def test_values_and_adjoints_stand_in_their_own_box() -> None:
    ax = plot_passes(VALUES, {"d": 0.358555})
    places = {text.get_text(): text.get_position() for text in ax.texts}
    for name, number in (("c", "1.7953"), ("d", "0.35856"), ("y", "1.1")):
        x, y = PLACES[name]
        assert places[number][0] == x and abs(places[number][1] - y) < 0.39


def test_arrows_turn_round_where_an_adjoint_is_known() -> None:
    plt.close("all")
    ax = plot_passes(VALUES, {"x": 0.4})
    arrows = [t for t in ax.texts if getattr(t, "arrow_patch", None) is not None]
    assert len(arrows) == len(EDGES)
    turned = [arrow for arrow in arrows if arrow.xy[0] < arrow.xyann[0]]
    assert len(turned) == 1 and turned[0].xy[0] < PLACES["a"][0]
