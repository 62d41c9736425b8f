"""Lesson 04: gradients as a function: `torch.autograd.grad` and what is built from it.

What is asked and for how many points. How it is observed is in ``derivative_curves`` and
``vector_products``.
"""

from __future__ import annotations

from autograder.exercises.derivative_curves import (
    BENDS,
    PAIR_COMPARE,
    SLOPES,
    SURFACES,
    TRACES,
    bend_inputs,
    draw_curve,
    draw_partials,
    observe_derivative_curve,
    observe_partials,
    observe_second_derivative,
    slope_inputs,
    surface_inputs,
    tell_at_a_place,
)
from autograder.exercises.derivative_words import tell_of_v, telling, telling_of_grids
from autograder.exercises.vector_products import (
    NON_SQUARE,
    SEVERAL,
    SQUARE,
    TWO,
    draw_jacobian,
    hvp_inputs,
    observe_hvp,
    observe_jacobian,
    observe_vjp,
    vjp_inputs,
)
from autograder.exercises.walk_costs import COST_MESSAGES
from autograder.records.exercises import Criterion, Exercise
from autograder.records.sentences import joined, say

LESSON = "04_autograd_grad"
MAPS = (*SQUARE, *NON_SQUARE)
GRIDS = tuple(f"{what}_{key}" for key in SURFACES for what in ("pair", "x", "y"))
LOST = say("On top of a number as large as 10¹⁸ they find no difference at all.")
QUOTIENT = joined(say("Close, except where f is large: those are difference quotients."), LOST)
WALK_TWICE = say("Let autograd walk twice.")
QUOTIENT_OF_GRADIENTS = joined(
    say("Close, except where the gradient is large: you took a difference of two gradients."),
    LOST,
    WALK_TWICE,
)
NO_SECOND_GRAPH = say(
    "A first walk has come to f, and the second one finds no graph: what it starts at carries "
    "none. Is the first walk told to record one for what it computes, and is nothing detached in "
    "between?"
)

