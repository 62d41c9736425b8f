"""What to tell a student whose value is wrong in a way that no known mistake explains.

Each explanation says what came, what was expected and what to do. None tells the answer.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from autograder.judging.beginners import meaning
from autograder.judging.elementwise import CLOSE, CLOSE_SHARE
from autograder.judging.relations import find_relation
from autograder.records.comparison import (
    KIND_NAMES,
    agree,
    describe,
    dtype_family,
    error_words,
    items,
    number_text,
    tolerance,
    without_axes,
)
from autograder.records.sentences import Sentence, joined, listed, say, say_count
from autograder.records.values import SEQUENCES, Value

OF_A_FUNCTION = re.compile(r"\w+\(\) (takes|missing|got)")
"""Errors of a call of ours with a function, not with a method, which has ``self`` besides."""

MAX_SAID = 200
"""How long what Python says of an error may be, so that there is room for what it means."""


def explain(expected: Value, observed: Value) -> str:
    """One or two sentences on how ``observed`` differs from ``expected``."""
    expected, observed = without_axes(expected), without_axes(observed)
    if observed.kind == "error":
        return explain_error(observed)
    if observed.kind == "missing":
        return say("The check didn't get that far, because an earlier step failed.")
    if observed.kind == "none":
        return say(
            "Your code gave back None where {kind} was expected. "
            "Is there a `return` with the result at the end?",
            kind=_kind(expected),
        )
    if expected.kind != observed.kind:
        return explain_kind(expected, observed)
    if expected.graph != observed.graph:
        return _explain_graph(expected)
    if expected.kind in SEQUENCES:
        return _explain_items(expected, observed)
    if expected.kind == "dict":
        return _explain_dict(expected, observed)
    if isinstance(expected.data, np.ndarray) or expected.kind == "number":
        return _explain_numbers(expected, observed)
    return say(
        "Expected {expected}, but got {got}.", expected=describe(expected), got=describe(observed)
    )


def explain_error(error: Value) -> str:
    """What an exception of the student's code means here."""
    if error.name == "FormulaError":
        return error.data if isinstance(error.data, str) else ""
    text = error_text(error)
    ours = error.name == "TypeError" and not error.lines and "argument" in str(error.data)
    keep = say("Keep the arguments of the first line as they were given to you.")
    if ours and OF_A_FUNCTION.match(str(error.data)):
        return joined(text, keep)
    if told := meaning(error):
        return joined(text, told)
    return joined(text, keep) if ours else text


def error_text(error: Value) -> Sentence:
    """What Python said, as it said it; of a very long text only the beginning."""
    said = error_words(error)
    if len(said) > MAX_SAID and not isinstance(said, Sentence):
        said = f"{said[:MAX_SAID].rpartition(' ')[0]} …"
    if not error.lines and error.name.startswith("RuntimeError"):
        ended = said if isinstance(said, Sentence) or said[-1] in "?…" else f"{said}."
        return say("With what your code gave back the check stopped: {error}", error=ended)
    if said.endswith(("?", "…")):
        return say("Your code stopped with {error}", error=said)
    return say("Your code stopped with {error}.", error=said)


def _kind(value: Value) -> str:
    if value.kind == "tuple":
        return say("a tuple of {n} values", n=len(items(value)))
    if value.kind == "text":  # our own words for what has to come
        return value.data or KIND_NAMES["text"]
    return KIND_NAMES.get(value.kind, value.name or value.kind)


FORMULAS = frozenset("Mul Add Pow Symbol sin cos tan exp log tanh".split())
"""Classes of SymPy's formulas."""


def explain_kind(expected: Value, observed: Value) -> Sentence:
    """That another kind of thing came, and what makes the one that was expected of it."""
    came = KIND_NAMES.get(observed.kind) or say("an object of type {name}", name=observed.name)
    text = say("Expected {kind}, but got {came}.", kind=_kind(expected), came=came)
    return joined(text, _how_to_change_kind(expected, observed))


