"""A known mistake is named where it explains what was observed, and nowhere else."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import nn

from autograder.answers import find_answer
from autograder.cards.verdicts import text_card
from autograder.exercises import find_exercise
from autograder.judging import diagnosis
from autograder.judging.diagnosis import same_error
from autograder.judging.explanations import explain
from autograder.judging.judge import judge
from autograder.notebook.checking import verdict_on
from autograder.records.observations import Observation
from autograder.records.values import Value, plain


def verdict(name, implementation):
    return verdict_on(find_exercise(name), implementation, 0, "cpu")


def error(text, line="line 3, in f: loss.backward()", name="AttributeError"):
    return Value("error", text, name, lines=(line,))


ITEM = error("'float' object has no attribute 'backward'")


@pytest.mark.parametrize(
    ("other", "same"),
    [
        (error("'float' object has no attribute 'backward'", "line 9, in g: l.backward()"), True),
        (error("'SGD' object has no attribute 'zero_gard'"), False),
        (error("'float' object has no attribute 'backward'", name="TypeError"), False),
        (error("'float' object has no attribute 'backward'", "line 3, in f: a.step()"), False),
    ],
)
def test_errors_are_the_same_by_class_text_and_what_the_line_calls(other, same):
    assert same_error(ITEM, other) is same


def test_numbers_in_an_errors_text_make_no_difference():
    one = error("size 3 must match size 7", name="RuntimeError")
    other = error("size 5 must match size 9", name="RuntimeError")
    assert same_error(one, other)


def test_a_name_that_is_suggested_beside_an_errors_text_makes_no_difference():
    one = error("'SimpleGraph' object has no attribute 'w'")
    assert same_error(one, error("'SimpleGraph' object has no attribute 'w'. Did you mean: 'W'?"))
    assert not same_error(one, error("'SimpleGraph' object has no attribute 'W'"))


TYPOS = {
    "zero_gard": ("optimizer.zero_gard()", "zero_gard"),
    "backwards": ("loss.backwards()", "backwards"),
    "steps": ("optimizer.steps()", "steps"),
    "itme": ("return loss.itme()", "itme"),
    "predict": ("model.predict(features)", "predict"),
}
LOOP = """
def train_step(features, labels, model, loss_fun, optimizer):
    optimizer.zero_grad()
    loss = loss_fun(model(features), labels)
    loss.backward()
    optimizer.step()
    {line}
    return loss.item()
