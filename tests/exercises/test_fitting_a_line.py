"""Lesson 05's exercises, held to least squares, to pencil and paper, and to real runs."""

import numpy as np
import pytest
import torch
from torch import nn

from autograder.answers import find_answer
from autograder.exercises import find_exercise
from autograder.exercises.divergence import SEVERAL, SLIPS
from autograder.exercises.fit_watching import watching
from autograder.exercises.line_fits import ARRIVED, Points, X, Y, tilted
from autograder.notebook.checking import verdict_on
from autograder.probing.probes import Probe
from autograder.records.verdicts import Status
from utils import anscombe

SLOPE, INTERCEPT, LOSS = 0.50009, 3.00009, 1.25115  # published, by scikit-learn
STEPS = ("sgd_step", "momentum_step", "rmsprop_step")


def reference(exercise_id):
    return find_answer(find_exercise(exercise_id)).reference


def mistake(exercise_id, mistake_id):
    known = {m.id: m for m in find_answer(find_exercise(exercise_id)).mistakes}
    return known[mistake_id].implementation


def verdict(exercise_id, implementation, seed=0):
    return verdict_on(find_exercise(exercise_id), implementation, seed, "cpu")


# mse


def test_the_reference_loss_is_the_one_worked_out_by_hand():
    loss = reference("mse")(torch.tensor([1.0, 3.0, 2.0]), torch.tensor([1.0, 2.0, 4.0]))
    assert loss.item() == pytest.approx(5 / 3)


@pytest.mark.parametrize(("mistake_id", "factor"), [("divided_by_rows", 2), ("sum", 10)])
def test_a_table_of_5_by_2_multiplies_the_gradient_of_a_wrong_mean(mistake_id, factor):
    truth, prediction = torch.randn(2, 5, 2, generator=torch.Generator().manual_seed(1))
    prediction.requires_grad_()
    (right,) = torch.autograd.grad(reference("mse")(truth, prediction), prediction)
    (wrong,) = torch.autograd.grad(mistake("mse", mistake_id)(truth, prediction), prediction)
    torch.testing.assert_close(wrong, factor * right)


# steps


def one_number(step, gradients, *numbers):
    """The numbers that one parameter takes, from 1, when backward gives these gradients."""
    p, memory, seen = torch.tensor(1.0, requires_grad=True), [torch.tensor(0.0)], []
    for gradient in gradients:
        p.grad = torch.tensor(gradient)
        step(*([p], memory, *numbers) if numbers[1:] else ([p], *numbers))
        seen.append(p.item())
    return seen


def test_the_reference_steps_are_those_worked_out_with_a_pencil():
    # momentum: v = 2, then 0.5 · 2 + 1 = 2; RMSprop: s = 0.25 · 4 = 1, then 0.75 + 0.25 · 1 = 1
    assert one_number(reference("sgd_step"), (2.0, 1.0), 0.1) == pytest.approx([0.8, 0.7])
    assert one_number(reference("momentum_step"), (2.0, 1.0), 0.1, 0.5) == pytest.approx([0.8, 0.6])
    found = one_number(reference("rmsprop_step"), (2.0, 1.0), 0.1, 0.75, 0.0)
    assert found == pytest.approx([0.8, 0.7])


@pytest.mark.parametrize("gradient", [1e-3, -2.0, 500.0])
def test_the_first_step_of_rmsprop_is_ten_times_the_rate_whatever_the_gradient(gradient):
    (after,) = one_number(reference("rmsprop_step"), (gradient,), 0.01, 0.99, 1e-8)
    assert abs(after - 1) == pytest.approx(0.1, rel=1e-3)


def numpy_steps(name):
    """Each optimizer in NumPy, written from its formula."""

    def step(p, g, memory):
        if name == "sgd_step":
            return p - 0.01 * g
        if name == "momentum_step":
            memory[:] = 0.9 * memory + g
            return p - 0.01 * memory
        memory[:] = 0.9 * memory + 0.1 * g * g
        return p - 0.01 * g / (np.sqrt(memory) + 1e-6)

    return step


