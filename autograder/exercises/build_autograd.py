"""Lesson 07: an autograd engine in pure Python, in parts, and a network trained with it.

What is observed stands in ``engine_values``, ``engine_graphs`` and ``engine_training``.
"""

from __future__ import annotations

from autograder.exercises.engine_graphs import (
    BACKWARD_CRITERIA,
    ORDER_CRITERIA,
    ORDER_MESSAGES,
    TOO_OFTEN,
    observe_backward_pass,
    observe_topological_order,
    tell_grads,
    tell_order,
    tell_pass,
)
from autograder.exercises.engine_training import (
    TRAINING_CRITERIA,
    TRAINING_MESSAGES,
    observe_train_with_values,
)
from autograder.exercises.engine_values import (
    VALUE_CRITERIA,
    VALUE_MESSAGES,
    observe_value,
    tell_value,
    value_inputs,
)
from autograder.records.exercises import Exercise

LESSON = "07_build_autograd"

EXERCISES = (
    Exercise(
        id="Value",
        title="Operations that record themselves",
        lesson=LESSON,
        criteria=VALUE_CRITERIA,
        observe=observe_value,
        inputs=value_inputs,
        phrases=VALUE_MESSAGES,
        hints=(
            "Each method has the form of __add__: make a Value of the other operand, compute the "
            "number, and give the new Value its parents and one plain number for each of them.",
            "The local derivatives are lesson 02's. A product has the other factor; a / b has two, "
            "and the second one has a minus and a square. For a power, the exponent comes down in "
            "front and is one lower above.",
            "sin, log and tanh have one parent, so their tuples have a comma: (self,). The slope "
            "of tanh is shortest in terms of its result: compute that first and give it a name.",
            "2 * a asks a for __rmul__, with other = 2. Where the order doesn't matter, return "
            "self + other or self * other. Where it does, make a Value of the 2 first, and then "
            "use your own operator with the 2 on the left.",
        ),
        tell=tell_value,
    ),
    Exercise(
        id="topological_order",
        title="Parents before children",
        lesson=LESSON,
        criteria=ORDER_CRITERIA,
        observe=observe_topological_order,
        phrases=(*ORDER_MESSAGES, TOO_OFTEN),
        hints=(
            "A node may be written down when all its parents are. So visit the parents first, "
            "then append the node itself, and remember in a set which nodes were visited.",
            "A function that calls itself for each parent is the shortest way, and earns two of "
            "the three points: Python stops it on a long chain.",
            "For long chains keep a stack of your own, a list of pairs (node, ready). Take a pair "
            "off its end. If ready is True, the node's parents are all done.",
            "If ready is False and the node is new: remember it, push it back with True, and then "
            "push its parents with False. They lie on top, so they are done before it comes back.",
        ),
        tell=tell_order,
    ),
    Exercise(
        id="backward_pass",
        title="The backward pass",
        lesson=LESSON,
        criteria=BACKWARD_CRITERIA,
        observe=observe_backward_pass,
        phrases=(TOO_OFTEN,),
        hints=(
            "Go through topological_order(output) from its end to its beginning. Which number "
            "does the output's grad have to hold before you start?",
            "For each node, add to the grad of each parent: the node's own grad, times the local "
            "derivative that belongs to that parent. zip pairs parents and local derivatives.",
            "Before the pass, put the grad of every inner node back to 0: they are nodes that have "
            "parents. Leave the grads of the leaves as they are.",
        ),
        tell=tell_pass,
        otherwise=tell_grads,
    ),
    Exercise(
        id="train_with_values",
        title="A training loop on your engine",
        lesson=LESSON,
        time_limit_s=60.0,
        criteria=TRAINING_CRITERIA,
        observe=observe_train_with_values,
        phrases=TRAINING_MESSAGES,
        hints=(
            "In each epoch: put the grads of all parameters back to 0, compute the loss, call its "
            "backward, and move the data of each parameter against its grad.",
            "The loss is a Value: add up the squares (predict(x) - y) ** 2 over all pairs of a "
            "feature and its label, which zip gives you, and divide by their number.",
            "A parameter is moved by a change of its data, a plain number: p.data -= ... A new "
            "Value under the name p would be one that the network doesn't know.",
            "What you write down in each epoch is loss.data, before the move. Begin the loss anew "
            "in each epoch, not only once.",
        ),
    ),
)
