"""In which language sentences are shown: the reader's, where it has a catalog, else English.

Catalogs are compiled ones, ``autograder/catalogs/LANGUAGE/LC_MESSAGES/autograder.mo``, which a
wheel carries. What isn't translated is English.
"""

from __future__ import annotations

import gettext
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path

from autograder.records.sentences import Language, in_language

CATALOGS = Path(__file__).resolve().parent.parent / "catalogs"
VARIABLE = "AUTOGRADER_LANGUAGE"
ENGLISH = "en"
CODE = re.compile(r"[A-Za-z]{2,3}([_-][A-Za-z0-9]{2,8})*")

_chosen: ContextVar[Language | None] = ContextVar("language", default=None)


@lru_cache(maxsize=32)
def find_language(code: str) -> Language:
    """The language with this code, such as "ja"; English where it has no catalog."""
    if not CODE.fullmatch(code):
        return gettext.NullTranslations()
    return gettext.translation("autograder", CATALOGS, [code.replace("-", "_")], fallback=True)


def current_language() -> Language:
    """The language of the innermost ``speaking``, else of ``AUTOGRADER_LANGUAGE``."""
    return _chosen.get() or find_language(os.environ.get(VARIABLE, ENGLISH))


def current_code() -> str:
    """The code of the language that sentences are shown in, as HTML has it, such as "pt-BR".

    It stands in the head of a catalog; what says nothing of itself is taken for English.
    """
    head: dict[str, str] = getattr(current_language(), "info", dict)()
    code = str(head.get("language", "")).replace("_", "-")
    return code if CODE.fullmatch(code) else ENGLISH


@contextmanager
def speaking(language: Language) -> Iterator[None]:
    """A block in which sentences are shown in this language."""
    token = _chosen.set(language)
    try:
        yield
    finally:
        _chosen.reset(token)


def words(text: str) -> str:
    """What a reader sees of a sentence: its text in their language. Other text stays as it is."""
    return str(in_language(text, current_language()))
