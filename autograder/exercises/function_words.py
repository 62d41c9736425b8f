"""Words for what student code did with the function that it was given.

What they say was seen: ``probing.watched_functions`` notes every call of that function.
"""

from __future__ import annotations

from collections.abc import Sequence

from autograder.probing import watched_functions as seen
from autograder.records.observations import Observation
from autograder.records.sentences import Sentence, say
from autograder.records.values import MISSING, Value

NEVER_CALLED = say(
    "The f that you are given is never called, so that your result can't depend on it. Look for a "
    "function of the notebook, or a formula of your own, in its place."
)
NOT_CALLED_YET = say(
    "f itself, a function, stands where a tensor or a number is needed. Is it called there, as in "
    "f(...)? And do the names in the first line of your function stand in the order that was given?"
)
NOT_A_FUNCTION = say(
    "What is called there is no function. Do the names in the first line of your function stand in "
    "the order that was given, f first?"
)
ELSEWHERE = (
    "f is called at {place}, where x is {x}. Look for what changes x before that call, such as "
    "`int` or `round`, or for another variable in its place."
)
SEVERAL = say(
    "f is called at several places next to x, as for a difference quotient. That comes close to a "
    "derivative and isn't equal to it. Call f once, at x, and let autograd walk back from there."
)
NO_TENSOR = {
    seen.A_NUMBER: say(
        "f is called with a plain number. Autograd records operations on tensors: call f with the "
        "tensor that you made of x."
    ),
    seen.AN_ARRAY: say(
        "f is called with a NumPy array. Autograd records operations on tensors: call f with a "
        "tensor."
    ),
}
COPIES = say(
    "f is called with a tensor that holds x more than once. Make one that holds it once: then the "
    "result of f is one number, where backward starts, and so is the derivative."
)
UNWATCHED = say(
    "Autograd doesn't watch the tensor that f is called with: its `requires_grad` is False there, "
    "and nothing is recorded. Make a tensor of your own that autograd does watch, and call f with "
    "that very one."
)
UNRECORDED = say(
    "f is called while recording is off, so that its result has no graph. Take that call out of "
    "`no_grad`."
)
GRAPH_LOST = say(
    "f is called with a watched tensor, so its result has a graph. What your walk starts at has "
    "none: look for what cuts it off in between, such as `.item()`, `.detach()`, `no_grad`, or a "
    "new tensor made of the numbers."
)
WALKS = "no graph,not used,shape of grad_outputs,freed graph,not one number,of None".split(",")
"""Errors of a walk, or of what it should have left behind: what f gives was needed before."""


def manner(observation: Observation, key: str) -> str:
    """How f was called for the value under this key, one of the words of ``watched_functions``."""
    return str(observation.values.get(f"called {key}", MISSING).data)


def told_of_error(observed: Observation, key: str, error: Value) -> Sentence | None:
    """What to say of an error, from how f was called before it; None if that explains nothing."""
    how = manner(observed, key)
    if how == seen.NEVER and (mixed_up := _mixed_up(str(error.data))):
        return mixed_up
    if how == seen.NEVER and (_is_of_walk(error) or _never_needed(observed)):
        return NEVER_CALLED
    if how in NO_TENSOR and (_is_of_walk(error) or "(of a number)" in error.name):
        return NO_TENSOR[how]
    if "(no graph)" in error.name:
        return no_graph(observed, key)
    return None


def no_graph(observed: Observation, key: str) -> Sentence | None:
    """Why a walk finds no graph, as far as the call of f explains it."""
    how = manner(observed, key)
    if how in (seen.UNWATCHED, seen.UNRECORDED):
        return UNWATCHED if how == seen.UNWATCHED else UNRECORDED
    walked = observed.values.get(f"walks {key}", MISSING).data == seen.A_WALK
    return GRAPH_LOST if how in (seen.WATCHED, seen.NO_LEAF) and not walked else None


def _is_of_walk(error: Value) -> bool:
    return any(f"({name})" in error.name for name in WALKS)


def _never_needed(observed: Observation) -> bool:
    """Whether f was called for no value at all, and something came back for one of them."""
    keys = [key.removeprefix("called ") for key in observed.values if key.startswith("called ")]
    came = [key for key in keys if observed.values.get(key, MISSING).kind not in ("error", "none")]
    return bool(came) and all(manner(observed, key) == seen.NEVER for key in keys)


def _mixed_up(text: str) -> Sentence | None:
    """What to say of an error about a function where data is needed, or the other way round."""
    if any(f"'{kind}' object is not callable" in text for kind in ("Tensor", "float", "int")):
        return NOT_A_FUNCTION
    kinds = ("'function'", "of function", "not function", "(got function")
    return NOT_CALLED_YET if any(kind in text for kind in kinds) else None


def told_of_calls(observed: Observation, wrong: Sequence[str]) -> Sentence | None:
    """What to say of wrong results, from how f was called for all of them; None where nothing."""
    keys = [key for key in wrong if f"called {key}" in observed.values]
    came = [key for key in keys if observed.values.get(key, MISSING).kind != "error"]
    ways = {manner(observed, key) for key in came}
    if ways == {seen.NEVER}:
        return NEVER_CALLED
    if seen.SEVERAL in ways and ways <= {seen.SEVERAL, seen.ELSEWHERE, seen.UNWATCHED, *NO_TENSOR}:
        return SEVERAL
    if ways <= set(NO_TENSOR) and len(ways) == 1:
        return NO_TENSOR[next(iter(ways))]
    if ways == {seen.COPIES}:
        return COPIES
    if ways == {seen.ELSEWHERE}:
        place, _, x = str(observed.values[f"place {came[0]}"].data).partition(" / ")
        return say(ELSEWHERE, place=place, x=x)
    return None
