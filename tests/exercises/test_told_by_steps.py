"""Lessons 05 and 06: wrong answers that are no known mistake, and what was noted of their steps.

Each cell has the fault that its words name; in what is right nothing is told.
"""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import nn

from autograder.answers import find_answer
from autograder.answers.flight_words import READERS
from autograder.exercises import find_exercise
from autograder.exercises.training_step_words import tell_steps
from autograder.judging.judge import judge
from autograder.records.verdicts import Status
from tests.probing.cells import defined

STEP = (
    "def train_step(features, labels, model, loss_fun, optimizer):|    optimizer.zero_grad()|"
    "    prediction = model(features)|    loss = loss_fun(prediction, labels)|"
    "    loss.backward()|    optimizer.step()|    return loss.item()|"
)
BEFORE_STEP = "    optimizer.step()"
TRAIN = (
    "def train(features, labels, model, loss_fun, optimizer, n_epochs):|    losses = []|"
    "    for _ in range(n_epochs):|        optimizer.zero_grad()|"
    "        loss = loss_fun(model(features), labels)|        loss.backward()|"
    "        optimizer.step()|        losses.append(loss.item())|    return losses|"
)
SGD = (
    "def sgd_step(parameters, lr):|    with torch.no_grad():|        for p in parameters:|"
    "            if p.grad is not None:|                "
)
RMS = (
    "def rmsprop_step(parameters, averages, lr, alpha=0.99, eps=1e-8):|    with torch.no_grad():|"
    "        for p, s in zip(parameters, averages):|            "
)
DIVIDED = "; p -= lr * p.grad / (s.sqrt() + eps)|"
MSE = "def mse(y_true, y_prediction):|    d = y_true - y_prediction|    return "
CELLS = {
    "gradients scaled": (
        STEP.replace(BEFORE_STEP, "    for p in model.parameters(): p.grad /= 4|" + BEFORE_STEP),
        "in step 1 they are 0.25 times what backward left",
    ),
    "gradients cut": (
        STEP.replace(
            BEFORE_STEP, "    for p in model.parameters(): p.grad.clamp_(-0.1, 0.1)|" + BEFORE_STEP
        ),
        "the gradients are changed, for the first time in step 1",
    ),
    "another rate": (
        STEP.replace(BEFORE_STEP, "    optimizer.param_groups[0]['lr'] *= 0.9|" + BEFORE_STEP),
        "The learning rate is changed: the optimizer came with",
    ),
    "a penalty": (
        STEP.replace("labels)|", "labels) + 0.01 * (model[0].weight ** 2).sum()|"),
        "and you return",
        "backward leaves other gradients than those of the loss",
    ),
    "other features": (
        STEP.replace("model(features)", "model(features.flip(0))"),
        "The model is given the features in another order.",
    ),
    "fewer rows": (
        STEP.replace("model(features)", "model(features[:3])").replace("labels)|", "labels[:3])|"),
        "The model is given 3 rows of the features.",
    ),
    "scaled features": (
        STEP.replace("model(features)", "model(2 * features)"),
        "The model is given 2 times the features.",
    ),
    "other labels": (
        STEP.replace("prediction, labels", "prediction, labels + 1"),
        "`loss_fun` is given: the prediction; the labels plus 1.",
    ),
    "frozen": (
        STEP.replace("    optimizer.zero", "    model[0].requires_grad_(False)|    optimizer.zero"),
        "Some of the net's parameters get no gradient",
    ),
    "parameters changed": (
        STEP.replace("    return", "    model[0].weight.data *= 0.9|    return"),
        "Besides the optimizer's step something else changes the net's parameters.",
    ),
    "times n, added up": (
        STEP.replace("    optimizer.zero_grad()|", "").replace("item()", "item() * len(features)"),
        "What you return is 9 times what `loss_fun` gave, and there are 9 readings",
        "added up",
    ),
    "text": (STEP.replace("loss.item()", "str(loss.item())"), "Return the number itself"),
    "a step too many": (STEP.replace("    return", "    optimizer.step()|    return"),
        "The optimizer takes 6 steps, and 3 are asked for"),
    "smoothed": (
        TRAIN.replace("return losses", "return [sum(losses[max(0, i - 1):i + 1]) / "
        "len(losses[max(0, i - 1):i + 1]) for i in range(n_epochs)]"),
        "the mean of 2 losses",
    ),
    "divided": (TRAIN.replace("return losses", "return [n / losses[0] for n in losses]"), "0.3187"),
    "the last": (TRAIN.replace("return losses", "return n_epochs * [losses[-1]]"), "last epoch"),
    "weight decay": (SGD + "p -= lr * (p.grad + 0.1 * p)|", "times itself besides"),
    "mean gradient": (SGD + "p -= lr * p.grad.mean()|", "It is the mean of what they should"),
    "turned round": (SGD + "p -= lr * p.grad.flip(0)|", "but of other numbers of the parameter"),
    "all down": (SGD + "p -= lr * p.grad.abs()|", "the signs of the gradient are lost"),
    "cut": (SGD + "p -= lr * p.grad.clamp(-1, 1)|", "longer moves are cut off"),
    "overwritten": (SGD + "p.copy_(-lr * p.grad)|", "the old numbers are gone"),
    "squared": (SGD + "p -= lr * p.grad ** 2|", "times the square of its slope"),
    "up and cleared": (
        SGD + "p += lr * p.grad; p.grad = None|",
        "and reversed",
        "their gradients cleared",
    ),
    "paired wrongly": (
        "def sgd_step(parameters, lr):|    with torch.no_grad():|"
        "        gs = [p.grad for p in parameters if p.grad is not None]|"
        "        for p, g in zip(parameters, gs):|            p -= lr * g|",
        "It took the step of the third one.",
    ),
    "halved, and None": (
        "def sgd_step(parameters, lr):|    with torch.no_grad():|        for p in parameters:|"
        "            p -= lr / len(parameters) * p.grad|",
        "divide by the number of parameters",
        "where a parameter's `.grad` is None",
    ),
    "added to the average": (
        RMS + "s += alpha * s + (1 - alpha) * p.grad ** 2" + DIVIDED,
        "the old averages are multiplied by 1.99, and α was 0.99",
        "as by `+=`",
    ),
    "lr in the square": (
        RMS + "g = lr * p.grad; s.mul_(alpha).add_((1 - alpha) * g ** 2); "
        "p -= lr * g / (s.sqrt() + eps)|",
        "All steps of the linear layer are right.",
        "with other α and ε, the first step isn't.",
        "That is lr²",
    ),
    "one number by its places": (
        SGD + "for k in range(len(p)): p[k] -= lr * p.grad[k]|",
        "len() of a 0-d tensor. A tensor of shape () holds one number",
    ),
    "single numbers twice": (
        SGD + "p -= (2 if p.ndim == 0 else 1) * lr * p.grad|",
        "All steps of the linear layer are right.",
        "the first step isn't. It is 2 times what it should be.",
    ),
    "the first rate for ever": (
        "def sgd_step(parameters, lr, kept={}):|    lr = kept.setdefault(id(parameters), lr)|"
        "    with torch.no_grad():|        for p in parameters:|            if p.grad is not None:|"
        "                p -= lr * p.grad|",
        "lr changes on the way",
    ),
    "three parameters": (
        "def sgd_step(parameters, lr):|    a, b = parameters|    with torch.no_grad():|"
        "        a -= lr * a.grad|        b -= lr * b.grad|",
        "With a list of three parameters",
        "The list can have any length",
    ),
    "gradients returned": (
        STEP.replace("loss.backward()", "torch.autograd.grad(loss, model.parameters())"),
        "no gradient arrives in `.grad`",
    ),
    "gradients returned in every epoch, and none noted": (
        TRAIN.replace("loss.backward()", "torch.autograd.grad(loss, model.parameters())").replace(
            "append(loss.item())", "append(0.0)"
        ),
        "no gradient arrives in `.grad`",
    ),
    "one step before the loop": (
        "def train(features, labels, model, loss_fun, optimizer, n_epochs):|"
        "    optimizer.zero_grad()|    loss = loss_fun(model(features), labels)|"
        "    loss.backward()|    optimizer.step()|"
        "    return [loss.item() for _ in range(n_epochs)]|",
        "Only one step is taken",
        "before or behind it",
    ),
    "an optimizer of its own in each epoch": (
        TRAIN.replace(
            "optimizer.zero_grad()",
            "optimizer = torch.optim.SGD(model.parameters(), lr=0.1); optimizer.zero_grad()",
        ),
        "The optimizer that is given takes no step. Is `.step()` called",
    ),
    "all rows of one walk": (
        "def jacobian(f, x):|    x = x.detach().requires_grad_()|    y = f(x)|"
        "    row = torch.autograd.grad(y, x, torch.ones_like(y))[0]|"
        "    return torch.stack([row for _ in y])|",
        "All rows are the sum of all rows. Usually every walk starts from all outputs",
    ),
    "n + 1": (MSE + "(d ** 2).sum() / (d.numel() + 1)|", "divided by n + 1"),
    "Huber": (MSE + "nn.functional.huber_loss(y_prediction, y_true)|", "the Huber loss"),
    "a penalty on predictions": (MSE + "(d ** 2).mean() + 0.1 * (y_prediction ** 2).mean()|",
        "plus 0.1 times the mean of the squared predictions"),
    "two at once": (MSE + "d[0] ** 2|", "of the first element"),
}  # fmt: skip


