"""A class through the grader: what there is to do, and each result written once it is there.

Owns what is graded again and what isn't, and in which order a result's effects happen: files and
gradebook, then the journal. One hand-in's trouble is recorded and the class goes on; where results
can't be written, the run stops, and what is written stays.
"""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.exc import OperationalError

from autograder.errors import SubmissionError, UnreadableError
from autograder.grading.arrivals import NOT_TOLD, Arrival, read_arrival
from autograder.grading.course import Course
from autograder.grading.fingerprints import hand_in_key, run_key
from autograder.grading.folders import why
from autograder.grading.gradebook import reason
from autograder.grading.hand_ins import HandIn
from autograder.grading.journal import Done, Journal, LastRun, read_journal
from autograder.grading.places import Places
from autograder.grading.repair.files import FoundFile, has_work, read_file
from autograder.grading.settings import Settings
from autograder.grading.submission import Task, failed, fault_text, make_ready
from autograder.grading.survey import Aside, beside
from autograder.grading.workers import Workers, results
from autograder.grading.writer import ResultWriter
from autograder.records.by_hand import ByHand
from autograder.records.results import REJECTED, UNDETERMINED, Graded, Record

log = logging.getLogger(__name__)


class RunStopped(Exception):
    """Results can't be written any more. What was written before is kept."""


@dataclass(frozen=True)
class Options:
    """How a class is graded.

    ``seed`` None takes a new one, or goes on with that of a run which wasn't finished. ``force``
    grades what hasn't changed too. Without ``feedback`` no pages are written.
    """

    settings: Settings = Settings()
    seed: int | None = None
    force: bool = False
    feedback: bool = True


