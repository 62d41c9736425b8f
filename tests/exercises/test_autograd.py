"""Lesson 03's exercises, held to numbers that were worked out without them."""

import math
from pathlib import Path

import numpy as np
import pytest
import torch

from autograder.answers import find_answer
from autograder.exercises import find_exercise
from autograder.exercises.autograd_graphs import TEN, shared, unshared, without_graph
from autograder.exercises.torch_errors import attempt
from autograder.notebook.checking import verdict_on
from autograder.probing.probes import Probe
from autograder.records.verdicts import Status

ROOT = Path(__file__).resolve().parents[2]
W, B, X = 0.3, -0.2, 2.0
PREDICTIONS = {
    "no_tanh": 0.4,
    "relu": 0.4,
    "multiplied_the_bias": -0.09967,
    "sigmoid": 0.59869,
    "tanh_of_x": 0.08921,
    "b_outside": 0.33705,
}


def reference(exercise_id):
    return find_answer(find_exercise(exercise_id)).reference


def mistake(exercise_id, mistake_id):
    known = {m.id: m for m in find_answer(find_exercise(exercise_id)).mistakes}
    return known[mistake_id]


def verdict(exercise_id, implementation, seed=0):
    return verdict_on(find_exercise(exercise_id), implementation, seed, "cpu")


def test_the_reference_graph_predicts_what_a_pocket_calculator_does():
    prediction = reference("SimpleGraph")(W, B).forward(torch.tensor([X]))
    assert prediction.item() == pytest.approx(0.37995, abs=1e-5)
    assert prediction.item() == pytest.approx(math.tanh(0.4))


@pytest.mark.parametrize(("mistake_id", "value"), PREDICTIONS.items())
def test_a_wrong_graph_predicts_the_number_that_the_lesson_plan_lists(mistake_id, value):
    wrong = mistake("SimpleGraph", mistake_id).implementation(W, B)
    assert wrong.forward(torch.tensor([X])).item() == pytest.approx(value, abs=1e-5)


@pytest.mark.parametrize("mistake_id", ["no_way_back", "no_requires_grad", "numbers_kept"])
def test_a_graph_that_is_cut_has_no_grad_fn_and_the_right_number(mistake_id):
    wrong = mistake("SimpleGraph", mistake_id).implementation(W, B)
    prediction = wrong.forward(torch.tensor([X]))
    assert prediction.grad_fn is None
    assert prediction.item() == pytest.approx(0.37995, abs=1e-5)
    seen = verdict("SimpleGraph", mistake("SimpleGraph", mistake_id).implementation)
    assert (seen.score, seen.status) == (1.0, Status.PARTIAL)


def test_the_sample_of_the_lesson_has_prediction_0_and_loss_49():
    prediction = reference("SimpleGraph")(-0.5, 0.5).forward(torch.tensor([1.0]))
    assert prediction.item() == 0
    assert reference("sq_loss")(torch.tensor([7.0]), prediction).item() == 49


SLOPES = [
    (lambda x: x**2, 2, 4.0),
    (lambda x: torch.exp(x), 2.0, 7.3891),
    (lambda x: torch.sin(x), math.pi, -1.0),
    (lambda x: (x - 4) * (x**2 + 6), 0, 6.0),
    (lambda x: (torch.sqrt(x) + 1) ** 3, 2.0, 6.1820),
]


@pytest.mark.parametrize(("f", "x", "slope"), SLOPES)
def test_the_reference_derivative_is_the_one_in_the_lesson(f, x, slope):
    assert reference("derivative_at")(f, x) == pytest.approx(slope, abs=5e-5)


def difference_quotient(h, dtype):
    def derivative_at(f, x):
        low, high = (torch.tensor(x + d, dtype=dtype) for d in (-h, h))
        return ((f(high) - f(low)) / (2 * h)).item()

    return derivative_at


@pytest.mark.parametrize("h", [1e-4, 1e-5, 1e-6])
def test_good_difference_quotients_are_recognised_whatever_their_step(h):
    seen = verdict("derivative_at", difference_quotient(h, torch.float64))
    assert seen.mistake == "finite_difference"


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
@pytest.mark.parametrize("h", [1e-1, 1e-3, 1e-5, 1e-9])
def test_no_difference_quotient_passes_for_a_derivative_by_backward(h, dtype):
    assert verdict("derivative_at", difference_quotient(h, dtype)).criteria[0][1] == 0


