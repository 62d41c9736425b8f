"""What has been checked in this session: the latest verdict on each exercise.

A session is one kernel. Nothing is written to disk or sent anywhere.
"""

from __future__ import annotations

from autograder.verdicts import Verdict


class Session:
    """The latest verdicts of this kernel, by exercise id."""

    def __init__(self) -> None:
        self._latest: dict[str, Verdict] = {}

    def remember(self, verdict: Verdict) -> None:
        """Keeps this verdict in place of an earlier one on the same exercise."""
        self._latest[verdict.exercise] = verdict

    def verdict(self, exercise_id: str) -> Verdict | None:
        """The latest verdict on this exercise, or None if it hasn't been checked yet."""
        return self._latest.get(exercise_id)


# The one mutable global of the package: a kernel is one student's session, and `scorecard`
# has to know what `check` said in cells above without being handed it.
SESSION = Session()
