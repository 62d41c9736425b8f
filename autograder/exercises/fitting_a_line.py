"""Lesson 05: from gradients to optimizers, on a line through eleven points.

What is asked and for how many points. How it is observed is in ``mean_squared_error``,
``optimizer_steps``, ``divergence`` and ``line_fits``.
"""

from __future__ import annotations

from functools import partial

from autograder.exercises.divergence import (
    DIVERGENCE_CRITERIA,
    DIVERGENCE_MESSAGES,
    observe_predict_divergence,
    tell_divergence,
)
from autograder.exercises.line_fits import (
    FIT_COMPARE,
    FIT_CRITERIA,
    FIT_MESSAGES,
    draw_fit,
    observe_fit_line,
    tell_fit,
)
from autograder.exercises.mean_squared_error import MSE_CRITERIA, observe_mse
from autograder.exercises.optimizer_steps import (
    MOMENTUM_CRITERIA,
    RMSPROP_CRITERIA,
    SGD_CRITERIA,
    STEP_MESSAGES,
    observe_momentum_step,
    observe_rmsprop_step,
    observe_sgd_step,
)
from autograder.exercises.step_words import tell_step
from autograder.records.exercises import Exercise

LESSON = "05_fitting_a_line"

EXERCISES = (
    Exercise(
        id="mse",
        title="The mean squared error",
        lesson=LESSON,
        criteria=MSE_CRITERIA,
        observe=observe_mse,
        hints=(
            "Start from the squared error of each element, as in lesson 03: one number for each "
            "of them, in the same shape.",
            "A mean over all elements makes one number of them. How many elements has a tensor of "
            "shape (5, 2)?",
            "Tensors have a method for the mean. It counts every element, and it is recorded.",
        ),
    ),
    Exercise(
        id="sgd_step",
        title="A step of gradient descent",
        lesson=LESSON,
        criteria=SGD_CRITERIA,
        observe=observe_sgd_step,
        phrases=STEP_MESSAGES,
        tell=tell_step,
        hints=(
            "Go through the list with a loop. Each parameter has its gradient in `.grad`.",
            "The tensor itself has to change: `-=` works in place, while `p = ...` gives the name "
            "p to a new tensor, and the old one stays as it is.",
            "Autograd refuses that for a leaf, unless recording is off. Lesson 03 has a block for "
            "that.",
            "What is `.grad` of a parameter that no backward has reached? Leave that one out.",
        ),
    ),
    Exercise(
        id="momentum_step",
        title="A step with momentum",
        lesson=LESSON,
        criteria=MOMENTUM_CRITERIA,
        observe=observe_momentum_step,
        phrases=STEP_MESSAGES,
        tell=partial(tell_step, memory="velocities"),
        hints=(
            "Two lists of the same length: `zip` gives you a parameter and its velocity together.",
            "Two lines for each pair: first the new velocity, from the old one and the gradient; "
            "then the parameter moves against it.",
            "The velocity has to be remembered by the caller, so it changes in place as well: "
            "`v *= ...` and `v += ...`, or `v.mul_(...)` and `v.add_(...)`.",
        ),
    ),
    Exercise(
        id="predict_divergence",
        title="Predict: which fits diverge?",
        lesson=LESSON,
        criteria=DIVERGENCE_CRITERIA,
        observe=observe_predict_divergence,
        phrases=DIVERGENCE_MESSAGES,
        tell=tell_divergence,
        hints=(
            "Take one run at a time, and ask one thing: what does the change do to the largest "
            "curvature, 183.78? The border is 2 divided by that.",
            "The curvature comes from the x of the points and from what the loss does with the "
            "squares. Look at the matrix again: are the y in it?",
            "For changed points write down the matrix anew: the mean of x², the mean of x, and 1, "
            "each times 2. Where a mean is large its curvature is; where the mean of x is 0 the "
            "two directions are the axes.",
            "With momentum the border is a larger one: the text has the factor.",
        ),
        secret=True,
    ),
    Exercise(
        id="rmsprop_step",
        title="A step of RMSprop",
        lesson=LESSON,
        criteria=RMSPROP_CRITERIA,
        observe=observe_rmsprop_step,
        phrases=STEP_MESSAGES,
        tell=partial(tell_step, memory="averages"),
        hints=(
            "The frame is that of your momentum step: a list of parameters, a list of averages, "
            "recording off, everything in place.",
            "First the average: a share α of the old one, and a share 1 − α of the squared "
            "gradient, element by element.",
            "Then the step: the gradient, divided by the root of the new average. ε is added to "
            "the root, so that a 0 doesn't divide a 0.",
        ),
    ),
    Exercise(
        id="fit_line",
        title="Fit a line",
        lesson=LESSON,
        time_limit_s=60.0,
        criteria=FIT_CRITERIA,
        observe=observe_fit_line,
        phrases=FIT_MESSAGES,
        hints=(
            "Make two leaves, for the slope and for the intercept, and an optimizer that holds "
            "both. Then a loop of the five lines that you have seen.",
            "Which optimizer, which rate, how many steps? The race has numbers: look for one that "
            "walks along the floor of the valley without climbing its walls.",
            "Print slope and intercept every 100 steps. If they still change in the third digit, "
            "the fit hasn't arrived.",
            "`.item()` takes a plain number out of a tensor; three of them, with commas between, "
            "make the tuple to return.",
        ),
        picture=draw_fit,
        tell=tell_fit,
        compare=FIT_COMPARE,
    ),
)
