"""Lesson 06's recorder and runs, held to numbers and orders of calls known from elsewhere."""

import re
from copy import deepcopy
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn

from autograder.answers import find_answer
from autograder.drawing.timelines import timelines
from autograder.exercises import find_exercise
from autograder.exercises.training_museum import BROKEN_LOOPS, CAUSES, LETTERS
from autograder.notebook.checking import verdict_on
from autograder.probing.probes import Probe
from autograder.probing.spies import CALLS, recording
from autograder.probing.training_runs import form_of, lesson_run, loss_numbers, small_run
from autograder.records.values import plain
from autograder.records.verdicts import Status
from utils.datasets import noisy_sine
from utils.museum import EXHIBITS, Loop, museum_losses

LESSON = Path(__file__).parents[2] / "lessons" / "06_training_loop.py"


@pytest.fixture
def run(device):
    return small_run(Probe(3, device), 9, 6, nn.MSELoss(), adam=False)


def epoch(run, order):
    """One epoch with the calls in this order, as a student would write them."""
    loss = None
    for call in order.split():
        if call == "forward":
            loss = run.loss_fun(run.model(run.features), run.labels)
        elif call == "backward":
            loss.backward()
        elif call == "clear":
            for parameter in run.model.parameters():
                parameter.grad = None
        else:
            getattr(run.optimizer, call)()


def tape_of(run, order, n_epochs=3):
    with recording(run.model, run.loss_fun, run.optimizer, run.features, run.labels) as tape:
        for _ in range(n_epochs):
            epoch(run, order)
    return tape


RIGHT_ORDERS = (
    "zero_grad forward backward step",
    "forward zero_grad backward step",
    "forward backward step zero_grad",
    "clear forward backward step",
)


@pytest.mark.parametrize("order", RIGHT_ORDERS)
def test_wherever_gradients_are_cleared_a_right_loop_has_the_same_effects(run, order):
    assert tape_of(run, order).effects == ["backward", "step"] * 3


@pytest.mark.parametrize(
    ("order", "effects"),
    {
        "forward backward step": [
            "backward",
            "step",
            "backward",
            "step with 2 gradients added up",
            "backward",
            "step with 3 gradients added up",
        ],
        "forward backward zero_grad step": ["backward", "step without a gradient"] * 3,
        "zero_grad forward step": ["step without a gradient"] * 3,
        "zero_grad forward backward": ["backward"] * 3,
        "zero_grad forward step backward": ["step without a gradient", "backward"] * 3,
    }.items(),
)
def test_a_wrong_order_has_effects_of_its_own(run, order, effects):
    assert tape_of(run, order).effects == effects


def test_the_calls_are_noted_in_the_order_of_the_loop(run):
    calls = tape_of(run, "zero_grad forward backward step", n_epochs=2).calls
    assert calls == ["zero_grad", "forward", "loss", "backward", "step"] * 2


def test_gradients_set_to_none_by_hand_are_noted_as_cleared(run):
    calls = tape_of(run, "clear forward backward step", n_epochs=2).calls
    assert calls.count("zero_grad") == 1  # nothing was there to be cleared in the first epoch
    assert calls.index("zero_grad") > calls.index("step")


def test_a_recorded_run_computes_the_very_numbers_of_an_unrecorded_one():
    recorded, alone = (small_run(Probe(5), 9, 6, nn.MSELoss(), adam=True) for _ in range(2))
    tape_of(recorded, "zero_grad forward backward step", 5)
    for _ in range(5):
        epoch(alone, "zero_grad forward backward step")
    for one, other in zip(recorded.model.parameters(), alone.model.parameters(), strict=True):
        assert torch.equal(one, other)


def test_after_the_recording_nothing_is_left_on_the_objects(run):
    owners = (run.model, run.loss_fun, run.optimizer)
    before = [set(vars(owner)) for owner in owners]
    tape = tape_of(run, "zero_grad forward backward step")
    n_calls = len(tape.calls)
    epoch(run, "zero_grad forward backward step")
    assert [set(vars(owner)) for owner in owners] == before
    assert len(tape.calls) == n_calls


