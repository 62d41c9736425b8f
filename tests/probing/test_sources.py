"""A look at a source sees the usual slips, in more than one spelling, and nothing in what is right.

In the sources below, ``|`` begins a new line.
"""

from __future__ import annotations

import functools
import linecache
import textwrap

import pytest
import torch
from torch import nn

from autograder.answers import find_answer
from autograder.answers.variants import find_variants
from autograder.exercises import find_exercise, lesson_exercises, lesson_names
from autograder.judging.expectations import all_keys
from autograder.judging.sources import TELLINGS
from autograder.probing.sources import first_line_names, looks
from autograder.probing.sources.subjects import MAX_NODES, MAX_SOURCE, find_subject
from autograder.records.looks import ARGUMENTS, LOOKS, MAX_LOOKS, MAX_NAME, Kind, Look
from autograder.records.used_calls import USED
from autograder.records.values import plain
from tests.probing.cells import defined

F = "def f(x, y):|    "
NET = "class Net(nn.Module):|    "
INIT = "def __init__(self):|        super().__init__()|    "
CALLED = "class Net:|    def __call__(self, x):|        return x"
FORWARD = "def forward(self, x):|        return x"
SEEN: dict[Kind, list[tuple[str, tuple]]] = {  # sources, and line and names of the look
    Kind.RETURN_IN_LOOP: [
        (F + "for a in x:|        b = a + y|        return b", (4, "return")),
        (F + "while y:|        with torch.no_grad():|            return x", (4, "return")),
        (F + "for a in x:|        y = y + a|        break|    return y", (4, "break")),
    ],
    Kind.CODE_AFTER: [
        (F + "return x|    return y", (3, "return")),
        (
            F + "for a in x:|        if a:|            break|            y = a|    return y",
            (5, "break"),
        ),
        (F + "if x:|        return|        x, y", (4, "return")),
    ],
    Kind.RETURN_IN_BLOCK: [
        (F + "if x:|        return y", (3,)),
        (F + "for a in x:|        if a:|            return y", (4,)),
        (F + "if x:|        return x|    elif y:|        return y", (3,)),
    ],
    Kind.NO_RETURN: [
        (F + "z = x * y", (2,)),
        (F + "for a in x:|        y = y + a", (3,)),
        (F + "z = max(|        x,|        y)", (4,)),
        (NET + INIT + "def forward(self, x):|        x = x + 1", (5,)),
    ],
    Kind.PRINTED: [
        (F + "z = x * y|    print(z)", (3,)),
        (F + "for a in x:|        print(a * y)", (3,)),
        (
            F + "for a in x:|        if a:|            y = a|        elif y:|            print(y)",
            (6,),
        ),
    ],
    Kind.LAST_VALUE: [(F + "z = x|    z, y", (3,)), (F + "x * y", (2,))],
    Kind.NEVER_CALLED: [
        (F + "def f(x, y):|        return x * y", (2, "f")),
        (F + "def z():|        return z()|    return x * y", (2, "z")),
    ],
    Kind.EMPTY_FUNCTION: [
        (F + "'''Text.'''|    ...", (3, "f")),
        (NET + INIT + "def forward(self, x):|        pass", (5, "forward")),
    ],
    Kind.EMPTY_LOOP: [
        (F + "for a in x:|        pass|    return y", (3,)),
        (F + "for a in x:|        ...|    return y", (3,)),
    ],
    Kind.GAP: [
        (F + "z = ...|    return x, y, z", (2,)),
        (F + "return ...", (2,)),
        (F + "return x * y, ...", (2,)),
        (F + "z = x|    ...|    return y, z", (3,)),
    ],
    Kind.UNUSED: [
        (F + "x - y|    return x", (2,)),
        (F + "for a in x:|        -a|    return y", (3,)),
    ],
    Kind.COMPARED: [
        (F + "x == y|    return x", (2,)),
        (F + "x.data == x - y|    return x", (2,)),
        (F + "for i in y:|        x[i] == 0|    return x", (3,)),
    ],
    Kind.NOT_CALLED: [
        (F + "y.step|    return x", (2, "step")),
        (NET + "def __init__(self):|        super().__init__|    " + FORWARD, (3, "__init__")),
        (F + "x.sum().backward|    return y", (2, "backward")),
    ],
    Kind.RESULT_LOST: [
        (F + "torch.sqrt(x)|    return x * y", (2, "sqrt")),
        (F + "x.detach()|    return x * y", (2, "detach")),
        (F + "torch.autograd.grad(y, x)|    return x.grad", (2, "grad")),
        (F + "nn.functional.relu(x)|    return x * y", (2, "relu")),
    ],
    Kind.LAZY: [
        (F + "map(y.append, x)|    return y", (2, "map")),
        (F + "z = filter(None, x)|    return y, x", (2, "filter")),
    ],
    Kind.LAZY_LOOP: [
        (F + "(y.append(a) for a in x)|    return y", (2,)),
        (F + "moved = (y.append(a) for a in x)|    return y", (2,)),
    ],
    Kind.PLUS_AFTER: [(F + "x =+ y|    return x", (2,)), (F + "x[0] =+ y * 2|    return x", (2,))],
    Kind.MINUS_AFTER: [
        (F + "x =- y * x.grad|    return x", (2,)),
        (F + "x.ö = 1; x.data =- y|    return x", (2,)),
    ],
    Kind.CARET: [(F + "return x^2 + y", (2,)), (F + "x ^= 2|    return x * y", (2,))],
    Kind.UNREAD: [
        (F + "return 2 * x", (1, "y")),
        ("class Net:|    def __init__(self, n):|        self.n = 3", (2, "n")),
    ],
    Kind.READ_INSTEAD: [
        (F + "return x * values", (2, "y", "values")),
        (F + "z = model(x)|    return z", (2, "y", "model")),
    ],
    Kind.OVERWRITTEN: [
        (F + "x = 3|    return x * y", (2, "x")),
        (F + "z, y = 1, 2|    return x * y * z", (2, "y")),
        (F + "for x in range(3):|        y = y + x|    return y", (2, "x")),
    ],
    Kind.SHADOWED: [
        (F + "sum = 0|    return sum(x) + y", (2, "sum")),
        (F + "for a in x:|        y = y(a)|    return y", (3, "y")),
    ],
    Kind.MISNAMED: [
        (F + "slope = x|    return y * slpoe", (2, "slope", "slpoe")),
        (F + "valuse = x * y|    return values", (2, "valuse", "values")),
    ],
    Kind.MUTABLE_DEFAULT: [
        ("def f(x, past=[]):|    past.append(x)|    return past", (1, "past")),
        ("def f(x, *, past=dict()):|    past[x] = 1|    return past", (1, "past")),
    ],
    Kind.MISSPELT: [
        ("class Net:|    def _init_(self, w):|        self.w = w", (2, "_init_", "__init__")),
        ("class Net:|    def __int__(self, w):|        self.w = w", (2, "__int__", "__init__")),
        ("class Net:|    def init(self, w):|        self.w = w", (2, "init", "__init__")),
        (NET + INIT + "def foward(self, x):|        return x", (4, "foward", "forward")),
        (NET + INIT + "def Forward(self, x):|        return x", (4, "Forward", "forward")),
        (NET + INIT + "def __forward__(self, x):|        return x", (4, "__forward__", "forward")),
        ("class Net:|    def _add_(self, x):|        return x", (2, "_add_", "__add__")),
    ],
    Kind.NESTED_METHOD: [
        (
            NET + "def __init__(self):|        super().__init__()|        def forward(self, x):"
            "|            return x",
            (4, "forward", "__init__"),
        ),
        (
            "class Net:|    def set(self, w):|        self.w = w|        if w:"
            "|            def forward(self, x):|                return x",
            (5, "forward", "set"),
        ),
    ],
    Kind.OUTSIDE_CLASS: [
        (NET + INIT + "|def forward(self, x):|    return x", (5, "forward", "Net")),
        (
            "class Net:|    def set(self):|        self.w = 1|def get(self):|    return 1",
            (4, "get", "Net"),
        ),
    ],
    Kind.NO_SELF: [
        ("class Net:|    def __init__(w, b):|        w.b = b", (2, "__init__")),
        ("class Net:|    def forward():|        return 1", (2, "forward")),
    ],
    Kind.NO_SUPER: [
        (NET + "def __init__(self):|        self.w = 1|    " + FORWARD, (2,)),
        ("class Net(torch.nn.Module):|    def __init__(self):|        pass", (2,)),
    ],
}
NEAR_MISSES = {
    Kind.LAZY: [
        F + "list(map(y.append, x))|    return y",
        F + "z = map(abs, x)|    return list(z), y",
        F + "x.map(y)|    return x",
    ],
    Kind.LAZY_LOOP: [
        F + "[y.append(a) for a in x]|    return y",
        F + "z = (a for a in x)|    return max(z), y",
        F + "return (a * y for a in x)",
    ],
    Kind.RETURN_IN_LOOP: [
        F + "for a in x:|        if a > y:|            return a|    return y",
        F + "for a in x:|        if a < y:|            continue|        return a|    return y",
        F + "for a in x:|        break|    return a, y",
    ],
    Kind.CODE_AFTER: [
        F + "return x, y|    print(x)",
        F + "if x:|        return x|    return y",
        F + "return|    yield x, y",
        F + "return x, y|    raise NotImplementedError('your code')",
    ],
    Kind.RETURN_IN_BLOCK: [
        F + "if x:|        return x|    else:|        return y",
        F + "while True:|        if x:|            return y",
        F + "with torch.no_grad():|        return x * y",
        F + "if x:|        return y|    return x|    y = x",
        F + "try:|        return x|    finally:|        y.close()",
    ],
    Kind.NO_RETURN: [
        F + "yield x * y",
        F + "raise NotImplementedError(x, y)",
        NET + INIT + FORWARD,
        NET + INIT + FORWARD + "|    def clear(self):|        self.w = 0",
    ],
    Kind.PRINTED: [
        F + "print(x)|    return y",
        F + "print(x)|    z = y",
        F + "if x:|        print(x)|        z = y",
    ],
    Kind.LAST_VALUE: [F + "return x, y", F + "x.append(y)"],
    Kind.NEVER_CALLED: [
        F + "def z():|        return x|    return z() * y",
        F + "def z():|        return x|    y.append(z)",
        F + "@y.register|    def z():|        return x|    return y",
        F + "global z|    def z():|        return x|    return y",
    ],
    Kind.EMPTY_FUNCTION: [
        F + "z = x|    pass|    return y * z",
        "class Net:|    def __init__(self):|        pass|    def get(self):|        return 1",
    ],
    Kind.EMPTY_LOOP: [F + "while x.pop():|        pass|    return y"],
    Kind.GAP: [F + "return x[..., 0] * y", F + "return x.sum(...) * y"],
    Kind.UNUSED: [F + "x.sub_(y)|    return x", F + "x -= y|    return x"],
    Kind.COMPARED: [F + "assert x == y|    return x", F + "z = x == y|    return z"],
    Kind.NOT_CALLED: [
        F + "y.step()|    return x",
        F + "z = y.step|    return z(x)",
        F + "x.T|    return y",
    ],
    Kind.RESULT_LOST: [
        F + "x.sqrt_()|    return x * y",
        F + "torch.sqrt(x, out=y)|    return y",
        F + "torch.manual_seed(x)|    return y",
        F + "x.add(y)|    return x",
        F + "x.append(y)|    return x",
    ],
    Kind.PLUS_AFTER: [F + "x += y|    return x", F + "x = +y|    return x"],
    Kind.MINUS_AFTER: [
        F + "x=- y|    return x",
        F + "x =-y|    return x",
        F + "x = - y|    return x",
    ],
    Kind.CARET: [F + "return x ^ y", F + "return x**2 + y"],
    Kind.UNREAD: [
        F + "def z():|        return y|    return z() * x",
        F + "y += 1|    return x",
        F + "return x, locals()",
        F + "raise NotImplementedError",
        F + "return '2*x', '2*y'",
        F + "a, b = symbols('x y')|    return a * b",
        "def f(x, _):|    return x",
        "class Net:|    def get(self):|        return 1|    def __eq__(self, x):|        return 1",
    ],
    Kind.READ_INSTEAD: [
        F + "return x * y * values",
        F + "return torch.sin(x)",
        F + "values = 3|    return x * values",
        F + "return helper(x)",
    ],
    Kind.OVERWRITTEN: [
        F + "x = torch.tensor(x)|    return x * y",
        F + "if y:|        x = 3|    return x * y",
        F + "z = x|    x = 3|    return x * y * z",
        F + "for x in x:|        y = y + x|    return y",
    ],
    Kind.SHADOWED: [
        F + "layer = nn.Tanh()|    return layer(x) * y",
        F + "sum = x + y|    return sum",
    ],
    Kind.MISNAMED: [
        F + "slope = x|    return y * slope",
        F + "slope_x = x|    slope_y = y|    return slope_y",
        F + "dx = x|    return y * dy",
        F + "model_ = x|    return y",
    ],
    Kind.MUTABLE_DEFAULT: [
        "def f(x, past=[]):|    return past + [x]",
        "def f(x, past=None):|    past = past or []|    past.append(x)|    return past",
    ],
    Kind.MISSPELT: [
        "class Net:|    def __int__(self):|        return 1",
        NET + INIT + FORWARD + "|    def forwards(self, x):|        return x",
        CALLED + "|    def _forward(self, x):|        return x",
        "class Net:|    def backward(self, x):|        return x",
        "class Net:|    def _add(self, x):|        return x",
    ],
    Kind.NESTED_METHOD: [
        "class Net:|    def set(self):|        def get(x):|            return x|        a = get",
    ],
    Kind.OUTSIDE_CLASS: [
        "def forward(self, x):|    return x|" + NET + INIT + FORWARD,
        NET + INIT + FORWARD + "|def help(net, x):|    return net(x)",
    ],
    Kind.NO_SELF: [
        "class Net:|    @staticmethod|    def get():|        return 1",
        "class Net:|    def get(*args):|        return args",
        NET + INIT + FORWARD,
    ],
    Kind.NO_SUPER: [
        NET + "def __init__(self):|        nn.Module.__init__(self)|    " + FORWARD,
        NET + FORWARD,
        "class Net:|    def __init__(self):|        self.w = 1",
    ],
}
NOTEBOOK = {
    "torch": torch, "nn": nn, "values": [1.0], "model": nn.Tanh(), "helper": lambda x: x
}  # fmt: skip


