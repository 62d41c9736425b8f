"""What a hand-in shows, before anybody looks at it: text and pictures, which act on nothing.

An instructor opens the written notebook in Formgrader, with an instructor's rights, and a student
opens a page. So outputs keep their text and their checked pictures; what else they held is named
and left out. Code and text of the hand-in stay, in signs that a page and a terminal only show.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import unquote

from nbformat import NotebookNode, from_dict

from autograder.grading.markdown import harmless_markdown, pictures_shown
from autograder.grading.pictures import JPEG, MAX_SIDE, PNG, picture
from autograder.records.signs import ACTING, SEQUENCE, spelt

TEXT, HTML = "text/plain", "text/html"
IN_HTML = re.compile(r"data:image/png;base64,([A-Za-z0-9+/]+={0,2})")
MAX_LINE, MAX_LINES, MAX_CHARACTERS = 2_000, 2_000, 100_000
"""Of the text of one output, or of one cell's code."""
MAX_OUTPUTS = 100
"""Outputs of one cell."""
MAX_NAME, MAX_WORDS = 60, 500
MAX_PICTURES = 20 * 2**20
"""Characters of all pictures of one notebook, as base64."""
FENCE = re.compile(r"`{3,}")
IN_TAGS = re.compile("[<>\"'&`]")
"""What has a meaning in HTML: no template has to be trusted to escape it."""


def neutral(notebook: NotebookNode, release: NotebookNode | None = None) -> NotebookNode:
    """The executed notebook, changed in place, with nothing in it that acts on a page.

    Text cells that are the release's own stay as they are.
    """
    ours = {cell.source for cell in release.cells} if release is not None else set()
    room = Room()
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.source = shown_code(cell.source)
            cell.outputs = [from_dict(o) for o in _limited(map(room.output, cell.outputs))]
        else:
            _tame(cell, cell.source in ours)
    return notebook


class Room:
    """The pictures that one notebook may still have."""

    def __init__(self) -> None:
        self.left = MAX_PICTURES

    def output(self, output: Mapping[str, Any]) -> dict[str, Any]:
        """The output with its text and its pictures, and words for what was left out."""
        kind = output["output_type"]
        if kind == "stream":
            return {"output_type": kind, "name": output["name"], "text": shown(output["text"])}
        if kind == "error":
            lines = "\n".join(output["traceback"])
            return {
                "output_type": kind,
                "ename": plain(output["ename"], MAX_LINE),
                "evalue": plain(output["evalue"], MAX_LINE),
                "traceback": shown(lines).split("\n"),
            }
        kept: dict[str, Any] = {"output_type": kind}
        kept["data"] = self._data(output.get("data", {}))
        kept["metadata"] = _told(output.get("metadata", {}), kept["data"])
        count = {"execution_count": output.get("execution_count")}
        return kept | (count if kind == "execute_result" else {})

    def _data(self, data: Mapping[str, Any]) -> dict[str, str]:
        kept: dict[str, str] = {}
        left_out = []
        for kind, value in _with_picture(data).items():
            if kind == TEXT:
                continue
            found = picture(kind, "".join(value)) if kind in (PNG, JPEG) else None
            if found and len(found) <= self.left:
                self.left -= len(found)
                kept[kind] = found
            else:
                left_out.append(kind)
        words = data.get(TEXT, "")
        lines = [shown("".join(words))] if words else []
        kept[TEXT] = "\n".join(lines + [_not_shown(k) for k in left_out[:MAX_NAME]])
        return kept


def _with_picture(data: Mapping[str, Any]) -> Mapping[str, Any]:
    """The data and, as one of its own, the first picture that stands in the HTML.

    So a widget's picture is seen, which a notebook stores in HTML alone.
    """
    if HTML not in data or PNG in data:
        return data
    inside = IN_HTML.search("".join(data[HTML]))
    return {**data, PNG: inside[1]} if inside else data