def test_the_tape_tells_what_the_model_was_called_with_and_what_backward_started_from(run):
    with recording(run.model, run.loss_fun, run.optimizer, run.features, run.labels) as tape:
        run.loss_fun(run.model(run.labels.clone()), run.labels).backward()
        (32 * run.loss_fun(run.model(run.features), run.labels)).backward()
        run.model(run.features).sum().backward()
    assert tape.effects == [
        "backward of model(labels)",
        "backward of 32 times the loss",
        "backward of something else than loss_fun",
    ]


def test_the_tape_doubts_a_loss_of_two_shapes_and_a_loss_without_the_labels(run):
    with recording(run.model, run.loss_fun, run.optimizer, run.features, run.labels) as tape:
        with pytest.warns(UserWarning, match="broadcasting"):
            run.loss_fun(run.model(run.features).squeeze(), run.labels)
        run.loss_fun(run.model(run.features), run.features)
        run.loss_fun(run.labels, run.model(run.features))
    assert tape.doubts == ["a loss of two shapes", "a loss without the labels"]


def test_labels_of_another_dtype_or_shape_are_still_known_as_the_labels(run):
    with recording(run.model, run.loss_fun, run.optimizer, run.features, run.labels) as tape:
        run.loss_fun(run.model(run.features), run.labels.double())
        run.loss_fun(run.model(run.features).flatten(), run.labels.flatten())
    assert tape.doubts == []


def test_the_lessons_run_has_the_numbers_that_were_measured():
    run = lesson_run(Probe(0))
    losses = find_answer(find_exercise("train")).reference(*run.arguments, 1848)
    assert np.allclose(losses[:4], [0.888942, 0.562754, 0.465676, 0.547915], rtol=1e-5)
    assert losses[-1] == pytest.approx(0.067295, rel=1e-3)


def test_the_lessons_run_has_the_data_that_the_notebook_shows():
    run = lesson_run(Probe(0))
    features, labels = noisy_sine()
    assert torch.allclose(run.features, features)
    assert torch.allclose(run.labels, labels)


def test_loops_with_the_same_constant_losses_are_told_apart_by_their_calls():
    exercise = find_exercise("train")
    constant = ("no_step", "no_backward", "zero_between", "step_before_backward")
    mistakes = {m.id: m for m in find_answer(exercise).mistakes}
    seen = [exercise.observe(mistakes[name].implementation, 0) for name in constant]
    losses = np.stack([observation.values["losses"].data for observation in seen])
    assert np.ptp(losses) == 0
    effects = {tuple(v.data for v in o.values["effects"].data) for o in seen}
    assert len(effects) == len(constant)


def test_a_mistaken_training_is_not_asked_for_the_long_run():
    exercise = find_exercise("train")
    for mistake in find_answer(exercise).mistakes:
        assert "final" not in exercise.observe(mistake.implementation, 0).values, mistake.id


def test_a_training_that_is_only_right_for_the_short_run_loses_the_points_of_the_long_one():
    right = find_answer(find_exercise("train")).reference

    def stops_at_a_hundred(features, labels, model, loss_fun, optimizer, n_epochs):
        losses = right(features, labels, model, loss_fun, optimizer, min(n_epochs, 100))
        return losses + losses[-1:] * (n_epochs - len(losses))

    verdict = verdict_on(find_exercise("train"), stops_at_a_hundred, 0, "cpu")
    assert verdict.status is Status.PARTIAL
    assert verdict.score == 3


def test_an_unknown_error_in_the_middle_of_a_loop_shows_the_students_line():
    def misspelt(features, labels, model, loss_fun, optimizer, n_epochs):
        loss_fun(model(features), labels).backward()
        optimiser.step()  # noqa: F821 (the misspelling is the point)

    verdict = verdict_on(find_exercise("train"), misspelt, 0, "cpu")
    assert verdict.status is Status.ERROR
    assert "optimiser" in verdict.message
    assert any("misspelt" in line for line in verdict.student_lines)


