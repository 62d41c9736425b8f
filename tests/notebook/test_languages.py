"""Everything that a reader meets is translated as a whole, in a language that marks what it is."""

from __future__ import annotations

import pytest

from autograder.answers import find_answer
from autograder.exercises import lesson_exercises, lesson_names
from autograder.judging.expectations import (
    all_keys,
    expected_observation,
    mistaken_observation,
)
from autograder.judging.judge import error_verdict, judge
from autograder.notebook import progress, scorecards
from autograder.notebook.cell_runs import LeftOver
from autograder.notebook.checking import check, verdict_on
from autograder.notebook.hinting import hint
from autograder.notebook.progress import Session
from autograder.notebook.progress_file import NAME
from autograder.notebook.scorecards import scorecard
from autograder.notebook.showing import html_of, text_of
from autograder.notebook.unjudged import interrupted, missing, stale
from autograder.probing.probes import error_value
from autograder.records.comparison import describe
from autograder.records.languages import speaking, words
from autograder.records.phrases import worded
from autograder.records.results import (
    REJECTED,
    Record,
    failed_record,
    graded_record,
    mended_record,
)
from autograder.records.sentences import both, say
from autograder.records.values import Value
from autograder.reports.feedback_parts import Points, finished
from autograder.reports.pages import failure_page
from tests.notebook.pseudo import PseudoLanguage, unmarked_words

EXERCISES = [e for lesson in lesson_names() for e in lesson_exercises(lesson)]
SEED = 3
OUR_ERRORS = ("FormulaError", "ExponentialTime", "GradIsNone", "DataIsValue")
"""Errors that a check raises itself, in words of its own."""
PAGE = (
    '<html><head></head><body><div id="toc">x</div>'
    "<span>Grade cell: <code>test_{name}</code></span></body></html>"
)


def raising(error):
    def implementation(*args, **kwargs):
        raise error

    return implementation


OTHERS = {
    "raises": raising(ValueError("the value is of no use")),
    "stub": raising(NotImplementedError()),
    "lacks a gradient": raising(RuntimeError("element 0 of tensors does not require grad")),
    "gives None": lambda *args, **kwargs: None,
    "gives text": lambda *args, **kwargs: "some text of mine",
    "gives a list": lambda *args, **kwargs: [1.0, None],
    "gives a dictionary": lambda *args, **kwargs: {"a": "some text", 3: None},
    "isn't callable": 3.0,
}


def verdicts_on(exercise):
    """Verdicts in English, on all that is known to be wrong and on what is right."""
    yield judge(exercise, expected_observation(exercise.id, SEED), SEED)
    for mistake in find_answer(exercise).mistakes:
        yield judge(exercise, mistaken_observation(exercise.id, mistake.id, SEED), SEED)
    for implementation in OTHERS.values():
        yield verdict_on(exercise, implementation, SEED, "cpu")


def assert_whole(*pages):
    found = [place for page in pages for place in unmarked_words(page)]
    assert not found, "\n".join(dict.fromkeys(found))


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda e: e.id)
def test_a_card_has_no_words_that_are_in_no_message(exercise):
    with speaking(PseudoLanguage()):
        assert_whole(*(show(v) for v in verdicts_on(exercise) for show in (html_of, text_of)))


def is_pythons(value):
    """Whether this is an error in the words of Python or a library."""
    return value.kind == "error" and value.name not in OUR_ERRORS


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda e: e.id)
def test_all_that_may_be_shown_of_an_observation_is_whole(exercise):
    """A card has room for two differences; here are all labels and values of all mistakes."""
    mistakes = [m.id for m in find_answer(exercise).mistakes]
    seen = [mistaken_observation(exercise.id, name, SEED) for name in mistakes]
    keys = set(all_keys(exercise))
    with speaking(PseudoLanguage()):
        for observed in (expected_observation(exercise.id, SEED), *seen):
            values = worded(observed, exercise.phrases).values
            assert_whole(*(words(label) for key, label in observed.labels.items() if key in keys))
            told = [v for key, v in values.items() if key in keys and not is_pythons(v)]
            assert_whole(*(words(describe(value)) for value in told))


