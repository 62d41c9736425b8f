"""What grading gives: one record a hand-in, and how it looks as a line of JSON.

Nothing here grades. Records are what reports, exports and tests read.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from itertools import zip_longest
from typing import Any

from autograder.records.sentences import from_json, say, to_json
from autograder.records.signs import ACTING, safe_text
from autograder.records.verdicts import Status, Verdict

GRADED, REJECTED, UNDETERMINED = "graded", "rejected", "undetermined"
MAX_MESSAGE = 1_000
MAX_REPAIR = 10_000
"""Of a repair: paths are told in full, and they have 4,096 characters at most."""
LISTS = ("repairs", "repairs_said", "unsure")
UNSURE = re.compile(r"(?:(\w+): )?Unsure ")
"""How a repair begins that had to choose: for one exercise, or for the whole hand-in."""


@dataclass(frozen=True)
class ExerciseRecord:
    """What became of one exercise. ``score`` is None where the grader could not tell.

    ``message`` is English. ``said`` is the sentence that it was made of, as ``sentences.to_json``
    tells of it, so that it can be shown in another language; None where it is plain text or long,
    and in files of version 0.1.
    """

    id: str
    score: float | None
    max_score: float
    status: str
    mistake: str | None
    message: str
    said: Mapping[str, Any] | None = None

    def told(self) -> str:
        """The message, as a sentence where ``said`` is one that says the same."""
        return _told(self.message, self.said)


@dataclass(frozen=True)
class Record:
    """What became of one hand-in.

    ``score`` is None if the status is ``undetermined``: a fault of the grader is never a zero.
    ``seconds`` is the time that grading took. ``repairs`` say what was mended before;
    ``unsure`` names the exercises of which it is not sure what was meant, for a person to look at.
    ``message`` and ``repairs`` are English. ``said``, and ``repairs_said`` for each repair, is the
    sentence that it was made of, as in ``ExerciseRecord``; files of version 0.1 have neither.
    """

    student: str
    assignment: str
    score: float | None
    max_score: float
    status: str
    message: str
    said: Mapping[str, Any] | None = field(default=None, kw_only=True)
    seconds: float
    repairs: tuple[str, ...] = ()
    repairs_said: tuple[Mapping[str, Any] | None, ...] = field(default=(), kw_only=True)
    exercises: tuple[ExerciseRecord, ...] = ()
    unsure: tuple[str, ...] = ()

    def told(self) -> str:
        """The message, as a sentence where ``said`` is one that says the same."""
        return _told(self.message, self.said)

    def repairs_told(self) -> tuple[str, ...]:
        """The repairs, each as a sentence where ``repairs_said`` has one that says the same."""
        pairs = zip_longest(self.repairs, self.repairs_said[: len(self.repairs)])
        return tuple(_told(text, said, MAX_REPAIR) for text, said in pairs)

    def to_json(self) -> str:
        """The record as one line of JSON, in the order of the fields.

        Letters stay as they are, and signs that act on a terminal are escaped, in names as well.
        """
        line = json.dumps(asdict(self), ensure_ascii=False)
        return ACTING.sub(lambda sign: json.dumps(sign[0])[1:-1], line)

    @classmethod
    def from_json(cls, line: str) -> Record:
        """The record in a line that ``to_json`` wrote."""
        return cls.from_dict(json.loads(line))

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Record:
        """The record in a parsed line. Raises ``KeyError`` or ``TypeError`` where it is none."""
        exercises = tuple(ExerciseRecord(**exercise) for exercise in data["exercises"])
        lists = {name: tuple(data.get(name, ())) for name in LISTS}
        return cls(**{**data, **lists, "exercises": exercises})


@dataclass(frozen=True)
class Graded:
    """A record, the verdicts behind it, and the executed notebook with scores and cards as JSON.

    A rejected or undetermined hand-in has no verdicts and no notebook.
    """

    record: Record
    verdicts: tuple[Verdict, ...] = ()
    notebook: str = ""

    def of(self, student: str) -> Graded:
        """The same result under the name of this student."""
        return replace(self, record=replace(self.record, student=student))


def exercise_record(verdict: Verdict) -> ExerciseRecord:
    """The part of a verdict that is kept."""
    return ExerciseRecord(
        id=verdict.exercise,
        score=None if verdict.status is Status.UNDETERMINED else verdict.score,
        max_score=verdict.max_score,
        status=verdict.status.value,
        mistake=verdict.mistake,
        message=safe_text(verdict.message, MAX_MESSAGE),
        said=_said(verdict.message),
    )


def _said(message: str) -> Mapping[str, Any] | None:
    """The sentence in JSON; None where it is longer than a results file should hold."""
    said = to_json(message)
    return said if from_json(said) is not None else None


def _told(text: str, said: object, most: int = MAX_MESSAGE) -> str:
    """The sentence in ``said``, where it says the same as the text; else the text."""
    sentence = from_json(said)
    same = sentence is not None and safe_text(sentence, most) == safe_text(text, most)
    return sentence if sentence is not None and same else text


def mended_record(record: Record, repairs: tuple[str, ...]) -> Record:
    """The record of a hand-in that was mended before it was graded."""
    found = [match[1] for note in repairs if (match := UNSURE.match(note))]
    ids = [e.id for e in record.exercises if None in found or e.id in found]
    texts, said = tuple(map(str, repairs)), tuple(map(_said, repairs))
    return replace(record, repairs=texts, repairs_said=said, unsure=tuple(ids))


def graded_record(lesson: str, verdicts: tuple[Verdict, ...], seconds: float) -> Record:
    """The record of a hand-in whose exercises were judged."""
    exercises = tuple(map(exercise_record, verdicts))
    open_ones = [e.id for e in exercises if e.score is None]
    message: str = ""
    if open_ones:
        message = say("The grader could not check {names}.", names=", ".join(open_ones))
    return Record(
        student="",
        assignment=lesson,
        score=None if open_ones else sum(e.score or 0.0 for e in exercises),
        max_score=sum(e.max_score for e in exercises),
        status=UNDETERMINED if open_ones else GRADED,
        message=str(message),
        said=_said(message),
        seconds=round(seconds, 3),
        exercises=exercises,
    )


def failed_record(
    lesson: str, max_score: float, status: str, message: str, seconds: float
) -> Record:
    """The record of a hand-in without verdicts: ``rejected`` (no points) or ``undetermined``."""
    score = 0.0 if status == REJECTED else None
    text = safe_text(message, MAX_MESSAGE)
    return Record(
        "", lesson, score, max_score, status, text, round(seconds, 3), said=_said(message)
    )
