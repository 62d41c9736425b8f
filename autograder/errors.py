"""Every error that the package raises on purpose, with its text.

Three kinds, never mixed: the student's fault becomes a ``Verdict``; the hand-in's fault is a
``SubmissionError``; a wrong call of ours is a ``UsageError``. Anything else is a defect.
"""

from __future__ import annotations

from difflib import get_close_matches


class AutograderError(Exception):
    """The base of all errors below; its text is written for the person who reads it."""


class UsageError(AutograderError):
    """The command or function was called with something that it can't work with."""


class SubmissionError(AutograderError):
    """A hand-in can't be read or graded; its text is shown to student and instructor."""


def nearest(name: str, known: list[str]) -> str:
    """A sentence that suggests the nearest known name, or lists them all."""
    folded = {k.lower(): k for k in known}
    close = get_close_matches(str(name).lower(), list(folded), n=1, cutoff=0.5)
    if close:
        return f"Did you mean {folded[close[0]]!r}?"
    return "There are: " + ", ".join(known) + "."


class UnknownExercise(UsageError):
    """No exercise has this id."""

    def __init__(self, exercise_id: object, known: list[str]) -> None:
        if isinstance(exercise_id, str):
            text = f"There is no exercise {exercise_id!r}. {nearest(exercise_id, known)}"
        else:
            text = (
                f"The first argument is the exercise's name in quotes, "
                f"but it is a {type(exercise_id).__name__}. "
                f'Write for example check("{known[0]}").'
            )
        super().__init__(text)


class UnknownLesson(UsageError):
    """No lesson has this name."""

    def __init__(self, lesson: object, known: list[str]) -> None:
        super().__init__(f"There is no lesson {lesson!r}. {nearest(str(lesson), known)}")


class UnreadableProgress(UsageError):
    """The file of a learner's results can't be read; it is left as it is."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(
            f"{name} can't be read: {why}. It is left as it is, and your points are remembered "
            "until the kernel stops. Rename or delete it, and a new one is begun."
        )


class MalformedObservation(UsageError):
    """Bytes that claim to be an observation aren't one, or are too large."""
