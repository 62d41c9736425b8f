"""Turns an observation into a verdict, from data alone. Student code never runs here.

The expected values are what the reference gives for the same seed; a diagnosis is the known
mistake that gives the very values that were observed.
"""

from __future__ import annotations

from functools import partial

from autograder.answers import find_answer
from autograder.exercises.notices import notice
from autograder.judging.diagnosis import Named, find_mistakes, find_two_at_once
from autograder.judging.expectations import (
    agrees,
    all_agree,
    all_keys,
    expected_observation,
    unless_it_fails,
)
from autograder.judging.explanations import error_text, explain
from autograder.judging.relations import Relation, find_relation
from autograder.judging.sources import tell_beside, tell_look
from autograder.judging.used_calls import tell_used_calls
from autograder.records.comparison import describe, without_axes
from autograder.records.exercises import Exercise
from autograder.records.observations import NOT_CALLABLE, Observation
from autograder.records.phrases import worded
from autograder.records.sentences import Sentence, joined, listed, say
from autograder.records.values import MISSING, SEQUENCES, Value
from autograder.records.verdicts import Difference, Status, Verdict

STUB = "NotImplementedError"
FORMULA = "FormulaError"
NOT_REACHED = say(
    "It is None, so that no path leads from your result back to this leaf. Is the result made of "
    "the leaf itself, by torch functions all the way, without `.item()`, `.detach()` or a new "
    "`torch.tensor`?"
)
NOT_RIGHT = say("That isn't what was expected.")
VAGUE = frozenset("close constant factor offset same_for_all zero".split())
"""Relations that don't say what to look at."""
MAX_NAMED = 3
"""How many mistakes in different parts are told at once."""


def judge(exercise: Exercise, observed: Observation, seed: int, device: str = "cpu") -> Verdict:
    """The verdict on an observation that was made with this seed.

    Points of a criterion are earned if all its values agree with the reference's.
    """
    expected = expected_observation(exercise.id, seed, device)
    earned = [
        (
            say(c.title),
            c.points if all_agree(exercise, expected, observed, c.keys) else 0.0,
            c.points,
        )
        for c in exercise.criteria
    ]
    wrong = [key for key in all_keys(exercise) if not agrees(exercise, expected, observed, key)]
    score = 0.0 if exercise.optional else float(sum(points for _, points, _ in earned))
    status = _status(observed, wrong, any(points for _, points, _ in earned))
    named: list[Named] = []
    if status in (Status.FAILED, Status.PARTIAL, Status.ERROR):
        named = find_mistakes(exercise, observed, wrong, seed, device)
    picture = _picture(exercise, expected, observed, status)
    expected, observed = (worded(o, exercise.phrases) for o in (expected, observed))
    return Verdict(
        exercise=exercise.id,
        title=say(exercise.title),
        score=score,
        max_score=exercise.points,
        status=Status.FAILED if named and status is Status.ERROR else status,
        message=_named_text(exercise, named, observed, wrong)
        if named
        else _message(exercise, status, (expected, observed), wrong, seed, device),
        mistake=named[0].mistake.id if named else None,
        criteria=tuple(earned),
        differences=() if exercise.secret else _differences(expected, observed, wrong),
        hints=tuple(map(say, exercise.hints)),
        student_lines=_student_lines(observed, wrong),
        picture=picture,
        optional=exercise.optional,
    )


def _status(observed: Observation, wrong: list[str], some_earned: bool) -> Status:
    if not wrong:
        return Status.PASSED
    errors = [v for key in wrong if (v := observed.values.get(key, MISSING)).kind == "error"]
    present = [key for key in wrong if observed.values.get(key, MISSING).kind != "missing"]
    if errors and len(errors) == len(present) and all(e.name == STUB for e in errors):
        return Status.PARTIAL if some_earned else Status.NOT_ATTEMPTED
    if some_earned:
        return Status.PARTIAL
    if errors and len(errors) == len(present):
        return Status.ERROR
    return Status.FAILED


def _named_text(
    exercise: Exercise, named: list[Named], observed: Observation, wrong: list[str]
) -> Sentence:
    """What is said of known mistakes: in which parts they are, and what Python said of an error."""
    text = joined(*(_mistake_text(exercise, n) for n in named[:MAX_NAMED]))
    text = _with_its_error(text, observed, wrong)
    first = next((observed.values[key] for key in wrong if _is_present(observed, key)), MISSING)
    return joined(text, tell_beside(exercise, named[0].mistake, observed, first) or "")