@pytest.mark.parametrize(
    ("returned", "words"),
    [
        ([1.0, 2.0], "a list of 2 floats"),
        ([torch.tensor(1.0)], "a list of 1 tensors"),
        ([torch.tensor(1.0, requires_grad=True)], "a list of 1 tensors that are part of a graph"),
        ([None, None], "a list of 2 times None"),
        ([], "an empty list"),
        (np.zeros(3), "a NumPy array of shape 3"),
        (torch.tensor(1.0, requires_grad=True), "a tensor that is part of a graph"),
        (3, "a whole number"),
        (None, "None"),
    ],
    ids=str,
)
def test_what_was_returned_is_told_in_words(returned, words):
    assert form_of(plain(returned)) == words


@pytest.mark.parametrize(
    ("returned", "numbers"),
    [
        (1.5, [1.5]),
        ([1.0, 2.0], [1, 2]),
        ([torch.tensor(1.0), 2.0], [1, 2]),
        (np.array([1.0, 2.0]), [1, 2]),
        ([], None),
        ("1.0", None),
        ([1.0, None], None),
        (np.zeros((2, 2)), None),
    ],
    ids=str,
)
def test_the_numbers_are_found_in_whatever_was_returned(returned, numbers):
    found = loss_numbers(plain(returned))
    assert found is None if numbers is None else found.tolist() == numbers


def test_a_timeline_has_a_mark_for_each_call_and_its_words_for_those_who_do_not_see_it():
    picture = timelines({"expected": CALLS, "your <code>": CALLS[:2]}, CALLS, "cut", "in words")
    assert picture.count("<circle") == 5
    assert picture.count("<rect") == 2
    assert "<title>in words</title>" in picture
    assert "your &lt;code&gt;" in picture


def test_a_timeline_of_nothing_says_so():
    assert "nothing was called" in timelines({"your code": []}, CALLS, "cut", "in words")


def test_the_workshops_loops_are_those_that_the_lesson_shows():
    text = LESSON.read_text(encoding="utf-8")
    for number, lines in BROKEN_LOOPS.items():
        shown = [f"# {n:>2}  {line}" for n, line in enumerate(lines, start=1)]
        block = "\n".join([f"# **Loop {number}**", "#", "# ```text", *shown, "# ```"])
        assert block in text, f"loop {number}"


def test_the_causes_are_those_that_the_lesson_lists():
    rows = re.findall(r'^# \| `"([a-z_ ]+)"` \|', LESSON.read_text(encoding="utf-8"), re.MULTILINE)
    assert tuple(rows) == CAUSES


def test_the_museums_answers_name_each_cause_once():
    answer = find_answer(find_exercise("broken_loops")).reference()
    assert "".join(answer) == LETTERS
    assert sorted(answer.values()) == list(CAUSES)


RIGHT_CAUSES = find_answer(find_exercise("broken_loops")).reference()


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (
            {letter: RIGHT_CAUSES[letter] for letter in "ABCDEFGI"},
            "Each cause that you give is right. There is none yet for H and J.",
        ),
        ({"a": RIGHT_CAUSES["A"]}, "none yet for B, C, D, E, F, G, H, I and J."),
        ({"A": "no tanh"}, "exhibit A: 'no tanh' is not right yet."),
        ({"A": "Rate to small"}, "`rate to small` is none of the ten causes, as the table spells"),
        ({"A": "Rate to small"}, "Is `rate too small` meant?"),
        ({"A": 7}, "`7` is none of the ten causes"),
        ({"loop A": "no tanh"}, "None of the keys of your dictionary is a letter from A to J."),
        ({}, "Your dictionary is empty"),
        (["no tanh"], "A dictionary from letters to causes is asked for, and a list of 1 text"),
    ],
    ids=str,
)
def test_diagnoses_that_are_missing_or_of_another_form_are_told_as_such(answer, words):
    verdict = verdict_on(find_exercise("broken_loops"), lambda: answer, 0, "cpu")
    assert words in verdict.message
    assert verdict.status is not Status.PASSED


