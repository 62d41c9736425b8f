"""What a static look at a student's source saw, as plain data that travels in an observation.

Owns the kinds of looks and their form. How they are seen is in ``probing.sources``, what is said of
them in ``judging.sources``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from autograder.records.observations import Observation
from autograder.records.values import MISSING, SEQUENCES, Value, plain

LOOKS = "looks"
"""Where looks stand among an observation's values; they aren't compared."""
ARGUMENTS = "first_line_names"
"""Where the names of a student's first line stand there; they aren't compared either."""
MAX_LOOKS = 12
MAX_ARGUMENTS = 8
MAX_NAME = 40
MAX_LINE = 1_000_000


class Kind(StrEnum):
    """What can be seen. In brackets: the names that go with it, if any."""

    RETURN_IN_LOOP = "return_in_loop"  # (return or break)
    CODE_AFTER = "code_after"  # (return, break or continue)
    RETURN_IN_BLOCK = "return_in_block"
    NO_RETURN = "no_return"
    PRINTED = "printed"
    LAST_VALUE = "last_value"
    NEVER_CALLED = "never_called"  # (nested function)
    EMPTY_FUNCTION = "empty_function"  # (function)
    EMPTY_LOOP = "empty_loop"
    GAP = "gap"
    UNUSED = "unused"
    COMPARED = "compared"
    NOT_CALLED = "not_called"  # (method)
    RESULT_LOST = "result_lost"  # (function or method)
    LAZY = "lazy"  # (map or filter)
    LAZY_LOOP = "lazy_loop"
    PLUS_AFTER = "plus_after"
    MINUS_AFTER = "minus_after"
    CARET = "caret"
    UNREAD = "unread"  # (argument)
    READ_INSTEAD = "read_instead"  # (argument, variable of the notebook)
    OVERWRITTEN = "overwritten"  # (argument)
    SHADOWED = "shadowed"  # (name)
    MISNAMED = "misnamed"  # (name that is set alone, name that is read alone)
    MUTABLE_DEFAULT = "mutable_default"  # (argument)
    MISSPELT = "misspelt"  # (method as written, method as it is called)
    NESTED_METHOD = "nested_method"  # (method, the method that it stands in)
    OUTSIDE_CLASS = "outside_class"  # (function, class)
    NO_SELF = "no_self"  # (method)
    NO_SUPER = "no_super"


@dataclass(frozen=True)
class Look:
    """One thing seen in a source: its kind, its line in the cell or file, from 1, and names."""

    kind: Kind
    line: int
    names: tuple[str, ...] = ()


def looks_value(looks: Sequence[Look]) -> Value:
    """The looks as a ``Value``: a list of tuples (kind, line, names...)."""
    return plain([(str(look.kind), look.line, *look.names) for look in looks[:MAX_LOOKS]])


def looks_in(observed: Observation) -> tuple[Look, ...]:
    """The looks that travelled in an observation; what isn't the form of one is left out."""
    value = observed.values.get(LOOKS, MISSING)
    if value.kind != "list" or not isinstance(value.data, tuple):
        return ()
    return tuple(look for item in value.data[:MAX_LOOKS] for look in _read(item))


def arguments_in(observed: Observation) -> tuple[str, ...]:
    """The arguments of the student's first line, in their order; () where they didn't travel."""
    value = observed.values.get(ARGUMENTS, MISSING)
    if value.kind not in SEQUENCES or not isinstance(value.data, tuple):
        return ()
    names = tuple(item.data for item in value.data[:MAX_ARGUMENTS] if is_name(item.data))
    return names if len(names) == len(value.data) else ()


def is_name(text: object) -> bool:
    """Whether this is a name that may stand in a look."""
    return isinstance(text, str) and text.isidentifier() and len(text) <= MAX_NAME


def _read(item: Value) -> Iterator[Look]:
    """The look that a value stands for, if it stands for one."""
    if item.kind != "tuple" or not isinstance(item.data, tuple) or not 2 <= len(item.data) <= 4:
        return
    kind, line, *names = item.data
    if kind.kind != "text" or kind.data not in list(Kind):
        return
    if line.kind != "number" or type(line.data) is not int or not 1 <= line.data <= MAX_LINE:
        return
    if all(name.kind == "text" and is_name(name.data) for name in names):
        yield Look(Kind(kind.data), line.data, tuple(name.data for name in names))