def seen(source, name=""):
    text = source.replace("|", "\n") + "\n"
    name = name or ("Net" if "class Net" in text else "f")
    return looks(defined(text, name, **NOTEBOOK))


@pytest.mark.parametrize(
    ("kind", "source", "look"), [(kind, *case) for kind, cases in SEEN.items() for case in cases]
)
def test_a_slip_is_seen_with_its_line_and_names(kind, source, look):
    assert Look(kind, look[0], look[1:]) in seen(source)


@pytest.mark.parametrize(
    ("kind", "source"), [(kind, s) for kind, cases in NEAR_MISSES.items() for s in cases]
)
def test_what_only_looks_like_a_slip_is_not_seen_as_one(kind, source):
    assert kind not in [look.kind for look in seen(source)]


def test_every_kind_has_two_spellings_and_a_near_miss():
    assert {kind for kind, cases in SEEN.items() if len(cases) >= 2} == set(Kind)
    assert set(NEAR_MISSES) == set(Kind)


EXERCISES = [exercise for lesson in lesson_names() for exercise in lesson_exercises(lesson)]


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda e: e.id)
def test_nothing_that_would_be_told_is_seen_in_what_is_right(exercise):
    reference = find_answer(exercise).reference
    assert find_subject(reference) is not None
    procedure = Kind.NO_RETURN in [look.kind for look in looks(reference)]
    for right in (reference, *find_variants(exercise)):
        told = [look for look in looks(right) if not TELLINGS[look.kind].after_error]
        assert [look for look in told if not (procedure and TELLINGS[look.kind].of_none)] == []