def _how_to_change_kind(expected: Value, observed: Value) -> Sentence | str:
    """What makes one kind of value from the other, where that can be told."""
    if observed.kind == "tensor" and expected.kind == "number":
        return say("`.item()` turns a tensor with one element into a number.")
    if observed.kind in SEQUENCES and expected.kind in ("tensor", "array", "number"):
        return _how_to_unpack(expected, observed)
    if {expected.kind, observed.kind} == {"tuple", "list"}:
        return say("`return a, b` makes a tuple; `return [a, b]` makes a list.")
    if {expected.kind, observed.kind} == {"array", "tensor"}:
        return say("Stay with the library that the arguments come from.")
    if expected.kind == "tuple":
        return say("Return {n} values, separated by commas.", n=len(items(expected)))
    if observed.kind == "other" and observed.name in FORMULAS:
        return say(
            "That is a formula of SymPy. Is it a variable of the notebook? Look at each letter of "
            "the names in your code: one that isn't given a value there is looked up outside."
        )
    if observed.kind == "text":
        return say("Give back the value itself, without quotes, `str` or formatting.")
    return ""


STACKED = {
    "tensor": "The numbers in it are right. `torch.stack` makes one tensor of several.",
    "array": "The numbers in it are right. `np.array` makes one array of several.",
}
OF_NUMBERS = {
    "tensor": "The numbers in it are right. `torch.tensor` makes one tensor of plain numbers.",
    "array": STACKED["array"],
}
"""What makes one of several, or of plain numbers, by kind."""


def _stack_up(expected: Value, inside: Sequence[Value]) -> bool:
    """Whether numbers, or arrays of one shape, are the right values as the rows of one array."""
    rows = [one.data for one in inside]
    if any(not isinstance(row, int | float | np.ndarray) for row in rows):
        return False
    if len({np.shape(row) for row in rows}) > 1 or np.asarray(rows[0]).dtype.kind not in "fi":
        return False
    table = np.stack([np.asarray(row, float) for row in rows])
    table = table.reshape(-1) if table.size == len(rows) else table
    return agree(expected, replace(expected, data=table))


def _how_to_unpack(expected: Value, observed: Value) -> Sentence | str:
    """What to take out of a tuple or list in which the right value is, if it is there."""
    inside = items(observed)
    if expected.kind != "number" and isinstance(observed.data, np.ndarray):
        same = Value(expected.kind, observed.data, expected.name, graph=expected.graph)
        if not agree(expected, same):
            return ""
        right = say("The numbers in it are right.")  # plain ones, so that a graph is lost for good
        return right if expected.graph else say(OF_NUMBERS[expected.kind])
    if expected.kind in STACKED and len(inside) > 1 and _stack_up(expected, inside):
        return say(STACKED[expected.kind])
    found = [n for n, one in enumerate(inside, start=1) if agree(expected, _like(one, expected))]
    if found and len(inside) == 1:
        return say("The one thing in it is right: take it out, as `[0]` does.")
    if found:
        return say(
            "Number {position} of the {n} in it is right: give back that one alone.",
            position=found[0],
            n=len(inside),
        )
    return ""


def _like(value: Value, expected: Value) -> Value:
    """The value in or out of a graph, as the expected one is."""
    return replace(value, graph=expected.graph)


def _explain_graph(expected: Value) -> Sentence:
    if expected.graph:
        return say(
            "The numbers are in a tensor that autograd can't follow back: it has no `grad_fn`. "
            "Use torch functions all the way, without `.item()`, `.detach()` or a new "
            "`torch.tensor`."
        )
    return say(
        "The result still carries an autograd graph. Return it detached, or as a plain number."
    )


def _explain_items(expected: Value, observed: Value) -> Sentence:
    wanted, got = items(expected), items(observed)
    if len(wanted) != len(got):
        return say(
            "Expected {wanted} values in {kind}, but got {got}.",
            wanted=len(wanted),
            kind=_kind(expected),
            got=len(got),
        )
    for position, (one, other) in enumerate(zip(wanted, got, strict=True), start=1):
        if text := difference_text(one, other):
            return say(
                "Value {position} of {n}: {text}", position=position, n=len(wanted), text=text
            )
    return say("The values differ.")


