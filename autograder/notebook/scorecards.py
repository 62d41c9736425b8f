"""``scorecard``: the points of one lesson or of all of them, what is open, and what to do next."""

from __future__ import annotations

import os
from collections.abc import Mapping

from autograder.errors import UnknownLesson
from autograder.exercises import lesson_after, lesson_exercises, lesson_names
from autograder.notebook.progress import SESSION
from autograder.notebook.progress_file import Best
from autograder.notebook.showing import show
from autograder.records.exercises import Exercise
from autograder.records.scorecards import Overview, Row, Scorecard
from autograder.records.sentences import say
from autograder.records.verdicts import Status, Verdict


def scorecard(lesson: str | None = None) -> Scorecard | Overview:
    """The points of ``lesson`` ("01_gradient_vectors"), or of all lessons where none is named.

    What this session's checks say counts; for exercises that it hasn't checked, the best result
    that is kept in the learner's folder.
    """
    best = SESSION.best()
    card: Scorecard | Overview
    if lesson is None:
        cards = (_card(name, best) for name in lesson_names())
        card = Overview(tuple(cards), _note())
    else:
        try:
            card = _card(lesson, best, SESSION.note)
        except UnknownLesson as error:
            card = Scorecard(str(lesson)[:80], (), error.args[0])
    show(card)
    return card


def _card(lesson: str, best: Mapping[str, Best], note: str = "") -> Scorecard:
    rows = _rows(lesson, best)
    return Scorecard(lesson, rows, note=note, next_lesson=lesson_after(lesson))


def _rows(lesson: str, best: Mapping[str, Best]) -> tuple[Row, ...]:
    exercises = lesson_exercises(lesson)
    return tuple(_row(e, SESSION.verdict(e.id), best.get(e.id)) for e in exercises)


def _row(exercise: Exercise, verdict: Verdict | None, best: Best | None) -> Row:
    name, title, points = exercise.id, say(exercise.title), exercise.points
    score = min(best.score, points) if best else 0.0
    if verdict is None:
        status, day = (best.status, best.date) if best else (None, "")
        return Row(name, title, score, points, status, exercise.optional, day)
    day = said = ""
    if best and best.rank > (verdict.status is Status.PASSED, verdict.score):
        day = best.date
        said = say("at best passed") if exercise.optional else say("at best {score:g}", score=score)
    return Row(name, title, verdict.score, points, verdict.status, exercise.optional, day, said)


def _note() -> str:
    """Where results are kept, seen from the notebook, or why they aren't."""
    path = SESSION.path()
    if SESSION.note or path is None:
        return SESSION.note
    return say(
        "Best results are kept in {path}; delete the file to begin anew.",
        path=os.path.relpath(path),
    )
