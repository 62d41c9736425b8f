"""Plain copies of whatever student code returns, and their JSON form.

``plain(value)`` turns anything into a ``Value``: numbers, text, arrays, and containers of
them, without any of the behaviour that the original object may have had. Nothing is ever
pickled. ``to_json`` and ``from_json`` carry a ``Value`` across a process boundary;
``from_json`` trusts nothing that it reads.
"""

from __future__ import annotations

import base64
import binascii
import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch

from autograder.errors import MalformedObservation

MAX_ELEMENTS = 1_000_000
MAX_ITEMS = 20_000
MAX_TEXT = 2_000
MAX_DEPTH = 6
MAX_LINES = 12

DTYPES = frozenset(
    "bool int8 int16 int32 int64 uint8 uint16 uint32 uint64 "
    "float16 float32 float64 complex64 complex128".split()
)
SCALARS = ("none", "bool", "number", "text", "other", "error", "missing")
SCALAR_TYPES = {
    "bool": (bool,),
    "number": (int, float),
    "none": (type(None),),
    "missing": (type(None),),
}
ARRAYS = ("array", "tensor")
SEQUENCES = ("tuple", "list")


@dataclass(frozen=True)
class Value:
    """A plain copy of one object.

    ``kind`` is one of none, bool, number, text, array, tensor, tuple, list, dict, error,
    other, missing. ``data`` holds the Python scalar, the NumPy array, or a tuple of values;
    a list or tuple of real numbers is held as one float64 array with ``name`` "numbers".
    ``name`` is a dtype, or the class of an error or another object. ``graph`` says that a
    tensor is part of an autograd graph. ``lines`` are the student's lines below an error.
    """

    kind: str
    data: Any = None
    name: str = ""
    graph: bool = False
    lines: tuple[str, ...] = ()


MISSING = Value("missing")


def plain(value: object, depth: int = 0) -> Value:
    """A ``Value`` with the content of any object; never raises for odd objects."""
    try:
        return _plain(value, depth)
    except (Exception, SystemExit) as error:  # the object's own code ran and failed
        return Value("other", f"an object that fails when it is read: {_text(error)}", _name(value))


def _plain(value: object, depth: int) -> Value:
    if value is None:
        return Value("none")
    if isinstance(value, bool | np.bool_):
        return Value("bool", bool(value))
    if isinstance(value, int | float | np.integer | np.floating):
        return _number(value)
    if isinstance(value, str):
        return Value("text", str.__str__(value)[:MAX_TEXT])
    if isinstance(value, torch.Tensor):
        return _tensor(value)
    if isinstance(value, np.ndarray):
        return _array(np.array(value, subok=False, copy=True))
    if isinstance(value, tuple | list):
        return _sequence(value, depth)
    if isinstance(value, dict):
        return _dict(value, depth)
    return Value("other", _text(value), _name(value))


def _number(value: Any) -> Value:
    if isinstance(value, int | np.integer):
        whole = int.__int__(value) if isinstance(value, int) else int(value)
        return Value("number", whole if abs(whole) < 2**63 else math.inf, "int")
    data = float.__float__(value) if isinstance(value, float) else float(value)
    return Value("number", data, "float64" if isinstance(value, float) else _name(value))


def _tensor(value: torch.Tensor) -> Value:
    detached = torch.Tensor.detach(value).as_subclass(torch.Tensor)
    if detached.dtype == torch.bfloat16:
        detached = detached.float()
    if detached.numel() > MAX_ELEMENTS:
        return Value("other", f"a tensor of {detached.numel()} elements", "Tensor")
    data = detached.to_dense().resolve_conj().resolve_neg().cpu().numpy().copy()
    return Value("tensor", data, str(data.dtype), graph=bool(value.requires_grad))


def _array(value: np.ndarray) -> Value:
    if value.dtype.name not in DTYPES:
        return Value("other", _text(value), f"array of dtype {value.dtype.name[:40]}")
    if value.size > MAX_ELEMENTS:
        return Value("other", f"an array of {value.size} elements", "ndarray")
    return Value("array", value, value.dtype.name)


def _is_real(item: object) -> bool:
    return type(item) in (float, int) or isinstance(item, np.floating)


def _sequence(value: tuple | list, depth: int) -> Value:
    kind = "tuple" if isinstance(value, tuple) else "list"
    if depth >= MAX_DEPTH or len(value) > MAX_ITEMS:
        return Value("other", f"a {kind} that is too deep or too long", kind)
    if value and all(map(_is_real, value)):
        return Value(kind, np.array([_number(item).data for item in value], float), "numbers")
    return Value(kind, tuple(plain(item, depth + 1) for item in value))


def _dict(value: dict, depth: int) -> Value:
    if depth >= MAX_DEPTH or len(value) > MAX_ITEMS:
        return Value("other", "a dictionary that is too deep or too long", "dict")
    items = ((str(key)[:MAX_TEXT], plain(item, depth + 1)) for key, item in value.items())
    return Value("dict", tuple(sorted(items, key=lambda pair: pair[0])))


