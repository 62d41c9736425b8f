"""What a card says of an answer that isn't right: from data alone, one cause at a time.

Owns the order in which causes are tried, from what is surest to what is only seen. What each of
them is, is the matter of the modules beside this one.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property, partial

from autograder.answers import find_answer
from autograder.judging.by_inputs import find_by_inputs
from autograder.judging.dependence import tell_dependence
from autograder.judging.diagnosis import Named, find_two_at_once
from autograder.judging.expectations import all_keys, unless_it_fails
from autograder.judging.explanations import error_text, explain
from autograder.judging.relations import Relation, find_relation
from autograder.judging.sources import tell_beside, tell_first, tell_look
from autograder.judging.used_calls import tell_used_calls
from autograder.probing.alone import ALONE
from autograder.records.comparison import describe, without_axes
from autograder.records.exercises import Exercise
from autograder.records.observations import NOT_CALLABLE, Observation
from autograder.records.sentences import Sentence, joined, listed, say
from autograder.records.values import MISSING, SEQUENCES, Value

STUB = "NotImplementedError"
FORMULA = "FormulaError"
NOT_REACHED = say(
    "It is None, so that no path leads from your result back to this leaf. Is the result made of "
    "the leaf itself, by torch functions all the way, without `.item()`, `.detach()` or a new "
    "`torch.tensor`?"
)
NOT_RIGHT = say("That isn't what was expected.")
LESS_THAN_INPUTS = frozenset(("same_for_all", "places"))
"""Relations that say less than what is found with the inputs."""
NO_CAUSE = frozenset("close constant factor offset same_for_all zero".split())
"""Relations that don't say what to look at."""
BESIDE = {
    "reversed": say("The order is turned round: the last comes first."),
    "one_short_at_the_end": say("The last one is missing."),
    "one_short_at_the_start": say("The first one is missing."),
    "one_too_many": say("There is one too many at the end."),
    "one_late": say("Each comes one place too late."),
    "one_early": say("Each comes one place too early."),
}
"""What is seen beside a mistake, where a relation by itself would say that numbers are right."""
MAX_NAMED = 3
"""How many mistakes in different parts are told at once."""


@dataclass(frozen=True)
class Case:
    """An observation with something wrong in it, and what was expected, both in words of ours.

    ``wrong`` has the keys whose values don't agree, at least one, in their order.
    """

    exercise: Exercise
    expected: Observation
    observed: Observation
    wrong: list[str]
    seed: int
    device: str

    @cached_property
    def key(self) -> str:
        """The first thing that went wrong and isn't missing, if there is one."""
        return next((k for k in self.wrong if self.got(k).kind != "missing"), self.wrong[0])

    @property
    def first(self) -> Value:
        """What came there."""
        return self.got(self.key)

    @property
    def label(self) -> str:
        """What it is called."""
        return self.expected.labels[self.key]

    def got(self, key: str) -> Value:
        """What was observed under a key."""
        return self.observed.values.get(key, MISSING)

    def pairs(self, keys: Collection[str]) -> dict[str, tuple[Value, Value]]:
        """What was expected and what came under each of these keys."""
        return {key: (self.expected.values[key], self.got(key)) for key in keys}

    def groups(self, separate: bool = False) -> list[list[str]]:
        """The wrong keys to explain together: all; then those of the first criterion.

        ``separate`` gives those of each criterion instead.
        """
        parts = [[k for k in c.keys if k in self.wrong] for c in self.exercise.criteria]
        failed = [keys for keys in parts if keys]
        return failed if separate else [self.wrong, failed[0]]

    @cached_property
    def relation(self) -> tuple[list[str], Relation | None]:
        """The relation of wrong values to right ones, and whose; all or the first criterion's.

        None in an exercise with a comparison of its own, whose values aren't what is compared.
        """
        for keys in self.groups():
            if self.exercise.secret or set(keys) & set(self.exercise.compare):
                continue
            found = unless_it_fails(partial(find_relation, self.pairs(keys)))
            if found is not None:
                return keys, found
        return self.wrong, None

    @cached_property
    def two_at_once(self) -> Named | None:
        """A known mistake and a relation that explain the values together."""
        two = partial(
            find_two_at_once, self.exercise, self.observed, self.wrong, self.seed, self.device
        )
        return unless_it_fails(two)


def named_text(case: Case, named: list[Named]) -> Sentence:
    """What is said of known mistakes: in which parts they are, and what Python said of an error."""
    if first := tell_first(case.exercise, case.observed, case.first):
        return first
    text = joined(*(_mistake_text(case.exercise, n) for n in named[:MAX_NAMED]))
    text = _with_its_error(case, text)
    beside = tell_beside(case.exercise, named[0].mistake, case.observed, case.first)
    return joined(text, beside or "")


def unnamed_text(case: Case) -> str:
    """What is said where no known mistake explains what came."""
    if NOT_CALLABLE in case.observed.values:
        return _not_callable_text(case.exercise, case.observed.values[NOT_CALLABLE])
    if first := tell_first(case.exercise, case.observed, case.first):
        return first
    look = tell_look(case.exercise, case.observed, case.first)
    if look and look.alone:
        return look.sentence
    told = _own_words(case)
    text = told or _wrong_text(case)
    if look:
        return joined(text, look.sentence)
    if case.exercise.secret or case.first.kind in ("error", "none"):
        return joined(text)
    return joined(text, _calls_text(case, bool(told)) or "")


def student_lines(case: Case) -> tuple[str, ...]:
    """The student's lines of the first thing that went wrong, if that was an error."""
    first = case.first
    return first.lines if first.kind == "error" and first.name != STUB else ()


