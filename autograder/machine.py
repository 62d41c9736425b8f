"""What a command makes of a machine that lacks what others have: signs in a terminal, a home."""

from __future__ import annotations

import atexit
import codecs
import io
import os
import shutil
import sys
import tempfile
from pathlib import Path

STAND_INS = str.maketrans(
    {
        "✓": "+",
        "◐": "~",
        "✗": "x",
        "○": "o",
        "◷": "t",
        "–": "-",
        "—": "-",
        "−": "-",
        "·": "-",
        "…": "~",
        "“": '"',
        "”": '"',
        "‘": "'",
        "’": "'",
        "×": "x",
        "→": ">",
    }
)
"""Signs of ours, each with one that every terminal has and that is as wide."""
STAND_IN = "autograder-stand-in"


def make_do() -> None:
    """Lets this process write to terminals of any encoding, and work for a user without a home."""
    codecs.register_error(STAND_IN, _stand_in)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper) and stream.errors in ("strict", "surrogateescape"):
            stream.reconfigure(errors=STAND_IN)
    if not _has_home():
        home = tempfile.mkdtemp(prefix="autograder-home-")
        atexit.register(shutil.rmtree, home, ignore_errors=True)
        os.environ["HOME"] = home


def _stand_in(error: UnicodeError) -> tuple[str | bytes, int]:
    """What is written for signs that a stream's encoding doesn't have: names stay readable."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    text = error.object[error.start : error.end].translate(STAND_INS)
    return text.encode("ascii", "backslashreplace").decode("ascii"), error.end


def _has_home() -> bool:
    """Whether libraries find a home folder for whoever runs this."""
    try:
        return Path.home().is_dir()
    except RuntimeError:  # no HOME, and no entry in /etc/passwd
        return False
