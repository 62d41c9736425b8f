"""Whether two observed values agree, and if not, how to say so in words.

Numbers agree within a tolerance that follows from their dtypes; kinds and shapes must be
the same. Only plain ``Value`` objects are compared, never a student's own objects.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from autograder.records.sentences import Sentence, listed, say
from autograder.records.values import ARRAYS, SEQUENCES, Value

TOLERANCES = {  # dtype: (relative, absolute)
    "float16": (1e-2, 1e-3),
    "float32": (1e-4, 1e-5),
    "float64": (1e-6, 1e-8),
    "numbers": (1e-6, 1e-8),
}
KIND_NAMES = {
    "none": "None",
    "bool": say("a truth value (True or False)"),
    "number": say("a plain number"),
    "text": say("text"),
    "array": say("a NumPy array"),
    "tensor": say("a torch tensor"),
    "tuple": say("a tuple"),
    "list": say("a list"),
    "dict": say("a dictionary"),
}
"""A value's ``kind`` in words that complete "Expected ..."."""
MAX_WORDS = 160
LARGE = 1e15
"""Numbers below this keep all digits before the point as a float."""
FUNCTIONS = ("function", "method", "builtin_function_or_method")
"""Types whose text says where in memory they are, which helps nobody."""


def tolerance(*names: str) -> tuple[float, float]:
    """(rtol, atol) of the least precise of these dtypes; float64's for integers."""
    known = [TOLERANCES[name] for name in names if name in TOLERANCES]
    return max(known, default=TOLERANCES["float64"])


def dtype_family(value: Value) -> str:
    """bool, int, float or complex: the sort of number that a value holds."""
    if isinstance(value.data, np.ndarray):
        kinds = {"b": "bool", "i": "int", "u": "int", "f": "float", "c": "complex"}
        return kinds[value.data.dtype.kind]
    return {bool: "bool", int: "int", float: "float"}.get(type(value.data), "")


def agree(expected: Value, observed: Value) -> bool:
    """Whether the observed value is the expected one, within tolerance.

    Errors agree if they are of the same class. A tensor in a graph doesn't agree with one
    outside. Integers agree with equal floats, but an array of integers isn't one of floats. An
    array of no axes is a number.
    """
    expected, observed = without_axes(expected), without_axes(observed)
    if expected.kind != observed.kind or expected.graph != observed.graph:
        return False
    if expected.kind in ("error", "other"):
        return expected.name == observed.name
    if isinstance(expected.data, np.ndarray) and isinstance(observed.data, np.ndarray):
        same_sort = dtype_family(expected) == dtype_family(observed)
        same_shape = expected.data.shape == observed.data.shape
        return same_sort and same_shape and close(expected, observed)
    if expected.kind == "number":
        return close(expected, observed)
    if expected.kind in SEQUENCES:
        return _items_agree(expected, observed)
    if expected.kind == "dict":
        wanted, got = dict(expected.data), dict(observed.data)
        return wanted.keys() == got.keys() and all(agree(wanted[k], got[k]) for k in wanted)
    return bool(expected.data == observed.data)


def without_axes(value: Value) -> Value:
    """A NumPy array of no axes as the number in it; everything else as it is."""
    if value.kind == "array" and value.data.ndim == 0 and value.data.dtype.kind in "iuf":
        return Value("number", value.data.item(), value.name)
    return value


def _items_agree(expected: Value, observed: Value) -> bool:
    wanted, got = items(expected), items(observed)
    return len(wanted) == len(got) and all(map(agree, wanted, got))


def items(value: Value) -> tuple[Value, ...]:
    """The items of a list or tuple, also where it is held as one array of numbers."""
    if isinstance(value.data, np.ndarray):
        return tuple(Value("number", float(x), "float64") for x in value.data)
    return value.data


def close(expected: Value, observed: Value) -> bool:
    """Whether numbers of the same shape are equal within the tolerance of their dtypes.

    NaN agrees with NaN, so that a mistake that ends in NaN is recognised; a reference never
    gives NaN.
    """
    rtol, atol = tolerance(expected.name, observed.name)
    if _is_plain(expected.data) and _is_plain(observed.data):  # NumPy takes 50 times as long
        return bool(abs(observed.data - expected.data) <= atol + rtol * abs(expected.data))
    wanted, got = _wide(expected.data), _wide(observed.data)
    with np.errstate(all="ignore"):
        return bool(np.allclose(got, wanted, rtol=rtol, atol=atol, equal_nan=True))


def _is_plain(data: Any) -> bool:
    """Whether this is a number of Python's that a float holds with digits to spare."""
    return type(data) in (int, float) and abs(data) < LARGE


def _wide(data: Any) -> np.ndarray:
    array = np.asarray(data)
    return array.astype(complex if array.dtype.kind == "c" else float)


def describe(value: Value, limit: int = 4) -> str:
    """The value in a few words, with at most ``limit`` numbers of an array, for a person."""
    if isinstance(value.data, np.ndarray) and value.kind in ARRAYS:
        return _describe_array(value, limit)
    if value.kind == "number":
        return number_text(value.data)
    if value.kind in SEQUENCES:
        inside = _listing([describe(item, limit=2) for item in items(value)[:5]], value)
        return say("({items})" if value.kind == "tuple" else "[{items}]", items=inside)
    if value.kind == "dict":
        pairs = [
            say("{key}: {value}", key=key, value=describe(item, limit=2))
            for key, item in value.data[:5]
        ]
        return say("{{{items}}}", items=_listing(pairs, value))
    if value.kind == "text" and isinstance(value.data, Sentence):
        return value.data
    if value.kind == "missing":
        return say("nothing (the check didn't get that far)")
    if value.kind == "other" and value.name in FUNCTIONS:
        return say("a function")
    words = {"none": "None", "other": f"{value.name}: {value.data}"}
    if value.kind == "error":
        words["error"] = error_words(value)
    return _cut(words.get(value.kind) or repr(value.data))


def _cut(text: str) -> str:
    """What isn't ours, cut to length."""
    if isinstance(text, Sentence) or len(text) <= MAX_WORDS:
        return text
    return text[: MAX_WORDS - 1] + "…"


def error_words(error: Value) -> str:
    """An error's class and what it says, as Python shows them.

    What a check knows of it besides, in brackets behind the class, is there to tell errors apart.
    """
    name, text = error.name.partition(" ")[0], error.data
    if isinstance(text, Sentence):
        return say("{name}: {text}", name=name, text=text)
    return f"{name}: {text}".rstrip(": .")


def _listing(shown: Sequence[str], value: Value) -> Sentence:
    more = len(items(value) if value.kind in SEQUENCES else value.data) - len(shown)
    text = listed(shown)
    return say("{shown}, … {n} more", shown=text, n=more) if more > 0 else text


def _describe_array(value: Value, limit: int) -> Sentence:
    is_tensor, shape = value.kind == "tensor", " × ".join(map(str, value.data.shape))
    flat = value.data.reshape(-1)
    shown = ", ".join(map(number_text, flat[:limit])) + (", …" if flat.size > limit else "")
    if value.data.ndim == 0:
        return (
            say("tensor {number}", number=shown)
            if is_tensor
            else say("array {number}", number=shown)
        )
    if is_tensor:
        return say("tensor of shape {shape}: {numbers}", shape=shape, numbers=shown)
    return say("array of shape {shape}: {numbers}", shape=shape, numbers=shown)


def number_text(number: Any) -> str:
    """Six significant digits, with a real minus sign."""
    if isinstance(number, bool | np.bool_):
        return str(bool(number))
    return f"{number:.6g}".replace("-", "−")
