"""Parts of a notebook that a check puts in the place of the student's for the time of one call.

So an exercise is judged by itself: what it uses of an earlier one is right, whatever the student's
own is. It holds for functions, which find their names in their module.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def standing_in(function: Callable[..., Any], **parts: Any) -> Iterator[None]:
    """A block in which the global names that ``function`` sees mean ``parts``.

    Afterwards they mean what they meant before. What has no globals of its own is left alone.
    """
    names = getattr(function, "__globals__", None)
    if not isinstance(names, dict):
        yield
        return
    before = {name: names[name] for name in parts if name in names}
    names.update(parts)
    try:
        yield
    finally:
        for name in parts:
            names.pop(name, None)
        names.update(before)
