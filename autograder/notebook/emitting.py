"""``emit``: what a check cell does while a hand-in is graded. It observes and doesn't judge.

Runs in the hand-in's kernel, beside student code, and knows no answer: neither this module nor
what it imports needs ``autograder.answers``. What it shows is data for ``autograder.grading``,
which validates it and judges it in another process.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from autograder.exercises import find_exercise
from autograder.records.observations import MIME


def emit(
    exercise_id: str, get: Callable[[], Any], *, seed: int, device: str = "cpu", token: str = ""
) -> None:
    """Shows the observation of ``get()``, tried with the numbers of this ``seed``.

    ``get`` looks the student's object up, so that a missing name is told and not raised.
    ``token`` comes back with the observation: an output without it isn't the answer to this call.
    """
    from IPython.display import display

    seen = {"exercise": exercise_id, "token": token} | _seen(exercise_id, get, seed, device)
    display({MIME: json.dumps(seen), "text/plain": f"observed {exercise_id}"}, raw=True)


def _seen(exercise_id: str, get: Callable[[], Any], seed: int, device: str) -> dict[str, str]:
    """The observation as JSON, or the name that is missing, or a fault of the observer."""
    try:
        implementation = get()
    except NameError as error:
        return {"missing": str(error)}
    try:
        observed = find_exercise(exercise_id).observe(implementation, seed, device)
        return {"observation": observed.to_json()}
    except Exception as error:
        return {"fault": f"{type(error).__name__}: {error}"[:500]}
