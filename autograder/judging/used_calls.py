"""What is said of library calls that an answer makes and no right one does.

A call is told as a question, beside what the values say, and only where nothing explains these.
None that stands in the exercise's reference or in one of its right variants is ever told.
"""

from __future__ import annotations

from functools import lru_cache

from autograder.answers import find_answer
from autograder.answers.variants import find_variants
from autograder.exercises import find_exercise
from autograder.probing.sources.calls import used
from autograder.records.exercises import Exercise
from autograder.records.observations import Observation
from autograder.records.sentences import Sentence, joined, say
from autograder.records.used_calls import DOES, ODD, Used, used_in

MAX_TOLD = 2


def tell_used_calls(
    exercise: Exercise, observed: Observation, odd_only: bool = False
) -> Sentence | None:
    """One or two calls that no right answer of ours makes, the likeliest first; None if none.

    ``odd_only`` leaves out what is a normal part of many tasks.
    """
    usual = usual_calls(exercise.id)
    strange = [one for one in used_in(observed) if one.name not in usual]
    odd = [one for one in strange if one.name in ODD][:MAX_TOLD]
    told = odd or strange[: 0 if odd_only else 1]
    return joined(*map(_sentence, told)) if told else None


def _sentence(one: Used) -> Sentence:
    if one.name in ODD:
        return say(
            "Line {line} uses `{name}`, which {does}. The task doesn't ask for that: is it meant?",
            line=one.line,
            name=one.name,
            does=DOES[one.name],
        )
    return say(
        "Line {line} uses `{name}`, which {does}. Is that meant here?",
        line=one.line,
        name=one.name,
        does=DOES[one.name],
    )


@lru_cache(maxsize=512)
def usual_calls(exercise_id: str) -> frozenset[str]:
    """The names that the reference of an exercise or one of its right variants uses."""
    exercise = find_exercise(exercise_id)
    right = (find_answer(exercise).reference, *find_variants(exercise))
    return frozenset(one.name for answer in right for one in used(answer))
