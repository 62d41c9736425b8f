"""What is said of a static look at a student's source, and when.

A look counts only where the verdict is wrong. After an error it is told only if it explains that
error, beside what Python said. Runs nothing and trusts nothing: looks come with the observation, so
that each sentence is one of those below, with a line and with names.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from types import FunctionType

from autograder.answers import find_answer
from autograder.exercises import find_exercise
from autograder.judging.explanations import error_text
from autograder.probing.sources import looks
from autograder.records.exercises import Exercise, Mistake
from autograder.records.looks import Kind, Look, arguments_in, looks_in
from autograder.records.observations import Observation
from autograder.records.sentences import Sentence, joined, say
from autograder.records.values import Value


@dataclass(frozen=True)
class Telling:
    """What to say of one kind of look.

    ``names`` are the {names} of ``message`` besides {line}. ``explains`` matches the errors, as
    "Class: text", that the look explains, with the look's names in the place of {names}; "" for
    none. ``after_error`` says that it is told after such an error only. ``of_none`` says that it is
    told only where None came. ``alone`` says that nothing else needs to be said, ``first`` that not
    even what is known of the result: the look says why it is so.
    """

    message: str
    names: tuple[str, ...] = ()
    explains: str = ""
    after_error: bool = False
    of_none: bool = False
    alone: bool = True
    first: bool = False


@dataclass(frozen=True)
class Told:
    """The sentence for a card; ``alone`` says that it stands there by itself."""

    sentence: Sentence
    alone: bool


NO_METHOD = r"NotImplementedError|has no attribute|TypeError: .*argument"
NO_FORWARD = r"NotImplementedError|has no attribute '{name}'"
TELLINGS = {
    Kind.MISSPELT: Telling(
        "Line {line} defines `{name}`: is `{right}` meant? Mind the underscores and each letter.",
        ("name", "right"),
        NO_METHOD,
    ),
    Kind.NESTED_METHOD: Telling(
        "By its indentation, `{name}` in line {line} stands inside `{outer}`: move it to the left, "
        "so that it begins below `def {outer}`.",
        ("name", "outer"),
        NO_FORWARD,
    ),
    Kind.OUTSIDE_CLASS: Telling(
        "By its indentation, `{name}` in line {line} stands outside of the class `{cls}`: move it "
        "to the right, so that it is one of its methods.",
        ("name", "cls"),
        NO_FORWARD,
    ),
    Kind.NO_SELF: Telling(
        "The first argument of the method `{name}` in line {line} isn't `self`: Python puts the "
        "object itself there.",
        ("name",),
        r"TypeError: .*\b{name}\(\) (takes|missing|got)|NameError: name 'self' is not defined",
        after_error=True,
    ),
    Kind.RETURN_IN_LOOP: Telling(
        "The `{word}` in line {line} stands inside the loop, so that the loop ends in its first "
        "round. If it is meant for after the last round, move it to the left.",
        ("word",),
    ),
    Kind.CODE_AFTER: Telling(
        "Line {line} stands below a `{word}`, in the same block, and never runs.", ("word",)
    ),
    Kind.EMPTY_FUNCTION: Telling(
        "`{name}` does nothing yet: line {line} holds the place of your code.",
        ("name",),
        "[eE]llipsis|NoneType",
    ),
    Kind.GAP: Telling("In line {line} a `...` still stands in the place of code.", (), "[eE]llips"),
    Kind.EMPTY_LOOP: Telling("The loop does nothing yet: line {line} holds the place of its code."),
    Kind.NEVER_CALLED: Telling(
        "Line {line} defines `{name}` inside of your code, and nothing there calls it: what is "
        "written in it never runs.",
        ("name",),
    ),
    Kind.NOT_CALLED: Telling(
        "Line {line} names `{name}` and doesn't call it: brackets `()` after the name do.",
        ("name",),
        r"\.{name}\(\) call",
    ),
    Kind.COMPARED: Telling(
        "Line {line} compares with `==` and does nothing with the answer. `=` gives a name a value."
    ),
    Kind.UNUSED: Telling(
        "Line {line} computes a value that nothing keeps: give it a name, or return it."
    ),
    Kind.RESULT_LOST: Telling(
        "`{name}` in line {line} gives a new value back and leaves the old one as it was, and "
        "nothing keeps the new one: give it a name, or return it.",
        ("name",),
        alone=False,
    ),
    Kind.LAZY: Telling(
        "`{name}` in line {line} does nothing by itself: it waits until somebody runs through it, "
        "and nobody does. A `for` loop does its work at once.",
        ("name",),
        first=True,
    ),
    Kind.LAZY_LOOP: Telling(
        "What stands in brackets with `for` in line {line} does nothing by itself: it waits until "
        "somebody runs through it, and nobody does. A `for` loop does its work at once.",
        first=True,
    ),
    Kind.PLUS_AFTER: Telling("`=+` in line {line} sets a new value and adds nothing: `+=` adds."),
    Kind.MINUS_AFTER: Telling(
        "`=-` in line {line} sets a new value and subtracts nothing: `-=` subtracts."
    ),
    Kind.CARET: Telling("In Python `^`, as in line {line}, is no power: write `**`."),
    Kind.OVERWRITTEN: Telling(
        "Line {line} gives `{name}` another value before the argument was read, so that whatever "
        "the caller gives for it is lost.",
        ("name",),
    ),
    Kind.READ_INSTEAD: Telling(
        "Your code never reads its argument `{name}`, and `{variable}` in line {line} is a "
        "variable of the notebook: use what the caller gives.",
        ("name", "variable"),
    ),
    Kind.PRINTED: Telling(
        "Line {line} prints a result, and nothing is given back: `return` does that.",
        of_none=True,
    ),
    Kind.LAST_VALUE: Telling(
        "Line {line} computes a value and doesn't give it back: in a function, put `return` before "
        "it.",
        of_none=True,
    ),
    Kind.RETURN_IN_BLOCK: Telling(
        "Your code gave back None. The `return` in line {line} stands in a block that isn't always "
        "run, and without one nothing is given back.",
        of_none=True,
    ),
    Kind.NO_RETURN: Telling(
        "Your code ends with line {line} and gives nothing back: a `return` with the result is "
        "missing.",
        of_none=True,
    ),
    Kind.UNREAD: Telling(
        "Your code never reads its argument `{name}`.",
        ("name",),
        alone=False,
    ),
    Kind.MISNAMED: Telling(
        "Line {line} gives `{name}` a value that nothing reads, while `{read}` is read, and given "
        "no value there: is one of the two misspelt?",
        ("name", "read"),
        r"NameError: name '{read}' is not defined",
        alone=False,
    ),
    Kind.MUTABLE_DEFAULT: Telling(
        "The default of `{name}` in line {line} is made once, and what is put into it stays there "
        "for the next call: take `None` as default, and make a new one inside.",
        ("name",),
        alone=False,
    ),
    Kind.SHADOWED: Telling(
        "Line {line} gives `{name}` a value, and in the whole function the name stands for that: "
        "it hides what you call as `{name}(...)`. Choose another name for the value.",
        ("name",),
        r"UnboundLocalError: .*'{name}'|TypeError: .* is not callable",
        after_error=True,
    ),
    Kind.NO_SUPER: Telling(
        "`__init__` in line {line} has to begin with `super().__init__()`, which makes the place "
        "where a module keeps its layers.",
        (),
        r"Module\.__init__\(\) call|has no attribute '_\w+'",
        after_error=True,
    ),
}
"""By priority: of several looks, the first kind here is told."""


def tell_look(exercise: Exercise, observed: Observation, value: Value) -> Told | None:
    """What a look at the source explains of ``value``, the first that is wrong; None if nothing."""
    for look, sentence in _fitting(exercise, observed, value):
        if value.kind == "error":
            return Told(say("{error} {look}", error=error_text(value), look=sentence), True)
        return Told(sentence, TELLINGS[look.kind].alone)
    return None


def tell_first(exercise: Exercise, observed: Observation, value: Value) -> Sentence | None:
    """What a source shows that explains whatever came; None if nothing."""
    if order := _in_another_order(exercise, observed):
        return joined(error_text(value), order) if value.kind == "error" else order
    fitting = _fitting(exercise, observed, value)
    return next((text for look, text in fitting if TELLINGS[look.kind].first), None)


def _in_another_order(exercise: Exercise, observed: Observation) -> Sentence | None:
    """That the first line has the arguments in another order than they are given in."""
    names, given = arguments_in(observed), _arguments(exercise.id)
    if names == given or sorted(names) != sorted(given):
        return None
    return say(
        "Your first line has the arguments in the order `{names}`, and they are given in the order "
        "`{given}`, so that some get each other's values. Keep the first line as it was.",
        names=", ".join(names),
        given=", ".join(given),
    )


@lru_cache(maxsize=512)
def _arguments(exercise_id: str) -> tuple[str, ...]:
    """What a caller gives, in order: so says the reference's first line."""
    reference = find_answer(find_exercise(exercise_id)).reference
    if not isinstance(reference, FunctionType):
        return ()
    return tuple(inspect.signature(reference).parameters)