def _explain_dict(expected: Value, observed: Value) -> Sentence:
    wanted, got = dict(expected.data), dict(observed.data)
    if missing := sorted(wanted.keys() - got.keys()):
        names = listed(map(_key, missing))
        return say("The dictionary has no entry {names}.", names=names)
    if extra := sorted(got.keys() - wanted.keys()):
        names = listed(map(_key, extra[:5]))
        return say("The dictionary has entries nobody asked for: {names}.", names=names)
    for key in wanted:
        if text := difference_text(wanted[key], got[key]):
            return say("Entry {key}: {text}", key=_key(key), text=text)
    return say("The values differ.")


def _key(key: str) -> str:
    """An entry's name in quotes; what says in words that it is none, as it is."""
    return key if isinstance(key, Sentence) else repr(key)


def difference_text(expected: Value, observed: Value) -> str:
    """``explain``, or nothing where the values agree."""
    return "" if agree(expected, observed) else explain(expected, observed)


def _explain_numbers(expected: Value, observed: Value) -> Sentence:
    wanted, got = np.asarray(expected.data), np.asarray(observed.data)
    if wanted.shape != got.shape:
        return _explain_shape(wanted.shape, got.shape)
    if isinstance(expected.data, np.ndarray) and dtype_family(expected) != dtype_family(observed):
        return say(
            "Expected numbers of type {wanted}, but got {got}. Was the array made from integers?",
            wanted=expected.name,
            got=observed.name,
        )
    bad = ~np.isfinite(got)
    if bad.any():
        return say(
            "{bad} of {n} numbers are NaN or infinite. Look for a division by zero, a logarithm "
            "of a negative number, or a step too large.",
            bad=int(bad.sum()),
            n=got.size,
        )
    relation = find_relation({"value": (expected, observed)})
    if relation is not None:
        return joined(relation.seen, relation.cause or "")
    if (np.abs(got - wanted) <= CLOSE_SHARE * np.abs(wanted)).all():
        return joined(*CLOSE)
    return _first_wrong(expected, wanted, got)


def _explain_shape(wanted: tuple[int, ...], got: tuple[int, ...]) -> Sentence:
    text = say("Expected shape {wanted}, but got shape {got}.", wanted=wanted, got=got)
    if len(wanted) == len(got) > 0 and wanted[1:] == got[1:]:
        if got[0] == 1:
            return joined(
                text, say("Only one came: look for a `return` or a result inside of a loop.")
            )
        fewer = say_count("{n} is missing.", "{n} are missing.", wanted[0] - got[0])
        more = say_count("{n} is too many.", "{n} are too many.", got[0] - wanted[0])
        return joined(
            text,
            fewer if got[0] < wanted[0] else more,
            say("How often does your loop run, and what does it keep before and after?"),
        )
    return text


def _first_wrong(expected: Value, wanted: np.ndarray, got: np.ndarray) -> Sentence:
    """How many numbers are wrong, and the first of them."""
    rtol, atol = tolerance(expected.name)
    bad = np.flatnonzero(~np.isclose(got, wanted, rtol=rtol, atol=atol).reshape(-1))
    first = int(bad[0]) if bad.size else 0
    one, other = (number_text(array.reshape(-1)[first]) for array in (wanted, got))
    if got.size == 1:
        return say("Expected {wanted}, but got {got}.", wanted=one, got=other)
    if bad.size == got.size:
        return say(
            "None of the {n} numbers is right: the first is {got}, and {wanted} was expected.",
            n=got.size,
            got=other,
            wanted=one,
        )
    return say(
        "{right} of {n} numbers are right. The first wrong one is number {position}: {number}, "
        "and {wanted} was expected.",
        right=got.size - bad.size,
        n=got.size,
        position=first + 1,
        number=other,
        wanted=one,
    )
