"""What wrong orders and wrong grads have in common is told, and only where it holds everywhere."""

from __future__ import annotations

import pytest

from autograder.answers.engine_orders import topological_order
from autograder.exercises import find_exercise
from autograder.judging.judge import judge


def backward_with(contribution):
    def backward_pass(output):
        order = right_order(output)
        for node in order:
            node.grad = 0.0
        output.grad = 1.0
        for node in reversed(order):
            for parent, slope in zip(node.parents, node.local_derivatives, strict=True):
                parent.grad += contribution(node, slope)

    return backward_pass


right_order = topological_order
GRADS = {
    "divided": (lambda node, slope: node.grad / slope, "divided by the local derivative"),
    "data too many": (lambda node, slope: node.data * node.grad * slope, "child's `data` as a"),
}


def inside_the_loop(output):
    seen, order = set(), []

    def visit(node):
        if node not in seen:
            seen.add(node)
            for parent in node.parents:
                visit(parent)
                order.append(node)

    visit(output)
    return order


def by_parents(output):
    return sorted(topological_order(output), key=lambda node: -len(node.parents))[::-1]


def pairs(output):
    return list(enumerate(topological_order(output)))


ORDERS = {
    "inside the loop": (inside_the_loop, "as often as it has parents"),
    "by parents": (by_parents, "how many parents they have"),
    "pairs": (pairs, "a list with other things than nodes: tuple"),
    "an iterator": (lambda output: reversed(topological_order(output)), "An iterator is used up"),
}


@pytest.mark.parametrize(("contribution", "words"), GRADS.values(), ids=GRADS)
def test_the_rule_of_wrong_grads_is_told(contribution, words):
    exercise = find_exercise("backward_pass")
    verdict = judge(exercise, exercise.observe(backward_with(contribution), 0), 0)
    assert words in verdict.message


@pytest.mark.parametrize(("function", "words"), ORDERS.values(), ids=ORDERS)
def test_what_orders_the_nodes_is_told(function, words):
    exercise = find_exercise("topological_order")
    assert words in judge(exercise, exercise.observe(function, 0), 0).message