def _with_its_error(text: str, observed: Observation, wrong: list[str]) -> Sentence:
    """The text, and what Python said where the first thing that went wrong is an error."""
    first = next((observed.values[key] for key in wrong if _is_present(observed, key)), MISSING)
    if first.kind != "error" or first.name in (STUB, FORMULA):
        return joined(text)
    if first.data and str(first.data) in text:
        return joined(text)
    return say("{mistake} ({error})", mistake=text, error=error_text(first))


def _mistake_text(exercise: Exercise, named: Named) -> Sentence:
    text = say(named.mistake.message)
    if named.besides is not None:
        other = joined(named.besides.seen, named.besides.cause or "")
        text = say(
            "It looks like two things at once. One: {mistake} The other: {other}",
            mistake=text,
            other=other,
        )
    if exercise.separate and len(named.criteria) < len(exercise.criteria):
        return _about(listed(say(c.title) for c in named.criteria), text)
    return text


def _about(what: str, text: str) -> Sentence:
    """A sentence with what it is about before it."""
    return say("{what}: {text}", what=what, text=text)


def _message(
    exercise: Exercise,
    status: Status,
    shown: tuple[Observation, Observation],
    wrong: list[str],
    seed: int,
    device: str,
) -> str:
    """What is said where no known mistake is named; ``shown`` are expected and observed values."""
    expected, observed = shown
    if status is Status.PASSED:
        return joined(say("All values agree with the reference."), notice(exercise.id))
    if status is Status.NOT_ATTEMPTED:
        return say(
            "Nothing to check yet: the cell above still raises NotImplementedError. "
            "Replace that line with your own code, and run the cell before its check."
        )
    if NOT_CALLABLE in observed.values:
        return _not_callable_text(exercise, observed.values[NOT_CALLABLE])
    key = next((k for k in wrong if _is_present(observed, k)), wrong[0])
    look = tell_look(exercise, observed, observed.values.get(key, MISSING))
    if look and look.alone:
        return look.sentence
    told = _told_text(exercise, expected, observed, wrong)
    text = told or _wrong_text(exercise, expected, observed, wrong, key, seed, device)
    if look or exercise.secret or observed.values.get(key, MISSING).kind in ("error", "none"):
        return joined(text, look.sentence) if look else text
    if told:
        return joined(told, tell_used_calls(exercise, observed, odd_only=True) or "")
    return joined(text, _calls_text(exercise, expected, observed, wrong, seed, device) or "")


def _calls_text(
    exercise: Exercise,
    expected: Observation,
    observed: Observation,
    wrong: list[str],
    seed: int,
    device: str,
) -> Sentence | None:
    """What an answer calls that no right one does, where no relation explains its values.

    Beside a relation that says little of its cause, only what belongs to few tasks.
    """
    told = tell_used_calls(exercise, observed)
    if told is None:
        return None
    relation = _relation(exercise, expected, observed, wrong)[1]
    if relation is not None:
        vague = relation.id in VAGUE
        return tell_used_calls(exercise, observed, odd_only=True) if vague else None
    two = unless_it_fails(partial(find_two_at_once, exercise, observed, wrong, seed, device))
    return told if two is None else None


def _told_text(
    exercise: Exercise, expected: Observation, observed: Observation, wrong: list[str]
) -> Sentence | None:
    """What the exercise's own words say of what was observed, if they say anything."""
    for tell in (exercise.tell, find_answer(exercise).tell):
        if tell and (text := unless_it_fails(partial(tell, expected, observed, wrong))):
            return _with_its_error(text, observed, wrong)
    return None


def _wrong_text(
    exercise: Exercise,
    expected: Observation,
    observed: Observation,
    wrong: list[str],
    key: str,
    seed: int,
    device: str,
) -> str:
    """What the values say of themselves, ``key`` the first of the wrong ones."""
    seen, label = without_axes(observed.values.get(key, MISSING)), expected.labels[key]
    if seen.kind == "error" and seen.name == STUB:
        return say("{what}: this part still raises NotImplementedError.", what=label)
    wanted = expected.values[key]
    if exercise.secret and _would_tell(wanted, seen):
        return say("{what}: {value} is not right yet.", what=label, value=describe(seen))
    if told := _relation_text(exercise, expected, observed, wrong):
        return told
    two = unless_it_fails(partial(find_two_at_once, exercise, observed, wrong, seed, device))
    if two is not None:
        return _mistake_text(exercise, two)
    if seen.kind == "none" and ".grad" in label:
        return _about(label, NOT_REACHED)
    if (otherwise := exercise.otherwise) and (
        text := unless_it_fails(lambda: otherwise(expected, observed, wrong))
    ):
        return _with_its_error(text, observed, wrong)
    return _about(label, unless_it_fails(partial(explain, wanted, seen)) or NOT_RIGHT)


