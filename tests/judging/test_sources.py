"""What was seen in a source is told where the verdict is wrong, and each sentence is a known one.

In the sources below, ``|`` begins a new line.
"""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from autograder.answers import find_answer
from autograder.exercises import find_exercise
from autograder.judging.judge import judge
from autograder.judging.sources import TELLINGS, tell_first, tell_look
from autograder.notebook.checking import verdict_on
from autograder.records.looks import (
    ARGUMENTS,
    LOOKS,
    MAX_LINE,
    MAX_LOOKS,
    Kind,
    Look,
    looks_in,
    looks_value,
)
from autograder.records.observations import Observation
from autograder.records.values import Value, plain
from tests.probing.cells import defined

FUN_DZ = find_exercise("fun_dz")
DZ = "def fun_dz(x, y):|    s = 2 * np.cos(x**2 + y**2)|    "
GRAPH = (
    "class SimpleGraph:|    def __init__(self, w, b):|"
    "        self.w = torch.tensor([float(w)], requires_grad=True)|"
    "        self.b = torch.tensor([float(b)], requires_grad=True)|"
)
FORWARD = "    def forward(self, x):|        return torch.tanh(self.w * x + self.b)|"
NET = (
    "class WideNet(nn.Module):|    def __init__(self, n_cells):|        super().__init__()|"
    "        self.net = nn.Sequential(nn.Linear(1, n_cells), nn.Tanh(), nn.Linear(n_cells, 1))|"
)
TRAIN = (
    "def train(features, labels, model, loss_fun, optimizer, n_epochs):|    losses = []|"
    "    for epoch in range(n_epochs):|        optimizer.zero_grad()|"
    "        loss = loss_fun(model(features), labels)|        loss.backward()|"
    "        optimizer.step()|        losses.append(loss.item())|    return losses|"
)
SGD = "def sgd_step(parameters, lr):|    with torch.no_grad():|        for p in parameters:|"
CARDS = {  # exercise, source, words of the message
    "below a return": (
        "fun_dz",
        DZ + "return x * s, x|    return x * s, y * s",
        "Line 4 stands below a `return`, in the same block, and never runs.",
    ),
    "return in the loop": (
        "fun_dz",
        DZ + "for a in [1, 2]:|        return x * s * a, x",
        "The `return` in line 4 stands inside the loop",
    ),
    "dots": ("fun_dz", DZ + "return x * s, ...", "In line 3 a `...` still stands"),
    "only dots": ("fun_dz", "def fun_dz(x, y):|    ...", "`fun_dz` does nothing yet: line 2 holds"),
    "printed": (
        "fun_dz",
        DZ + "print(x * s, y * s)",
        "Line 3 prints a result, and nothing is given back",
    ),
    "a last value": ("fun_dz", DZ + "x * s, y * s", "put `return` before it"),
    "no return": ("fun_dz", DZ + "dz = x * s, y * s", "ends with line 3 and gives nothing back"),
    "return in an if": (
        "fun_dz",
        DZ + "if np.ndim(x) > 5:|        return x, y",
        "`return` in line 4 stands in a block",
    ),
    "never called": (
        "fun_dz",
        DZ + "def dz():|        return x * s, y * s",
        "nothing there calls it",
    ),
    "caret": ("fun_dz", "def fun_dz(x, y):|    return x * 3^2, y", "unsupported operand"),
    "overwritten": (
        "fun_dz",
        "def fun_dz(x, y):|    x = np.array(1.0)|    return x * y, y",
        "Line 2 gives `x` another value",
    ),
    "notebook's": (
        "fun_dz",
        "def fun_dz(x, y):|    return x, x * slope",
        "`slope` in line 2 is a variable of the notebook",
    ),
    "another name": (
        "fun_dz",
        "def fun_dz(x, y):|    along_x = x * slope|    return x * y, along_y",
        "Line 2 gives `along_x` a value that nothing reads, while `along_y` is read",
    ),
    "unread": (
        "fun_dz",
        "def fun_dz(x, y):|    return x, 1.5 * x",
        ". Your code never reads its argument `y`.",
    ),
    "hidden sum": ("fun_dz", DZ + "sum = 0|    return sum(x), y", "Line 3 gives `sum` a value"),
    "a failing assert": ("fun_dz", DZ + "assert x is None|    return x, y", "Your own `assert`"),
    "kept from call to call": (
        "fun_dz",
        "def fun_dz(x, y, seen=[]):|    seen.append(x)|    return seen[0], y",
        "is made once, and what is put into it",
    ),
    "compared": (
        "sgd_step",
        SGD + "            p.data == p - lr * p.grad",
        "Line 4 compares with `==`",
    ),
    "let go": (
        "sgd_step",
        SGD + "            p - lr * p.grad",
        "Line 4 computes a value that nothing keeps",
    ),
    "other operator": (
        "sgd_step",
        SGD + "            p =- lr * p.grad",
        "`=-` in line 4 sets a new value",
    ),
    "nobody runs through it": (
        "sgd_step",
        "def sgd_step(parameters, lr):|    with torch.no_grad():|"
        "        map(lambda p: p.sub_(lr * p.grad), parameters)",
        "`map` in line 3 does nothing by itself",
    ),
    "nobody runs through brackets": (
        "sgd_step",
        "def sgd_step(parameters, lr):|    with torch.no_grad():|"
        "        (p.sub_(lr * p.grad) for p in parameters)",
        "with `for` in line 3 does nothing by itself",
    ),
    "another order of arguments": (
        "sgd_step",
        "def sgd_step(lr, parameters):|    with torch.no_grad():|        for p in parameters:|"
        "            p -= lr * p.grad",
        "in the order `lr, parameters`, and they are given in the order `parameters, lr`",
    ),
    "lost": (
        "sq_loss",
        "def sq_loss(a, b):|    d = a - b|    torch.square(d)|    return d",
        "`square` in line 3 gives a new value back",
    ),
    "no brackets": (
        "train",
        TRAIN.replace("step()", "step"),
        "Line 7 names `step` and doesn't call it",
    ),
    "_init_": ("SimpleGraph", GRAPH.replace("__", "_") + FORWARD, "two underscores"),
    "__init without an end": (
        "SimpleGraph",
        GRAPH.replace("__init__", "__init") + FORWARD,
        "two underscores",
    ),
    "foward": (
        "WideNet",
        NET + "    def foward(self, x):|        return self.net(x)",
        "Line 5 defines `foward`: is `forward` meant?",
    ),
    "nested": (
        "SimpleGraph",
        GRAPH + FORWARD.replace("    def", "        def").replace(" return", "     return"),
        "`forward` in line 5 stands inside `__init__`: move it to the left",
    ),
    "outside": (
        "SimpleGraph",
        GRAPH + FORWARD.replace("    def", "def").replace("     return", "  return"),
        "stands outside of the class `SimpleGraph`",
    ),
    "no self": (
        "SimpleGraph",
        GRAPH.replace("self, ", "") + FORWARD,
        "The first argument of the method `__init__` in line 2 isn't `self`",
    ),
    "super not called": (
        "WideNet",
        NET.replace("__init__()", "__init__")
        + "    def forward(self, x):|        return self.net(x)",
        "Line 3 names `__init__` and doesn't call it",
    ),
}


