"""Who knows the tutorial or the four articles finds their functions again, and writes them so.

Everything here is written anew. It keeps the names, arguments, types and asserts that readers of
the tutorial know: tensors where it hands out tensors, floats where it hands out floats.
"""

from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pytest
import torch
from torch import nn

from autograder.exercises import find_exercise
from autograder.notebook.checking import verdict_on
from autograder.records.verdicts import Status
from utils import anscombe, plot_surface

ROOT = Path(__file__).resolve().parents[2]


def verdict(exercise_id, implementation, seed=0, device="cpu"):
    return verdict_on(find_exercise(exercise_id), implementation, seed, device)


def text_of(lesson):
    text = (ROOT / "lessons" / f"{lesson}.py").read_text(encoding="utf-8")
    return " ".join(text.replace("\n#", "\n").split())


# The tutorial's functions


def fun_z(x, y):
    squares = np.power(x, 2) + np.power(y, 2)
    return np.sin(squares)


def fun_dz(x, y):
    squares = np.power(x, 2) + np.power(y, 2)
    return 2 * x * np.cos(squares), 2 * y * np.cos(squares)


class SimpleGraph:
    def __init__(self, w: float, b: float):
        assert isinstance(w, float), "w is a float"
        assert isinstance(b, float), "b is a float"
        self.w = torch.tensor([w], requires_grad=True)
        self.b = torch.tensor([b], requires_grad=True)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        assert isinstance(x, torch.Tensor), "features are a tensor"
        assert len(x.size()) == 1, "features have one axis"
        inner = self.w * x + self.b
        return torch.tanh(inner)


def sq_loss(y_true: torch.Tensor, y_prediction: torch.Tensor) -> torch.Tensor:
    assert isinstance(y_true, torch.Tensor), "the truth is a tensor"
    assert isinstance(y_prediction, torch.Tensor), "the prediction is a tensor"
    assert y_true.size() == y_prediction.size(), "truth and prediction belong together"
    return (y_true - y_prediction).pow(2)


class WideNet(nn.Module):
    def __init__(self, n_cells: int):
        super().__init__()
        assert isinstance(n_cells, int), "a whole number of cells"
        hidden, output = nn.Linear(1, n_cells), nn.Linear(n_cells, 1)
        self.layers = nn.Sequential(hidden, nn.Tanh(), output)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        assert isinstance(x, torch.Tensor)
        return self.layers(x)


def train(features, labels, model, loss_fun, optimizer, n_epochs):
    assert isinstance(features, torch.Tensor)
    assert isinstance(labels, torch.Tensor)
    assert isinstance(model, nn.Module)
    assert isinstance(optimizer, torch.optim.Optimizer)
    record: list[float] = []
    for _epoch in range(n_epochs):
        optimizer.zero_grad()
        prediction = model.forward(features)
        assert prediction.size() == labels.size()
        loss = loss_fun(prediction, labels)
        loss.backward()
        optimizer.step()
        record += [loss.item()]
    return record


TUTORIAL = [fun_dz, SimpleGraph, sq_loss, WideNet, train]


@pytest.mark.parametrize("implementation", TUTORIAL, ids=lambda each: each.__name__)
@pytest.mark.parametrize("seed", [0, 7])
def test_code_for_the_tutorial_has_all_points(implementation, seed, device):
    seen = verdict(implementation.__name__, implementation, seed, device)
    assert seen.status is Status.PASSED, seen


def test_the_tutorial_s_height_is_named_in_lesson_01_and_can_be_drawn_by_it():
    assert "the tutorial that this course follows calls it fun_z" in text_of("01_gradient_vectors")
    assert fun_z(1.3, -0.4) == pytest.approx(0.9613, abs=1e-4)
    ax = plot_surface(fun_z)
    assert ax.collections
    plt.close(ax.figure)


def test_the_tutorial_s_sample_has_prediction_0_and_loss_49():
    prediction = SimpleGraph(-0.5, 0.5).forward(torch.tensor([1.0]))
    loss = sq_loss(torch.tensor([7.0]), prediction)
    assert (prediction.tolist(), loss.tolist()) == ([0.0], [49.0])


# The articles: derivatives, derivatives as functions, partial derivatives, a line


def derivative_at(f, x):
    x = torch.tensor(float(x), requires_grad=True)
    y = f(x)
    y.backward()
    return x.grad.item()


