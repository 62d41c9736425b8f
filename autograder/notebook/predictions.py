"""A learner's predictions: in this kernel's memory, and in the file of their progress.

Owns how two open notebooks agree on one, and when it is settled: once the result has been shown
against it, it stays. Nothing is graded or sent. What a prediction asks is not known here.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from autograder.errors import UnreadableProgress
from autograder.notebook.progress import SESSION
from autograder.notebook.progress_file import edit_file, read_file
from autograder.records.languages import words
from autograder.records.sentences import say
from utils.predicted import Answer, Kept

FIELD = "predictions"
IN_COLAB = say("In Colab your predictions are remembered until the session ends.")


def read_prediction(path: Path, name: str) -> Kept | None:
    """The prediction in the file, or None. Raises ``UnreadableProgress`` or ``OSError``."""
    return _entry(path, read_file(path), name)


def add_prediction(path: Path, name: str, new: Kept) -> Kept:
    """The prediction that the file keeps now: a settled one stays, any other gives way to ``new``.

    Raises as ``read_prediction``.
    """
    with edit_file(path) as data:
        old = _entry(path, data, name)
        if old is not None and old.settled:
            return old
        entry = {"answer": new.answer, "settled": new.settled, "date": date.today().isoformat()}
        data[FIELD] = {**data.get(FIELD, {}), name: entry}
    return replace(new, note="")


def _entry(path: Path, data: Mapping[str, Any], name: str) -> Kept | None:
    try:
        entry = data.get(FIELD, {}).get(name)
        if entry is None:
            return None
        answer, settled = entry["answer"], entry["settled"]
    except (KeyError, TypeError, AttributeError) as error:
        raise UnreadableProgress(path.name, say("an entry in it is none")) from error
    if type(answer) not in (int, float, str) or type(settled) is not bool:
        raise UnreadableProgress(path.name, say("an entry in it is none"))
    return Kept(answer, settled)


class Predictions:
    """The predictions of one kernel; ``path`` gives the file that keeps them, or None.

    ``languages`` are those in which predictions were asked here, by name.
    """

    def __init__(self, path: Callable[[], Path | None]) -> None:
        self.languages: dict[str, str] = {}
        self._path = path
        self._own: dict[str, Kept] = {}
        self._watching: dict[str, Callable[[Kept], None]] = {}

    def watch(self, name: str, show: Callable[[Kept], None]) -> None:
        """Has ``show`` called once this prediction is settled, in place of an earlier one."""
        self._watching[name] = show

    def kept(self, name: str) -> Kept | None:
        """What is kept of this prediction, here or by another notebook, or None."""
        own = self._own.get(name)
        path = self._path()
        if path is None or (own is not None and own.settled):
            return own
        try:
            found = read_prediction(path, name) or own
        except (UnreadableProgress, OSError) as error:
            return own and replace(own, note=_why_not(path, error))
        if found is not None:
            self._own[name] = found
        return found

    def keep(self, name: str, answer: Answer) -> Kept:
        """What is kept after this answer: the answer, unless the result has been seen."""
        old = self.kept(name)
        return old if old is not None and old.settled else self._write(name, Kept(answer))

    def settle(self, name: str) -> Kept | None:
        """What is kept of this prediction, for good now, or None where it wasn't made."""
        old = self.kept(name)
        if old is None or old.settled:
            return old
        new = self._write(name, replace(old, settled=True))
        if name in self._watching:
            self._watching[name](new)
        return new

    def _write(self, name: str, new: Kept) -> Kept:
        path = self._path()
        if path is None:
            note = words(IN_COLAB) if "google.colab" in sys.modules else ""
            self._own[name] = replace(new, note=note)
        else:
            try:
                self._own[name] = add_prediction(path, name, new)
            except (UnreadableProgress, OSError) as error:
                self._own[name] = replace(new, note=_why_not(path, error))
        return self._own[name]


def _why_not(path: Path, error: UnreadableProgress | OSError) -> str:
    """A sentence in the reader's language: why a prediction isn't in the file."""
    if isinstance(error, UnreadableProgress):
        why: str = error.why
    else:
        why = error.strerror or type(error).__name__
    return words(
        say(
            "It can't be kept in a file ({name}: {why}). It is remembered until the kernel stops.",
            name=path.name,
            why=why,
        )
    )


# A kernel is one learner's session: `compare` has to know what was predicted in a cell above.
PREDICTIONS = Predictions(SESSION.path)
