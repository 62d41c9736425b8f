"""Turns an observation into a verdict, from data alone. Student code never runs here.

The expected values are what the reference gives for the same seed; a diagnosis is the known
mistake that gives the very values that were observed.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import partial

from autograder.answers import find_answer
from autograder.exercises.notices import notice
from autograder.judging.by_inputs import find_by_inputs
from autograder.judging.dependence import tell_dependence
from autograder.judging.diagnosis import Named, find_mistakes, find_two_at_once
from autograder.judging.expectations import (
    agrees,
    all_agree,
    all_keys,
    expected_observation,
    unless_it_fails,
)
from autograder.judging.explanations import error_text, explain
from autograder.judging.relations import find_relation
from autograder.judging.sources import tell_beside, tell_look
from autograder.probing.alone import ALONE
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
VAGUE = ("same_for_all", "places")
"""Relations that say less than what is found with the inputs."""
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
    text = _wrong_text(exercise, expected, observed, wrong, key, seed, device)
    return joined(text, look.sentence) if look else text


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
    for tell in (exercise.tell, find_answer(exercise).tell):
        if tell and (text := unless_it_fails(partial(tell, expected, observed, wrong))):
            return _with_its_error(text, observed, wrong)
    seen, label = without_axes(observed.values.get(key, MISSING)), expected.labels[key]
    if seen.kind == "error" and seen.name == STUB:
        return say("{what}: this part still raises NotImplementedError.", what=label)
    wanted = expected.values[key]
    if exercise.secret and _would_tell(wanted, seen):
        return say("{what}: {value} is not right yet.", what=label, value=describe(seen))
    depends = partial(tell_dependence, expected, observed) if ALONE in expected.values else None
    if depends and (told := unless_it_fails(depends)):
        return told
    if told := _relation_text(exercise, expected, observed, wrong, but=VAGUE):
        return told
    if told := unless_it_fails(partial(_by_inputs, exercise, expected, observed, wrong)):
        return told
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
    exercise: Exercise,
    expected: Observation,
    observed: Observation,
    wrong: list[str],
    but: Collection[str] = (),
) -> Sentence | None:
    """What relation all wrong values have to the right ones; else those of the first criterion.

    Nothing of an exercise with a comparison of its own, whose values aren't what is compared.
    """
    failed = next(c.keys for c in exercise.criteria if any(key in wrong for key in c.keys))
    for keys in (wrong, [key for key in failed if key in wrong]):
        pairs = {k: (expected.values[k], observed.values.get(k, MISSING)) for k in keys}
        if exercise.secret or set(keys) & set(exercise.compare):
            continue
        relation = unless_it_fails(partial(find_relation, pairs))
        if relation is not None and relation.id in but:
            return None
        if relation is not None:
            text = joined(relation.seen, relation.cause or "")
            if relation.id == "places" and (otherwise := exercise.otherwise):
                more = unless_it_fails(partial(otherwise, expected, observed, wrong))
                text = joined(text, more or "")
            return _about(expected.labels[keys[0]], text) if len(keys) == 1 else text
    return None


def _by_inputs(
    exercise: Exercise, expected: Observation, observed: Observation, wrong: list[str]
) -> Sentence | None:
    """What the inputs tell of all wrong values; else of those of the first criterion."""
    if exercise.inputs is None or exercise.secret:
        return None
    inputs = exercise.inputs(expected)
    pairs = {k: (v, observed.values.get(k, MISSING)) for k, v in expected.values.items()}
    right = {key: pairs[key] for key in all_keys(exercise) if key not in wrong}
    parts = [[k for k in c.keys if k in wrong] for c in exercise.criteria]
    failed = [keys for keys in parts if keys]
    for keys in failed if exercise.separate else (wrong, failed[0]):
        if set(keys) & set(exercise.compare):
            continue
        relation = find_by_inputs(right, {key: pairs[key] for key in keys}, inputs)
        if relation is not None:
            return (
                _about(expected.labels[keys[0]], relation.seen)
                if len(keys) == 1
                else joined(relation.seen)
            )
    return None


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
