"""Which of a lesson's code cells is its set-up, told by their text.

In front of it may stand what installs the course in Colab; older releases had both in one cell.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

OF_COURSE = re.compile(r"^(?:from|import) (?:autograder|utils)\b", re.MULTILINE)
RESUMES = re.compile(r"\bresume\(")


def set_up_among(texts: Sequence[str]) -> int:
    """The number of the first that imports what the course has; 0 where none does.

    ``texts`` are those of a notebook's code cells. One that calls ``resume`` is a learner's own.
    """
    found = (n for n, text in enumerate(texts) if OF_COURSE.search(text))
    return next((n for n in found if not RESUMES.search(texts[n])), 0)