class LessonRun:
    """One run over the hand-ins of a lesson.

    ``kept`` are results of earlier runs that still hold, by student; ``todo`` is the rest; ``seed``
    is what the rest is tried with, and ``goes_on`` says that it is that of a run which wasn't
    finished; ``records`` are all there are so far; ``chosen`` is the file that counts and
    ``arrivals`` when it came, by student, of all that was read. Close it. Raises ``UsageError``
    where something is missing or can't be written.
    """

    def __init__(
        self,
        course: Course,
        lesson: str,
        places: Places,
        hand_ins: Sequence[HandIn],
        options: Options,
    ) -> None:
        self.lesson, self.places, self.options = lesson, places, options
        self.release = course.release(lesson).read_bytes()
        self.worked_in = has_work(lesson, self.release, course.solution(lesson).read_bytes())
        self.writer = ResultWriter(course, lesson, places, options.feedback)
        self.key = run_key(course, lesson, options.settings, options.feedback)
        self.hand_ins = hand_ins
        self.keys: dict[str, str] = {}
        self.chosen: dict[str, Path] = {}
        self.arrivals: dict[str, Arrival] = {}
        last = read_journal(places.journal(lesson))
        self.seed, self.goes_on = _seed(last, options.seed)
        self.kept = {} if options.force else self._unchanged(last, hand_ins)
        self.todo = [h for h in hand_ins if h.student not in self.kept]
        self.records = {student: done.record for student, done in self.kept.items()}
        if not self.todo and last.seed is not None:
            self.seed = last.seed

    def _unchanged(self, last: LastRun, hand_ins: Sequence[HandIn]) -> dict[str, Done]:
        for hand_in in hand_ins:
            if hand_in.student in last.done:
                self._read(hand_in)
        return last.still_valid(self.keys, self.writer.written(), self.options.seed)

    def beside(self) -> list[Aside]:
        """The files in hand-ins that don't count, since others there do."""
        found = ((h.belongings, self.chosen.get(h.student)) for h in self.hand_ins)
        return [aside for mine, chosen in found for aside in beside(mine, chosen)]

    def doubts(self) -> dict[str, str]:
        """Why it isn't known when a hand-in came that tells it, by student."""
        return {s: a.doubt for s, a in sorted(self.arrivals.items()) if a.doubt}

    def untold(self) -> list[str]:
        """The students of whom nothing tells when they handed in, where the lesson is ever due."""
        due = self.writer.gradebook.due() is not None
        return sorted(s for s, a in self.arrivals.items() if due and a == NOT_TOLD)

    def by_hand(self) -> dict[str, ByHand]:
        """What persons gave, by student."""
        return self.writer.by_hand()

    def gone(self) -> list[str]:
        """The students in the gradebook who are not among the hand-ins any more."""
        here = {*self.kept, *(hand_in.student for hand_in in self.todo)}
        return sorted(self.writer.gradebook.students() - here)

    def close(self) -> None:
        """Closes the gradebook."""
        self.writer.close()

    def make_ready(self) -> None:
        """Does, while kernels come up, what the first verdict needs. Nothing depends on it."""
        if self.todo:
            make_ready(self.lesson, self.seed, self.options.settings.device)

    def grade(self, workers: Workers) -> Iterator[Record]:
        """The records of what is to do, each once it is written. Raises ``RunStopped``."""
        with (
            stopping(self.places),
            Journal(self.places, self.lesson, self.seed, self.kept) as journal,
        ):
            self.writer.renew([done.record for done in self.kept.values()], self.arrivals)
            for graded in results(self._tasks(), workers):
                record = self._saved(graded)
                journal.add(self.keys[record.student], record)
                self.records[record.student] = record
                yield record
            journal.finish()

    def _tasks(self) -> Iterator[Task | Graded]:
        return map(self._read, self.todo)

    def _read(self, hand_in: HandIn) -> Task | Graded:
        """What there is to grade, or the refusal of what can't be read; notes its key."""
        start, student = time.perf_counter(), hand_in.student
        self.keys[student] = ""
        try:
            found = self._found(hand_in)
            data = read_file(found.path)
        except SubmissionError as error:
            return failed(self.lesson, REJECTED, error.args[0], start).of(student)
        except UnreadableError as error:
            return failed(self.lesson, UNDETERMINED, error.args[0], start).of(student)
        arrival, settings = self.arrivals[student], self.options.settings
        notes = (*found.repairs, arrival.doubt) if arrival.doubt else found.repairs
        self.keys[student] = hand_in_key(self.key, arrival, data, notes)
        return Task(student, data, self.lesson, self.seed, settings, self.release, notes)

    def _found(self, hand_in: HandIn) -> FoundFile:
        """The notebook of a hand-in; notes which it is, and when it came."""
        path = None
        try:
            found = hand_in.find(self.worked_in)
            path = self.chosen[hand_in.student] = found.path
            return found
        except OSError as error:  # a folder that is gone, or was closed, since it was found
            raise UnreadableError(hand_in.student, why(error)) from error
        finally:
            self.arrivals[hand_in.student] = read_arrival(hand_in.folders(path), self.writer.zone)

    def _saved(self, graded: Graded) -> Record:
        """The record, once the result is written; of a fault of ours where it can't be."""
        start = time.perf_counter()
        try:
            self.writer.save(graded, self.arrivals[graded.record.student])
        except (OSError, OperationalError):
            raise
        except Exception as error:  # of this result; the class goes on
            log.exception("saving the result of %s failed", graded.record.student)
            fault = failed(self.lesson, UNDETERMINED, fault_text(error), start)
            return fault.of(graded.record.student).record
        return graded.record


def new_seed() -> int:
    """A seed that nobody knows before the run."""
    return secrets.randbelow(2**31)


def _seed(last: LastRun, asked: int | None) -> tuple[int, bool]:
    """The seed of a run, and whether it goes on with one that wasn't finished."""
    goes_on = last.seed is not None and not last.finished and asked in (None, last.seed)
    if last.seed is not None and goes_on:
        return last.seed, True
    return (new_seed() if asked is None else asked), False


@contextmanager
def stopping(places: Places) -> Iterator[None]:
    """A block in which results are written; says what is in the way and what to do."""
    try:
        yield
    except (OSError, OperationalError) as error:
        what = error.strerror if isinstance(error, OSError) else reason(error)
        where = getattr(error, "filename", None) or places.out
        raise RunStopped(
            f"Stopped: can't write to {where}: {what}. What was graded so far is kept; make room, "
            "and run the same command again to go on."
        ) from error