def test_a_scorecard_and_an_overview_are_whole(monkeypatch, tmp_path):
    session = Session(tmp_path)
    monkeypatch.setattr(progress, "someone_is_there", lambda: True)
    monkeypatch.setattr(scorecards, "SESSION", session)
    exercise = EXERCISES[1]
    right = judge(exercise, expected_observation(exercise.id, SEED), SEED)
    session.remember(right)
    session.remember(verdict_on(exercise, OTHERS["gives None"], SEED, "cpu"))  # at best: right
    with speaking(PseudoLanguage()):
        for card in (scorecard(exercise.lesson), scorecard(), scorecard("01_gradient_vector")):
            assert_whole(html_of(card), text_of(card))
        (tmp_path / NAME).write_text("{")
        card = scorecard(exercise.lesson)
        assert "⟦it isn't whole⟧" in text_of(card)
        assert_whole(html_of(card), text_of(card))


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda e: e.id)
def test_hints_are_whole(exercise):
    with speaking(PseudoLanguage()):
        for card in (hint(exercise.id), hint(exercise.id, 9), hint(exercise.id, "one")):
            assert_whole(html_of(card), text_of(card))


def test_a_card_about_a_name_that_is_unknown_is_whole():
    with speaking(PseudoLanguage()):
        for card in (check("fun_dy"), check(3), hint("fun_dy")):
            assert_whole(html_of(card), text_of(card))


def left(error=None, instead=()):
    """An earlier run's function, whose cell has run again and ended so."""
    return LeftOver(run=None, error=error, instead=instead, held=lambda: None)


FAILED = left(error_value(ValueError("no good"), None))
INTERRUPTED = left(error_value(KeyboardInterrupt(), None))
UNJUDGED = {
    "missing": missing("fun_dz", None, ()),
    "much like it": missing("fun_dz", None, ("fun_dy", "fun_d")),
    "its cell failed": missing("fun_dz", FAILED, ()),
    "of an earlier run": stale("fun_dz", FAILED),
    "its cell was interrupted": stale("fun_dz", INTERRUPTED),
    "renamed": stale("fun_dz", left(instead=("fun_dy",))),
    "gone": stale("fun_dz", left()),
    "interrupted": interrupted("fun_dz", Value("error", "", "KeyboardInterrupt")),
}


@pytest.mark.parametrize("why", UNJUDGED)
def test_a_card_on_which_nothing_was_judged_is_whole(why):
    found = UNJUDGED[why]
    verdict = error_verdict(EXERCISES[1], found.status, found.message)
    with speaking(PseudoLanguage()):
        assert_whole(html_of(verdict), text_of(verdict))


def test_a_feedback_page_is_whole_made_from_results_that_were_written_and_read():
    exercise = EXERCISES[1]
    verdicts = tuple(verdicts_on(exercise))
    record = graded_record(exercise.lesson, verdicts, 1.0)
    record = Record.from_json(record.to_json())
    titles = {exercise.id: say(exercise.title)}
    points = {exercise.id: Points(0.5, 3.0, "0.5")}
    with speaking(PseudoLanguage()):
        page = finished(PAGE.format(name=exercise.id), record, titles, points, 0.5)
        assert_whole(page)
        assert "⟦Mended before grading⟧" not in page  # nothing was
    assert page.count("⟦") > 40


def test_a_page_on_a_hand_in_that_could_not_be_read_is_whole():
    text = say("The file is {kind}, not a notebook.", kind=say("a zip archive"))
    record = failed_record("01_x", 3.0, REJECTED, text, 1.0)
    with speaking(PseudoLanguage()):
        page = failure_page(Record.from_json(record.to_json()))
        assert "<h1>⟦Your hand-in could not be read⟧</h1>" in page
        assert "<p>⟦The file is ⟧⟦a zip archive⟧⟦, not a notebook.⟧</p>" in page
        assert_whole(page)


def test_a_page_of_a_mended_hand_in_is_whole():
    cells = say("cells {numbers}", numbers=both(["3", "7", "9"]))
    note = say("Unedited, and left out: {cells}.", cells=cells)
    notes = (say("{exercise}: {text}", exercise="fun_dz", text=note), "plain")
    exercise = EXERCISES[1]
    record = mended_record(graded_record(exercise.lesson, (), 1.0), notes)
    titles = {exercise.id: say(exercise.title)}
    assert record.repairs == ("fun_dz: Unedited, and left out: cells 3, 7 and 9.", "plain")
    with speaking(PseudoLanguage()):
        page = PAGE.format(name=exercise.id)
        page = finished(page, Record.from_json(record.to_json()), titles, {})
        assert "⟦Mended before grading⟧" in page and "⟦Unedited, and left out: ⟧" in page
        assert "<li>plain</li>" in page
        assert_whole(page)


def test_a_glued_sentence_is_found_on_a_page():
    glued = say("{what}: expected {expected}", what="the first value", expected=say("a tuple"))
    shown = glued.shown_in(PseudoLanguage())
    assert list(unmarked_words(f"<p>{shown}</p>"))
    whole = say("{what}: expected {expected}", what=say("the first value"), expected="3 x")
    assert not list(unmarked_words(f"<p>{whole.shown_in(PseudoLanguage())}</p>"))