@pytest.mark.parametrize("shape", [(), (5,), (3, 2)])
def test_the_reference_gradients_agree_with_central_differences(shape):
    rng, h = np.random.default_rng(3), 1e-6
    x, y, w, b = (torch.tensor(rng.uniform(-2, 2, shape), dtype=torch.float64) for _ in range(4))

    def loss(w, b):
        return (y - torch.tanh(x * w + b)) ** 2

    dw, db = reference("analytic_gradients")(x, y, w, b)
    torch.testing.assert_close(
        dw, (loss(w + h, b) - loss(w - h, b)) / (2 * h), rtol=1e-6, atol=1e-7
    )
    torch.testing.assert_close(
        db, (loss(w, b + h) - loss(w, b - h)) / (2 * h), rtol=1e-6, atol=1e-7
    )


def test_a_gradient_that_is_right_in_b_alone_earns_half_and_is_named():
    def analytic_gradients(x, y, w, b):
        p = torch.tanh(x * w + b)
        return -2 * w * (y - p) * (1 - p**2), -2 * (y - p) * (1 - p**2)

    seen = verdict("analytic_gradients", analytic_gradients)
    assert (seen.score, seen.mistake) == (1.0, "gradient_of_x")


NODES_BY_HAND = {  # counted with a pencil: operations + leaves
    "line": 3 + 2,
    "network": 5 + 3,
    "square": 1 + 1,
    "diamond": 3 + 2,
    "parts": 2 + 1,
    "constant": 0,
    "leaf": 0,
}


def test_the_reference_count_is_the_one_made_with_a_pencil():
    probe = Probe(0)
    w, b = probe.tensor(0.5, requires_grad=True), probe.tensor(0.7, requires_grad=True)
    graphs = unshared(probe, w, b) | shared(probe, w, b) | without_graph(w)
    counted = {key: reference("count_nodes")(loss) for key, (_, loss) in graphs.items()}
    assert {key: counted[key] for key in NODES_BY_HAND} == NODES_BY_HAND
    n_sines = int(graphs["chain"][0].split()[-2])
    assert counted["chain"] == n_sines + 1


def test_counting_paths_is_right_for_trees_and_wrong_for_shared_nodes():
    seen = verdict("count_nodes", mistake("count_nodes", "counted_on_every_path").implementation)
    assert [score for _, score, _ in seen.criteria] == [1.0, 0.0, 1.0]


def test_a_card_about_predictions_does_not_tell_them():
    flags = dict(reference("predict_flags")())
    flags["w"] = (True, True, 99.0)
    flags["u"] = (True, True, 0.0)
    seen = verdict("predict_flags", lambda: flags)
    assert seen.score == 2.5
    assert not seen.differences
    assert "16" not in str(seen)
    assert "w.grad" in seen.message


def test_a_table_with_a_missing_row_is_told_which_and_has_the_points_of_the_other_half():
    flags = dict(reference("predict_flags")())
    del flags["u"]
    seen = verdict("predict_flags", lambda: flags)
    assert (seen.score, seen.max_score) == (1.5, 3.0)
    assert seen.message == "No entry yet for: u."


def test_all_predictions_that_are_off_are_named_beside_a_missing_row():
    flags = dict(reference("predict_flags")())
    del flags["u"]
    flags["b"] = (True, False, 7)
    flags["d"] = (True, False)
    assert verdict("predict_flags", lambda: flags).message == (
        "No entry yet for: u. Not an entry of three values: d. "
        "Not right yet: b.requires_grad (False), b.grad (7)."
    )


def test_one_wrong_column_is_diagnosed_though_another_is_wrong_in_its_own_way():
    flags = {name: list(entry) for name, entry in reference("predict_flags")().items()}
    flags["k"][0] = False
    flags["x"][2] = 12.0
    assert verdict("predict_flags", lambda: flags).mistake == "constants_make_leaves"


ERRORS = {
    "no graph": lambda x: (x.detach() ** 2).backward(),
    "freed graph": lambda x: [y.backward() for y in [x**2] * 2],
    "whole numbers": lambda x: torch.tensor(1, requires_grad=True),
    "in place on a leaf": lambda x: x.sub_(1.0),
    "in place": lambda x: [y.add_(1).sum().backward() for y in [torch.exp(x)]],
    "not one number": lambda x: (x * torch.ones(2)).backward(),
    "NumPy": lambda x: np.exp(x),
    "not one element": lambda x: torch.ones(2).item(),
    "operator": lambda x: x ^ 2,
    "of None": lambda x: x.grad.item(),
    "of a number": lambda x: x.item().backward(),
}