def checked(exercise_id, source):
    text = source.replace("|", "\n") + "\n"
    space = {"np": np, "torch": torch, "nn": nn, "slope": 2.0}
    return verdict_on(find_exercise(exercise_id), defined(text, exercise_id, **space), 0, "cpu")


@pytest.mark.parametrize(("exercise", "source", "words"), CARDS.values(), ids=CARDS)
def test_a_wrong_answer_is_told_what_stands_in_its_source(exercise, source, words):
    assert words in checked(exercise, source).message


def test_a_slip_that_explains_all_is_told_alone():
    message = checked("fun_dz", DZ + "return x * s, x|    return x * s, y * s").message
    assert message == "Line 4 stands below a `return`, in the same block, and never runs."


def test_a_right_answer_is_told_nothing_of_its_source():
    slips = DZ + "x - y|    return x * s, y * s|    x = 3"
    assert checked("fun_dz", slips).message.startswith("All values agree with the reference.")


def test_an_error_that_a_look_does_not_explain_is_told_without_it():
    message = checked("fun_dz", DZ + "x - y|    return x.nothing, y|    x = 1").message
    assert "no attribute 'nothing'" in message and "ine 3" not in message and "below" not in message


def test_a_known_mistake_with_the_same_slip_in_its_source_speaks_for_itself():
    seen = checked("train", TRAIN.replace("    return", "        return"))
    message = {m.id: m.message for m in find_answer(find_exercise("train")).mistakes}[seen.mistake]
    assert seen.mistake == "return_in_loop" and seen.message == message


def observed(looks: Value, value: Value | None = None) -> Observation:
    return Observation({"point": value or Value("number", 1.0, "float64"), LOOKS: looks})


def test_of_a_missing_return_is_told_only_where_none_came_and_something_was_asked():
    look = looks_value([Look(Kind.NO_RETURN, 3)])
    for exercise, value, is_told in (
        (FUN_DZ, Value("none"), True),
        (FUN_DZ, Value("number", 1.0, "float64"), False),
        (find_exercise("sgd_step"), Value("none"), False),
    ):
        assert (tell_look(exercise, observed(look, value), value) is not None) is is_told


