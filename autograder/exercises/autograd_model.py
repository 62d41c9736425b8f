"""Lesson 03, observed: the model tanh(x·w + b) with its graph, and its loss."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import torch

from autograder.drawing.curves import curves
from autograder.exercises.torch_errors import attempt, error_text
from autograder.probing.alone import record_alone
from autograder.probing.probes import Probe, numbers, observation
from autograder.records.comparison import KIND_NAMES, agree, number_text
from autograder.records.exercises import Criterion
from autograder.records.observations import Observation
from autograder.records.sentences import Sentence, joined, say
from autograder.records.values import MISSING, Value, plain

CURVE_X = np.linspace(-3.0, 3.0, 13)
FEATURES = ((1.2, 2.2), (-1.9, -1.2), (0.4, 0.9), (-0.8, -0.3))
"""Where the features of a call lie: far from 0 and near, on both sides."""
SETTINGS = (((0.4, 0.8), (-0.4, -0.1)), ((-0.9, -0.5), (0.1, 0.4)))
"""Where w and b lie. Neither is a multiple of the other, and no prediction is nearly 0 or 1."""
N_FEATURES = (4, 3, 1)
"""One graph for each, with so many features in its call."""
PREDICTION = (*(f"value{n}" for n in range(len(N_FEATURES))), "again", "x", "x_flag")
GRAPH = ("kind", "w_kind", "b_kind", "w_grad", "b_grad", "w", "b")
NO_GRAPH, LEAF = "a tensor without a graph", "a leaf that requires gradients"
RESULT, OBJECT = "a result with a graph behind it", "an object of type {name}"
ONE_BY_ONE = "{kind} for one feature, and an error for several"
KIND_MESSAGES = (ONE_BY_ONE, NO_GRAPH, LEAF, RESULT, OBJECT, *KIND_NAMES.values())
"""The messages of what is recorded of kinds."""
ATTRIBUTE = re.compile(r"'SimpleGraph' object has no attribute '(?P<name>\w+)'")
FOR_TENSORS = "1-D tensor"
"""Words of the docstring of ``forward`` since version 0.2.0."""


@observation
def observe_simple_graph(SimpleGraph: Callable[..., Any], probe: Probe) -> None:
    """Predictions of three graphs that exist side by side, and the gradients of the first.

    The first graph predicts twice, so that an answer that it remembers shows.
    """
    settings = [[probe.uniform(*r) for r in SETTINGS[n % 2]] for n in range(len(N_FEATURES))]
    inputs = [_features(probe, n) for n in (*N_FEATURES, N_FEATURES[0])]
    labels = [_label(settings[n % len(settings)], x) for n, x in enumerate(inputs)]
    with attempt(probe, "value0", labels[0]):
        graphs = [SimpleGraph(w, b) for w, b in settings]
        _observe_sizes(graphs[0], probe)
        for n, graph in enumerate(graphs):
            probe.record(f"x of value{n}", inputs[n].clone(), f"the features, {labels[n]}")
            with attempt(probe, f"value{n}", labels[n]):
                prediction = _predict(graph, inputs[n])
                probe.record(f"value{n}", prediction.value, labels[n])
                if n == 0:
                    _observe_graph(graph, prediction, probe, labels[0])
        _observe_second_call(graphs[0], probe, inputs[-1], labels[-1])
        _observe_curve(graphs[0], probe)

        def predicted(w: float, b: float, x: torch.Tensor) -> Any:
            return _predict(SimpleGraph(w, b), x).value

        (w, b), x = settings[0], inputs[0]
        given = {"w": w, "b": b, "x": x}
        record_alone(probe, predicted, given, {"w": w + 0.4, "b": b + 0.4, "x": x + 0.4})


def _features(probe: Probe, n: int) -> torch.Tensor:
    """So many features, on the CPU on every device.

    The student makes the leaves, perhaps of shape (1,), and devices are a matter of lesson 06.
    """
    return torch.tensor([probe.uniform(*r) for r in FEATURES[:n]])


def _label(setting: list[float], x: torch.Tensor) -> str:
    return f"SimpleGraph({numbers(setting)}).forward(tensor([{numbers(x.tolist())}]))"


@dataclass(frozen=True)
class Prediction:
    """What ``forward`` gave: its numbers, what sort of thing it is, and what backward starts at.

    ``one_by_one`` says that it was called with each feature as a number.
    """

    value: Value
    kind: str
    tensor: torch.Tensor | None
    one_by_one: bool = False


def _predict(graph: Any, x: torch.Tensor) -> Prediction:
    """The predictions for a tensor of features, or, where that raises, for one number at a time.

    Version 0.1.0 of the lesson asked for the prediction of a float, and code that was written for
    it stays right. Code with the docstring of today is held to what that says.
    """
    try:
        returned = graph.forward(x)
    except Exception:
        one_by_one = None if FOR_TENSORS in _docstring(graph) else _for_floats(graph, x)
        if one_by_one is None:
            raise
        return one_by_one
    tensor = returned if isinstance(returned, torch.Tensor) else None
    return Prediction(_as_row(plain(returned), graph, x), _kind(returned), tensor)


def _docstring(graph: Any) -> str:
    return str(getattr(graph.forward, "__doc__", None) or "")


def _for_floats(graph: Any, x: torch.Tensor) -> Prediction | None:
    """The predictions for each feature as a float; None where one isn't a number, or fails."""
    try:
        returned = [graph.forward(feature) for feature in x.tolist()]
    except Exception:  # what is told is the error of the call with a tensor
        return None
    values = [plain(prediction) for prediction in returned]
    if any(np.size(v.data) != 1 or v.kind not in ("number", "tensor", "array") for v in values):
        return None
    row = np.array([np.asarray(v.data).item() for v in values])
    tensors = [p.reshape(()) for p in returned if isinstance(p, torch.Tensor)]
    tensor = torch.stack(tensors) if len(tensors) == len(returned) else None
    return Prediction(Value("tensor", row, "float32"), _kind(returned[0]), tensor, True)


