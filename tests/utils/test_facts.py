"""The table of what tensors know, held to what torch says about them."""

import pytest
import torch

from utils import show_tensors


def table(capsys, **tensors):
    show_tensors(**tensors)
    head, *rows = capsys.readouterr().out.splitlines()
    return head.split(), {row.split()[0]: row.split()[1:] for row in rows}


def test_a_row_says_what_the_tensor_itself_would_answer(capsys):
    x = torch.tensor(2.0, requires_grad=True)
    y = x**2
    y.backward()
    head, rows = table(capsys, x=x, y=y)
    assert head == ["name", "value", "is_leaf", "requires_grad", "grad_fn", "grad"]
    assert rows == {
        "x": ["2", "True", "True", "None", "4"],
        "y": ["4", "False", "True", "PowBackward0", "None"],
    }


def test_a_result_that_keeps_its_gradient_shows_it(capsys):
    x = torch.tensor(3.0, requires_grad=True)
    y = 2 * x
    y.retain_grad()
    (y * y).backward()
    assert table(capsys, y=y)[1]["y"][-1] == "12"


def test_few_numbers_are_shown_and_many_become_a_shape(capsys):
    show_tensors(few=torch.tensor([[1.0, 2.5]]), many=torch.zeros(3, 2))
    printed = capsys.readouterr().out
    assert "[1, 2.5]" in printed
    assert "shape (3, 2)" in printed


def test_a_number_is_told_from_a_tensor():
    with pytest.raises(TypeError, match="loss is a float and not a torch.Tensor"):
        show_tensors(loss=49.0)


def test_a_table_of_nothing_says_how_to_ask():
    with pytest.raises(TypeError, match="show_tensors\\(x=x, y=y\\)"):
        show_tensors()
