"""Turns an observation into a verdict, from data alone. Student code never runs here.

The expected values are what the reference gives for the same seed; a diagnosis is the known
mistake that gives the very values that were observed.
"""

from __future__ import annotations

from functools import partial

from autograder.judging.diagnosis import find_mistake
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
from autograder.records.comparison import describe
from autograder.records.exercises import Exercise, Mistake
from autograder.records.observations import NOT_CALLABLE, Observation
from autograder.records.values import MISSING, SEQUENCES, Value
from autograder.records.verdicts import Difference, Status, Verdict

STUB = "NotImplementedError"


def judge(exercise: Exercise, observed: Observation, seed: int, device: str = "cpu") -> Verdict:
    """The verdict on an observation that was made with this seed.

    Points of a criterion are earned if all its values agree with the reference's.
    """
    expected = expected_observation(exercise.id, seed, device)
    earned = [
        (c.title, c.points if all_agree(exercise, expected, observed, c.keys) else 0.0, c.points)
        for c in exercise.criteria
    ]
    wrong = [key for key in all_keys(exercise) if not agrees(exercise, expected, observed, key)]
    score = 0.0 if exercise.optional else float(sum(points for _, points, _ in earned))
    status = _status(observed, wrong, any(points for _, points, _ in earned))
    mistake = None
    if status in (Status.FAILED, Status.PARTIAL, Status.ERROR):
        mistake = find_mistake(exercise, observed, wrong, seed, device)
    return Verdict(
        exercise=exercise.id,
        title=exercise.title,
        score=score,
        max_score=exercise.points,
        status=Status.FAILED if mistake and status is Status.ERROR else status,
        message=_mistake_text(exercise, mistake, observed, wrong)
        if mistake
        else _message(exercise, status, observed, wrong, seed),
        mistake=mistake.id if mistake else None,
        criteria=tuple(earned),
        differences=() if exercise.secret else _differences(expected, observed, wrong),
        hints=exercise.hints,
        student_lines=_student_lines(observed, wrong),
        picture=_picture(exercise, expected, observed, status),
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


def _mistake_text(
    exercise: Exercise, mistake: Mistake, observed: Observation, wrong: list[str]
) -> str:
    """What is said of a known mistake: in which part it is, and what Python said of an error."""
    text = mistake.message
    parts = [c for c in exercise.criteria if any(key in wrong for key in c.keys)]
    if exercise.separate and len(parts) < len(exercise.criteria):
        text = f"{', '.join(c.title for c in parts)}: {text}"
    first = next((observed.values[key] for key in wrong if _is_present(observed, key)), MISSING)
    if first.kind == "error" and first.name != STUB:
        text = f"{text} ({error_text(first)})"
    look = tell_beside(exercise, mistake, observed, first)
    return f"{text} {look}" if look else text


def _message(
    exercise: Exercise, status: Status, observed: Observation, wrong: list[str], seed: int
) -> str:
    expected = expected_observation(exercise.id, seed)
    if status is Status.PASSED:
        return "All values agree with the reference."
    if status is Status.NOT_ATTEMPTED:
        return (
            "Nothing to check yet: the cell above still raises NotImplementedError. "
            "Replace that line with your own code, and run the cell before its check."
        )
    if NOT_CALLABLE in observed.values:
        return _not_callable_text(observed.values[NOT_CALLABLE])
    key = next((k for k in wrong if _is_present(observed, k)), wrong[0])
    look = tell_look(exercise, observed, observed.values.get(key, MISSING))
    if look and look.alone:
        return str(look.sentence)
    text = _wrong_text(exercise, expected, observed, wrong, key)
    return f"{text} {look.sentence}" if look else text


def _wrong_text(
    exercise: Exercise, expected: Observation, observed: Observation, wrong: list[str], key: str
) -> str:
    """What the values say of themselves, ``key`` the first of the wrong ones."""
    if (tell := exercise.tell) and (
        text := unless_it_fails(lambda: tell(expected, observed, wrong))
    ):
        return text
    seen = observed.values.get(key, MISSING)
    if seen.kind == "error" and seen.name == STUB:
        return f"{expected.labels[key]}: this part still raises NotImplementedError."
    wanted = expected.values[key]
    if exercise.secret and seen.kind == wanted.kind and wanted.kind not in (*SEQUENCES, "dict"):
        return f"{expected.labels[key]}: {describe(seen)} is not right yet."
    if told := _relation_text(exercise, expected, observed, wrong):
        return told
    return f"{expected.labels[key]}: {explain(wanted, seen)}"


def _relation_text(
    exercise: Exercise, expected: Observation, observed: Observation, wrong: list[str]
) -> str | None:
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
            words = [str(relation.seen), str(relation.cause or "")]
            return " ".join(filter(None, [_where(expected, keys), *words]))
    return None


def _where(expected: Observation, keys: list[str]) -> str:
    """What the sentence after it is about: one result by its name, or all that is wrong."""
    return f"{expected.labels[keys[0]]}:" if len(keys) == 1 else ""


def _is_present(observed: Observation, key: str) -> bool:
    return observed.values.get(key, MISSING).kind != "missing"


def _not_callable_text(value: Value) -> str:
    return (
        f"`check` needs the function or class itself, but got {describe(value)}. "
        'Write its name without parentheses and without quotes: check("fun_dz", fun_dz).'
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
    return describe(value) + (", in a graph" if value.graph else ", in no graph")


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
        title=exercise.title,
        score=0.0,
        max_score=exercise.points,
        status=status,
        message=message,
        criteria=tuple((c.title, 0.0, c.points) for c in exercise.criteria),
        hints=exercise.hints,
        optional=exercise.optional,
    )