def _with_its_error(case: Case, text: str) -> Sentence:
    """The text, and what Python said where the first thing that went wrong is an error."""
    first = case.first
    if first.kind != "error" or first.name in (STUB, FORMULA):
        return joined(text)
    if first.data and str(first.data) in text:
        return joined(text)
    return say("{mistake} ({error})", mistake=text, error=error_text(first))


def _mistake_text(exercise: Exercise, named: Named) -> Sentence:
    text = say(named.mistake.message)
    if named.besides is not None:
        text = say(
            "It looks like two things at once. One: {mistake} The other, beside what that alone "
            "would give: {other}",
            mistake=text,
            other=joined(
                BESIDE.get(named.besides.id, named.besides.seen), named.besides.cause or ""
            ),
        )
    if exercise.separate and len(named.criteria) < len(exercise.criteria):
        return _about(listed(c.said for c in named.criteria), text)
    return text


def _about(what: str, text: str) -> Sentence:
    """A sentence with what it is about before it."""
    return say("{what}: {text}", what=what, text=text)


def _own_words(case: Case) -> Sentence | None:
    """What the exercise's own words say of what was observed, if they say anything."""
    for tell in (case.exercise.tell, find_answer(case.exercise).tell):
        if tell and (
            text := unless_it_fails(partial(tell, case.expected, case.observed, case.wrong))
        ):
            return _with_its_error(case, text)
    return None


def _otherwise(case: Case) -> str | None:
    """What the exercise says where nothing else does."""
    if (otherwise := case.exercise.otherwise) is None:
        return None
    return unless_it_fails(partial(otherwise, case.expected, case.observed, case.wrong))


def _wrong_text(case: Case) -> str:
    """What the values say of themselves."""
    exercise, seen = case.exercise, without_axes(case.first)
    if seen.kind == "error" and seen.name == STUB:
        return say("{what}: this part still raises NotImplementedError.", what=case.label)
    wanted = case.expected.values[case.key]
    if exercise.secret and _would_tell(wanted, seen):
        return say("{what}: {value} is not right yet.", what=case.label, value=describe(seen))
    for tell in (_dependence_text, _telling_relation, _inputs_text, _relation_text):
        if (told := tell(case)) is not None:
            return told
    if case.two_at_once is not None:
        return _mistake_text(exercise, case.two_at_once)
    if seen.kind == "none" and (".grad" in case.label or case.key.startswith("gradient_")):
        return _about(case.label, NOT_REACHED)
    if text := _otherwise(case):
        return _with_its_error(case, text)
    return _about(case.label, unless_it_fails(partial(explain, wanted, seen)) or NOT_RIGHT)


def _would_tell(wanted: Value, seen: Value) -> bool:
    """Whether words on how the two differ would hold the answer itself, as text or a number."""
    if wanted.kind == "text":
        return seen.kind not in ("error", "missing")
    return seen.kind == wanted.kind and wanted.kind not in (*SEQUENCES, "dict")


def _dependence_text(case: Case) -> Sentence | None:
    """Which argument makes no difference, where that was tried."""
    if ALONE not in case.expected.values:
        return None
    return unless_it_fails(partial(tell_dependence, case.expected, case.observed))


def _telling_relation(case: Case) -> Sentence | None:
    """A relation that says more than what could be found with the inputs."""
    _, relation = case.relation
    return None if relation is None or relation.id in LESS_THAN_INPUTS else _relation_text(case)


def _relation_text(case: Case) -> Sentence | None:
    """What relation the wrong values have to the right ones, in words."""
    keys, relation = case.relation
    if relation is None:
        return None
    text = _relation_words(relation)
    if relation.id == "places":
        text = joined(text, _otherwise(case) or "")
    return _of_keys(case, keys, text)


def _relation_words(relation: Relation) -> Sentence:
    return joined(relation.seen, relation.cause or "")


def _of_keys(case: Case, keys: Collection[str], text: Sentence) -> Sentence:
    """The text, with what it is about where that is one value."""
    (first, *more) = keys
    return text if more else _about(case.expected.labels[first], text)


def _inputs_text(case: Case) -> Sentence | None:
    """What the inputs tell of all wrong values; else of those of the first criterion."""
    return unless_it_fails(partial(_found_by_inputs, case))


def _found_by_inputs(case: Case) -> Sentence | None:
    exercise = case.exercise
    if exercise.inputs is None or exercise.secret:
        return None
    inputs = exercise.inputs(case.expected)
    right = case.pairs([key for key in all_keys(exercise) if key not in case.wrong])
    tried = [(right, keys, True) for keys in case.groups(exercise.separate)]
    for beside, keys, halves in (*tried, ({}, [case.key], False)):  # at last one value by itself
        if set(keys) & set(exercise.compare):
            continue
        relation = find_by_inputs(beside, case.pairs(keys), inputs, halves)
        if relation is not None:
            return _of_keys(case, keys, joined(relation.seen))
    return None


def _calls_text(case: Case, is_told: bool) -> Sentence | None:
    """What an answer calls that no right one does, where nothing explains its values.

    Beside words that say little of a cause, only what belongs to few tasks.
    """
    odd = partial(tell_used_calls, case.exercise, case.observed, odd_only=True)
    if is_told:
        return odd()
    told = tell_used_calls(case.exercise, case.observed)
    if told is None:
        return None
    _, relation = case.relation
    if relation is not None:
        return odd() if relation.id in NO_CAUSE else None
    return told if case.two_at_once is None else None


def _not_callable_text(exercise: Exercise, value: Value) -> Sentence:
    return say(
        "A function or class of the name `{name}` is checked, but {value} came. Has a line such as "
        "`{name} = ...` given that name to something else? Then define it anew, run its cell, and "
        "check again. The check's own cell needs the name alone: {call}.",
        name=exercise.id,
        call=f'`check("{exercise.id}")`',
        value=describe(value),
    )
