"""Which earlier exercises an answer uses whose own checks haven't passed.

What is wrong there is wrong here, too, and no look at the answer itself would show it. Reads the
compiled code and runs nothing.
"""

from __future__ import annotations

import dis
from collections.abc import Iterable, Iterator
from types import CodeType, FunctionType
from typing import Any

from autograder.notebook.progress import Session
from autograder.records.sentences import Sentence, say
from autograder.records.verdicts import Status

OUTER_NAMES = frozenset(("LOAD_GLOBAL", "LOAD_NAME"))
"""Instructions that read a name of the notebook; an attribute, as in `torch.func.vjp`, is none."""


def tell_leaning(implementation: Any, others: Iterable[str], session: Session) -> Sentence | None:
    """What to say of the first of these exercises that an answer uses and that hasn't passed.

    One that passed before the kernel's last start, as far as results are kept, counts as passed.
    """
    used = set(_outer_names(implementation))
    for other in others:
        if other not in used:
            continue
        verdict = session.verdict(other)
        known = session.best().get(other) if verdict is None else verdict
        if known is not None and known.status is Status.PASSED:
            continue
        if verdict is None:
            return say(
                "Your code uses your `{name}`, which hasn't been checked yet: check that first.",
                name=other,
            )
        return say(
            "Your code uses your `{name}`, whose own check hasn't passed: begin there.", name=other
        )
    return None


def _outer_names(implementation: Any) -> Iterator[str]:
    """The names of the notebook that a function reads, or the methods of a class."""
    if isinstance(implementation, type):
        for member in vars(implementation).values():
            if isinstance(member, FunctionType):
                yield from _names_in(member.__code__)
    elif isinstance(implementation, FunctionType):
        yield from _names_in(implementation.__code__)


def _names_in(code: CodeType) -> Iterator[str]:
    for instruction in dis.get_instructions(code):
        if instruction.opname in OUTER_NAMES:
            yield instruction.argval
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _names_in(constant)