def _would_tell(wanted: Value, seen: Value) -> bool:
    """Whether words on how the two differ would hold the answer itself, as text or a number."""
    if wanted.kind == "text":
        return seen.kind not in ("error", "missing")
    return seen.kind == wanted.kind and wanted.kind not in (*SEQUENCES, "dict")


def _relation_text(
    exercise: Exercise, expected: Observation, observed: Observation, wrong: list[str]
) -> Sentence | None:
    """What relation the wrong values have to the right ones, in words."""
    keys, relation = _relation(exercise, expected, observed, wrong)
    if relation is None:
        return None
    text = joined(relation.seen, relation.cause or "")
    return _about(expected.labels[keys[0]], text) if len(keys) == 1 else text


def _relation(
    exercise: Exercise, expected: Observation, observed: Observation, wrong: list[str]
) -> tuple[list[str], Relation | None]:
    """What relation all wrong values have to the right ones; else those of the first criterion.

    Nothing of an exercise with a comparison of its own, whose values aren't what is compared.
    """
    failed = next(c.keys for c in exercise.criteria if any(key in wrong for key in c.keys))
    for keys in (wrong, [key for key in failed if key in wrong]):
        pairs = {k: (expected.values[k], observed.values.get(k, MISSING)) for k in keys}
        if exercise.secret or set(keys) & set(exercise.compare):
            continue
        relation = unless_it_fails(partial(find_relation, pairs))
        if relation is not None:
            return keys, relation
    return wrong, None


def _is_present(observed: Observation, key: str) -> bool:
    return observed.values.get(key, MISSING).kind != "missing"


def _not_callable_text(exercise: Exercise, value: Value) -> Sentence:
    return say(
        "`check` needs the function or class itself, but got {value}. "
        "Write its name without parentheses and without quotes, or leave it out: {call} finds it.",
        call=f'`check("{exercise.id}")`',
        value=describe(value),
    )


def _differences(
    expected: Observation, observed: Observation, wrong: list[str], limit: int = 2
) -> tuple[Difference, ...]:
    rows = []
    for key in wrong:
        got = observed.values.get(key, MISSING)
        if got.kind not in ("missing", "error"):  # an error is told once, with its lines
            wanted = expected.values[key]
            told = (_described(wanted, got), _described(got, wanted))
            rows.append(Difference(expected.labels[key], *told))
    return tuple(rows[:limit])


def _described(value: Value, other: Value) -> str:
    """The value in words, with what sets it apart where the numbers are the same."""
    if value.graph == other.graph or value.kind != "tensor":
        return describe(value)
    text = describe(value)
    if value.graph:
        return say("{value}, in a graph", value=text)
    return say("{value}, in no graph", value=text)


def _student_lines(observed: Observation, wrong: list[str]) -> tuple[str, ...]:
    """The student's lines of the first thing that went wrong, if that was an error."""
    first = next((observed.values[key] for key in wrong if _is_present(observed, key)), MISSING)
    return first.lines if first.kind == "error" and first.name != STUB else ()


def _picture(
    exercise: Exercise, expected: Observation, observed: Observation, status: Status
) -> str | None:
    if (draw := exercise.picture) is None or status not in (Status.FAILED, Status.PARTIAL):
        return None
    return unless_it_fails(lambda: draw(expected, observed))


def error_verdict(exercise: Exercise, status: Status, message: str) -> Verdict:
    """A verdict of zero points where there was no observation to judge."""
    return Verdict(
        exercise=exercise.id,
        title=say(exercise.title),
        score=0.0,
        max_score=exercise.points,
        status=status,
        message=message,
        criteria=tuple((say(c.title), 0.0, c.points) for c in exercise.criteria),
        hints=tuple(map(say, exercise.hints)),
        optional=exercise.optional,
    )