FAULTS = {
    "labels as input": {"labels_as_input": True},
    "momentum lost": {"new_optimizer": True},
    "never steps": {"step": False},
    "new net each epoch": {"new_net": True},
    "no tanh": {"tanh": False},
    "no zero_grad": {"zero_grad": False},
    "rate too large": {"lr": 0.03},
    "rate too small": {"lr": 0.000003},
    "running total": {"total": True},
    "squeezed prediction": {"squeeze": True},
}


def test_each_exhibit_has_the_fault_that_the_answer_names():
    for letter, cause in find_answer(find_exercise("broken_loops")).reference().items():
        assert EXHIBITS[letter] == Loop(**FAULTS[cause]), letter


def test_every_broken_loop_of_the_workshop_is_really_broken():
    def untouched():
        return {number: (1, lines[0]) for number, lines in BROKEN_LOOPS.items()}

    verdict = verdict_on(find_exercise("repaired_loops"), untouched, 0, "cpu")
    assert verdict.score == 0


@pytest.mark.parametrize(
    ("repair", "words"),
    [
        ("optimizer.zero_grad()", "Loop 1: give a pair"),
        ((0, "x"), "whole number from 1 to 10"),
        ((True, "x"), "whole number"),
        ((4, None), "not text"),
        ((4, "a = 1\nb = 2"), "longer than one line"),
        (None, "Loop 1: no repair yet."),
        ((4, "optimizer.zero_grad("), "SyntaxError"),
    ],
    ids=str,
)
def test_a_repair_of_the_wrong_form_is_told_in_words(repair, words):
    verdict = verdict_on(find_exercise("repaired_loops"), lambda: {1: repair}, 0, "cpu")
    assert words in verdict.message
    assert verdict.score == 0


def test_the_museum_shows_what_its_table_and_hints_say():
    losses = museum_losses()
    features, labels = noisy_sine()
    line = np.polyfit(features[:, 0].numpy(), labels[:, 0].numpy(), 1)
    best_line = np.mean((np.polyval(line, features[:, 0].numpy()) - labels[:, 0].numpy()) ** 2)
    assert losses["B"][-1] == pytest.approx(float(labels.var(unbiased=False)), rel=1e-3)
    assert losses["I"][-1] == pytest.approx(float(best_line), rel=1e-3)
    assert len(set(losses["E"])) == 1
    assert np.all(np.diff(losses["H"]) > 0)
    for letter in "CF":
        assert losses[letter][1] == pytest.approx(losses["healthy"][1])
    assert losses["D"][-1] < 0.01


def loop(note=list, clear=True, model_of=lambda model: model, stop=99):
    """A ``train`` with another list of losses, no clearing, another model or an early end."""

    def train(features, labels, model, loss_fun, optimizer, n_epochs):
        losses, net = [], model_of(model)
        for _ in range(min(n_epochs, stop)):
            if clear:
                optimizer.zero_grad()
            loss = loss_fun(net(features), labels)
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
        return note(losses)

    return train


@pytest.mark.parametrize(
    ("train", "said"),
    [
        (loop(lambda ls: list(np.cumsum(ls)), clear=False), "the sums of all losses so far"),
        (loop(lambda ls: list(np.cumsum(ls)), clear=False), "aren't cleared"),
        (loop(lambda ls: [5 * number for number in ls], clear=False), "5 times the loss"),
        (loop(stop=5), "They are right, and then the list ends"),
        (loop(model_of=deepcopy), "The model that you are given is never called"),
    ],
)
def test_a_list_is_compared_with_what_its_own_loop_did(train, said):
    verdict = verdict_on(find_exercise("train"), train, 0, "cpu")
    assert said in verdict.message


def test_a_net_without_forward_is_no_empty_cell():
    class WideNet(nn.Module):
        def __init__(self, n_cells):
            super().__init__()
            self.layers = nn.Sequential(nn.Linear(1, n_cells), nn.Tanh(), nn.Linear(n_cells, 1))

        def foward(self, x):
            return self.layers(x)

    verdict = verdict_on(find_exercise("WideNet"), WideNet, 0, "cpu")
    assert verdict.mistake == "no_forward"
    assert verdict.status is not Status.NOT_ATTEMPTED