def derivative_curve(f, x):
    x = x.clone().detach().requires_grad_(True)
    y = f(x)
    return torch.autograd.grad(outputs=y, inputs=x, grad_outputs=torch.ones(y.shape).to(y))[0]


def second_derivative(f, x):
    x = x.clone().detach().requires_grad_(True)
    y = f(x)
    ones = torch.ones_like(x)
    first = torch.autograd.grad(y, x, grad_outputs=ones, create_graph=True)[0]
    return torch.autograd.grad(first, x, grad_outputs=ones)[0]


def partials(f, x, y):
    columns, rows = torch.meshgrid(x, y, indexing="xy")
    flat_x = columns.reshape(-1).clone().detach().requires_grad_(True)
    flat_y = rows.reshape(-1).clone().detach().requires_grad_(True)
    z = f(flat_x, flat_y)
    ones = torch.ones_like(z)
    dz_dx = torch.autograd.grad(z, flat_x, grad_outputs=ones, retain_graph=True)[0]
    dz_dy = torch.autograd.grad(z, flat_y, grad_outputs=ones)[0]
    return dz_dx.view(columns.shape), dz_dy.view(rows.shape)


def fit_line(x, y):
    start = np.random.RandomState(0)
    slope = torch.tensor(start.randn(1), dtype=torch.float32, requires_grad=True)
    intercept = torch.tensor(start.randn(1), dtype=torch.float32, requires_grad=True)
    criterion = nn.MSELoss()
    optimizer = torch.optim.RMSprop([slope, intercept], lr=0.001)
    for _step in range(6000):
        optimizer.zero_grad()
        loss = criterion(slope * x + intercept, y)
        loss.backward()
        optimizer.step()
    return slope.item(), intercept.item(), loss.item()


ARTICLES = [derivative_at, derivative_curve, second_derivative, partials, fit_line]


@pytest.mark.parametrize("implementation", ARTICLES, ids=lambda each: each.__name__)
def test_code_for_the_articles_has_all_points(implementation):
    seen = verdict(implementation.__name__, implementation)
    assert seen.status is Status.PASSED, seen


def test_the_articles_curves_have_their_slopes():
    x = torch.linspace(0, 1, 100)
    slopes = derivative_curve(lambda x: x**3 + 2 * x**2 + 3 * x + 1, x)
    torch.testing.assert_close(slopes, 3 * x**2 + 4 * x + 3)
    torch.testing.assert_close(derivative_curve(lambda x: x**2 + 2 * x + 3, x), 2 * x + 2)


def test_the_articles_grid_has_its_partials():
    x, y = torch.linspace(0, 1, 100), torch.linspace(2, 1, 100)
    dz_dx, dz_dy = partials(lambda x, y: x**2 * y + 2 * x * y**3, x, y)
    columns, rows = x[None, :], y[:, None]
    torch.testing.assert_close(dz_dx, 2 * columns * rows + 2 * rows**3)
    torch.testing.assert_close(dz_dy, columns**2 + 6 * columns * rows**2)


def test_the_articles_line_is_the_one_of_anscombe():
    assert fit_line(*anscombe()) == pytest.approx((0.50009, 3.00009, 1.25115), abs=2e-3)


def test_an_axis_that_is_asked_for_gradients_itself_is_refused_as_lesson_04_says():
    def derivative_curve(f, x):
        x.requires_grad_(True)
        y = f(x)
        return torch.autograd.grad(y, x, grad_outputs=torch.ones_like(y))[0]

    assert "with or without requires_grad; it is left as it is" in text_of("04_autograd_grad")
    seen = verdict("derivative_curve", derivative_curve)
    assert seen.status is Status.PARTIAL
    assert "x.requires_grad after the call" in str(seen.differences)


# What the lesson asked for before, and where it ends


class GraphOfAFloat:
    def __init__(self, w, b):
        self.w = torch.tensor(w, requires_grad=True)
        self.b = torch.tensor(b, requires_grad=True)

    def forward(self, x):
        if x > 100:
            raise ValueError("x is a number below 100")
        return torch.tanh(x * self.w + self.b)


class GraphToldOfTensors(GraphOfAFloat):
    def forward(self, x):
        """x: a 1-D tensor of features, shape (n,)."""
        return super().forward(x)


def test_a_graph_written_for_a_float_keeps_its_points():
    assert verdict("SimpleGraph", GraphOfAFloat).score == 2.0


