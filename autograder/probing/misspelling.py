"""The name that was meant where an error says that there is none of the name that was written.

Python's own traceback says so at its end ("Did you mean: ...?"), which the text of the error lacks.
"""

from __future__ import annotations

import builtins
from collections.abc import Iterable
from difflib import get_close_matches
from types import ModuleType, TracebackType

MAX_NAMES = 2_000
CLOSE = 0.75
"""How much alike two names have to be, from 0 to 1, as ``difflib`` measures it."""
PLACES = ("autograd", "nn", "optim", "func", "linalg", "random", "nn.functional")
"""Where in a library what is sought in the library itself may be: `torch.grad`, `np.norm`."""


def nearest_name(error: BaseException, traceback: TracebackType | None) -> str:
    """The known name most like the one that an error says is missing; "" where none is like it.

    The very name in another place of a library comes first, then one that differs in capitals only.
    """
    written = getattr(error, "name", None)
    if not isinstance(written, str) or not isinstance(error, AttributeError | NameError):
        return ""
    if isinstance(error, AttributeError):
        if place := _place_in(error.obj, written):
            return f"{place}.{written}"
        known = _attributes(error.obj)
    elif isinstance(error, UnboundLocalError):
        return ""
    else:
        known = _in_scope(traceback)
    names = [name for name in known if isinstance(name, str) and name != written][:MAX_NAMES]
    if not written.startswith("_"):
        names = [name for name in names if not name.startswith("_")]
    same = [name for name in names if name.lower() == written.lower()]
    return "".join(same[:1] or get_close_matches(written, names, n=1, cutoff=CLOSE))


def _place_in(library: object, name: str) -> str:
    """The place in a library that has this name, such as "autograd"; "" where none has it."""
    if not isinstance(library, ModuleType) or name.startswith("_"):
        return ""
    return next((place for place in PLACES if name in _inside(library, place)), "")


def _inside(library: ModuleType, place: str) -> Iterable[str]:
    """The names in a module inside of another one; none where there is no such module."""
    found: object = library
    for part in place.split("."):
        try:
            found = getattr(found, part, None)  # NumPy loads some of its parts only now
        except Exception:  # a module whose __getattr__ is the student's
            return ()
        if not isinstance(found, ModuleType):
            return ()
    return vars(found)


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