def _name(value: object) -> str:
    return type(value).__name__[:80]


def _text(value: object) -> str:
    try:
        return str(value)[:MAX_TEXT]
    except (Exception, SystemExit):
        return "(its text can't be made)"


def to_json(value: Value) -> dict[str, Any]:
    """The ``Value`` as JSON data; arrays as base64 of little-endian bytes."""
    out: dict[str, Any] = {"kind": value.kind}
    if value.name:
        out["name"] = value.name
    if value.graph:
        out["graph"] = True
    if value.lines:
        out["lines"] = list(value.lines)
    if isinstance(value.data, np.ndarray):
        out["dtype"], out["shape"] = value.data.dtype.name, list(value.data.shape)
        little = value.data.astype(value.data.dtype.newbyteorder("<"), copy=False)
        out["base64"] = base64.b64encode(little.tobytes()).decode("ascii")
    elif value.kind in SEQUENCES:
        out["items"] = [to_json(item) for item in value.data]
    elif value.kind == "dict":
        out["items"] = [[key, to_json(item)] for key, item in value.data]
    elif isinstance(value.data, float) and not math.isfinite(value.data):
        out["data"] = repr(value.data)
    else:
        out["data"] = value.data
    return out


def from_json(data: object, depth: int = 0) -> Value:
    """The ``Value`` that JSON data describes. Raises ``MalformedObservation``."""
    if not isinstance(data, dict) or depth > MAX_DEPTH + 1:
        raise MalformedObservation("a value must be an object, not too deep")
    kind, name = data.get("kind"), data.get("name", "")
    if not isinstance(name, str) or len(name) > 80 or not isinstance(kind, str):
        raise MalformedObservation("a value needs a kind and a short name")
    if "base64" in data:
        return _array_from_json(kind, name, data)
    if kind in SCALARS:
        return _scalar_from_json(kind, name, data)
    items = data.get("items")
    if not isinstance(items, list) or len(items) > MAX_ITEMS:
        raise MalformedObservation("a container needs a list of items")
    if kind in SEQUENCES:
        return Value(kind, tuple(from_json(item, depth + 1) for item in items), name)
    if kind == "dict" and all(_is_pair(item) for item in items):
        pairs = {key: from_json(item, depth + 1) for key, item in items}
        return Value(kind, tuple(sorted(pairs.items())), name)
    raise MalformedObservation(f"unknown kind {kind[:40]!r}")


def _is_pair(item: object) -> bool:
    return isinstance(item, list) and len(item) == 2 and isinstance(item[0], str)


def _array_from_json(kind: str, name: str, data: dict[str, Any]) -> Value:
    dtype, shape, text = data.get("dtype"), data.get("shape"), data["base64"]
    good_shape = (
        isinstance(shape, list)
        and len(shape) <= 32
        and all(type(n) is int and 0 <= n <= MAX_ELEMENTS for n in shape)
    )
    good_dtype = isinstance(dtype, str) and dtype in DTYPES
    if kind not in (*ARRAYS, *SEQUENCES) or not good_dtype or not good_shape:
        raise MalformedObservation("an array needs a known dtype and a shape")
    if not isinstance(text, str) or math.prod(shape or ()) > MAX_ELEMENTS:
        raise MalformedObservation("an array is too large")
    if kind in SEQUENCES and (name != "numbers" or dtype != "float64" or len(shape or ()) != 1):
        raise MalformedObservation("a list of numbers is one float64 array")
    try:
        raw = base64.b64decode(text, validate=True)
        array = np.frombuffer(raw, np.dtype(dtype).newbyteorder("<")).reshape(shape)
    except (binascii.Error, ValueError) as error:
        raise MalformedObservation(f"an array's bytes don't fit its shape: {error}") from error
    name = name if kind in SEQUENCES else str(dtype)
    return Value(kind, array.astype(dtype), name, graph=data.get("graph") is True)


def _scalar_from_json(kind: str, name: str, data: dict[str, Any]) -> Value:
    content = data.get("data")
    if kind == "number" and content in ("nan", "inf", "-inf"):
        content = float(content)
    if type(content) not in SCALAR_TYPES.get(kind, (str,)):
        raise MalformedObservation(f"a {kind} can't hold {type(content).__name__}")
    if isinstance(content, int) and abs(content) >= 2**64:
        raise MalformedObservation("a number must be a number of ordinary size")
    if isinstance(content, str):
        content = content[:MAX_TEXT]
    lines = data.get("lines", [])
    if not isinstance(lines, list) or not all(isinstance(line, str) for line in lines):
        raise MalformedObservation("lines must be a list of text")
    return Value(kind, content, name, lines=tuple(line[:MAX_TEXT] for line in lines[:MAX_LINES]))
