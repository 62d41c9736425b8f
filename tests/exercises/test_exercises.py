"""Every exercise, held against its reference, its mistakes, right variants and the stub.

The oracle of a reference is PyTorch autograd; the oracle of a check is the list of mistakes,
each of which must fail, and fail as itself.
"""

import pytest

from autograder.answers import find_answer
from autograder.answers.variants import find_variants
from autograder.cards.verdicts import text_card
from autograder.exercises import lesson_exercises, lesson_names
from autograder.judging.judge import judge
from autograder.notebook.checking import verdict_on
from autograder.records.observations import Observation
from autograder.records.verdicts import Status

EXERCISES = [e for lesson in lesson_names() for e in lesson_exercises(lesson)]


def ids(cases):
    return [
        "-".join(getattr(part, "id", getattr(part, "__name__", "")) for part in c) for c in cases
    ]


MISTAKES = [(e, m) for e in EXERCISES for m in find_answer(e).mistakes]
VARIANTS = [(e, v) for e in EXERCISES for v in find_variants(e)]


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda e: e.id)
def test_the_reference_gets_all_points_also_after_a_journey_as_json(exercise, seeds, device):
    for seed in seeds:
        observed = exercise.observe(find_answer(exercise).reference, seed, device)
        travelled = Observation.from_json(observed.to_json())
        for seen in (observed, travelled):
            verdict = judge(exercise, seen, seed, device)
            assert verdict.status is Status.PASSED, f"seed {seed}: {text_card(verdict)}"
            assert verdict.score == exercise.points


@pytest.mark.parametrize(("exercise", "mistake"), MISTAKES, ids=ids(MISTAKES))
def test_a_mistake_fails_and_fails_as_itself(exercise, mistake, seeds, device):
    scores = set()
    for seed in seeds:
        verdict = verdict_on(exercise, mistake.implementation, seed, device)
        assert verdict.mistake == mistake.id, f"seed {seed}: {verdict}"
        assert mistake.message in verdict.message
        assert exercise.optional or verdict.score < exercise.points
        scores.add(verdict.score)
    assert len(scores) == 1, "points must not depend on the numbers to try with"


@pytest.mark.parametrize(("exercise", "variant"), VARIANTS, ids=ids(VARIANTS))
def test_a_right_variant_passes(exercise, variant, seeds, device):
    for seed in seeds:
        verdict = verdict_on(exercise, variant, seed, device)
        assert verdict.status is Status.PASSED, f"seed {seed}: {verdict}"


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda e: e.id)
def test_an_exercise_has_enough_hints_mistakes_and_variants(exercise):
    assert len(exercise.hints) >= 3
    assert len(find_answer(exercise).mistakes) >= 4
    assert len(find_variants(exercise)) >= 10
    messages = [m.message for m in find_answer(exercise).mistakes]
    assert all(len(message) > 30 for message in messages)


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda e: e.id)
def test_an_unchanged_stub_is_not_attempted(exercise):
    def stub(*args, **kwargs):
        raise NotImplementedError()

    verdict = verdict_on(exercise, stub, 0, "cpu")
    assert verdict.status is Status.NOT_ATTEMPTED
    assert verdict.score == 0


ODD_RESULTS = {
    "None": None,
    "text": "0.5",
    "NaN": float("nan"),
    "an object": object(),
    "a dictionary": {"a": 1},
    "an empty tuple": (),
}


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda e: e.id)
@pytest.mark.parametrize("odd", ODD_RESULTS)
def test_odd_results_earn_nothing_and_are_told_in_words(exercise, odd):
    def implementation(*args, **kwargs):
        return ODD_RESULTS[odd]

    verdict = verdict_on(exercise, implementation, 0, "cpu")
    assert verdict.status in (Status.FAILED, Status.ERROR), text_card(verdict)
    assert verdict.score == 0
    assert len(verdict.message) > 20


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda e: e.id)
def test_a_wrong_number_of_arguments_is_told(exercise):
    def no_arguments_at_all_but_one_too_many(a, b, c, d, e, f, g, h):
        return a

    verdict = verdict_on(exercise, no_arguments_at_all_but_one_too_many, 0, "cpu")
    assert verdict.status is Status.ERROR
    assert "argument" in verdict.message


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda e: e.id)
@pytest.mark.parametrize("thing", [None, 3.0, "fun_dz", (1.0, 2.0)], ids=str)
def test_something_that_can_not_be_called_is_told(exercise, thing):
    verdict = verdict_on(exercise, thing, 0, "cpu")
    assert verdict.score == 0
    assert f"A function or class of the name `{exercise.id}` is checked" in verdict.message
    assert f"such as `{exercise.id} = ...`" in verdict.message
