"""``scorecard``: the points of one lesson or of all of them, what is open, and what to do next."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace

from autograder.errors import UnknownLesson
from autograder.exercises import lesson_after, lesson_exercises, lesson_names, lesson_title
from autograder.notebook.progress import SESSION
from autograder.notebook.progress_file import Best
from autograder.notebook.showing import show
from autograder.records.exercises import Exercise
from autograder.records.scorecards import Overview, Row, Scorecard
from autograder.records.sentences import say
from autograder.records.verdicts import Status, Verdict


def scorecard(lesson: str | None = None) -> Scorecard | Overview:
    """The points of ``lesson`` ("01_gradient_vectors"), or of all lessons where none is named.

    The best results count, of this session and of those that are kept in the learner's folder; a
    later try that was worse stands beside.
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
    rows, after = _rows(lesson, best), lesson_after(lesson)
    return Scorecard(
        lesson,
        rows,
        note=note,
        title=lesson_title(lesson),
        link=_link(lesson),
        next_title=lesson_title(after) if after else "",
        next_link=_link(after),
    )


def _rows(lesson: str, best: Mapping[str, Best]) -> tuple[Row, ...]:
    exercises = lesson_exercises(lesson)
    return tuple(_row(e, SESSION.verdict(e.id), best.get(e.id)) for e in exercises)


def _row(exercise: Exercise, verdict: Verdict | None, best: Best | None) -> Row:
    row = Row(exercise.id, say(exercise.title), 0.0, exercise.points, None, exercise.optional)
    row = replace(row, link=_link(exercise.lesson, exercise.id))
    if best is not None:
        score = min(best.score, exercise.points)
        row = replace(row, score=score, status=best.status, day=best.date)
    if verdict is None:
        return row
    if best is None or best.rank <= (verdict.status is Status.PASSED, verdict.score):
        return replace(row, score=verdict.score, status=verdict.status, day="")
    return replace(row, last=verdict.status, last_score=verdict.score)


def _link(lesson: str, exercise: str = "") -> str:
    """Where a lesson or its exercise is, seen from the notebook; "" where no link would lead there.

    JupyterLab takes the part behind ``#`` for a cell's id, which is the exercise's.
    """
    here = SESSION.folder
    if not lesson or here is None or SESSION.path() is None:
        return ""
    if not (here.parent / lesson / f"{lesson}.ipynb").is_file():
        return ""
    place = f"../{lesson}/{lesson}.ipynb"
    return f"{place}#cell-id={exercise}" if exercise else place


def _note() -> str:
    """Where results are kept, seen from the notebook, or why they aren't."""
    path = SESSION.path()
    if SESSION.note or path is None:
        return SESSION.note
    return say(
        "Best results are kept in {path}; delete the file to begin anew.",
        path=os.path.relpath(path),
    )
