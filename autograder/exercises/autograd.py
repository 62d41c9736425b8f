"""Lesson 03: PyTorch's autograd: leaves, graphs recorded by the forward pass, and backward.

What is asked and for how many points. How it is observed is in ``autograd_derivatives``,
``autograd_model`` and ``autograd_graphs``.
"""

from __future__ import annotations

from autograder.exercises.autograd_derivatives import (
    A_PAIR,
    AGAIN,
    BATCHES,
    CURVES,
    GIVEN,
    observe_analytic_gradients,
    observe_derivative_at,
    slope_inputs,
    tell_pair,
    tell_slope,
    tell_slope_otherwise,
)
from autograder.exercises.autograd_graphs import (
    COUNT_CRITERIA,
    FLAG_CRITERIA,
    FLAG_MESSAGES,
    observe_count_nodes,
    observe_predict_flags,
    tell_flags,
)
from autograder.exercises.autograd_model import (
    GRAPH,
    KIND_MESSAGES,
    PREDICTION,
    SQ_LOSS_CRITERIA,
    draw_simple_graph,
    loss_inputs,
    observe_simple_graph,
    observe_sq_loss,
    tell_formula,
    tell_simple_graph,
)
from autograder.records.exercises import Criterion, Exercise

LESSON = "03_autograd"

EXERCISES = (
    Exercise(
        id="derivative_at",
        title="A derivative by backward",
        lesson=LESSON,
        criteria=(
            Criterion("derivatives by backward", 2.0, (*CURVES, AGAIN)),
            Criterion("whole numbers too", 1.0, ("whole",)),
        ),
        observe=observe_derivative_at,
        tell=tell_slope,
        inputs=slope_inputs,
        otherwise=tell_slope_otherwise,
        hints=(
            "f needs a tensor that autograd watches. Which argument of `torch.tensor` asks for "
            "that?",
            "Three steps: make the leaf, compute f of it, and start backward at the result. The "
            "derivative is then kept in the leaf.",
            "A whole number makes an integer tensor, and that has no gradient: turn x into a float "
            "first. At the end, `.item()` takes the number out of the tensor in `.grad`.",
        ),
    ),
    Exercise(
        id="SimpleGraph",
        title="A model with a graph behind it",
        lesson=LESSON,
        criteria=(
            Criterion("the predictions, and x left alone", 1.0, PREDICTION),
            Criterion("the graph behind it", 1.0, GRAPH),
        ),
        observe=observe_simple_graph,
        phrases=KIND_MESSAGES,
        tell=tell_simple_graph,
        otherwise=tell_formula,
        hints=(
            "In `__init__`, w and b arrive as plain numbers. Make a leaf of each, one that asks "
            "for gradients, and keep them as `self.w` and `self.b`.",
            "In `forward`, compute the inner values from x, `self.w` and `self.b` first, for all "
            "features in one go; then bend them with torch's own function.",
            "Return the tensor as it comes: taking the numbers out, or wrapping them up anew, "
            "loses the graph.",
        ),
        picture=draw_simple_graph,
    ),
    Exercise(
        id="sq_loss",
        title="The squared error, element by element",
        lesson=LESSON,
        criteria=SQ_LOSS_CRITERIA,
        observe=observe_sq_loss,
        inputs=loss_inputs,
        hints=(
            "How far is the prediction from the truth? Start with the difference.",
            "Every element has a loss of its own: the result has the shape of the arguments, and "
            "nothing is added up.",
            "One difference and one power are enough. Both work on whole tensors, and both are "
            "recorded.",
        ),
    ),
    Exercise(
        id="analytic_gradients",
        title="Backward by hand",
        lesson=LESSON,
        criteria=tuple(
            Criterion(
                f"∂loss/∂{name}",
                1.0,
                (*(f"{what}_{k}" for k in BATCHES for what in ("pair", name)), *GIVEN),
            )
            for name in "wb"
        ),
        observe=observe_analytic_gradients,
        phrases=(A_PAIR,),
        tell=tell_pair,
        hints=(
            "Go backwards along the graph of lesson 02: from the loss to the prediction p, from p "
            "to the inner value x·w + b, from there to w and to b.",
            "The local derivatives: of (y − p)² with respect to p, of tanh (the output p is all it "
            "takes), of x·w + b with respect to w and to b.",
            "Compute p first. Both gradients share the first two factors; they differ in the last "
            "one alone.",
        ),
    ),
    Exercise(
        id="predict_flags",
        title="Predict: what ten tensors know",
        lesson=LESSON,
        criteria=FLAG_CRITERIA,
        observe=observe_predict_flags,
        phrases=FLAG_MESSAGES,
        hints=(
            "Take one column at a time. `requires_grad` flows forward: a result needs gradients if "
            "one of its inputs does, and recording is on.",
            "A leaf is a tensor that no recorded operation has made. A result that needs no "
            "gradient isn't recorded, so it is a leaf as well.",
            "backward fills `.grad` of the leaves that ask for it and that the loss depends on, "
            "and of results that asked to keep theirs. For the numbers, treat what `detach` "
            "returns as a constant.",
        ),
        secret=True,
        tell=tell_flags,
    ),
    Exercise(
        id="count_nodes",
        title="Count the nodes of a graph",
        lesson=LESSON,
        criteria=COUNT_CRITERIA,
        observe=observe_count_nodes,
        hints=(
            "Start at `loss.grad_fn`. Each node's `next_functions` holds pairs: a node and a "
            "number. Only the node matters here.",
            "Where an input needs no gradient the pair holds None instead of a node. And a tensor "
            "that nothing recorded has made has no `grad_fn` to start from.",
            "Keep the nodes that you have seen in a set, the nodes themselves, and go on only from "
            "those that are new. At the end the set's size is the answer.",
        ),
    ),
)
