"""Which of several platforms a download or a sheet is of, by what each of them recognises in it."""

from __future__ import annotations

from collections.abc import Mapping
from types import ModuleType

from autograder.errors import UsageError


def the_one(name: str, seen: Mapping[ModuleType, str]) -> ModuleType | None:
    """The module that saw something of its own in what has this name; None where none did.

    Raises ``UsageError`` where several did.
    """
    fitting = {module: what for module, what in seen.items() if what}
    if len(fitting) < 2:
        return next(iter(fitting), None)
    told = "; ".join(f"{module.TITLE}: {what}" for module, what in fitting.items())
    names = " or ".join(f"--platform {module.NAME}" for module in fitting)
    raise UsageError(f"{name} may be of several platforms ({told}). Say {names}.")