EXERCISES = (
    Exercise(
        id="derivative_curve",
        title="The slopes of a whole curve",
        lesson=LESSON,
        criteria=(
            Criterion("right slopes", 2.0, tuple(SLOPES)),
            Criterion("right slopes, and nothing left behind", 1.0, (*SLOPES, *TRACES)),
        ),
        observe=observe_derivative_curve,
        inputs=slope_inputs,
        otherwise=tell_at_a_place,
        tell=telling(("wave",), "plateau", joined(QUOTIENT, say("Let autograd find the slopes."))),
        hints=(
            "Autograd has to watch the x that f is computed from, but the x that you were given "
            "belongs to somebody else. Which line of section 2 makes a new tensor of it?",
            "f of that x has n numbers, and a walk starts at one. Either make one number of them "
            "in which each counts once, or say with the third argument how much each counts.",
            "Ask `torch.autograd.grad` for the gradient with respect to the x that you made. What "
            "comes back is a tuple: one tensor for each input. And return it as it is: `backward` "
            "would also write into weights inside of f.",
        ),
        picture=draw_curve,
    ),
    Exercise(
        id="second_derivative",
        title="The slope of the slope",
        lesson=LESSON,
        criteria=(
            Criterion("right values", 1.0, tuple(BENDS)),
            Criterion(
                "right values, and x left as it was", 1.0, (*BENDS, "flag", "flag_kept", "x")
            ),
        ),
        observe=observe_second_derivative,
        inputs=bend_inputs,
        otherwise=tell_at_a_place,
        tell=telling(("wave",), "tilted", joined(QUOTIENT, WALK_TWICE), NO_SECOND_GRAPH),
        hints=(
            "Two calls of `torch.autograd.grad`, one after the other. The first is the one that "
            "you wrote in exercise 1. What is the output of the second one?",
            "The second call asks for the gradient of the first derivative, so the first "
            "derivative needs a graph of its own. Which argument of the first call records it?",
            "Both calls take the gradient with respect to the same x, and both start from n "
            "numbers. Calling your `derivative_curve` twice doesn't help: it works on a new x each "
            "time, and records no graph.",
        ),
        picture=draw_curve,
    ),
    Exercise(
        id="partials",
        title="Partial derivatives on a grid",
        lesson=LESSON,
        criteria=(
            *(
                Criterion(
                    f"∂f/∂{name} on four grids",
                    0.75,
                    tuple(f"{what}_{key}" for key in SURFACES for what in ("pair", name)),
                )
                for name in "xy"
            ),
            Criterion("both, and the axes left as they were", 0.5, (*GRIDS, "flag", "x", "y")),
        ),
        observe=observe_partials,
        tell=telling_of_grids(
            telling(
                ("x_wide", "y_wide"), "x_plateau", joined(QUOTIENT, say("Let autograd find them."))
            )
        ),
        inputs=surface_inputs,
        compare=PAIR_COMPARE,
        hints=(
            "Make the two tables first, with `torch.meshgrid` and the indexing of the lesson: one "
            "holds the x of each point, the other its y.",
            "Autograd has to watch the tables, not the axes, since every point needs an x of its "
            "own. Set the flag on both tables before f is computed from them.",
            "One call can give both gradients: its second argument may be a tuple of inputs. The "
            "output is a table too, so say how much each of its numbers counts. If you flatten the "
            "tables for this, give the results the shape of the grid again.",
        ),
        picture=draw_partials,
    ),
    Exercise(
        id="vjp",
        title="A row vector times the Jacobian",
        lesson=LESSON,
        criteria=(
            Criterion("right products", 1.0, MAPS),
            Criterion(
                "right products, and x left as it was", 1.0, (*MAPS, "flag", "flag_kept", "x", "v")
            ),
        ),
        observe=observe_vjp,
        inputs=vjp_inputs,
        otherwise=tell_of_v("polar"),
        tell=telling(("polar", "wide"), "plateau", joined(QUOTIENT, say("Let autograd walk."))),
        hints=(
            "You don't need the Jacobian for this: one walk is enough.",
            "v has one number for each output. It says how much each output counts in the walk.",
            "The argument of `torch.autograd.grad` that took ones in section 2 takes v here. The "
            "rest is as before: an x that is watched, f of it, and the tuple.",
        ),
    ),
    Exercise(
        id="jacobian",
        title="A Jacobian, row by row",
        lesson=LESSON,
        criteria=(
            Criterion("square Jacobians", 1.0, SQUARE),
            Criterion("Jacobians that aren't square", 1.0, NON_SQUARE),
            Criterion("all of them, and x left as it was", 1.0, (*MAPS, "flag", "flag_kept", "x")),
        ),
        observe=observe_jacobian,
        tell=telling(("polar", "wide"), "plateau", joined(QUOTIENT, say("Let autograd walk."))),
        hints=(
            "There is one row for each output, and each row is the result of one walk. How many "
            "walks is that?",
            "Row i is the product with a v that is 1 at place i and 0 elsewhere. `torch.eye(m)` "
            "holds all of those. Your `vjp` will do, or `torch.autograd.grad` of y[i].",
            "If you compute f only once, several walks share one graph: it has to be kept. At the "
            "end `torch.stack` makes a table of a list of rows.",
        ),
        picture=draw_jacobian,
    ),
    Exercise(
        id="hvp",
        title="A Hessian times a vector, without the Hessian",
        lesson=LESSON,
        criteria=(
            Criterion("functions of two variables", 1.0, TWO),
            Criterion("functions of more variables", 1.0, SEVERAL),
            Criterion(
                "no Hessian on the way, and x left as it was",
                1.0,
                (*TWO, *SEVERAL, "flag", "flag_kept", "x", "v", "cost"),
            ),
        ),
        observe=observe_hvp,
        phrases=COST_MESSAGES,
        inputs=hvp_inputs,
        otherwise=tell_of_v("valley"),
        tell=telling(("valley", "network"), "tilted", QUOTIENT_OF_GRADIENTS, NO_SECOND_GRAPH),
        hints=(
            "The Hessian is the Jacobian of the gradient. What is its product with v, in the words "
            "of the VJP lab?",
            "Take the gradient of f first, in a way that leaves a graph behind it. Then take a "
            "product of v with the Jacobian of this gradient.",
            "In the second walk the output is the gradient, and it has as many numbers as v. How "
            "much does each of them count?",
        ),
    ),
)
