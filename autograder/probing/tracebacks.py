"""The student's own lines of a traceback: theirs, not ours and not a library's."""

from __future__ import annotations

import linecache
import sysconfig
import traceback
from functools import lru_cache
from pathlib import Path
from types import TracebackType

PACKAGE = str(Path(__file__).resolve().parents[1])
LIBRARIES = tuple(
    {str(Path(sysconfig.get_paths()[name]).resolve()) for name in ("stdlib", "purelib", "platlib")}
)
"""Where they are once links are followed, as files of code are looked up: an environment may stand
behind a link."""
MAX_FRAMES = 6


@lru_cache(maxsize=256)  # endless recursion has thousands of frames of one file
def is_students(filename: str) -> bool:
    """Whether a file holds student code: not this package, not an installed library."""
    if filename.startswith("<"):
        return filename == "<string>" or filename.startswith("<ipython-input")  # as Colab's are
    if not Path(filename).is_absolute() and not Path(filename).exists():
        return False  # compiled by Cython, such as numpy/random/mtrand.pyx
    resolved = str(Path(filename).resolve())
    ours = resolved.startswith(PACKAGE + "/") and "/answers/" not in resolved
    return not ours and not resolved.startswith(LIBRARIES)


def student_lines(error: BaseException, trace: TracebackType | None) -> tuple[str, ...]:
    """Lines such as "line 3, in fun_dz: dz_dx = 2 * X", outermost first, at most six."""
    found = []
    for frame, number in traceback.walk_tb(trace):
        code = frame.f_code
        if is_students(code.co_filename):
            source = linecache.getline(code.co_filename, number).strip()
            found.append(f"line {number}, in {code.co_name}: {source[:200]}")
    if isinstance(error, SyntaxError) and error.text:
        found.append(f"line {error.lineno}: {error.text.strip()[:200]}")
    return tuple(found[-MAX_FRAMES:])