def test_a_decorated_function_is_the_one_that_is_looked_at():
    text = "@torch.no_grad()\ndef f(x):\n    return x\n    x = 1\n"
    assert Look(Kind.CODE_AFTER, 4, ("return",)) in looks(defined(text, "f", torch=torch))

    @functools.wraps(print)
    def around(x):
        return x

    assert looks(around) == ()


def test_of_two_functions_of_a_name_the_one_at_hand_is_looked_at():
    text = "def f(x):\n    return x\n    x = 1\ng = f\ndef f(x):\n    return x\n"
    assert looks(defined(text, "f")) == ()
    assert [look.line for look in looks(defined(text, "g"))] == [3]


@pytest.mark.parametrize(
    "thing", [print, len, 3, None, "f", torch.sin, nn.functional.mse_loss, nn.Tanh, type, object()]
)
def test_nothing_is_seen_where_no_source_of_a_student_is_at_hand(thing):
    assert looks(thing) == ()


@pytest.mark.parametrize("thing", [textwrap.dedent, textwrap.TextWrapper, plain])
def test_a_library_or_the_course_itself_is_not_looked_at(thing):
    assert find_subject(thing) is None


def test_nothing_is_seen_where_the_source_is_gone_or_another_one():
    function = defined("def f(x):\n    return x\n    x = 1\n", "f")
    file = function.__code__.co_filename
    for text in ("", "def f(y):\n    return y\n    y = 1\n", "def (", "\0", "'\ud800'", "(" * 300):
        linecache.cache[file] = (len(text), None, text.splitlines(keepends=True), file)
        assert looks(function) == ()
    del linecache.cache[file]
    assert looks(function) == ()