def _as_row(value: Value, graph: Any, x: torch.Tensor) -> Value:
    """Predictions as a tensor of single precision without a graph; others as they are.

    One prediction may be a number or have any shape, and n of them the one that leaves of shape
    (1, 1) give them, (1, n). A column, (n, 1), is something else: a loss would broadcast it to
    (n, n).
    """
    if value.kind == "number" and len(x) == 1:
        return Value("tensor", np.array([value.data], float), "float32")
    if value.kind not in ("tensor", "array"):
        return value
    data = value.data
    with_leaves = np.broadcast_shapes(x.shape, *(_shape(graph, name) for name in "wb"))
    if data.shape == with_leaves or data.size == len(x) == 1:
        data = data.reshape(x.shape)
    return Value("tensor", data, "float32" if data.dtype.kind == "f" else value.name)


def _shape(graph: Any, name: str) -> tuple[int, ...]:
    """The shape of a leaf with one number; () of everything else."""
    leaf = getattr(graph, name, None)
    return tuple(leaf.shape) if isinstance(leaf, torch.Tensor) and leaf.numel() == 1 else ()


def _observe_graph(graph: Any, prediction: Prediction, probe: Probe, label: str) -> None:
    """What kind of thing the prediction is, and what backward leaves in w and b."""
    kind = prediction.kind
    if prediction.one_by_one and prediction.tensor is None:
        kind = ONE_BY_ONE.format(kind=kind)
    probe.record("kind", kind, say("what {call} returns", call=label))
    for name in "wb":
        with attempt(probe, f"{name}_kind", f"self.{name}"):
            parameter = getattr(graph, name)
            probe.record(f"{name}_kind", _kind(parameter), f"self.{name}")
            probe.record(
                name, _as_number(plain(parameter)), say("the number in self.{name}", name=name)
            )
    if prediction.tensor is not None:
        _observe_gradients(graph, prediction.tensor, probe)


def _kind(thing: Any) -> str:
    """What autograd makes of it, in words."""
    if not isinstance(thing, torch.Tensor):
        value = plain(thing)
        return KIND_NAMES.get(value.kind) or say(OBJECT, name=value.name)
    if not thing.requires_grad:
        return NO_GRAPH
    return LEAF if thing.is_leaf else RESULT


def _observe_gradients(graph: Any, prediction: torch.Tensor, probe: Probe) -> None:
    called = False
    for name in "wb":
        label = say("self.{name}.grad after prediction.sum().backward()", name=name)
        with attempt(probe, f"{name}_grad", label):
            if not called:
                called = True
                prediction.sum().backward()
            gradient = getattr(graph, name).grad
            probe.record(f"{name}_grad", _without_size(plain(gradient)), label)


def _observe_second_call(graph: Any, probe: Probe, x: torch.Tensor, label: str) -> None:
    """Other features for a graph that has predicted before, and what they are afterwards."""
    told = say("{call}, a second call", call=label)
    with attempt(probe, "again", told):
        probe.record("again", _predict(graph, x).value, told)
    probe.record("x", x.detach(), say("x after the call, which has to be as before"))
    told = say("x.requires_grad after the call, of x without it")
    probe.record("x_flag", x.requires_grad, told)


