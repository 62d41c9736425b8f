"""What `resume` did: which cells of a notebook it ran again, and which of them stopped."""

from __future__ import annotations

from dataclasses import dataclass

from autograder.records.sentences import Sentence, joined, listed, say, say_count

MAX_NAMED = 12
"""Answers and faults that are named; the others are counted."""


@dataclass(frozen=True)
class Stopped:
    """A cell that ended with an error: what it is called, and the error's words."""

    cell: str
    error: str


@dataclass(frozen=True)
class Resumed:
    """The cells that ran: the set-up, ``answers`` and ``n_others`` that ``section`` builds on.

    ``section`` is a heading's text, or empty where the notebook has none. ``saved`` says from when
    the text of the cells is. Where ``problem`` says why, nothing ran.
    """

    section: str = ""
    answers: tuple[str, ...] = ()
    n_others: int = 0
    stopped: tuple[Stopped, ...] = ()
    saved: str = ""
    problem: str = ""

    def sentences(self) -> list[Sentence | str]:
        """All there is to say, a sentence or two each."""
        if self.problem:
            return [self.problem]
        told: list[Sentence | str] = [self._ran()]
        told += [
            say("{cell} stopped with {error}", cell=stopped.cell, error=stopped.error)
            for stopped in self.stopped[:MAX_NAMED]
        ]
        if len(self.stopped) > MAX_NAMED:
            told.append(say("… {n} more stopped.", n=len(self.stopped) - MAX_NAMED))
        if self.section:
            told.append(say("Go on with “{section}”.", section=self.section))
        if self.saved:
            told.append(
                say(
                    "The cells ran as they were saved at {time}. If you have typed in one of them "
                    "since, run that cell yourself.",
                    time=self.saved,
                )
            )
        return told

    def _ran(self) -> Sentence:
        set_up = say("The lesson's set-up ran.")
        if self.answers:
            names = [f"`{name}`" for name in self.answers]
            set_up = say("The lesson's set-up and your answers ran: {names}.", names=listed(names))
        if not self.n_others:
            return set_up
        others = say_count(
            "So did {n} cell that what follows builds on.",
            "So did {n} cells that what follows builds on.",
            self.n_others,
        )
        return joined(set_up, others)