@pytest.mark.parametrize("kind", Kind)
def test_each_kind_has_a_sentence_with_its_line_and_names(kind):
    telling = TELLINGS[kind]
    names = tuple(f"name_{n}" for n in range(len(telling.names)))
    value = Value("none") if telling.of_none else Value("number", 1.0, "float64")
    if telling.after_error:
        text = "UnboundLocalError" if kind is Kind.SHADOWED else "TypeError"
        data = {
            Kind.SHADOWED: "cannot access local variable 'name_0'",
            Kind.NO_SELF: "Net.name_0() takes 1 positional argument but 2 were given",
            Kind.NO_SUPER: "cannot assign module before Module.__init__() call",
        }[kind]
        value = Value("error", data, text)
    told = tell_look(FUN_DZ, observed(looks_value([Look(kind, 77, names)]), value), value)
    assert told is not None
    text = str(told.sentence)
    assert "ine 77" in text or "{line}" not in telling.message
    assert all(name in text for name in names) and "{" not in text


def test_a_look_that_tells_why_goes_before_what_is_known_of_the_result():
    source = "def sgd_step(parameters, lr):|    map(lambda p: p.sub_(lr * p.grad), parameters)"
    seen = checked("sgd_step", source)
    assert seen.mistake == "new_name" and "p = p - ..." not in seen.message


@pytest.mark.parametrize(
    "form", ["xy", ["y", "<b>"], ["y", 3], ["y"], ["y", "x", "x"], [["y", "x"]], [*"yx"] * 9, {}]
)
def test_what_is_not_the_form_of_a_first_line_is_told_nothing(form):
    value = Value("number", 1.0, "float64")
    seen = Observation({"point": value, ARGUMENTS: plain(form)})
    assert tell_first(FUN_DZ, Observation.from_json(seen.to_json()), value) is None


HOSTILE = {
    "an unknown kind": [("rm -rf", 3)],
    "no kind": [(3, 3)],
    "markup for a name": [("unread", 3, "<script>")],
    "a sentence for a name": [("unread", 3, "a b. You passed")],
    "a long name": [("unread", 3, "n" * 41)],
    "a placeholder for a name": [("unread", 3, "{line.__class__}")],
    "a number for a name": [("unread", 3, 3)],
    "too few names": [("read_instead", 3, "x")],
    "too many names": [("gap", 3, "x", "y")],
    "very many names": [("gap", 3, *"abcdefgh")],
    "line 0": [("gap", 0)],
    "a large line": [("gap", MAX_LINE + 1)],
    "half a line": [("gap", 2.5)],
    "a line of text": [("gap", "3")],
    "true for a line": [("gap", True)],
    "nothing": [()],
    "a kind alone": [("gap",)],
    "a list": [["gap", 3]],
    "text": "gap",
    "numbers": [1.0, 2.0],
    "a dictionary": {"gap": 3},
    "one that comes too late": [("none", 1)] * MAX_LOOKS + [("gap", 3)],
}


@pytest.mark.parametrize("form", HOSTILE.values(), ids=HOSTILE)
def test_what_is_not_the_form_of_a_look_is_left_out(form):
    seen = observed(plain(form))
    text = seen.to_json()
    assert tell_look(FUN_DZ, Observation.from_json(text), seen.values["point"]) is None
    assert judge(FUN_DZ, Observation.from_json(text), 0).score == 0


def test_looks_travel_as_json_and_back():
    looks = (Look(Kind.GAP, 3), Look(Kind.READ_INSTEAD, 4, ("x", "größe")))
    sent = observed(looks_value(looks)).to_json()
    assert looks_in(Observation.from_json(sent)) == looks


ITEM = st.one_of(
    st.sampled_from([str(kind) for kind in Kind]), st.integers(-3, 2**70), st.text(max_size=50),
    st.floats(), st.none(), st.booleans(),
)  # fmt: skip
ERRORS = st.builds(
    Value, st.just("error"), st.text(max_size=60), st.sampled_from(["TypeError", "x"]),
    lines=st.lists(st.text(max_size=30), max_size=2).map(tuple),
)  # fmt: skip
VALUES = st.one_of(ERRORS, st.sampled_from([Value("none"), Value("number", 1.0, "float64")]))


@given(st.lists(st.lists(ITEM, max_size=5).map(tuple), max_size=20), VALUES)
@settings(max_examples=500, deadline=None)
def test_whatever_comes_as_looks_only_known_sentences_are_told(form, value):
    seen = observed(plain(form), value)
    told = tell_look(FUN_DZ, seen, value)
    if told is not None:
        messages = {telling.message for telling in TELLINGS.values()}
        sentence = told.sentence
        if value.kind == "error":
            sentence = sentence.values["look"]
        assert sentence.message in messages
        assert all(type(v) is int or v.isidentifier() for v in sentence.values.values())
