"""The name that was meant where an error says that there is none of the name that was written.

Python's own traceback says so at its end ("Did you mean: ...?"), which the text of the error lacks.
"""

from __future__ import annotations

import builtins
from collections.abc import Iterable
from difflib import get_close_matches
from types import TracebackType

MAX_NAMES = 2_000
CLOSE = 0.75
"""How much alike two names have to be, from 0 to 1, as ``difflib`` measures it."""


def nearest_name(error: BaseException, traceback: TracebackType | None) -> str:
    """The known name most like the one that an error says is missing; "" where none is like it."""
    written = getattr(error, "name", None)
    if not isinstance(written, str) or not isinstance(error, AttributeError | NameError):
        return ""
    if isinstance(error, AttributeError):
        known = _attributes(error.obj)
    elif isinstance(error, UnboundLocalError):
        return ""
    else:
        known = _in_scope(traceback)
    names = [name for name in known if isinstance(name, str) and name != written][:MAX_NAMES]
    if not written.startswith("_"):
        names = [name for name in names if not name.startswith("_")]
    return "".join(get_close_matches(written, names, n=1, cutoff=CLOSE))


def _attributes(owner: object) -> Iterable[str]:
    """The attributes of an object, of which the student's code may have a say."""
    try:
        return dir(owner)
    except Exception:  # a __dir__ or a metaclass of the student's that fails
        return ()


def _in_scope(traceback: TracebackType | None) -> Iterable[str]:
    """The names that the line which failed could have used."""
    if traceback is None:
        return ()
    while traceback.tb_next is not None:
        traceback = traceback.tb_next
    frame = traceback.tb_frame
    return (*frame.f_locals, *frame.f_globals, *dir(builtins))