def test_what_is_very_long_or_deep_is_not_looked_at():
    slip = "def f(x):\n    return x\n    x = 1\n"
    assert looks(defined(slip + "#" * (MAX_SOURCE - len(slip) - 1) + "\n", "f"))
    assert looks(defined(slip + "#" * MAX_SOURCE + "\n", "f")) == ()
    many = slip + "    [" + "x, " * MAX_NODES + "]\n"
    assert len(many) < MAX_SOURCE and looks(defined(many, "f")) == ()
    deep = "def f(x):\n    return " + "+".join(["x"] * 1000) + "\n    x = 1\n"
    assert [look.line for look in looks(defined(deep, "f"))] == [3]


def test_few_looks_with_short_names_travel():
    assert len(seen("def f(x):|    return x" + "|    x - 1" * 30)) == MAX_LOOKS
    for length, n_looks in ((MAX_NAME, 1), (MAX_NAME + 1, 0)):
        assert len(seen(f"def f({'n' * length}):|    return 1")) == n_looks


def test_a_hostile_object_runs_nothing_when_it_is_looked_at():
    class Meta(type):
        def __getattribute__(cls, name):
            raise SystemExit(name)

        def __instancecheck__(cls, instance):
            raise SystemExit("asked")

    class Hostile(metaclass=Meta):
        def forward(self, x):
            return x

    class Liar:
        __class__ = property(lambda self: (_ for _ in ()).throw(SystemExit("asked")))

    assert looks(Hostile) == looks(Liar()) == ()
    function = defined("def f(x):\n    return liar\n", "f", liar=Liar())
    assert looks(function) == (Look(Kind.READ_INSTEAD, 2, ("x", "liar")),)


