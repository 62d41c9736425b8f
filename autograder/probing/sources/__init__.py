"""A static look at a student's source: which usual slips stand in it, as plain data.

Owns finding the source, where it is at hand, and the looks, which never run student code. Each is
sure of what it says about the text and knows nothing of what is right: whether anything is said of
it is decided by ``judging.sources``. Bounded: long sources aren't looked at, and few looks travel.
"""

from __future__ import annotations

from autograder.probing.sources import classes, flow, names, results
from autograder.probing.sources.subjects import FUNCTIONS, MAX_NODES, argument_names, find_subject
from autograder.records.looks import MAX_ARGUMENTS, MAX_LOOKS, Look, is_name

ALL = (*classes.LOOKS, *flow.LOOKS, *results.LOOKS, *names.LOOKS)


def looks(implementation: object) -> tuple[Look, ...]:
    """What is seen in the source of a function or class; nothing where it isn't at hand."""
    subject = find_subject(implementation)
    if subject is None or len(subject.nodes) > MAX_NODES:
        return ()
    seen = (look for see in ALL for look in see(subject))
    told = [look for look in seen if all(map(is_name, look.names))]
    return tuple(told[:MAX_LOOKS])


def first_line_names(implementation: object) -> tuple[str, ...]:
    """The arguments in the first line of a function, in order; () of a class or of too many."""
    subject = find_subject(implementation)
    if subject is None or not isinstance(subject.node, FUNCTIONS):
        return ()
    names = argument_names(subject.node)
    return tuple(names) if len(names) <= MAX_ARGUMENTS and all(map(is_name, names)) else ()
