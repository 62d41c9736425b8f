"""What the card of a passed exercise says: what was tried, and one thing to notice.

One message for each exercise. It tells nothing that an answer to a later exercise needs.
"""

from __future__ import annotations

from autograder.records.sentences import Sentence, say

NOTICES = {
    "gradient_formula": (
        "Both formulas were evaluated at six points. Notice: they share the factor cos(x² + y²), "
        "and what is left of them is 2 times (x, y), so that the gradient points straight away "
        "from the origin, or straight towards it."
    ),
    "fun_dz": (
        "Tried at a point, at seven points at once, on a grid, on a sparse grid, and in single "
        "precision. Notice: where the cosine is 0, both components are, so that the gradient "
        "vanishes on whole rings, besides the origin."
    ),
    "gradient_descent": (
        "Tried from one, two and three numbers, from whole numbers, without any step, and with "
        "gradients that are tiny or cancel each other. Notice: near a minimum the steps become "
        "shorter by themselves, since the gradient does; the rate stays."
    ),
    "stable_learning_rate": (
        "Notice: only the curvature decides. Near the ring, a step at this rate goes across it to "
        "a point as far from it as before; at a larger rate, farther."
    ),
    "forward_graph": (
        "Tried at three points and with arrays. Notice: each value needs only values that stand "
        "above it. Read from its end, that order is the one of the backward pass."
    ),
    "chain_rule": (
        "The three formulas were evaluated at six points. Notice: all three begin with the same "
        "two factors, those of the way from f to d. The backward pass computes them once."
    ),
    "backward_graph": (
        "Tried at three points, edge by edge, each with your own adjoint above it. Notice: one "
        "walk over eight edges gave the derivatives for all three inputs. Going forward, each "
        "input would take a walk of its own."
    ),
    "gradient_check": (
        "Tried with right gradients, with wrong ones of several kinds, and with a single component "
        "that is off among many. Notice: the error of a central difference falls with h², until "
        "rounding takes over; in double precision an h near 1e-5 does well."
    ),
    "derivative_at": (
        "Tried with functions that have an `if`, and with one to which 10¹⁸ was added, where "
        "differences of values give 0. Notice: autograd differentiates what ran, so that of an "
        "`if` it sees the branch that was taken."
    ),
    "SimpleGraph": (
        "Tried with several models, each with several features, and with the gradients that reach "
        "w and b. Notice: nothing in `forward` speaks of gradients. That w and b ask for them is "
        "enough for all that is made of them to be recorded."
    ),
    "sq_loss": (
        "Tried with tensors of several shapes, and with the gradients that the prediction gets. "
        "Notice: you keep each element's loss. Whether they are then summed or averaged decides "
        "how large the gradient is, and with it which learning rate fits."
    ),
    "analytic_gradients": (
        "Tried with single values, with six at once and with a table in double precision. Notice: "
        "this was the backward pass of one graph, by hand. `loss.backward()` multiplies the same "
        "factors, for any graph."
    ),
    "predict_flags": (
        "All ten tensors are as you say. Notice: a tensor that requires no gradients counts as a "
        "leaf, however it was made: there is nothing behind it to walk to."
    ),
    "count_nodes": (
        "Tried with long graphs, with shared nodes and with none at all. Notice: a node that is "
        "used twice stands in the graph once. Who forgets where they have been walks twice as far "
        "with each such node in a row."
    ),
    "derivative_curve": (
        "Tried with several functions, with an x that asks for gradients and one that doesn't, and "
        "with a weight inside of f. Notice: one walk is enough for all places, since each value "
        "depends on its own x and on no other."
    ),
    "second_derivative": (
        "Tried with several functions, also with a huge linear part, whose second derivative is 0. "
        "Notice: a walk that is recorded can be differentiated like any other computation, as "
        "often as you like."
    ),
    "partials": (
        "Tried on grids of several sizes. Notice: no loop over points is needed, since each value "
        "depends on its own point only: the gradient of their sum holds all partial derivatives."
    ),
    "vjp": (
        "Tried with more outputs than inputs, and with fewer. Notice: it takes one walk, however "
        "many inputs there are, and no table of derivatives. `backward()` is this product, with a "
        "1 for v."
    ),
    "jacobian": (
        "Tried with more outputs than inputs, and with fewer. Notice: each walk gives a row. A "
        "loss has one output, and so its gradient costs one walk, for a million weights as well."
    ),
    "hvp": (
        "Tried with few variables and with forty, where it was counted what is made on the way. "
        "Notice: for a million weights the Hessian has 10¹² numbers, and its product with a vector "
        "takes two walks."
    ),
    "mse": (
        "Tried with tensors of several shapes and in double precision, and with the gradients that "
        "the prediction gets. Notice: thanks to the mean, twice as many points give the same size "
        "of gradient, and the learning rate can stay."
    ),
    "sgd_step": (
        "Tried over many steps on a linear layer and on two numbers, with a rate that changes and "
        "a parameter that has no gradient. Notice: the step itself is no part of any graph; the "
        "next forward pass begins a new one at the same leaves."
    ),
    "momentum_step": (
        "Tried over many steps, with two momenta and a rate that changes. Notice: where gradients "
        "keep their direction, steps grow up to 1 / (1 − momentum) times as long; where they "
        "alternate, they cancel."
    ),
    "predict_divergence": (
        "All eight are as you say. Notice: for plain gradient descent the rate times the largest "
        "curvature decides. Above 2 each step overshoots by more than the one before."
    ),
    "rmsprop_step": (
        "Tried over many steps, with two values of α and of ε. Notice: each parameter is divided "
        "by the size of its own gradients, so that steep and flat directions move about equally "
        "fast."
    ),
    "fit_line": (
        "Tried on Anscombe's points and on others. Notice: for a line there is a formula as well. "
        "Descent needs none, and goes on where no formula is known."
    ),
    "WideNet": (
        "Tried with two widths, with known parameters, and with the gradients that they get. "
        "Notice: nobody listed the parameters. A module finds those of its layers because the "
        "layers are its attributes."
    ),
    "train_step": (
        "Tried with two losses and two optimizers, and each call was watched. Notice: the loss "
        "that you return is the one before the step. To see what the step did, the next one has "
        "to be asked."
    ),
    "flight_recorder": (
        "Tried on right loops and on broken ones. Notice: a loop can call things in a wrong order "
        "and its loss still fall for a while. The order of the calls tells at once."
    ),
    "train": (
        "Tried with two models, losses and optimizers, and each call was watched. Notice: the loop "
        "knows nothing of any of them. That is why the same few lines train every network."
    ),
    "broken_loops": (
        "All exhibits are as you say. Notice: most of these faults raise no error. The course of "
        "the loss, and the gradients before the step, give them away."
    ),
    "repaired_loops": (
        "All repaired loops were run and watched. Notice: one line each, and none of it was "
        "mathematics: what has to be right is the order of calls, and what is handed from one to "
        "the next."
    ),
    "Value": (
        "Each operation was tried at several points: what it gives, and the slopes that it keeps. "
        "Notice: an operation needs to know its own derivatives and nothing of the graph around "
        "it."
    ),
    "topological_order": (
        "Tried on short and long graphs, and on one with 2⁴⁰ ways through it. Notice: read "
        "backward, this order has every node's gradient complete before it is handed on."
    ),
    "backward_pass": (
        "Tried on graphs with shared nodes, twice on one graph, and with two outputs. Notice: that "
        "gradients are added, and not set, makes shared nodes right. It is also why PyTorch's "
        "`.grad` has to be cleared."
    ),
    "train_with_values": (
        "Tried on several readings, with nets of one and two cells. Notice: number by number your "
        "engine does what PyTorch does. What PyTorch adds are whole arrays at a time, and speed."
    ),
}


def notice(exercise_id: str) -> Sentence:
    """What was tried in an exercise, and what to notice."""
    return say(NOTICES[exercise_id])