def said(source):
    name = source.partition("(")[0].removeprefix("def ")
    function = defined(source.replace("|", "\n"), name, torch=torch, nn=nn, np=np)
    exercise = find_exercise(name)
    verdict = judge(exercise, exercise.observe(function, 0), 0)
    assert verdict.status is not Status.PASSED
    return str(verdict.message)


@pytest.mark.parametrize(("source", "words"), [(c, w) for c, *w in CELLS.values()], ids=CELLS)
def test_what_was_done_in_a_step_is_said(source, words):
    message = said(source)
    assert all(word in message for word in words), message


@pytest.mark.parametrize("name", ["train_step", "train"])
@pytest.mark.parametrize("seed", range(5))
def test_of_the_steps_of_what_is_right_nothing_is_told(name, seed):
    exercise = find_exercise(name)
    seen = exercise.observe(find_answer(exercise).reference, seed)
    assert [*tell_steps(seen, ""), *tell_steps(seen, "_other")] == []


@pytest.mark.parametrize("text", READERS, ids=lambda text: str(text)[:40])
def test_a_tape_that_is_read_by_another_rule_is_told_by_that_rule(text):
    exercise = find_exercise("flight_recorder")
    verdict = judge(exercise, exercise.observe(lambda tape: READERS[text](tape), 0), 0)
    assert verdict.message.startswith(text) or verdict.mistake is not None