@pytest.mark.parametrize("name", ERRORS)
def test_errors_of_torch_are_told_apart(name):
    probe = Probe(0)
    with attempt(probe, "key", "a label"):
        ERRORS[name](torch.tensor(2.0, requires_grad=True))
    assert probe.values["key"].kind == "error"
    assert probe.values["key"].name.endswith(f"({name})")


def test_an_error_that_nobody_knows_keeps_its_name():
    probe = Probe(0)
    with attempt(probe, "key", "a label"):
        raise RuntimeError("something else")
    assert probe.values["key"].name == "RuntimeError"


def test_a_stub_is_still_a_stub():
    probe = Probe(0)
    with attempt(probe, "key", "a label"):
        raise NotImplementedError()
    assert probe.values["key"].name == "NotImplementedError"


def program_in_the_lesson():
    text = (ROOT / "lessons" / "03_autograd.py").read_text(encoding="utf-8")
    block = text.split("# ```python\n", 1)[1].split("# ```\n", 1)[0]
    return "\n".join(line.removeprefix("#")[1:] for line in block.splitlines())


def test_the_expected_flags_are_those_of_the_program_that_the_lesson_shows():
    names = {"torch": torch}
    exec(compile(program_in_the_lesson(), "03_autograd.py", "exec"), names)
    flags = {}
    for name in TEN:
        tensor = names[name]
        grad = tensor.grad if tensor.is_leaf or tensor.retains_grad else None
        number = None if grad is None else grad.item()
        flags[name] = (tensor.is_leaf, tensor.requires_grad, number)
    assert reference("predict_flags")() == flags


# What a derivative's card says of calls of f, and of what backward has left in the leaf


def watched(x):
    return torch.tensor(float(x), requires_grad=True)


def prints_it(f, x):
    x = watched(x)
    f(x).backward()


def returns_what_backward_returns(f, x):
    return f(watched(x)).backward()


def reads_the_results_grad(f, x):
    y = f(watched(x))
    y.backward()
    return y.grad.item()


def never_goes_backward(f, x):
    x = watched(x)
    f(x)
    return x.grad


def wraps_the_result(f, x):
    x = watched(x)
    torch.tensor(f(x).item(), requires_grad=True).backward()
    return x.grad.item()


def converts_the_leaf(f, x):
    x = torch.tensor(x, dtype=torch.float64, requires_grad=True).float()
    f(x).backward()
    return x.grad.item()


def watches_too_late(f, x):
    x = torch.tensor(float(x))
    y = f(x)
    x.requires_grad = True
    y.backward()
    return x.grad.item()


def switches_recording_off(f, x):
    x = watched(x)
    with torch.no_grad():
        y = f(x)
    y.backward()
    return x.grad.item()


def gives_f_the_number(f, x):
    y = f(x)
    y.backward()
    return 0.0


def ignores_f(f, x):
    return 3.0 * x**2


def takes_the_arguments_turned_round(x, f):
    x = torch.tensor(x, requires_grad=True)
    f(x).backward()
    return x.grad.item()


def forgets_to_call_f(f, x):
    f.backward()


def one_sided_quotient(f, x):
    low, high = torch.tensor(float(x)), torch.tensor(x + 0.01)
    return ((f(high) - f(low)) / 0.01).item()


def goes_elsewhere(f, x):
    x = watched(x + 1.0)
    f(x).backward()
    return x.grad.item()


def descends(f, x):
    x = watched(x)
    f(x).backward()
    return (x - 0.1 * x.grad).item()


def differentiates_the_logarithm(f, x):
    x = watched(x)
    torch.log(f(x)).backward()
    return x.grad.item()


SLOPES_TOLD = {
    prints_it: "gives nothing back",
    returns_what_backward_returns: "and it is right. But None comes back",
    reads_the_results_grad: "But the `.grad` that you read is None",
    never_goes_backward: "no walk has come there",
    wraps_the_result: "no walk has come there",
    converts_the_leaf: "isn't a leaf",
    watches_too_late: "doesn't watch the tensor",
    switches_recording_off: "while recording is off",
    gives_f_the_number: "f is called with a plain number",
    ignores_f: "never called",
    takes_the_arguments_turned_round: "Keep the first line",
    forgets_to_call_f: "Is it called there",
    one_sided_quotient: "difference quotient",
    goes_elsewhere: "where x is",
    descends: "between `.grad` and `return`",
    differentiates_the_logarithm: "times 1 / f(x)",
}