"""


@pytest.mark.parametrize(("line", "word"), TYPOS.values(), ids=TYPOS)
def test_a_misspelt_method_is_told_as_python_tells_it_and_no_other_story(line, word):
    names = {}
    exec(LOOP.format(line=line), names)
    seen = verdict("train_step", names["train_step"])
    assert seen.mistake is None
    assert word in seen.message
    assert "take the number" not in seen.message


def test_errors_of_a_known_mistake_are_quoted_too():
    implementation = next(
        m.implementation
        for m in find_answer(find_exercise("train_step")).mistakes
        if m.id == "item_too_early"
    )
    assert "has no attribute 'backward'" in verdict("train_step", implementation).message


def test_numbers_that_are_not_finite_are_no_known_mistake():
    def fun_dz(x, y):
        return 0 * (x + y) + float("nan"), 0 * (x + y) + float("nan")

    seen = verdict("fun_dz", fun_dz)
    assert seen.mistake is None
    assert "NaN" in seen.message


def test_a_relation_is_told_where_no_mistake_is_known():
    def mse(prediction, target):
        return 7.5 * ((prediction - target) ** 2).mean()

    seen = verdict("mse", mse)
    assert seen.mistake is None
    assert "7.5 times" in seen.message


def test_random_numbers_get_a_count_and_no_story():
    rng = np.random.default_rng(3)

    def fun_dz(x, y):
        shape = np.broadcast(x, y).shape
        return rng.normal(size=shape), rng.normal(size=shape)

    seen = verdict("fun_dz", fun_dz)
    assert seen.mistake is None
    for word in ("times", "sign", "order", "close"):
        assert word not in seen.message


class Loud(nn.Module):
    def __init__(self, n_cells):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(1, n_cells), nn.Tanh(), nn.Linear(n_cells, 1))

    def forward(self, x):
        raise KeyError("what I meant")


def test_an_exceptions_own_text_stands_on_the_card():
    assert "what I meant" in verdict("WideNet", Loud).message
    assert torch.is_grad_enabled()


def right_jacobian(f, x):
    return find_answer(find_exercise("jacobian")).reference(f, x)


def test_a_known_mistake_and_a_relation_are_told_together():
    mistakes = {m.id: m for m in find_answer(find_exercise("jacobian")).mistakes}
    known = mistakes["same_tensor_accumulated"]
    said = verdict("jacobian", lambda f, x: -known.implementation(f, x)).message
    assert "two things at once" in said
    assert known.message in said and "sign" in said


def test_what_is_right_speaks_against_two_things_at_once():
    """The slopes of a product would both be wrong; the second is theirs but for sign and factor."""
    value = find_answer(find_exercise("Value")).reference

    class Turned(value):
        def __truediv__(self, other):
            other = self.as_value(other)
            slopes = (1 / other.data, -1.5 * self.data)
            return type(self)(self.data / other.data, (self, other), slopes)

    said = verdict("Value", Turned).message
    assert "two things" not in said
    assert said == (
        "the slope of a / b with respect to b, from your records: Each number is −1.5 · a."
    )


def test_a_factor_that_nobody_writes_is_no_second_thing():
    said = verdict("mse", lambda y, p: ((y - p) ** 2).sum() / 11.5).message
    assert "two things" not in said
    half = verdict("jacobian", lambda f, x: 0.5 * accumulated(f, x)).message
    assert "two things at once" in half and "0.5" in half


def accumulated(f, x):
    mistakes = {m.id: m for m in find_answer(find_exercise("jacobian")).mistakes}
    return mistakes["same_tensor_accumulated"].implementation(f, x)


def walks_twice(f, x, mean=False):
    x = x.detach().requires_grad_()
    first = torch.autograd.grad(f(x).sum(), x, create_graph=True)[0]
    return torch.autograd.grad(first.mean() if mean else first.sum(), x)


def test_numbers_of_a_known_mistake_in_another_kind_of_thing_are_two_things_at_once():
    said = verdict("second_derivative", lambda f, x: walks_twice(f, x, mean=True)).message
    assert "one of the walks starts at a mean" in said
    assert "It comes in a tuple." in said and "is right" not in said


def test_a_table_that_is_gone_again_was_never_seen(monkeypatch):
    def tables_alone(*case):
        return {m: seen for m, seen in all_mistaken(*case).items() if m.id == "whole_table"}

    all_mistaken = diagnosis._all_mistaken
    monkeypatch.setattr(diagnosis, "_all_mistaken", tables_alone)
    said = verdict("second_derivative", lambda f, x: walks_twice(f, x, mean=True)).message
    assert "Hessian" not in said


def test_beside_a_known_mistake_no_numbers_are_called_right():
    def second_derivative(f, x):
        x = x.detach().requires_grad_()
        return torch.autograd.grad(f(x).sum(), x)[0][:-1]

    said = verdict("second_derivative", second_derivative).message
    assert "first derivative" in said and "The last one is missing." in said
    assert "numbers are right" not in said


def test_a_relation_alone_goes_before_two_things_at_once():
    said = verdict("jacobian", lambda f, x: 7 * right_jacobian(f, x)).message
    assert "two things" not in said and "7 times" in said


def test_none_in_a_grad_is_no_missing_return():
    class NewLeaves:
        def __init__(self, w, b):
            self.w = torch.tensor(w, requires_grad=True)
            self.b = torch.tensor(b, requires_grad=True)

        def forward(self, x):
            w = torch.tensor(self.w.item(), requires_grad=True)
            b = torch.tensor(self.b.item(), requires_grad=True)
            return torch.tanh(x * w + b)

    said = verdict("SimpleGraph", NewLeaves).message
    assert "return" not in said.replace("returns", "")
    assert ".item()" in said


def test_a_gradient_that_is_none_is_no_missing_return():
    def mse(y_true, y_prediction):
        return torch.tensor(((y_true - y_prediction) ** 2).mean().item(), requires_grad=True)

    said = verdict("mse", mse).message
    assert "no path leads" in said and "`return`" not in said


def test_a_formula_in_the_place_of_a_number_is_told_as_one():
    said = explain(Value("number", 0.2, "float64"), Value("other", "2*y", "Mul"))
    assert "formula of SymPy" in said


def test_words_of_ours_say_what_was_expected_and_not_that_text_was():
    said = explain(Value("text", "a dictionary"), Value("number", 0.2, "float64"))
    assert said == "Expected a dictionary, but got a plain number."


@pytest.mark.parametrize(
    "forged", [Value("none"), Value("number", 0.2, "float64"), Value("list", ())]
)
def test_a_forged_kind_does_not_bring_out_a_secret_answer(forged):
    found = find_exercise("predict_divergence")
    seen = found.observe(find_answer(found).reference, 0)
    odd = Observation({**seen.values, "points": forged})
    said = text_card(judge(found, odd, 0))
    assert str(seen.values["points"].data) not in said


def test_an_array_without_axes_is_told_as_the_number_that_it_counts_as():
    said = verdict("stable_learning_rate", lambda: np.array(0.2)).message
    assert "0.2 is not right yet" in said and "NumPy array" not in said


ROWS = [np.array([1.0, 2.0]), np.array([3.0, 4.0])]


@pytest.mark.parametrize(
    ("wanted", "came", "words"),
    [
        (np.array(ROWS), ROWS, "`np.array` makes one array of several."),
        (np.array(ROWS), tuple(ROWS), "`np.array` makes one array of several."),
        (np.array([1.0, 2.0]), [1.0, 2.0], "`np.array` makes one array of several."),
        (torch.ones(2), [1.0, 1.0], "`torch.tensor` makes one tensor of plain numbers."),
        (torch.ones(2, 3), [torch.ones(3)] * 2, "`torch.stack` makes one tensor of several."),
        (torch.ones(2), [torch.ones(()), torch.ones(1)], ""),
        (np.array(ROWS), ROWS[::-1], ""),
        (np.array(ROWS), [ROWS[0], np.array([3.0])], ""),
        (np.array([1.0, 2.0]), ["1", "2"], ""),
    ],
    ids=str,
)
def test_parts_that_make_up_what_was_asked_for_are_told_how_to_become_one(wanted, came, words):
    said = explain(plain(wanted), plain(came))
    assert ("The numbers in it are right." in said) == bool(words)
    assert words in said
