"""From the bytes of a hand-in to its JSON: what can be read, and clear words for what can't.

Owns encodings, JSON and the limits of size. What a notebook is made of is the matter of
``cells``. Nothing here is trusted: counts are limited before anything is built.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import Any

from autograder.errors import SubmissionError
from autograder.records.sentences import Sentence, joined, say

MAX_BYTES = 100 * 2**20
MAX_ITEMS = 5_000_000
"""Objects, lists and commas in a file: about 500 MB of memory once they are read."""
LARGE = 10 * 2**20
TAIL = (
    "The notebook ends before the file does: {n} more characters, such as the rest of an older and "
    "longer save, were left out."
)
SECOND = (
    "Unsure which notebook is meant, since another one follows in the same file: the first counts."
)
LATIN = "The file is not text in UTF-8: it has letters in another encoding, such as Latin-1."
BLANKS = " \t\r\n"
AGAIN = say("Open your notebook in Jupyter, save it, and hand in that .ipynb file.")
SIGNATURES = {
    b"PK\x03\x04": say("a zip archive"),
    b"\x1f\x8b": say("a compressed archive"),
    b"%PDF": say("a PDF"),
    b"\x89PNG": say("a picture"),
    b"\xff\xd8\xff": say("a picture"),
}
PACKED = "The file is {kind}, not a notebook. Unpack it, and hand in the .ipynb file itself."
NO_NOTEBOOK = "The file is {kind}, not a notebook. Hand in the .ipynb file itself."
PYTHON = re.compile(r"(#|import |from \w+ import |def |class |%|print\()")


def read_json(data: bytes) -> tuple[dict[str, Any], list[Sentence]]:
    """The object that the file holds, and what was mended to read it.

    Raises ``SubmissionError`` with what the file is instead.
    """
    notes: list[Sentence] = []
    _refuse_by_size(data)
    text = _decoded(data, notes)
    found = _parsed(text, notes)
    if not isinstance(found, dict) or not ({"cells", "worksheets"} & found.keys()):
        raise SubmissionError(
            say(
                "The file is JSON, but not a notebook: it holds {kind} without cells. Hand in the "
                ".ipynb file itself.",
                kind=_kind(found),
            )
        )
    if len(data) > LARGE:
        notes.append(
            say(
                "The file has {size:.0f} MiB: its old outputs were left out.",
                size=len(data) / 2**20,
            )
        )
    return found, notes


def _refuse_by_size(data: bytes) -> None:
    if len(data) > MAX_BYTES:
        raise SubmissionError(
            say(
                "The file has {size:.0f} MiB; {limit} MiB are the limit. Clear its outputs and "
                "hand it in again.",
                size=len(data) / 2**20,
                limit=MAX_BYTES // 2**20,
            )
        )
    if not data.strip(b" \t\r\n\0"):
        raise SubmissionError(say("The file is empty. Save the notebook and hand it in again."))
    for start, kind in SIGNATURES.items():
        if data.startswith(start):
            raise SubmissionError(
                say(PACKED if kind.endswith("archive") else NO_NOTEBOOK, kind=kind)
            )
    if sum(map(data.count, (b"{", b"[", b","))) > MAX_ITEMS:
        raise SubmissionError(
            say(
                "The file holds more than {n} values. Clear its outputs, hand it in again.",
                n=f"{MAX_ITEMS:,}",
            )
        )


def _decoded(data: bytes, notes: list[Sentence]) -> str:
    encoding = json.detect_encoding(data)
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        if (whole := _before_a_tail(data[: error.start], encoding)) is not None:
            notes.append(say(TAIL, n=f"{len(data) - len(whole.encode(encoding)):,}"))
            return whole
        if data.lstrip()[:1] == b"{":
            raise SubmissionError(joined(say(LATIN), AGAIN)) from error
        raise SubmissionError(
            say("The file is not text in UTF-8: Hand in the .ipynb file itself.")
        ) from error
    if encoding == "utf-8-sig":
        notes.append(say("The file began with a byte order mark: removed."))
    elif encoding != "utf-8":
        notes.append(
            say(
                "The file was written in {name} and not in UTF-8: converted.",
                name=encoding.upper(),
            )
        )
    if text.endswith("\0"):
        notes.append(say("The file ended in zero bytes: removed."))
        text = text.rstrip("\0")
    return text.removeprefix("\ufeff")


def _before_a_tail(data: bytes, encoding: str) -> str | None:
    """The whole JSON object that the bytes begin with, as text; None where there is none.

    What follows is what a longer, older save has left, and may begin with half a letter.
    """
    text = data.decode(encoding, errors="ignore").removeprefix("\ufeff")
    try:
        found, end = json.JSONDecoder().raw_decode(text, len(text) - len(text.lstrip()))
    except (ValueError, RecursionError):
        return None
    return text[:end] if isinstance(found, dict) else None


def _parsed(text: str, notes: list[Sentence]) -> Any:
    twice: set[str] = set()
    constants: set[str] = set()

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            counts = Counter(key for key, _ in pairs)
            twice.update(key for key, count in counts.most_common(3) if count > 1)
        return found

    start = text.lstrip()[:200]
    if start[:1] == "<" and not start.startswith("<<<<<<<"):
        raise SubmissionError(
            say(
                "The file is a web page, not a notebook. Hand in the .ipynb file "
                "(in Colab: File > Download > Download .ipynb)."
            )
        )
    try:
        decoder = json.JSONDecoder(object_pairs_hook=once, parse_constant=constants.add)
        found, end = decoder.raw_decode(text, len(text) - len(text.lstrip(BLANKS)))
        _note_tail(text[end:].strip(BLANKS + "\0"), found, notes)
    except (ValueError, RecursionError) as error:
        raise SubmissionError(_not_json(text, start, error)) from error
    if constants:
        names = ", ".join(sorted(constants))
        notes.append(say("{names} in the file is no JSON: removed.", names=names))
    if twice:
        names = ", ".join(repr(key) for key in sorted(twice)[:3])
        notes.append(
            say("The key {names} stood twice in the same place: the last one counts.", names=names)
        )
    return found


def _note_tail(tail: str, found: object, notes: list[Sentence]) -> None:
    """Notes what follows the first whole object. Raises ``ValueError`` if that is no notebook."""
    if not tail:
        return
    if not isinstance(found, dict) or not ({"cells", "worksheets"} & found.keys()):
        raise ValueError(f"more text follows: {tail[:20]!r}")
    if tail.startswith("{"):
        notes.append(say(SECOND))
    else:
        notes.append(say(TAIL, n=f"{len(tail):,}"))


def _not_json(text: str, start: str, error: Exception) -> Sentence:
    if "\n<<<<<<< " in "\n" + text and "\n>>>>>>> " in text:
        both = say("The file holds both sides of a merge conflict (<<<<<<<). Choose one.")
        return joined(both, AGAIN)
    if PYTHON.match(start):
        return joined(say("The file is not a notebook but Python code."), AGAIN)
    deep = isinstance(error, RecursionError)
    why = say("it is nested too deeply") if deep else first_line(error)
    damaged = say(
        "The file is damaged: its end may be missing (cut off in a download, or saved while the "
        "disk was full), or it was edited by hand."
    )
    return joined(damaged, AGAIN, say("(It is not JSON: {error}.)", error=why))


def _kind(found: object) -> Sentence:
    kinds = {
        dict: say("an object"),
        list: say("a list"),
        str: say("text"),
        type(None): say("nothing"),
    }
    return kinds.get(type(found)) or say("a value")


def first_line(error: Exception) -> str:
    """The first line of an error's text, 200 characters at most."""
    return next(iter(str(error).splitlines()), "")[:200]