@pytest.mark.parametrize("name", STEPS)
def test_a_linear_layer_by_hand_in_numpy_goes_the_same_20_steps(name):
    rng = np.random.default_rng(5)
    x, y, weight = rng.normal(size=(5, 3)), rng.normal(size=(5, 2)), rng.normal(size=(2, 3))
    tensor, memory = torch.tensor(weight, requires_grad=True), np.zeros((2, 3))
    remembered = [torch.zeros(2, 3, dtype=torch.float64)]
    extra = {"sgd_step": (), "momentum_step": (remembered,), "rmsprop_step": (remembered,)}[name]
    numbers = {"sgd_step": (), "momentum_step": (0.9,), "rmsprop_step": (0.9, 1e-6)}[name]
    for _ in range(20):
        tensor.grad = None
        nn.functional.mse_loss(torch.tensor(x) @ tensor.T, torch.tensor(y)).backward()
        reference(name)([tensor], *extra, 0.01, *numbers)
        weight = numpy_steps(name)(weight, 2 / 10 * (x @ weight.T - y).T @ x, memory)
    np.testing.assert_allclose(tensor.detach().numpy(), weight, rtol=1e-9)


def test_asking_whether_a_gradient_is_true_is_explained():
    def sgd_step(parameters, lr):
        with torch.no_grad():
            for p in parameters:
                if p.grad:
                    p -= lr * p.grad

    assert "`is not None`" in verdict("sgd_step", sgd_step).message


def test_a_step_that_does_nothing_earns_nothing():
    for name in STEPS:
        assert verdict(name, lambda *arguments: None).score == 0


def test_a_velocity_in_another_convention_earns_nothing_for_velocities_alone():
    seen = verdict("momentum_step", mistake("momentum_step", "changes_the_gradients"))
    assert [score for _, score, _ in seen.criteria] == [2.0, 0.0]


def test_eps_under_the_root_is_right_for_the_eps_of_pytorch_only():
    seen = verdict("rmsprop_step", mistake("rmsprop_step", "eps_under_the_root"))
    assert [score for _, score, _ in seen.criteria] == [1.0, 0.0, 0.0]


# predictions


