"""What has been checked: the latest verdicts of this session, and the best ones of all sessions.

A session is one kernel. Owns when results are kept in the learner's folder: where somebody sits at
the notebook, and never while a notebook is graded, validated or built. Nothing is sent anywhere.
"""

from __future__ import annotations

import os
import sys
from datetime import date
from pathlib import Path

from autograder.errors import UnreadableProgress
from autograder.notebook.progress_file import (
    Best,
    add_progress,
    holds_solutions,
    merged,
    progress_path,
    read_progress,
)
from autograder.records.sentences import say
from autograder.records.verdicts import Status, Verdict

KEPT = (Status.PASSED, Status.PARTIAL)
IN_COLAB = say(
    "In Colab your points are remembered until the session ends: what lasts is the notebook "
    "that you save."
)

OF_SOLUTIONS = say(
    "This is a notebook of solutions: what is checked here isn't kept as your own progress."
)


class Session:
    """The latest verdicts of this kernel and the best results, by exercise id.

    ``folder`` is the notebook's, where the kernel has started. ``note`` says why results aren't
    kept in a file, or is empty.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self.note: str = ""
        self._latest: dict[str, Verdict] = {}
        self._best: dict[str, Best] = {}
        self.folder = folder

    def remember(self, verdict: Verdict) -> None:
        """Keeps this verdict in place of an earlier one on the same exercise."""
        self._latest[verdict.exercise] = verdict
        if verdict.status in KEPT:
            today = date.today().isoformat()
            new = Best(verdict.score, verdict.max_score, verdict.status, today)
            self._best = merged(self._best, {verdict.exercise: new})
            self._update(write=True)

    def verdict(self, exercise_id: str) -> Verdict | None:
        """The latest verdict on this exercise, or None if it hasn't been checked yet."""
        return self._latest.get(exercise_id)

    def best(self) -> dict[str, Best]:
        """The best results, those of other sessions and open notebooks among them."""
        self._update(write=False)
        return dict(self._best)

    def path(self) -> Path | None:
        """The file that keeps the results, or None where none is kept."""
        if self.folder is None or not someone_is_there() or holds_solutions(self.folder):
            return None
        return None if "google.colab" in sys.modules else progress_path(self.folder)

    def _update(self, write: bool) -> None:
        """Brings memory and file together. A fault is a note: it stops neither check nor card."""
        path = self.path()
        if path is None:
            self.note = self._why_nothing_is_kept()
            return
        try:
            kept = add_progress(path, self._best) if write else read_progress(path)
            self._best = merged(kept, self._best)
            self.note = self.note if not write and self._best != kept else ""
        except UnreadableProgress as error:
            self.note = error.args[0]
        except OSError as error:
            why = error.strerror or type(error).__name__
            self.note = say(
                "Your points can't be kept in a file ({name}: {error}). They are remembered until "
                "the kernel stops.",
                name=path.name,
                error=why,
            )

    def _why_nothing_is_kept(self) -> str:
        if "google.colab" in sys.modules:
            return IN_COLAB
        if self.folder is None or not someone_is_there():
            return ""
        return OF_SOLUTIONS if holds_solutions(self.folder) else ""


def someone_is_there() -> bool:
    """Whether a person runs the cells: JupyterLab, Colab and VS Code can be asked for input.

    nbgrader, nbclient, papermill and this project's grader say that they can't be.
    """
    if os.environ.get("NBGRADER_EXECUTION"):
        return False
    ipython = sys.modules.get("IPython")
    kernel = getattr(ipython.get_ipython() if ipython else None, "kernel", None)
    return getattr(kernel, "_allow_stdin", False) is True  # ipykernel has no public name for it


def _start_folder() -> Path | None:
    try:
        return Path.cwd()
    except OSError:  # the folder was removed
        return None


# The one mutable global of the package: a kernel is one student's session, and `scorecard`
# has to know what `check` said in cells above without being handed it.
SESSION = Session(_start_folder())
