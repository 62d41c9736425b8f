"""Every error that the package raises on purpose, with its text.

Never mixed: the student's fault becomes a ``Verdict``; the hand-in's fault is a
``SubmissionError``; what the machine denies is an ``UnreadableError``; a wrong call of ours is a
``UsageError``. Anything else is a defect.
"""

from __future__ import annotations

from difflib import get_close_matches

from autograder.records.sentences import Sentence, joined, say


class AutograderError(Exception):
    """The base of all errors below; its text is written for the person who reads it.

    Where that can be a student, ``args[0]`` is a ``Sentence``.
    """


class UsageError(AutograderError):
    """The command or function was called with something that it can't work with."""


class SubmissionError(AutograderError):
    """A hand-in can't be read or graded; its text is shown to student and instructor."""


class UnreadableError(AutograderError):
    """Whoever grades may not read a hand-in, or the disk fails: no fault of the student."""

    def __init__(self, name: str, why: str | None) -> None:
        super().__init__(
            say(
                "{name} can't be read: {error}. This is not the student's fault: let whoever "
                "grades read it, and grade again.",
                name=name,
                error=why,
            )
        )


def nearest(name: str, known: list[str]) -> Sentence:
    """A sentence that suggests the nearest known name, or lists them all."""
    folded = {k.lower(): k for k in known}
    close = get_close_matches(str(name).lower(), list(folded), n=1, cutoff=0.5)
    if close:
        return say("Did you mean {name}?", name=repr(folded[close[0]]))
    return say("There are: {names}.", names=", ".join(known))


class UnknownExercise(UsageError):
    """No exercise has this id."""

    def __init__(self, exercise_id: object, known: list[str]) -> None:
        if isinstance(exercise_id, str):
            unknown = say("There is no exercise {name}.", name=repr(exercise_id))
            text = joined(unknown, nearest(exercise_id, known))
        else:
            text = say(
                "The first argument is the exercise's name in quotes, but it is a {type}. "
                'Write for example check("{name}").',
                type=type(exercise_id).__name__,
                name=known[0],
            )
        super().__init__(text)


class UnknownLesson(UsageError):
    """No lesson has this name."""

    def __init__(self, lesson: object, known: list[str]) -> None:
        unknown = say("There is no lesson {name}.", name=repr(lesson))
        super().__init__(joined(unknown, nearest(str(lesson), known)))


class UnreadableProgress(UsageError):
    """The file of a learner's results can't be read; it is left as it is. ``why`` says why."""

    def __init__(self, name: str, why: Sentence) -> None:
        self.why = why
        super().__init__(
            say(
                "{name} can't be read: {why}. It is left as it is, and your points are remembered "
                "until the kernel stops. Rename or delete it, and a new one is begun.",
                name=name,
                why=why,
            )
        )


class MalformedObservation(UsageError):
    """Bytes that claim to be an observation aren't one, or are too large."""