def grows(x, y, lr, factor=1.0, momentum=0.0):
    line = torch.zeros(2, dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.SGD([line], lr=lr, momentum=momentum)
    losses = []
    for _ in range(2000):
        optimizer.zero_grad()
        loss = factor * ((line[0] * x + line[1] - y) ** 2).mean()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return not losses[-1] < losses[0]


def test_the_expected_predictions_are_what_real_runs_do():
    x, y = (tensor.double() for tensor in anscombe())
    runs = {
        "A": grows(x, y, 0.002, factor=11),
        "B": grows(x, y, 0.02, factor=0.5),
        "C": grows(x.repeat(2), y.repeat(2), 0.0105),
        "D": grows(2 * x, y, 0.005),
        "E": grows(x, 100 * y, 0.0105),
        "F": grows(x - 9, y, 0.05),
        "G": grows(x, y, 0.018, momentum=0.9),
        "H": grows(x, y, 0.022, momentum=0.9),
    }
    assert reference("predict_divergence")() == runs


@pytest.mark.parametrize(("momentum", "border"), [(0.0, 0.010882), (0.9, 0.020677)])
def test_the_border_of_the_lesson_parts_runs_that_fall_from_runs_that_grow(momentum, border):
    x, y = (tensor.double() for tensor in anscombe())
    assert border == pytest.approx((1 + momentum) * 2 / 183.7824, rel=1e-4)
    assert not grows(x, y, 0.995 * border, momentum=momentum)
    assert grows(x, y, 1.005 * border, momentum=momentum)


def test_the_matrix_of_curvatures_has_the_condition_number_of_the_lesson():
    x = np.array(X)
    matrix = 2 * np.array([[np.mean(x**2), x.mean()], [x.mean(), 1]])
    np.testing.assert_array_equal(matrix, [[182, 18], [18, 2]])
    assert np.linalg.eigvalsh(matrix) == pytest.approx([0.21765, 183.78235], rel=1e-4)
    assert np.linalg.cond(matrix) == pytest.approx(844.4, abs=0.1)


def test_a_wrong_prediction_is_not_told_by_its_letter():
    predictions = dict(reference("predict_divergence")())
    predictions.update({"C": True, "F": True})
    seen = verdict("predict_divergence", lambda: predictions)
    assert (seen.score, seen.status) == (1.0, Status.PARTIAL)
    assert not seen.differences and seen.mistake is None
    assert seen.message == SEVERAL["points"] and "C, D, E, F" in seen.message


@pytest.mark.parametrize(
    ("letters", "message"),
    [
        ("BFG", SLIPS["B"]),
        ("BEG", SLIPS["B"]),
        ("FG", SLIPS["F"]),
        ("ABGH", SEVERAL["loss"]),
        ("CDH", SEVERAL["points"]),
        ("GH", SEVERAL["momentum"]),
    ],
)
def test_slips_in_several_groups_are_told_by_the_first_group(letters, message):
    predictions = dict(reference("predict_divergence")())
    predictions.update({letter: not predictions[letter] for letter in letters})
    assert verdict("predict_divergence", lambda: predictions).message == message


@pytest.mark.parametrize(
    ("returned", "said"),
    [
        ({letter: False for letter in "abcdefgh"}, "capital letters"),
        ([True] * 8, "no dictionary, but a list"),
        ({"A", "D"}, "no dictionary, but a set"),
        ({"A": True}, "no entry for B"),
        (dict.fromkeys("ABCDEFGH", 1), "neither True nor False"),
    ],
)
def test_something_else_than_the_dictionary_is_told_in_words(returned, said):
    seen = verdict("predict_divergence", lambda: returned)
    assert said in seen.message and "eight entries" in seen.message and seen.score == 0


# the fit


def test_the_points_are_anscombes_in_check_and_lesson():
    assert [tensor.tolist() for tensor in anscombe()] == [
        pytest.approx(list(numbers)) for numbers in (X, Y)
    ]


def test_the_reference_fit_is_the_least_squares_line():
    x, y = anscombe()
    design = np.stack([x.double().numpy(), np.ones(11)], 1)
    best, squares, *_ = np.linalg.lstsq(design, y.double().numpy(), rcond=None)
    assert best == pytest.approx([SLOPE, INTERCEPT], abs=1e-5)
    assert squares[0] / 11 == pytest.approx(LOSS, abs=1e-5)
    slope, intercept, loss = reference("fit_line")(x, y)
    assert [slope, intercept] == pytest.approx(best, abs=1e-4)
    assert loss == pytest.approx(squares[0] / 11, abs=1e-5)


def rmsprop_of_the_lesson(clear=True, reduction="mean"):
    x, y = anscombe()
    np.random.seed(0)
    slope, intercept = (torch.tensor([np.random.rand()], dtype=torch.float32) for _ in range(2))
    optimizer = torch.optim.RMSprop([slope.requires_grad_(), intercept.requires_grad_()], lr=1e-3)
    loss_fun = nn.MSELoss(reduction=reduction)
    for _ in range(6000):
        loss = loss_fun(slope * x + intercept, y)
        if clear:
            optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return slope.item(), intercept.item(), loss.item()


def test_rmsprop_ends_half_a_rate_beside_the_best_line():
    slope, intercept, loss = rmsprop_of_the_lesson()
    assert [slope, intercept] == pytest.approx([SLOPE - 0.0005, INTERCEPT - 0.0005], abs=2e-5)
    assert loss == pytest.approx(1.25118, abs=1e-5)


@pytest.mark.parametrize(
    ("options", "numbers"),
    [
        ({"clear": False}, (0.5256, 2.6951, None)),
        ({"reduction": "sum"}, (SLOPE, INTERCEPT, 13.763)),
    ],
)
def test_the_lab_shows_the_numbers_of_the_lesson_plan(options, numbers):
    found = rmsprop_of_the_lesson(**options)
    for wanted, got in zip(numbers, found, strict=True):
        assert wanted is None or got == pytest.approx(wanted, abs=1e-3)


def fit(optimizer_class, n_steps, clear=True, **options):
    def fit_line(x, y):
        slope = torch.tensor(0.2, requires_grad=True)
        intercept = torch.tensor(1.5, requires_grad=True)
        optimizer = optimizer_class([slope, intercept], **options)
        for _ in range(n_steps):
            if clear:
                optimizer.zero_grad()
            loss = ((slope * x + intercept - y) ** 2).mean()
            loss.backward()
            optimizer.step()
        return slope.item(), intercept.item(), loss.item()

    return fit_line


OPTIMIZERS = {
    "sgd": (torch.optim.SGD, {"lr": 0.008}),
    "momentum": (torch.optim.SGD, {"lr": 0.005, "momentum": 0.9}),
    "rmsprop": (torch.optim.RMSprop, {"lr": 0.002}),
    "adam": (torch.optim.Adam, {"lr": 0.02}),
}


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_gradients_that_pile_up_are_recognised_whatever_the_optimizer(name):
    kind, options = OPTIMIZERS[name]
    assert verdict("fit_line", fit(kind, 60, clear=False, **options)).mistake == "no_zero_grad"


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_a_loop_that_ends_too_early_is_recognised_whatever_the_optimizer(name):
    kind, options = OPTIMIZERS[name]
    assert verdict("fit_line", fit(kind, 120, **options)).mistake == "too_few_steps"


@pytest.mark.parametrize("rate", [0.0115, 0.05, 3.0])
def test_a_fit_that_runs_away_is_recognised_whatever_the_rate(rate):
    assert verdict("fit_line", fit(torch.optim.SGD, 1500, lr=rate)).mistake == "diverges"


def by_hand(clear=True, steps=True, lr=0.005, n_steps=60):
    def fit_line(x, y):
        slope = torch.tensor(0.2, requires_grad=True)
        intercept = torch.tensor(1.5, requires_grad=True)
        for _ in range(n_steps):
            loss = ((slope * x + intercept - y) ** 2).mean()
            loss.backward()
            with torch.no_grad():
                for p in (slope, intercept) if steps else ():
                    p -= lr * p.grad
            if clear:
                slope.grad = intercept.grad = None
        return slope.item(), intercept.item(), loss.item()

    return fit_line


@pytest.mark.parametrize("lr", [0.001, 0.005, 0.01])
@pytest.mark.parametrize("n_steps", [20, 61, 300])
def test_gradients_that_pile_up_are_recognised_in_a_loop_by_hand(lr, n_steps):
    seen = verdict("fit_line", by_hand(clear=False, lr=lr, n_steps=n_steps))
    assert seen.mistake == "no_zero_grad"


def test_a_loop_by_hand_without_a_step_and_one_that_is_too_short_are_told_apart():
    assert verdict("fit_line", by_hand(steps=False)).mistake == "never_steps"
    assert verdict("fit_line", by_hand()).mistake == "too_few_steps"


@pytest.mark.parametrize("divide", [False, True])
def test_a_line_of_shifted_x_is_recognised(divide):
    def fit_line(x, y):
        return reference("fit_line")((x - x.mean()) / (x.std() if divide else 1.0), y)

    assert verdict("fit_line", fit_line).mistake == "shifted"


def test_a_loss_that_is_a_sum_costs_the_point_for_the_loss_alone():
    seen = verdict("fit_line", mistake("fit_line", "sum"))
    assert (seen.score, seen.status) == (2.0, Status.PARTIAL)


def test_numbers_that_were_not_computed_from_the_points_earn_nothing():
    seen = verdict("fit_line", lambda x, y: (SLOPE, INTERCEPT, LOSS))
    assert (seen.score, seen.mistake) == (0, "not_these_points")


@pytest.mark.parametrize("off", [(0.0021, 0.0), (0.0, 0.0021), (-0.003, 0.02)])
def test_a_line_a_little_too_far_off_earns_nothing_for_the_line(off):
    def nearly(x, y):
        slope, intercept, loss = reference("fit_line")(x, y)
        return slope + off[0], intercept + off[1], loss

    assert verdict("fit_line", nearly).score == 0


def test_a_line_in_double_precision_and_as_numpy_numbers_is_accepted():
    def polynomial(x, y):
        slope, intercept = np.polyfit(x.numpy(), y.numpy(), 1)
        return slope, intercept, np.mean((slope * x.numpy() + intercept - y.numpy()) ** 2)

    assert verdict("fit_line", polynomial).status is Status.PASSED


@pytest.mark.parametrize("seed", range(8))
def test_the_other_points_are_far_enough_from_the_first_to_tell_them_apart(seed):
    points = tilted(Probe(seed))
    assert points.where(np.array([SLOPE, INTERCEPT])) != ARRIVED
    assert points.best[0] > SLOPE and points.best[1] < INTERCEPT


def test_a_card_for_a_wrong_line_draws_it_and_says_its_numbers():
    seen = verdict("fit_line", fit(torch.optim.SGD, 50, lr=0.005))
    assert seen.picture and "slope 0.6" in seen.picture
    assert not verdict("fit_line", fit(torch.optim.SGD, 900, lr=0.05)).picture


def test_watching_leaves_no_hook_behind():
    p = torch.tensor(1.0, requires_grad=True)
    optimizer = torch.optim.SGD([p], lr=0.1)
    with watching() as watch:
        for _ in range(3):
            (p**2).backward()
            optimizer.step()
    assert watch.fault() == "steps with the gradients of earlier steps"
    assert not p._backward_hooks
    optimizer.step()
    assert watch.n_steps == 3


def test_places_in_the_valley_have_their_words():
    points = Points(np.array(X), np.array(Y))
    curvatures, directions = np.linalg.eigh(2 * points.design.T @ points.design / 11)
    flat, steep = directions.T
    assert points.where(points.best + 0.5 * flat) == "on the way along the valley"
    assert points.where(points.best + 0.05 * steep) == "on a wall of the valley"
    assert points.where(points.best + 500 * steep) == "out of bounds"
    assert points.where(np.array([0.0, points.y.mean()])) == "a level line"
    assert points.where(np.array([0.0, 0.0])) == "worse than a level line"


def descent(step, loss_of=lambda error: (error**2).mean(), n_steps=30):
    """A fit by hand: ``step(leaf)`` is what is added to each of the two leaves."""

    def fit_line(x, y):
        leaves = [torch.tensor(0.0, requires_grad=True) for _ in range(2)]
        for _ in range(n_steps):
            loss = loss_of(leaves[0] * x + leaves[1] - y)
            loss.backward()
            with torch.no_grad():
                for leaf in leaves:
                    leaf += step(leaf)
                    leaf.grad = None
        return leaves[0].item(), leaves[1].item(), loss.item()

    return fit_line


@pytest.mark.parametrize(
    ("fit_line", "named"),
    [
        (descent(lambda leaf: 0.005 * leaf.grad), "uphill"),
        (descent(lambda leaf: -1e8 * leaf.grad), "diverges"),
        (descent(lambda leaf: -0.01 * leaf.grad, lambda e: (e - 99).sqrt().sum()), "not_finite"),
        (descent(lambda leaf: -0.005 * leaf.grad, lambda e: -(e**2).mean()), "minus_the_loss"),
        (descent(lambda leaf: -0.005 * leaf.grad, n_steps=1), "one_round"),
    ],
    ids=["up", "rate", "root", "minus", "one round"],
)
def test_fits_that_end_far_away_are_told_by_what_was_seen_of_their_rounds(fit_line, named):
    seen = verdict("fit_line", fit_line)
    assert seen.mistake == named


@pytest.mark.parametrize("seed", range(20))
def test_a_loss_over_eleven_and_rounded_numbers_are_wrong_for_the_other_points(seed):
    points = tilted(Probe(seed))
    assert len(points.x) != len(X)
    assert np.abs(points.best - np.round(points.best, 2)).max() > 0.002
    curvatures = [2 * p.design.T @ p.design / len(p.x) for p in (points, Points(np.array(X), Y))]
    np.testing.assert_allclose(*curvatures)


def steps(update):
    """A step with momentum by hand: ``update(p, v, lr, momentum)`` without recording."""

    def momentum_step(parameters, velocities, lr, momentum):
        with torch.no_grad():
            for p, v in zip(parameters, velocities, strict=True):
                update(p, v, lr, momentum)

    return momentum_step


def replaced(parameters, velocities, lr, momentum):
    with torch.no_grad():
        for i, p in enumerate(parameters):
            velocities[i] = momentum * velocities[i] + p.grad
            parameters[i] = p - lr * velocities[i]


def fixed_momentum(p, v, lr, momentum):
    v.mul_(0.9).add_(p.grad)
    p -= lr * v


def damped_and_lost(p, v, lr, momentum):
    v = momentum * v + (1 - momentum) * p.grad
    p -= lr * v


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (replaced, "the list of parameters holds other tensors"),
        (steps(fixed_momentum), "the old velocities are multiplied by 0.9"),
        (steps(damped_and_lost), "That is 1 − momentum"),
        (steps(damped_and_lost), "the velocities are still 0"),
    ],
)
def test_steps_of_no_known_mistake_are_told_by_what_the_first_ones_did(code, said):
    assert said in verdict("momentum_step", code).message


def test_velocities_that_nobody_changed_are_not_called_right():
    def momentum_step(parameters, velocities, lr, momentum):
        return [p - lr * p.grad for p in parameters], list(velocities)

    assert "velocities are right" not in verdict("momentum_step", momentum_step).message
