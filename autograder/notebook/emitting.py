"""``emit``: what a check cell does while a hand-in is graded. It observes and doesn't judge.

Runs in the hand-in's kernel, beside student code, and knows no answer: neither this module nor
what it imports needs ``autograder.answers``. What it shows is data for ``autograder.grading``,
which validates it and judges it in another process. It goes past all that a cell can rebind
without meaning to, such as ``sys.stdout`` and ``display``: straight to the kernel's own socket.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, MutableMapping
from typing import Any

from IPython.core.interactiveshell import InteractiveShell

from autograder.exercises import find_exercise
from autograder.exercises.stand_ins import made_from, standing_in
from autograder.probing.ordinary import ordinary_python
from autograder.records.observations import MIME

_to_json, _Shell = json.dumps, InteractiveShell


def emit(
    exercise_id: str,
    get: Callable[[], Any],
    *,
    seed: int,
    device: str = "cpu",
    token: str = "",
    parts: Mapping[str, str] | None = None,
) -> None:
    """Shows the observation of ``get()``, tried with the numbers of this ``seed``.

    ``get`` looks the student's object up, so that a missing name is told and not raised.
    ``token`` comes back with the observation: an output without it isn't the answer to this call.
    ``parts`` are sources of earlier exercises' functions, which stand in for the student's own.
    """
    with ordinary_python():
        seen = {"exercise": exercise_id, "token": token}
        seen |= _seen(exercise_id, get, seed, device, parts or {})
        _show({MIME: _to_json(seen), "text/plain": f"observed {exercise_id}"})


def disarm(exercise_id: str, names: MutableMapping[str, Any]) -> None:
    """Puts something that raises in the place of a function whose check was stopped.

    So nothing that calls it later is stopped, too.
    """

    def stopped(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError(f"{exercise_id} was stopped when it was checked: it isn't called again")

    if exercise_id in names:
        names[exercise_id] = stopped


def _seen(
    exercise_id: str, get: Callable[[], Any], seed: int, device: str, parts: Mapping[str, str]
) -> dict[str, str]:
    """The observation as JSON, or the name that is missing, or a fault of the observer."""
    try:
        implementation = get()
    except NameError as error:
        return {"missing": str(error)}
    try:
        with standing_in(implementation, **made_from(parts)):
            observed = find_exercise(exercise_id).observe(implementation, seed, device)
        return {"observation": observed.to_json()}
    except Exception as error:
        return {"fault": f"{type(error).__name__}: {error}"[:500]}


def _show(data: dict[str, str]) -> None:
    """Shows data as an output of the cell that runs."""
    publisher: Any = _Shell.instance().display_pub if _Shell.initialized() else None
    session, socket = (getattr(publisher, name, None) for name in ("session", "pub_socket"))
    if session is None or socket is None:  # no kernel's shell
        from IPython.display import display

        display(data, raw=True)
        return
    content = {"data": data, "metadata": {}, "transient": {}}
    parent, topic = publisher.parent_header, publisher.topic
    session.send(socket, "display_data", content, parent=parent, ident=topic)