@pytest.mark.parametrize("wrong", SLOPES_TOLD, ids=lambda c: c.__name__)
@pytest.mark.parametrize("seed", range(3))
def test_a_wrong_derivative_is_told_by_what_was_seen(wrong, seed):
    assert SLOPES_TOLD[wrong] in verdict("derivative_at", wrong, seed).message


def test_an_error_that_explains_itself_is_told_by_python():
    def derivative_at(f, x):
        x = torch.tensor(float(x), require_grad=True)
        f(x).backward()

    message = verdict("derivative_at", derivative_at).message
    assert "require_grad" in message and "never called" not in message


def test_python_s_own_words_stand_beside_what_was_seen():
    assert "'NoneType' object has no attribute 'item'" in (
        verdict("derivative_at", reads_the_results_grad).message
    )


def test_a_leaf_that_is_kept_between_calls_loses_points_and_is_told():
    leaves = {}

    def derivative_at(f, x):
        leaf = leaves.setdefault(float(x), watched(x))
        f(leaf).backward()
        return leaf.grad.item()

    seen = verdict("derivative_at", derivative_at)
    assert seen.score == 1.0
    assert "A second call with the same f and the same x" in seen.message


def test_a_right_number_in_a_tuple_is_not_two_faults_that_cancel():
    def derivative_at(f, x):
        x = watched(x)
        f(x).backward()
        return (x.grad.item(),)

    message = verdict("derivative_at", derivative_at).message
    assert "two things" not in message
    assert "The one thing in it is right" in message


# What a graph's card says of its leaves and its line


def graph(forward, leaf=watched):
    class SimpleGraph:
        def __init__(self, w, b):
            self.w, self.b = leaf(w), leaf(b)

    SimpleGraph.forward = forward
    return SimpleGraph


def in_a_tuple(number):
    return (watched(number),)


GRAPHS_TOLD = {
    "random leaves": (
        graph(lambda self, x: torch.tanh(x * self.w + self.b), lambda n: watched(n + 1.0)),
        "where `__init__` was given",
    ),
    "a leaf for each feature": (
        graph(
            lambda self, x: torch.tanh(x * self.w + self.b),
            lambda n: torch.full((2,), n, requires_grad=True),
        ),
        "`self.w` holds 2 numbers",
    ),
    "a comma": (
        graph(lambda self, x: torch.tanh(x * self.w + self.b), in_a_tuple),
        "is a tuple and no tensor",
    ),
    "b twice": (
        graph(lambda self, x: torch.tanh(x * self.w + 2 * self.b)),
        "your predictions are tanh(0.6548·x + (−0.6382))",
    ),
    "numbers of its own": (
        graph(lambda self, x: torch.tanh(0.7 * x + 0.2)),
        "tanh(0.7·x + 0.2) for every graph",
    ),
    "the first feature for all": (
        graph(lambda self, x: torch.tanh(x[0] * self.w + self.b) + 0 * x),
        "one and the same prediction",
    ),
    "another bend": (
        graph(lambda self, x: torch.special.erf(x * self.w + self.b)),
        "Try it with one feature: for x = 1.807",
    ),
    "a walk inside": (
        graph(lambda self, x: [p for p in [torch.tanh(x * self.w + self.b)] if not walk(p)][0]),
        "backward has run inside of `forward`",
    ),
    "no forward": (graph(None), "Your code stopped with TypeError"),
}


def walk(prediction):
    prediction.sum().backward()


@pytest.mark.parametrize("name", GRAPHS_TOLD)
def test_a_wrong_graph_is_told_by_what_it_holds_and_gives(name):
    implementation, said = GRAPHS_TOLD[name]
    assert said in verdict("SimpleGraph", implementation).message


def test_a_straight_line_is_not_said_to_have_a_graph():
    line = graph(lambda self, x: (x * self.w + self.b).detach())
    message = verdict("SimpleGraph", line).message
    assert "straight line" in message and "graph is right" not in message


def test_a_flag_left_on_the_features_costs_a_point():
    def forward(self, x):
        x.requires_grad_()
        return torch.tanh(x * self.w + self.b)

    seen = verdict("SimpleGraph", graph(forward))
    assert (seen.score, seen.mistake) == (1.0, "flag_on_x")


def test_a_plain_number_is_not_said_to_come_from_several_features():
    seen = verdict("SimpleGraph", graph(lambda self, x: math.tanh(x * self.w + self.b)))
    assert seen.mistake == "plain_number"
    assert "a plain number for one feature, and an error for several" in str(seen.differences)