def tell_beside(
    exercise: Exercise, mistake: Mistake, observed: Observation, value: Value
) -> Sentence | None:
    """What a look adds to a known mistake; None where the mistake's own source shows the same."""
    for look, sentence in _fitting(exercise, observed, value):
        own = {seen.kind for seen in looks(mistake.implementation)}
        return None if look.kind in own else sentence
    return None


def _fitting(
    exercise: Exercise, observed: Observation, value: Value
) -> Iterator[tuple[Look, Sentence]]:
    """The looks that may be told of a value, by priority, and their sentences."""
    found = looks_in(observed)
    for kind, telling in TELLINGS.items():
        for look in found:
            if look.kind is not kind or len(look.names) != len(telling.names):
                continue
            if _fits(look, telling, value) and (not telling.of_none or _has_result(exercise.id)):
                names = dict(zip(telling.names, look.names, strict=True))
                yield look, say(telling.message, line=look.line, **names)


@lru_cache(maxsize=512)
def _has_result(exercise_id: str) -> bool:
    """Whether what is asked for gives something back: so says the reference's own source."""
    reference = find_answer(find_exercise(exercise_id)).reference
    return all(look.kind is not Kind.NO_RETURN for look in looks(reference))


def _fits(look: Look, telling: Telling, value: Value) -> bool:
    if value.kind == "error":
        return _explains(look, telling, value)
    return not telling.after_error and (not telling.of_none or value.kind == "none")


def _explains(look: Look, telling: Telling, error: Value) -> bool:
    """Whether a look explains an error, by its class, its text and the student's line."""
    pattern = telling.explains
    for name, word in zip(telling.names, look.names, strict=True):
        pattern = pattern.replace("{" + name + "}", re.escape(word))
    if not pattern or not re.search(pattern, f"{error.name}: {error.data}"):
        return False
    if look.kind is not Kind.SHADOWED or error.name == "UnboundLocalError":
        return True
    line = error.lines[-1].partition(": ")[2] if error.lines else ""
    return re.search(rf"(?<![\w.]){re.escape(look.names[0])}\(", line) is not None
