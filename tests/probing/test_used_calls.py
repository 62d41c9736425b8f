"""Library calls are seen by name and line, whatever they are called on, and own names aren't.

In the sources below, ``|`` begins a new line.
"""

from __future__ import annotations

import keyword

import pytest

from autograder.exercises import find_exercise
from autograder.probing.sources.calls import used
from autograder.records.used_calls import DOES, MAX_CALLS, RANK, USED, Used
from tests.probing.cells import defined

NAMES = {name for name in DOES if not keyword.iskeyword(name)}
F = "def f(x, y):|    "
SEEN = {
    F + "nn.utils.clip_grad_norm_(x, 1)|    return y": [Used("clip_grad_norm_", 2)],
    F + "return (x|        .flip(0))": [Used("flip", 3)],
    F + "return x.T @ y": [Used("T", 2)],
    F + "return round(x) + x.round()": [Used("round", 2)],
    F + "y.param_groups[0]['lr'] *= x": [Used("param_groups", 2)],
    F + "return torch.optim.SGD(x, lr=y, weight_decay=0.1)": [Used("weight_decay", 2)],
    F + "global n|    n = x": [Used("global", 2)],
    "@lru_cache|def f(x, y):|    return x": [Used("lru_cache", 1)],
    "@functools.cache|def f(x, y):|    return x": [Used("cache", 1)],
    F + "x.eval()|    return x": [Used("eval", 2)],
    "def help(x):|    return x.abs()|def f(x, y):|    return help(x)": [Used("abs", 2)],
    F + "return x.mean() + x.round()": [Used("round", 2), Used("mean", 2)],
}
NOT_SEEN = (
    F + "return x.round",
    F + "return torch.optim.SGD(x, lr=y, weight_decay=0)",
    F + "return x.backward(retain_graph=False)",
    F + "return eval(x)",
    F + "clip = 3|    return self.clip()",
    "def flip(x):|    return x|def f(x, y):|    return flip(x)",
    "def norm(x):|    return x|" + F + "return norm(x)",
    "def f(x, norm):|    return norm(x)",
    "def help(x):|    return x.abs()|def f(x, y):|    return x",
)


def seen(source):
    names = {"lru_cache": lambda f: f, "functools": __import__("functools")}
    return list(used(defined(source.replace("|", "\n") + "\n", "f", **names)))


@pytest.mark.parametrize(("source", "calls"), SEEN.items())
def test_a_call_is_seen_with_its_first_line(source, calls):
    assert seen(source) == calls


@pytest.mark.parametrize("source", NOT_SEEN)
def test_what_is_no_library_call_is_not_seen(source):
    assert seen(source) == []


def test_the_likeliest_come_first_and_no_more_than_can_travel():
    calls = seen(F + "return [" + ", ".join(f"x.{name}()" for name in sorted(NAMES)) + "]")
    assert len(calls) == MAX_CALLS
    assert [RANK[call.name] for call in calls] == sorted(RANK[call.name] for call in calls)


def test_nothing_is_seen_where_the_source_is_not_at_hand():
    assert used(print) == used(3) == ()


def test_an_observation_holds_the_calls_and_its_answers_own_do_not():
    exercise = find_exercise("sq_loss")
    text = "def sq_loss(y_true, y_prediction):\n    return (y_true - y_prediction).abs()\n"
    assert USED in exercise.observe(defined(text, "sq_loss"), 0).values