def _observe_sizes(graph: Any, probe: Probe) -> None:
    """How many numbers the two leaves hold, before anything is computed of them."""
    for name in "wb":
        with attempt(probe, f"size of {name}", f"self.{name}"):
            leaf = getattr(graph, name, None)
            probe.record(f"kind of {name}", plain(leaf).kind, f"self.{name}")
            if isinstance(leaf, torch.Tensor):
                told = say("how much self.{name} holds", name=name)
                probe.record(f"size of {name}", leaf.numel(), told)


NO_FORWARD = say(
    "The class has no method `forward`. Look at how its name is spelt, and how far the method is "
    "indented: it stands below `__init__`, not inside of it."
)
NOT_IN_SELF = (
    "`self` holds what `__init__` has kept in it, and no `{name}`. A function of torch is written "
    "`torch.{name}`."
)
WALKED = say(
    "backward has run inside of `forward` already, and a graph is walked once. `forward` only "
    "computes the prediction; the walk is the matter of whoever calls it."
)
KEPT = say(
    "The first prediction of a graph is right, and a second one, with other features, isn't: "
    "something is kept in `self` from call to call. Compute everything anew in `forward`."
)
NO_LEAVES = (
    "There is no `self.{name}` in your graph. Keep the two leaves under the names `self.w` and "
    "`self.b`, made of the arguments of `__init__`."
)
A_TUPLE = (
    "`self.{name}` is a tuple and no tensor: look for a comma at the end of its line in `__init__`."
)
MORE_THAN_ONE = (
    "`self.{name}` holds {n} numbers. It is one number for all features, however many come: the "
    "operations on x use it for each of them."
)
OTHER_NUMBER = (
    "`self.{name}` holds {got}, where `__init__` was given {wanted} for it. Make it of that "
    "argument."
)
OTHER_LINE = (
    "For w = {w} and b = {b} your predictions are tanh({slope}·x + {offset}). Look at the inner "
    "value in `forward`: which numbers does it use, and how?"
)
SAME_FOR_EACH = (
    "Each of the features gets one and the same prediction, {prediction}. Look for an index such "
    "as `[0]` in `forward`, or for something that stands where x belongs."
)
ONE_LINE = (
    "Your predictions are tanh({slope}·x + {offset}) for every graph, whatever w and b it was made "
    "with. Look at which w and b `forward` uses: those of this object have `self` before them."
)
STRAIGHT = (
    "For w = {w} and b = {b} your predictions are {slope}·x + {offset}, a straight line in x. Look "
    "for the tanh, and at the inner value."
)
FORMULA = (
    "`self.w` and `self.b` hold the right numbers, so it is the formula in `forward` that "
    "differs. Try it with one feature: for x = {x} the inner value x·w + b is {inner}, and the "
    "prediction is its tanh, {wanted}. Yours is {got}."
)


def tell_simple_graph(
    expected: Observation, observed: Observation, wrong: Sequence[str]
) -> str | None:
    """What the leaves hold, or which line the predictions are made of, if that is what is wrong."""
    first = next((observed.values[key] for key in wrong if key in observed.values), MISSING)
    for name in "wb":
        if observed.values.get(f"kind of {name}", MISSING).data == "tuple":
            return say(A_TUPLE, name=name)
    if first.kind == "error" and (told := error_text(first) or _told_of_attribute(str(first.data))):
        return told
    if "(freed graph)" in first.name and "value0" not in wrong:
        return WALKED
    if wrong[0] == "again" and first.kind == "tensor":
        return KEPT
    for name in "wb":
        size = observed.values.get(f"size of {name}", MISSING)
        if first.kind in ("error", "tensor") and size.kind == "number" and size.data > 1:
            return say(MORE_THAN_ONE, name=name, n=size.data)
    for name in "wb":
        wanted, got = expected.values[name], observed.values.get(name, MISSING)
        if got.kind == "number" and not agree(wanted, got):
            shown = {"got": number_text(got.data), "wanted": number_text(wanted.data)}
            return say(OTHER_NUMBER, name=name, **shown)
    line = _told_of_line(expected, observed) if "value0" in wrong else None
    gone = [n for n in "wb" if observed.values.get(f"kind of {n}", MISSING).data == "none"]
    if gone and line:
        return joined(say(NO_LEAVES, name=gone[0]), line)
    return line


