"""A library call is told as a question, and never one that a right answer makes."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import nn

from autograder.exercises import find_exercise, lesson_exercises, lesson_names
from autograder.judging.judge import judge
from autograder.judging.used_calls import tell_used_calls, usual_calls
from autograder.notebook.checking import verdict_on
from autograder.records.observations import Observation
from autograder.records.used_calls import DOES, MAX_LINE, ODD, USED, Used, used_in, used_value
from autograder.records.values import plain
from tests.probing.cells import defined
from tests.unseen.answers_of import CLASSES, exercises, written

STEP = (
    "def train_step(features, labels, model, loss_fun, optimizer):|    optimizer.zero_grad()|"
    "    loss = loss_fun(model(features), labels)|    loss.backward()|    MORE|"
    "    optimizer.step()|    return loss.item()|"
)
TOLD = {
    "clipped": (
        "train_step",
        STEP.replace("MORE", "nn.utils.clip_grad_norm_(model.parameters(), 0.1)"),
        "Line 5 uses `clip_grad_norm_`, which shortens gradients that are longer than a limit.",
    ),
    "arctan": (
        "fun_dz",
        "def fun_dz(x, y):|    a, r = np.arctan(y / x), np.hypot(x, y)|"
        "    s = 2 * r * np.cos(r**2)|    return s * np.cos(a), s * np.sin(a)|",
        "Line 2 uses `arctan`, which takes the angle of a tangent. Is that meant here?",
    ),
    "np.gradient": (
        "fun_dz",
        "def fun_dz(x, y):|    z = np.sin(x**2 + y**2)|    return np.gradient(z, x), z|",
        "Line 3 uses `gradient`, which measures slopes by differences between neighbours.",
    ),
}
NOT_TOLD = {
    "what right answers use": ("sgd_step", "def sgd_step(parameters, lr):|    p = parameters[0]|"
        "    with torch.no_grad():|        p -= 0.3 * lr * p.grad ** 3|"),
    "beside an error": ("fun_dz", "def fun_dz(x, y):|    return np.rad2deg(x) + nothing, y|"),
    "beside a known mistake": ("mse", "def mse(y_true, y_prediction):|"
        "    return torch.flip((y_true - y_prediction) ** 2, (0,)).sum()|"),
    "of a right answer": ("mse", "def mse(y_true, y_prediction):|"
        "    return torch.flip((y_true - y_prediction) ** 2, (0,)).mean()|"),
}  # fmt: skip


def checked(exercise_id, source):
    space = {"np": np, "torch": torch, "nn": nn}
    function = defined(source.replace("|", "\n"), exercise_id, **space)
    return str(verdict_on(find_exercise(exercise_id), function, 0, "cpu").message)


@pytest.mark.parametrize(("exercise", "source", "words"), TOLD.values(), ids=TOLD)
def test_a_call_that_no_right_answer_makes_is_asked_about(exercise, source, words):
    assert words in checked(exercise, source)


@pytest.mark.parametrize(("exercise", "source"), NOT_TOLD.values(), ids=NOT_TOLD)
def test_a_call_is_not_blamed(exercise, source):
    message = checked(exercise, source)
    assert "uses `" not in message, message


EXERCISES = [exercise for lesson in lesson_names() for exercise in lesson_exercises(lesson)]


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda e: e.id)
def test_no_call_of_a_right_answer_is_ever_told(exercise):
    usual = usual_calls(exercise.id)
    assert usual <= DOES.keys()
    value = used_value([Used(name, 1) for name in sorted(usual)])
    assert tell_used_calls(exercise, Observation({USED: value})) is None


def test_right_answers_that_nobody_tuned_to_hold_few_calls_that_would_be_told():
    """A call that right answers make can't be what makes a wrong one wrong."""
    n_told, n_right = 0, 0
    for group in CLASSES:
        for name in exercises(group):
            exercise = find_exercise(name)
            for answer in written(group, name):
                if answer.is_right:
                    n_right += 1
                    words = {word for word in ODD if f"{word}(" in answer.code}
                    n_told += bool(words - usual_calls(exercise.id))
    assert n_told <= 0.1 * n_right


def test_at_most_two_are_told_and_one_where_it_is_a_normal_part_of_many_tasks():
    exercise = find_exercise("flight_recorder")
    for names, n in ((("clip_grad_norm_", "randperm", "shuffle"), 2), (("flip", "abs"), 1)):
        value = used_value([Used(name, 3) for name in names])
        text = str(tell_used_calls(exercise, Observation({USED: value})))
        assert text.count("Line 3 uses") == n and names[0] in text


HOSTILE = {
    "an unknown name": [("rm -rf", 3)],
    "no name": [(3, 3)],
    "line 0": [("flip", 0)],
    "a large line": [("flip", MAX_LINE + 1)],
    "half a line": [("flip", 2.5)],
    "true for a line": [("flip", True)],
    "too few": [("flip",)],
    "too many": [("flip", 3, 3)],
    "text": "flip",
    "numbers": [1.0, 2.0],
    "a dictionary": {"flip": 3},
    "nothing": [],
}


@pytest.mark.parametrize("form", HOSTILE.values(), ids=HOSTILE)
def test_what_is_not_the_form_of_a_call_is_left_out(form):
    seen = Observation({"point": plain(1.0), USED: plain(form)})
    sent = Observation.from_json(seen.to_json())
    assert used_in(sent) == ()
    assert judge(find_exercise("fun_dz"), sent, 0).score == 0


@pytest.mark.parametrize("name", DOES)
def test_what_a_call_does_follows_which(name):
    assert name.isidentifier() and not DOES[name].endswith(".") and ":" not in DOES[name]
    assert DOES[name].split()[0].endswith(("s", "n't"))
