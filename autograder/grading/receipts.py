"""What nbgrader's exchange needs beside a page, so that whoever handed in can fetch it.

``nbgrader submit`` puts two files beside the notebook, and ``nbgrader collect`` brings them.
``nbgrader release_feedback`` of 0.9.6 wants both beside each page, and ends with an error at the
first page without them.
"""

from __future__ import annotations

from pathlib import Path

from autograder.errors import SubmissionError, UnreadableError
from autograder.grading.arrivals import TIMESTAMP
from autograder.grading.places import write_whole
from autograder.grading.repair.files import read_file

SECRET = "submission_secret.txt"
MAX_BYTES = 1_000


def keep_receipt(hand_in: Path, beside: Path) -> None:
    """Copies both files from the folder of a hand-in into that of its page, or removes old ones.

    A hand-in that came by another way has no secret, and its page gets neither. A link, a folder or
    a giant counts for no file. Raises ``OSError`` where the copies can't be written.
    """
    found = {name: _content(hand_in / name) for name in (TIMESTAMP, SECRET)}
    for name, content in found.items():
        if all(found.values()):
            write_whole(beside / name, content)
        else:
            (beside / name).unlink(missing_ok=True)


def _content(file: Path) -> bytes:
    """The bytes of an ordinary small file; none where there is no such file."""
    try:
        return read_file(file, MAX_BYTES)
    except (SubmissionError, UnreadableError):
        return b""
