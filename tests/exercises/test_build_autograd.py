"""Lesson 07's checks, held to numbers known from elsewhere and to parts that are half done."""

from __future__ import annotations

import math

import pytest
import torch

from autograder.answers import engine_backward, engine_orders, find_answer
from autograder.answers.engine_orders import topological_order
from autograder.answers.engine_values import Value
from autograder.answers.variants.engine_passes import backward_plain
from autograder.answers.variants.engine_values import VALUES
from autograder.exercises import find_exercise
from autograder.exercises.engine_graphs import GRAPHS, lopsided_graph, reached, sums_graph
from autograder.exercises.engine_training import TensorValue
from autograder.exercises.stand_ins import standing_in
from autograder.notebook.checking import verdict_on
from autograder.probing.probes import Probe
from autograder.records.verdicts import Status

POINT = (0.8, 1.1, 0.5)
GRADIENT = (0.402323, -0.163815, 0.643716)
"""Lesson 02's point and its gradient, as measured with torch and derived by hand."""


def verdict(exercise_id, implementation):
    return verdict_on(find_exercise(exercise_id), implementation, 0, "cpu")


@pytest.mark.parametrize("Engine", [Value, *VALUES], ids=lambda e: e.__name__)
def test_every_right_engine_solves_the_graph_of_lesson_02(Engine):
    x, y, z = map(Engine, POINT)
    f = (1 + z * (2 * x / y.sin())).log().tanh()
    backward_plain(f)
    assert f.data == pytest.approx(0.565322, abs=1e-6)
    assert [x.grad, y.grad, z.grad] == pytest.approx(GRADIENT, abs=1e-6)


@pytest.mark.parametrize("Engine", [Value, *VALUES], ids=lambda e: e.__name__)
def test_a_long_expression_has_the_derivative_of_central_differences(Engine):
    def long_expression(x):
        terms = [(x * n).sin() / (2 + x) - 3 / (x + n) ** 1.5 for n in (1, 2, 3)]
        return sum(terms, 0.0) * x.log() - (1 - x).tanh() ** 3

    x, h = Engine(0.7), 1e-6
    backward_plain(long_expression(x))
    up, down = (long_expression(Engine(0.7 + s * h)).data for s in (1, -1))
    assert x.grad == pytest.approx((up - down) / (2 * h), rel=1e-6)


@pytest.mark.parametrize(
    ("wrong", "grad"),
    [
        ("plain", 5),
        ("equals", 1),
        ("first_visit", 3),
        ("every_visit", 7),
        ("every_visit_with_a_stack", 9),
    ],
)
def test_the_lessons_example_gives_the_numbers_that_the_lesson_and_its_messages_name(wrong, grad):
    function = backward_plain if wrong == "plain" else vars(engine_backward)[f"backward_{wrong}"]
    graph, output = sums_graph(Probe(0))
    function(output)
    assert next(iter(graph.names)).grad == grad


@pytest.mark.parametrize("key", GRAPHS)
def test_what_a_hand_in_is_given_holds_no_order_of_the_nodes(key):
    graph, output = GRAPHS[key][1](Probe(4))
    assert reached(output) == set(topological_order(output))
    names = graph.order_forgotten(Probe(4))
    assert not graph.names and reached(output) <= set(names)
    known = {"data", "grad", "_slopes", "_parents", "_reads_left", "_used"}
    assert all(vars(node).keys() == known and not node._used for node in names)


def test_the_references_adjoints_are_the_sums_over_all_paths():
    def paths(node, target):
        pairs = zip(node.parents, node.local_derivatives, strict=True)
        return (node is target) + sum(slope * paths(parent, target) for parent, slope in pairs)

    _, output = lopsided_graph(Probe(7))
    find_answer(find_exercise("backward_pass")).reference(output)
    for node in reached(output):
        assert node.grad == pytest.approx(paths(output, node))


def test_a_recursive_order_loses_one_point_and_is_told_why():
    def visit_parents(output):
        order, seen = [], set()

        def visit(node):
            if node not in seen:
                seen.add(node)
                for parent in node.parents:
                    visit(parent)
                order.append(node)

        visit(output)
        return order

    told = verdict("topological_order", visit_parents)
    assert (told.score, told.status, told.mistake) == (2, Status.PARTIAL, "recursion_limit")


NOTEBOOK = """
def topological_order(output):
    return [output]

def backward_pass(output):
    order = topological_order(output)
    for node in order:
        if node.parents:
            node.grad = 0.0
    output.grad = 1.0
    for node in reversed(order):
        for parent, slope in zip(node.parents, node.local_derivatives):
            parent.grad += node.grad * slope
"""