def _told_of_attribute(text: str) -> Sentence | None:
    """Of an attribute that the graph hasn't: its ``forward``, or a function of torch."""
    found = ATTRIBUTE.search(text)
    if found is None:
        return None
    if found["name"] == "forward":
        return NO_FORWARD
    return say(NOT_IN_SELF, name=found["name"]) if hasattr(torch, found["name"]) else None


def _told_of_line(expected: Observation, observed: Observation) -> Sentence | None:
    """That the predictions are tanh of another line in x, or a line themselves; None if neither."""
    given = {name: number_text(expected.values[name].data) for name in "wb"}
    lines = [_line(observed, n, np.arctanh) for n in (0, 1)]
    wanted = expected.values["w"].data, expected.values["b"].data
    if lines[0] is not None and np.allclose(-lines[0], wanted, rtol=1e-3):
        return None  # the sign alone, which has words of its own
    if lines[0] is not None and abs(lines[0][0]) < 1e-6:
        return say(SAME_FOR_EACH, prediction=_bracketed(float(np.tanh(lines[0][1]))))
    if lines[0] is not None:
        shown = {"slope": _bracketed(lines[0][0]), "offset": _bracketed(lines[0][1])}
        if lines[1] is not None and np.allclose(lines[0], lines[1], rtol=1e-3, atol=1e-3):
            return say(ONE_LINE, **shown)
        return say(OTHER_LINE, **given, **shown)
    straight = _line(observed, 0, np.positive)
    if straight is None:
        return None
    return say(STRAIGHT, **given, slope=_bracketed(straight[0]), offset=_bracketed(straight[1]))


def _line(
    observed: Observation, n: int, inner: Callable[[np.ndarray], np.ndarray]
) -> np.ndarray | None:
    """Slope and offset of the line in x that ``inner`` makes of the predictions; None if bent."""
    x, p = (observed.values.get(key, MISSING).data for key in (f"x of value{n}", f"value{n}"))
    if not isinstance(p, np.ndarray) or not isinstance(x, np.ndarray) or p.shape != x.shape:
        return None
    with np.errstate(all="ignore"):
        values = inner(p.astype(float))
    if not np.isfinite(values).all():
        return None
    line = np.polyfit(x, values, 1)
    return line if np.allclose(np.polyval(line, x), values, rtol=1e-3, atol=1e-4) else None


def _bracketed(number: float) -> str:
    text = f"{number:.4g}".replace("-", "−")
    return f"({text})" if text.startswith("−") else text


def tell_formula(expected: Observation, observed: Observation, wrong: Sequence[str]) -> str | None:
    """The formula for one feature, step by step, where the leaves are right and the numbers not."""
    leaves = all(
        name in observed.values and agree(expected.values[name], observed.values[name])
        for name in "wb"
    )
    x, got = (observed.values.get(key, MISSING).data for key in ("x of value0", "value0"))
    wanted = expected.values["value0"].data
    if (
        "value0" not in wrong
        or not leaves
        or not isinstance(got, np.ndarray)
        or got.shape != wanted.shape
    ):
        return None
    shown = {"x": x[0], "inner": np.arctanh(wanted[0]), "wanted": wanted[0], "got": got[0]}
    return say(FORMULA, **{name: f"{v:.4g}".replace("-", "−") for name, v in shown.items()})


def _observe_curve(graph: Any, probe: Probe) -> None:
    """The prediction over x, for the card's picture only."""
    label = say("the prediction for x from −3 to 3")
    with attempt(probe, "curve", label):
        prediction = _predict(graph, torch.tensor(CURVE_X, dtype=torch.float32))
        probe.record("curve", prediction.value, label)


def _as_number(value: Value) -> Value:
    """A value with one element as a plain number of single precision; others as they are."""
    if value.kind in ("tensor", "array") and value.data.size == 1:
        return Value("number", float(value.data.reshape(())), "float32")
    return replace(value, name="float32") if value.kind == "number" else value


def _without_size(value: Value) -> Value:
    """A tensor of shape (1,) or (1, 1) as one of shape (); others as they are."""
    if value.kind == "tensor" and value.data.size == 1:
        return replace(value, data=value.data.reshape(()))
    return value


def draw_simple_graph(expected: Observation, observed: Observation) -> str | None:
    """Your prediction over x, dashed over the reference's; nothing where they are the same."""
    if "curve" not in observed.values:
        return None
    wanted, got = (o.values["curve"].data for o in (expected, observed))
    if not isinstance(got, np.ndarray) or got.shape != CURVE_X.shape:
        return None
    if np.allclose(wanted, got, atol=1e-3):
        return None
    return curves(
        {say("reference"): wanted.tolist(), say("your forward"): got.tolist()},
        title=say("Prediction of the first graph"),
        x_label="x",
        y_label=say("prediction"),
        alt=say("The prediction over x: the reference as a solid line, your forward dashed."),
        ends=(number_text(CURVE_X[0]), number_text(CURVE_X[-1])),
    )