def test_the_arguments_of_a_first_line_are_seen_in_their_order():
    assert first_line_names(defined("def f(b, a, *, c=1):\n    return a\n", "f")) == ("b", "a", "c")
    nine = ", ".join("abcdefghi")
    assert first_line_names(defined(f"def f({nine}):\n    return a\n", "f")) == ()
    assert first_line_names(defined("class N:\n    def f(b, a):\n        return a\n", "N")) == ()


def test_an_observation_holds_what_was_seen_and_for_the_courses_own_answers_nothing():
    exercise = find_exercise("sq_loss")
    wrong = "def sq_loss(y_true, y_prediction):\n    return y_true - y_prediction\n    y_true = 1\n"
    assert LOOKS in exercise.observe(defined(wrong, "sq_loss"), 0).values
    caret = next(m.implementation for m in find_answer(exercise).mistakes if m.id == "caret")
    assert looks(caret) and LOOKS not in exercise.observe(caret, 0).values


EVERY = [e for lesson in lesson_names() for e in lesson_exercises(lesson)]


@pytest.mark.parametrize("exercise", EVERY, ids=lambda e: e.id)
def test_what_is_noted_of_a_source_takes_no_name_that_an_exercise_uses(exercise):
    clues = (key for mistake in find_answer(exercise).mistakes for key in mistake.clues)
    assert not {LOOKS, USED, ARGUMENTS} & {*all_keys(exercise), *clues}