def test_the_pass_is_judged_by_itself_where_the_order_is_still_wrong():
    names: dict = {}
    exec(NOTEBOOK, names)
    before = names["topological_order"]
    assert verdict("backward_pass", names["backward_pass"]).status is Status.PASSED
    assert names["topological_order"] is before
    assert verdict("topological_order", before).mistake == "only_the_output"


def test_stand_ins_go_when_the_block_fails_and_names_that_were_not_there_go_too():
    names: dict = {"kept": 1}
    exec("def function():\n    return kept", names)
    with pytest.raises(ZeroDivisionError), standing_in(names["function"], kept=2, new=3):
        assert (names["function"](), names["new"]) == (2, 3)
        raise ZeroDivisionError
    assert names["function"]() == 1 and "new" not in names


def test_a_method_of_a_library_has_no_globals_and_is_left_alone():
    with standing_in(math.sin, kept=2):
        assert math.sin(0) == 0


def test_a_walk_along_every_path_is_stopped_and_told():
    def every_path(output):
        def push(node, adjoint):
            node.grad += adjoint
            for parent, slope in zip(node.parents, node.local_derivatives, strict=True):
                push(parent, adjoint * slope)

        for node in topological_order(output):
            node.grad = 0.0 if node.parents else node.grad
        push(output, 1.0)

    told = verdict("backward_pass", every_path)
    assert told.mistake == "every_path"
    assert told.score == 1.5


class Half:
    """A class with the two methods that the lesson gives, and the rest unwritten."""

    def __init__(self, data, parents=(), local_derivatives=()):
        self.data, self.grad = float(data), 0.0
        self.parents, self.local_derivatives = parents, local_derivatives

    def __add__(self, other):
        other = other if isinstance(other, Half) else type(self)(other)
        return type(self)(self.data + other.data, (self, other), (1.0, 1.0))

    def __mul__(self, other):
        raise NotImplementedError()

    __sub__ = __truediv__ = __pow__ = __mul__
    __radd__ = __rmul__ = __rsub__ = __rtruediv__ = __mul__

    def sin(self):
        raise NotImplementedError()

    log = tanh = sin


class WithProduct(Half):
    def __mul__(self, other):
        other = other if isinstance(other, Half) else type(self)(other)
        return type(self)(self.data * other.data, (self, other), (other.data, self.data))


def test_the_methods_that_are_given_earn_nothing_and_are_no_attempt():
    told = verdict("Value", Half)
    assert (told.score, told.status) == (0, Status.NOT_ATTEMPTED)


def test_one_finished_method_earns_its_points_and_the_next_one_is_named():
    told = verdict("Value", WithProduct)
    assert (told.score, told.status) == (0.5, Status.PARTIAL)
    assert "a - b" in told.message and "NotImplementedError" in told.message


class Circle(WithProduct):
    def __mul__(self, other):
        made = super().__mul__(other)
        made.parents = (made, made)
        return made


class WithoutComma(Value):
    def sin(self):
        return type(self)(math.sin(self.data), (self), (math.cos(self.data)))


def test_a_tuple_that_lacks_its_comma_is_told():
    assert "a comma: `(self,)`" in verdict("Value", WithoutComma).message


def test_a_value_that_is_its_own_parent_ends_the_check_in_words():
    assert "its own parent" in verdict("Value", Circle).message


def test_the_values_of_the_training_check_are_torchs():
    class Taped(TensorValue):
        tape: list[str] = []

    a, b = Taped(0.7), Taped(1.9)
    f = (2 - a) * (a / b).tanh() + (3 / b).log() - (a**2).sin() - b * -1
    f.backward()
    x, y = (torch.tensor(v, dtype=torch.float64, requires_grad=True) for v in (0.7, 1.9))
    g = (2 - x) * (x / y).tanh() + (3 / y).log() - (x**2).sin() + y
    g.backward()
    assert (f.data, a.grad, b.grad) == pytest.approx((g.item(), x.grad.item(), y.grad.item()))
    a.data -= 0.5
    a.grad = 0.0
    assert (a.data, a.grad) == (pytest.approx(0.2), 0.0)
    assert Taped.tape == ["backward", "data"]


class TurnsRoundForEver(Value):
    def __radd__(self, other):
        return other + self

    def __rsub__(self, other):
        return other - self


class DividesByNumbers(Value):
    def __truediv__(self, other):
        slopes = (1 / other.data, -self.data / other.data**2)
        return type(self)(self.data / other.data, (self, other), slopes)

    def __rtruediv__(self, other):
        return self.as_value(other) / self


