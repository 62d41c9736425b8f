"""Hand-ins' own plots: drawn if somebody wants to see them, and otherwise not even in secret."""

from __future__ import annotations

import base64

import pytest
from nbformat.v4 import new_code_cell, new_notebook

from autograder.grading.executing import execute
from autograder.grading.neutral import Room
from autograder.grading.settings import BWRAP, OFF, Settings
from autograder.grading.starting import PRELOAD

DRAWS = """\
from matplotlib import pyplot as plt
from matplotlib.artist import Artist
from matplotlib.figure import Figure
drawn = []
class Spy(Artist):
    def draw(self, renderer):
        drawn.append(1)
plt.plot([1, 2])
_ = plt.gcf().add_artist(Spy())"""
WIDGET = "from utils import graph_stepper\ngraph_stepper()"


def outputs(pictures: bool, sandbox: str) -> list[list]:
    cells = [new_code_cell(source) for source in (DRAWS, "print(len(drawn))", WIDGET)]
    settings = Settings(sandbox=sandbox, pictures=pictures)
    executed = execute(new_notebook(cells=cells), settings, PRELOAD).notebook
    return [cell.outputs for cell in executed.cells]


@pytest.mark.parametrize("sandbox", [BWRAP, OFF])
def test_without_pictures_nothing_is_drawn_and_no_widget_is_made(sandbox):
    plot, count, widget = outputs(pictures=False, sandbox=sandbox)
    assert "image/png" not in plot[-1].data
    assert count[0].text == "0\n"
    assert set(widget[-1].data) == {"text/plain"}
    assert "Run its cell in JupyterLab" in widget[-1].data["text/plain"]


@pytest.mark.parametrize("sandbox", [BWRAP, OFF])
def test_with_pictures_plots_and_widgets_are_drawn(sandbox):
    plot, count, widget = outputs(pictures=True, sandbox=sandbox)
    assert plot[-1].data["image/png"]
    assert int(count[0].text) > 0
    [shown] = [Room().output(output) for output in widget[:1]]
    assert len(base64.b64decode(shown["data"]["image/png"])) > 10_000