def _told(metadata: Mapping[str, Any], data: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """How large the kept pictures are shown, and in words what is seen, for who can't see it."""
    found = {kind: metadata.get(kind) for kind in (PNG, JPEG) if kind in data}
    told = {kind: _sizes_and_words(m) for kind, m in found.items() if isinstance(m, Mapping)}
    return {kind: values for kind, values in told.items() if values}


def _sizes_and_words(told: Mapping[str, Any]) -> dict[str, Any]:
    sizes = {side: told.get(side) for side in ("width", "height")}
    kept: dict[str, Any] = {
        side: size for side, size in sizes.items() if type(size) is int and 0 < size <= MAX_SIDE
    }
    words = plain(IN_TAGS.sub("", str(told.get("alt") or "")), MAX_WORDS)
    return kept | ({"alt": words} if words else {})


def _not_shown(kind: str) -> str:
    why = "" if kind not in (PNG, JPEG) else ": it is no such picture, or too large"
    return f"[output of type {plain(kind, MAX_NAME)} not shown{why}]"


def _limited(outputs: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    more = 0
    for number, output in enumerate(outputs):
        if number < MAX_OUTPUTS:
            yield output
        else:
            more += 1
    if more:
        yield {"output_type": "stream", "name": "stdout", "text": f"[{more} outputs not shown]\n"}


def _tame(cell: NotebookNode, ours: bool) -> None:
    """Makes a text cell harmless. One for another program, "raw", would be put into pages as is."""
    shown = pictures_shown(cell.source)
    kept = _attached(cell.pop("attachments", {}), shown)
    if kept:
        cell.attachments = from_dict(kept)
    if ours and cell.cell_type != "raw" and shown <= kept.keys():
        return
    cell.source = ACTING.sub("", cell.source)
    if cell.cell_type == "raw":
        cell.cell_type = "markdown"
        fence = "`" * (1 + max([2, *map(len, FENCE.findall(cell.source))]))
        cell.source = f"{fence}\n{cell.source}\n{fence}" if cell.source.strip() else ""
    cell.source = harmless_markdown(cell.source, frozenset(kept))


def _attached(
    found: Mapping[str, Mapping[str, Any]], shown: Iterable[str]
) -> dict[str, dict[str, str]]:
    """The checked pictures of a text cell, by the names that nbconvert looks for them by too."""
    kept = {name: _pictures(bundle) for name, bundle in found.items()}
    for name in shown:
        kept.setdefault(name, kept.get(unquote(name), {}))  # the renderer quotes what it reads
    return {name: bundle for name, bundle in kept.items() if bundle}


def _pictures(bundle: Mapping[str, Any]) -> dict[str, str]:
    return {kind: found for kind, text in bundle.items() if (found := picture(kind, text))}


def plain(text: object, limit: int) -> str:
    """The text in one line, without signs that act, cut to length."""
    words = " ".join(ACTING.sub("", SEQUENCE.sub("", str(text)[: 4 * limit])).split())
    return words if len(words) <= limit else words[: limit - 1] + "…"


def shown(text: str) -> str:
    """The text without escape sequences and signs that act; says what was cut from its length."""
    most = 4 * MAX_CHARACTERS
    kept = _cut(ACTING.sub("", SEQUENCE.sub("", _progress(text[:most]))))
    return (
        kept if len(text) <= most else f"{kept}\n[{len(text) - most:,} more characters not shown]"
    )


def _progress(text: str) -> str:
    """The text as a terminal leaves it where a carriage return starts a line anew."""
    lines = text.replace("\r\n", "\n").split("\n")
    return "\n".join(line.rstrip("\r").rsplit("\r", 1)[-1] for line in lines)


@lru_cache(maxsize=512)
def shown_code(source: str) -> str:
    r"""The code with signs that act as Python spells them, such as \x1b; long lines are cut."""
    return _cut(ACTING.sub(lambda sign: spelt(sign[0]), source))


def _cut(text: str) -> str:
    """The text within the limits of lines and characters; says what is left out."""
    if len(text) <= MAX_LINE:
        return text
    lines = text.split("\n")
    kept, left = [], MAX_CHARACTERS
    for line in lines[:MAX_LINES]:
        if left <= 0:
            break
        kept.append(_cut_line(line, min(MAX_LINE, left)))
        left -= len(kept[-1])
    if len(kept) < len(lines):
        kept.append(f"[{len(lines) - len(kept):,} more lines not shown]")
    return "\n".join(kept)


def _cut_line(line: str, most: int) -> str:
    if len(line) <= most:
        return line
    return f"{line[:most]}… [{len(line) - most:,} more characters not shown]"