class KnowsNoLeftSide(Value):
    def __rmul__(self, other):
        return NotImplemented

    def __rsub__(self, other):
        return NotImplemented


@pytest.mark.parametrize(
    ("Engine", "said"),
    [
        (TurnsRoundForEver, "2 + a never ends"),
        (DividesByNumbers, "a / 4 stops: 'int' object has no attribute 'data'"),
        (KnowsNoLeftSide, "2.5 * a stops: unsupported operand"),
    ],
)
def test_an_operator_that_stops_with_an_error_is_told_in_words(Engine, said):
    told = verdict("Value", Engine)
    assert told.mistake is None and told.message.startswith(said)


def first_parents_last(output):
    order = topological_order(output)
    return [*order[1:], order[0]]


def no_leaves_but_one(output):
    order = topological_order(output)
    return order[1:] if len(order) > 2 else order


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (
            first_parents_last,
            "b = a + a, f = b + (a + b): b before its parent a, c before its parent a. A node has",
        ),
        (no_leaves_but_one, "b = a + a, f = b + (a + b): missing: a. The output and all"),
    ],
)
def test_an_order_that_no_known_mistake_gives_is_told_by_its_nodes(wrong, said):
    told = verdict("topological_order", wrong)
    assert told.mistake is None and said in told.message


def largest_first(output):
    return sorted(reached(output), key=lambda node: -node.data)


@pytest.mark.parametrize(
    "wrong",
    [
        engine_orders.order_breadth_first,
        engine_orders.order_preorder_reversed,
        engine_orders.order_by_size,
        engine_orders.order_pushed_on_its_parents,
        engine_orders.order_seen_when_pushed,
        largest_first,
    ],
)
def test_a_wrong_order_earns_less_than_a_right_one_with_calls_inside_calls(wrong):
    assert verdict("topological_order", wrong).score == 1
    assert verdict("topological_order", engine_orders.order_recursive).score == 2


def test_data_and_grads_that_are_no_numbers_are_told_what_they_were_set_to():
    class Taped(TensorValue):
        tape: list[str] = []

    value = Taped(1.5)
    with pytest.raises(TypeError, match="data of a Value was set to a Value"):
        value.data = value - 1
    with pytest.raises(TypeError, match="grad of a Value was set to None"):
        value.grad = None
    assert (value.data, value.grad) == (1.5, 0.0)


def backward_by(loop, seed=1.0):
    """A backward pass of a loop of one's own over the nodes, from the output."""

    def backward_pass(output):
        order = topological_order(output)
        for node in order:
            node.grad = 0.0 if node.parents else node.grad
        output.grad = seed
        return loop(order)

    return backward_pass


def returns_in_the_loop(order):
    for node in reversed(order):
        for parent, slope in zip(node.parents, node.local_derivatives, strict=True):
            parent.grad += node.grad * slope
        return


def from_the_leaves(order):
    for node in order:
        for parent, slope in zip(node.parents, node.local_derivatives, strict=True):
            parent.grad += node.grad * slope


def into_a_dictionary(order):
    grads = dict.fromkeys(order, 0.0)
    for node in order:
        grads[node] += node.data
    return grads


@pytest.mark.parametrize(
    ("loop", "seed", "named", "not_said"),
    [
        (returns_in_the_loop, 1.0, "one_level", "turn the order round"),
        (from_the_leaves, 1.0, "not_reversed", "`return`"),
        (into_a_dictionary, 0.0, "no_seed", "nothing is there to be passed on"),
    ],
)
def test_passes_that_leave_the_same_grads_are_not_taken_for_each_other(loop, seed, named, not_said):
    verdict = verdict_on(find_exercise("backward_pass"), backward_by(loop, seed), 0, "cpu")
    assert verdict.mistake == named
    assert not_said not in verdict.message


def test_a_node_of_the_notebook_in_the_place_of_the_argument_is_told_so():
    other = type("Value", (), {"parents": ()})()

    def backward_pass(output):
        return topological_order(other)

    verdict = verdict_on(find_exercise("backward_pass"), backward_pass, 0, "cpu")
    assert "topological_order was called with a Value" in verdict.message
    assert "_parents" not in verdict.message


def test_grads_that_no_known_mistake_explains_are_told_node_by_node():
    def loop(order):
        from_the_leaves(order[::-1])
        order[1].grad += 0.123

    verdict = verdict_on(find_exercise("backward_pass"), backward_by(loop), 0, "cpu")
    assert "the grad of b is" in verdict.message
    assert "Right are the grads of" in verdict.message
