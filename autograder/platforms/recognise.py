"""Of which platform a download is, told from what is in it.

Owns the list of those whose downloads are read. What only one platform writes counts before what
many folders look like; where that doesn't decide, nothing is guessed.
"""

from __future__ import annotations

from types import ModuleType

from autograder.errors import UsageError
from autograder.platforms.archives import Source
from autograder.platforms.choosing import the_one
from autograder.platforms.downloads import (
    blackboard,
    brightspace,
    canvas,
    google,
    gradescope,
    manaba,
    moodle,
    plain,
)

OWN_NAMES: tuple[ModuleType, ...] = (canvas, moodle, gradescope, brightspace, blackboard, manaba)
"""They name files as nobody else does."""
LIKE_MANY: tuple[ModuleType, ...] = (google, plain)
NAMES = tuple(module.NAME for module in (*OWN_NAMES, *LIKE_MANY))
SHOWN = 3


def platform_of(source: Source, named: str = "") -> ModuleType:
    """The module of the platform, ``named`` or recognised. Raises ``UsageError``."""
    if named:
        return next(module for module in (*OWN_NAMES, *LIKE_MANY) if module.NAME == named)
    for modules in (OWN_NAMES, LIKE_MANY):
        seen = {module: module.recognises(source) for module in modules}
        if found := the_one(source.name, seen):
            return found
    raise UsageError(
        f"{source.name} looks like the download of no platform that is known here. {_seen(source)} "
        f"If it is of one of them, say --platform with its name: {', '.join(NAMES)}. Else put each "
        "student's files into a folder of its own, or add a CSV with the heads file,student."
    )


def _seen(source: Source) -> str:
    names = ", ".join(repr(entry.name) for entry in source.entries[:SHOWN])
    more = f" and {len(source.entries) - SHOWN} more" if len(source.entries) > SHOWN else ""
    return f"It holds {names}{more}." if names else "It holds no file that can be read."