def test_a_graph_that_says_it_gets_a_tensor_is_held_to_that_and_told_python_s_words():
    assert '"""The predictions for the features x' in text_of("03_autograd")
    assert "x: a 1-D tensor of features" in text_of("03_autograd")
    seen = verdict("SimpleGraph", GraphToldOfTensors)
    assert (seen.score, seen.status) == (0.0, Status.ERROR)
    assert "Boolean value of Tensor with more than one value is ambiguous" in seen.message
    assert seen.student_lines[-1].endswith("if x > 100:")


def graph(change, leaf=torch.tensor):
    """A SimpleGraph whose predictions are changed at the end."""

    class SimpleGraph:
        def __init__(self, w, b):
            self.w = leaf(w).requires_grad_()
            self.b = leaf(b).requires_grad_()

        def forward(self, x):
            return change(torch.tanh(x * self.w + self.b))

    return SimpleGraph


@pytest.mark.parametrize("shape", [(), (1,), (1, 1)], ids=str)
def test_leaves_with_one_number_are_right_in_each_shape(shape):
    seen = verdict("SimpleGraph", graph(lambda p: p, lambda number: torch.full(shape, number)))
    assert seen.status is Status.PASSED, seen


WRONG_SHAPES = {
    "summed": lambda p: p.sum(),
    "mean": lambda p: p.mean(),
    "first_feature_only": lambda p: p[0],
    "a_column": lambda p: p[:, None],
    "a_list": lambda p: list(p),
}


@pytest.mark.parametrize("mistake_id", WRONG_SHAPES)
def test_a_graph_that_gives_another_number_of_predictions_is_told_so(mistake_id):
    seen = verdict("SimpleGraph", graph(WRONG_SHAPES[mistake_id]), seed=3)
    assert (seen.mistake, seen.criteria[0][1]) == (mistake_id, 0.0)


def test_a_graph_whose_class_has_the_name_of_the_exercise_is_told_what_is_lost():
    class SimpleGraph:
        def __init__(self, w, b):
            w = torch.tensor(w, requires_grad=True)
            b = torch.tensor(b, requires_grad=True)

        def forward(self, x):
            return torch.tanh(self.w * x + self.b)

    assert verdict("SimpleGraph", SimpleGraph).mistake == "lost_after_init"


def test_a_name_that_is_spelt_otherwise_is_told_by_what_is_true_of_it():
    class SimpleGraph:
        def __init__(self, w, b):
            self.W = torch.tensor(w, requires_grad=True)
            self.b = torch.tensor(b, requires_grad=True)

        def forward(self, x):
            return torch.tanh(self.w * x + self.b)

    message = verdict("SimpleGraph", SimpleGraph).message
    assert "`forward` reads `self.w`, and `__init__` keeps nothing under that name" in message
    assert "'SimpleGraph' object has no attribute 'w'" in message


def test_a_module_without_forward_is_not_taken_for_an_empty_cell():
    class SimpleGraph(nn.Module):
        def __init__(self, w, b):
            super().__init__()
            self.w, self.b = nn.Parameter(torch.tensor(w)), nn.Parameter(torch.tensor(b))

        def foward(self, x):
            return torch.tanh(x * self.w + self.b)

    seen = verdict("SimpleGraph", SimpleGraph)
    assert seen.status is Status.ERROR
    assert 'missing the required "forward" function' in seen.message


def test_x_changed_in_place_costs_the_predictions_alone():
    class SimpleGraph(graph(lambda p: p)):
        def forward(self, x):
            return torch.tanh(x.mul_(self.w).add_(self.b))

    seen = verdict("SimpleGraph", SimpleGraph)
    assert (seen.mistake, seen.score) == ("changes_x", 1.0)


def test_a_graph_that_changes_with_each_call_is_no_right_one():
    class SimpleGraph(graph(lambda p: p)):
        def forward(self, x):
            prediction = super().forward(x)
            self.b = (self.b + 0.1).detach().requires_grad_()
            return prediction

    assert verdict("SimpleGraph", SimpleGraph).criteria[0][1] == 0.0


def test_losses_of_one_axis_alone_are_refused_as_the_lesson_says():
    def sq_loss(y_true, y_prediction):
        error = y_true - y_prediction
        return torch.einsum("n,n->n", error, error)

    assert "Write it for any shape, element by element" in text_of("03_autograd")
    seen = verdict("sq_loss", sq_loss)
    assert seen.score == 1.0
    assert "einsum" in seen.message