SHAPES: dict[str, tuple[str, tuple[int, ...], torch.dtype]] = {
    "row": (say("two tensors of shape (4,)"), (4,), torch.float32),
    "column": (say("two tensors of shape (5, 1)"), (5, 1), torch.float32),
    "table": (say("two tensors of shape (3, 2), float64"), (3, 2), torch.float64),
}
LOSS_GRAPH = tuple(f"{what}_{key}" for key in ("one", "row") for what in ("graph", "gradient"))
SQ_LOSS_CRITERIA = (
    Criterion("the loss", 1.0, ("loss_one", *(f"loss_{key}" for key in SHAPES))),
    Criterion(
        "its graph, and y_true left alone",
        1.0,
        (*LOSS_GRAPH, "y_true", "y_prediction", "y_true_flag"),
    ),
)


@observation
def observe_sq_loss(sq_loss: Callable[..., Any], probe: Probe) -> None:
    """Losses for tensors of several shapes, with the gradient of the prediction."""
    truth, prediction = probe.uniform(1.5, 3.0), probe.uniform(-0.9, 0.9)
    one = probe.tensor([truth]), probe.tensor([prediction], requires_grad=True)
    call = f"sq_loss(tensor([{numbers([truth])}]), tensor([{numbers([prediction])}]))"
    _observe_loss(sq_loss, probe, "one", call, *one)
    for key, (words, shape, dtype) in SHAPES.items():
        y_true, y_prediction = _truth_and_prediction(probe, shape, dtype)
        label = say("sq_loss of {arguments}", arguments=words)
        _observe_loss(sq_loss, probe, key, label, y_true, y_prediction)
        if key == "row":
            for name, given in (("y_true", y_true), ("y_prediction", y_prediction)):
                label = say("{name} after the call, which has to be as before", name=name)
                probe.record(name, given.detach(), label)
            label = say("y_true.requires_grad after the call")
            probe.record("y_true_flag", y_true.requires_grad, label)
    true, guess = (t.detach() for t in _truth_and_prediction(probe, (4,), torch.float64))
    asked = {"y_true": true, "y_prediction": guess}
    record_alone(probe, sq_loss, asked, {name: t + 0.7 for name, t in asked.items()})


def loss_inputs(expected: Observation) -> dict[str, dict[str, Any]]:
    """What sq_loss was given, and the difference, for each loss and each gradient."""
    found = {}
    for key in ("one", *SHAPES):
        true, prediction = expected.values[f"given {key}"].data
        for what in ("loss", "gradient"):
            found[f"{what}_{key}"] = {
                "y_true": true,
                "y_prediction": prediction,
                "y_true − y_prediction": true - prediction,
                "y_true + y_prediction": true + prediction,
                "y_true · y_prediction": true * prediction,
            }
    return found


def _truth_and_prediction(
    probe: Probe, shape: tuple[int, ...], dtype: torch.dtype
) -> tuple[torch.Tensor, torch.Tensor]:
    """Two tensors, the first by turns well above and well below the second."""
    prediction = probe.randn(*shape, dtype=dtype)
    sizes = probe.uniform(0.4, 2.0, *shape).reshape(-1)
    sizes[1::2] *= -1
    truth = prediction + probe.tensor(sizes.reshape(shape), dtype)
    return truth, prediction.requires_grad_()


def _observe_loss(
    sq_loss: Callable[..., Any],
    probe: Probe,
    key: str,
    label: str,
    y_true: torch.Tensor,
    y_prediction: torch.Tensor,
) -> None:
    """Records the loss's numbers, whether they carry a graph, and the prediction's gradient."""
    given = [y_true.detach().tolist(), y_prediction.detach().tolist()]
    probe.record(f"given {key}", np.array(given), say("y_true and y_prediction"))
    with attempt(probe, f"loss_{key}", label):
        loss = sq_loss(y_true, y_prediction)
        value = plain(loss)
        probe.record(f"loss_{key}", replace(value, graph=False), label)
        told = say("whether {call} carries a graph", call=label)
        probe.record(f"graph_{key}", value.graph, told)
        if value.kind == "tensor" and value.graph:
            gradient = say("the prediction's gradient of {call}, summed", call=label)
            with attempt(probe, f"gradient_{key}", gradient):
                loss.sum().backward()
                probe.record(f"gradient_{key}", y_prediction.grad, gradient)
