"""The flight recorder and the museum of lesson 06, as a notebook uses them."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
import torch
from torch import nn

from utils import museum_losses, plot_calls, plot_museum, print_museum, record_calls

ORDER = ["zero_grad", "forward", "loss", "backward", "step"]


@pytest.fixture
def parts():
    model = nn.Sequential(nn.Linear(1, 4), nn.Tanh(), nn.Linear(4, 1))
    return model, nn.MSELoss(), torch.optim.SGD(model.parameters(), lr=0.1)


@pytest.fixture(autouse=True)
def closed_figures():
    yield
    plt.close("all")


def step(model, loss_fun, optimizer):
    x = torch.linspace(-1, 1, 5).reshape(-1, 1)
    optimizer.zero_grad()
    loss_fun(model(x), x**2).backward()
    optimizer.step()


def test_the_calls_of_a_step_are_recorded_in_their_order(parts):
    with record_calls(*parts) as tape:
        step(*parts)
        step(*parts)
    assert tape == ORDER * 2


def test_after_the_block_nothing_is_recorded_any_more(parts):
    with record_calls(*parts) as tape:
        pass
    step(*parts)
    assert tape == []


def test_clearing_by_the_model_is_recorded_too(parts):
    with record_calls(*parts) as tape:
        parts[0].zero_grad()
    assert tape == ["zero_grad"]


def test_a_prediction_without_a_graph_is_recorded_as_forward_alone(parts):
    with record_calls(*parts) as tape, torch.no_grad():
        parts[0](torch.zeros(1, 1))
    assert tape == ["forward"]


def test_a_recorder_that_meets_an_error_takes_itself_off(parts):
    with pytest.raises(ZeroDivisionError), record_calls(*parts) as tape:
        raise ZeroDivisionError
    step(*parts)
    assert tape == []


def test_a_timeline_has_one_mark_for_each_call_in_its_lane():
    ax = plot_calls(ORDER * 2)
    lanes = [text.get_text() for text in ax.get_yticklabels()]
    assert lanes == ORDER[::-1]
    marks = {lanes[int(y)] for line in ax.lines[1:] for y in line.get_ydata()}
    assert marks == set(ORDER)
    assert sum(len(line.get_xdata()) for line in ax.lines[1:]) == 10


def test_a_long_tape_is_cut_and_the_picture_says_so():
    ax = plot_calls(ORDER * 9)
    assert "first 20 of 45" in ax.get_xlabel()


def test_several_tapes_stand_side_by_side_under_their_names():
    axes = plot_calls({"one": ORDER, "other": []})
    assert [ax.get_title(loc="left") for ax in axes] == ["one", "other"]
    assert [text.get_text() for text in axes[1].texts] == ["no call"]


@pytest.mark.parametrize("tape", ["backward", ["backwards"], [3]], ids=str)
def test_what_is_no_tape_is_told(tape):
    with pytest.raises(ValueError, match="Expected a list with names among zero_grad"):
        plot_calls(tape)


def test_the_museum_is_the_same_on_every_visit_and_leaves_the_random_numbers_alone():
    torch.manual_seed(5)
    expected = torch.rand(3)
    torch.manual_seed(5)
    first = museum_losses(4)
    assert torch.equal(torch.rand(3), expected)
    assert museum_losses(4) == first
    assert list(first) == ["healthy", *"ABCDEFGHIJ"]


def test_the_healthy_exhibit_has_the_losses_of_the_lesson():
    healthy = museum_losses(4)["healthy"]
    assert np.allclose(healthy, [0.888942, 0.562754, 0.465676, 0.547915], rtol=1e-4)


def test_the_museums_table_has_a_row_for_each_loop(capsys):
    print_museum({"healthy": [0.5, 0.25, 0.125], "C": [0.5, 1e9, float("inf")]})
    rows = capsys.readouterr().out.splitlines()
    assert rows[1].split() == ["healthy", "0.5000", "0.2500", "0.1250", "0.1250"]
    assert rows[2].split() == ["C", "0.5000", "1.0e+09", "inf", "inf"]


def test_the_museums_picture_says_when_a_curve_leaves_it():
    axes = plot_museum({"healthy": [0.5, 0.4, 0.3], "C": [0.5, 2e3, 0.5], "E": [0.5, 0.5, 0.5]})
    assert [ax.get_title(loc="left") for ax in axes] == ["C", "E"]
    assert [text.get_text() for text in axes[0].texts] == ["leaves at\nepoch 1"]
    assert np.isnan(axes[0].lines[1].get_ydata()[1:]).all()
    assert not axes[1].texts
