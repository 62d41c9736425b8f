"""What a card says where nothing was judged: no function, one of an earlier run, or no end.

Owns the words. How it is known is in ``cell_runs``, ``names`` and ``limits``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from autograder.notebook.cell_runs import LeftOver
from autograder.notebook.limits import Limit, Place, Reason
from autograder.notebook.loops import enclosing_loop
from autograder.records.sentences import Sentence, both, joined, say
from autograder.records.values import Value
from autograder.records.verdicts import Status


@dataclass(frozen=True)
class Unjudged:
    """Why there is nothing to judge, in words, with the learner's own lines."""

    status: Status
    message: Sentence
    lines: tuple[str, ...] = ()


def elsewhere() -> Unjudged:
    """The kernel has no answers to judge by."""
    text = say("Nothing is judged here: whoever grades this notebook does so in another place.")
    return Unjudged(Status.UNDETERMINED, text)


def missing(name: str, left: LeftOver | None, similar: Sequence[str]) -> Unjudged:
    """No such name is defined."""
    if left is not None and left.error is not None:
        start = say("`{name}` isn't defined yet.", name=name)
        return Unjudged(Status.ERROR, joined(start, *_ended(left.error)), left.error.lines)
    said = [say("Nothing in this notebook is named `{name}` yet.", name=name)]
    if similar:
        names = both(f"`{other}`" for other in similar)
        said.append(say("Much like it is {names}.", names=names))
        said.append(
            say(
                "If that is your answer, name it `{name}` in its cell and run the cell; else run "
                "the cell above that defines `{name}`. Then run this check.",
                name=name,
            )
        )
    else:
        said.append(
            say(
                "After a start or restart of the kernel all cells are to be run again: run the "
                "cell above that defines `{name}`, then this check.",
                name=name,
            )
        )
    return Unjudged(Status.NOT_ATTEMPTED, joined(*said))


def stale(name: str, left: LeftOver) -> Unjudged:
    """What the name stands for is of an earlier run of its cell."""
    nothing = say("Nothing new was checked: `{name}` is still that of an earlier run.", name=name)
    if left.error is not None:
        return Unjudged(Status.ERROR, joined(nothing, *_ended(left.error)), left.error.lines)
    meant = get_close_matches(name, left.instead, n=1, cutoff=0.0)
    now = (
        say("Its cell has run again since, and now defines `{other}` instead.", other=meant[0])
        if meant
        else say("Its cell has run again since, and doesn't define `{name}` any more.", name=name)
    )
    then = say("Define `{name}` there, run the cell, then this check.", name=name)
    return Unjudged(Status.NOT_ATTEMPTED, joined(nothing, now, then))


def repeated(name: str, lines: Sequence[int]) -> Sentence:
    """A note that one cell defines the name more than once."""
    return say(
        "Its cell defines `{name}` more than once, in lines {lines}: the last one counts.",
        name=name,
        lines=both(map(str, lines)),
    )


def stopped(name: str, limit: Limit, seconds: float) -> Unjudged:
    """Student code went on until it was stopped."""
    if limit.reason is Reason.MEMORY:
        why = say(
            "`{name}` was stopped: it took more and more memory and had not come to an end.",
            name=name,
        )
    else:
        why = say(
            "`{name}` was stopped: it had not come to an end after {seconds:g} seconds.",
            name=name,
            seconds=seconds,
        )
    return Unjudged(
        Status.TIMEOUT, joined(why, _loop(limit.places), _idle(limit, seconds)), limit.lines
    )


def _idle(limit: Limit, seconds: float) -> str:
    """That the processor worked on other things for most of the time, if it did."""
    if limit.reason is not Reason.TIME or not limit.places or limit.worked_s > seconds / 2:
        return ""
    return say(
        "The processor worked on it for {worked:.1f} of these seconds. If your code waits for "
        "nothing, the machine is busy with other things: run the check again.",
        worked=limit.worked_s,
    )


def interrupted(name: str, error: Value) -> Unjudged:
    """The learner interrupted the check."""
    said = [say("The check was interrupted, so `{name}` was not judged.", name=name)]
    if error.lines:
        said.append(say("Your code was running, in the line below."))
    said.append(say("Run the check again when you like."))
    return Unjudged(Status.UNDETERMINED, joined(*said), error.lines)


def _ended(error: Value) -> tuple[Sentence, ...]:
    """How the cell that should have defined it ended, and what to do."""
    if error.name == "KeyboardInterrupt":
        return (
            say("The latest run of its cell was interrupted and defined nothing new."),
            say("Run the cell to its end, then this check."),
        )
    text = f"{error.name}: {error.data}".rstrip(": .")
    end = (
        say("The latest run of its cell defined nothing new: it ended with {error}", error=text)
        if text.endswith("?")
        else say(
            "The latest run of its cell defined nothing new: it ended with {error}.", error=text
        )
    )
    return end, say("Mend that, run the cell, then this check.")


def _loop(places: Sequence[Place]) -> Sentence:
    """In which loop it was, as far as the code's text says, and what to look at."""
    loops = (enclosing_loop(place.filename, place.line) for place in reversed(places))
    loop = next(filter(None, loops), None)
    if loop is None:
        return say("See where it was then, and what it waits for or repeats there.")
    if loop.is_while:
        return say(
            "It was in the loop that begins in line {line}, `{text}`. "
            "Which line of the loop makes the condition false in the end?",
            line=loop.line,
            text=loop.text,
        )
    return say(
        "It was in the loop that begins in line {line}, `{text}`. "
        "How often does that loop run, and how long does each time take?",
        line=loop.line,
        text=loop.text,
    )
