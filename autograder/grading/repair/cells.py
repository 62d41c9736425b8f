"""From a notebook's JSON, of any format and in any condition, to a list of cells.

Owns what a cell is made of. Outputs, and metadata other than nbgrader's, are left behind: nothing
that grades needs them. Which cell answers what is the matter of ``matching``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from autograder.errors import SubmissionError
from autograder.grading.repair.sources import Source
from autograder.grading.repair.words import cells_named, quoted
from autograder.records.sentences import Sentence, say

FORMAT = (4, 5)
CODE, MARKDOWN, RAW = "code", "markdown", "raw"
OLD_TYPES = {"heading": MARKDOWN, "html": MARKDOWN, "text": MARKDOWN, "plaintext": MARKDOWN}
SOURCES = ("source", "input", "code", "text")
"""Where formats 4, 3 and 2, and 1 keep a cell's text."""
CELL_ID = re.compile(r"[a-zA-Z0-9_-]{1,64}")
UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Control characters and direction marks: they would act on a page or a terminal."""
PICTURES = re.compile(r"image/(png|jpeg|gif|webp)")
MAX_CELLS = 2_000
MAX_CODE = 2 * 2**20
MAX_TEXT, MAX_TEXTS = 2**13, 2**18
"""Characters of one text cell, and of all: what is to read never needs more."""
MAX_VOID = 50
MAX_PICTURES = 20 * 2**20
NAMED = 3
"""How many cells a note names one by one."""


@dataclass(frozen=True)
class Cell:
    """A cell as it was handed in: ``number`` counts from 1, ``nbgrader`` are its metadata."""

    number: int
    kind: str
    text: str
    id: str = ""
    nbgrader: Mapping[str, Any] = field(default_factory=dict)
    attachments: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def source(self) -> Source:
        """What can be known of the text without running it."""
        return Source(self.text)

    @property
    def grade_id(self) -> str:
        """The id that nbgrader knew the cell by, or ""."""
        name = self.nbgrader.get("grade_id")
        return name if isinstance(name, str) else ""

    @property
    def is_code(self) -> bool:
        """Whether the cell is run."""
        return self.kind == CODE


def read_cells(notebook: Mapping[str, Any]) -> tuple[list[Cell], list[Sentence]]:
    """The cells of a notebook of format 1 to 4, and what was mended to read them.

    Raises ``SubmissionError`` where there is no list of cells, or far too much in it.
    """
    notes: list[Sentence] = []
    raw = _raw_cells(notebook)
    _note_format(notebook, notes)
    known = [(n, c) for n, c in enumerate(raw, start=1) if isinstance(c, dict)]
    if len(known) < len(raw):
        notes.append(
            say(
                "Left out of the list of cells, since it was no cell: {n}.",
                n=len(raw) - len(known),
            )
        )
    cells = [_cell(number, cell) for number, cell in known]
    _note_cells(notebook, known, cells, notes)
    if len(cells) > MAX_CELLS:
        cells = [cell for cell in cells if cell.text.strip()]
        notes.append(say("Empty cells were left out: there were too many."))
    if len(cells) > MAX_CELLS:
        raise SubmissionError(
            say(
                "The notebook has {n} cells; {limit} are the limit. Remove those that you don't "
                "need and hand it in again.",
                n=len(cells),
                limit=MAX_CELLS,
            )
        )
    if (size := sum(len(c.text) for c in cells if c.is_code)) > MAX_CODE:
        raise SubmissionError(
            say(
                "The notebook has {size:.1f} MiB of code; {limit} MiB are the limit. Read data "
                "from a file instead of writing it into a cell.",
                size=size / 2**20,
                limit=MAX_CODE // 2**20,
            )
        )
    return _shortened(cells, notes), notes


def _shortened(cells: list[Cell], notes: list[Sentence]) -> list[Cell]:
    """The cells with text that a page can show: nothing in text cells is graded."""
    texts = [cell for cell in cells if not cell.is_code]
    most = MAX_TEXT if sum(min(len(c.text), MAX_TEXT) for c in texts) < MAX_TEXTS else 2**10
    if long := [cell.number for cell in texts if len(cell.text) > most]:
        notes.append(say("Very long text was cut: {cells}.", cells=cells_named(long)))
        cells = [c if c.is_code else replace(c, text=c.text[:most]) for c in cells]
    pictures = (d for c in cells for p in c.attachments.values() for d in p.values())
    if sum(map(len, pictures)) > MAX_PICTURES:
        notes.append(say("Pictures that were pasted into text were left out: they are too large."))
        cells = [replace(cell, attachments={}) for cell in cells]
    return cells


def _raw_cells(notebook: Mapping[str, Any]) -> list[Any]:
    if isinstance(notebook.get("cells"), list):
        return list(notebook["cells"])
    sheets = notebook.get("worksheets")
    if isinstance(sheets, list) and "cells" not in notebook:
        lists = [s.get("cells") for s in sheets if isinstance(s, dict)]
        return [cell for found in lists if isinstance(found, list) for cell in found]
    raise SubmissionError(
        say("The file is not a valid notebook: it has no list of cells. Save it again in Jupyter.")
    )


def _note_format(notebook: Mapping[str, Any], notes: list[Sentence]) -> None:
    major, minor = notebook.get("nbformat"), notebook.get("nbformat_minor")
    if (major, minor) == FORMAT:
        return
    if isinstance(major, int) and isinstance(minor, int) and 0 < major < 10 and 0 <= minor < 100:
        notes.append(
            say(
                "The notebook has the format {version}: converted to 4.5.",
                version=f"{major}.{minor}",
            )
        )
    else:
        notes.append(say("The notebook does not say its format: taken as what it looks like."))


def _cell(number: int, raw: Mapping[str, Any]) -> Cell:
    metadata = raw.get("metadata")
    known = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    name = raw.get("id")
    text = next((raw[key] for key in SOURCES if key in raw), "")
    prefix = "#" * _level(raw) + " " if raw.get("cell_type") == "heading" else ""
    kind, text = _kind(raw), prefix + _text(text)
    return Cell(
        number=number,
        kind=kind,
        text=text if kind == CODE else UNSEEN.sub("", text),
        id=name if isinstance(name, str) and CELL_ID.fullmatch(name) else "",
        nbgrader=known if isinstance(known, dict) else {},
        attachments=_attachments(raw.get("attachments")),
    )


def _kind(raw: Mapping[str, Any]) -> str:
    kind = raw.get("cell_type")
    if kind in (CODE, MARKDOWN, RAW):
        return str(kind)
    if isinstance(kind, str) and kind in OLD_TYPES:
        return OLD_TYPES[kind]
    return CODE if {"outputs", "execution_count", "input"} & raw.keys() else MARKDOWN


def _level(raw: Mapping[str, Any]) -> int:
    level = raw.get("level")
    return level if isinstance(level, int) and 1 <= level <= 6 else 1


def _text(source: Any) -> str:
    """The source as one text with line ends of one kind, and none of half a character."""
    if isinstance(source, list):
        source = "".join(line for line in source if isinstance(line, str))
    if not isinstance(source, str):
        return ""
    whole = source.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return _without_voids(whole.replace("\r\n", "\n").replace("\r", "\n"))


def _without_voids(text: str) -> str:
    """The text with no more than 50 empty lines in a row: showing n of them takes n² steps.

    ``ipython_pygments_lexers`` 1.1.1 looks for a cell magic behind each of them.
    """
    if text.count("\n") <= MAX_VOID:
        return text
    kept: list[str] = []
    empty = 0
    for line in text.split("\n"):
        empty = 0 if line.strip() else empty + 1
        if empty <= MAX_VOID:
            kept.append(line)
    return "\n".join(kept)


def _attachments(found: Any) -> dict[str, dict[str, str]]:
    """The pictures that were pasted into a text cell, as far as they are such."""
    kept: dict[str, dict[str, str]] = {}
    for name, bundle in found.items() if isinstance(found, dict) else ():
        pairs = bundle.items() if isinstance(bundle, dict) else ()
        data = {k: v for k, v in pairs if PICTURES.fullmatch(k) and isinstance(v, str)}
        if data:
            kept[_text(name)] = data
    return kept


def _note_cells(
    notebook: Mapping[str, Any],
    known: Iterable[tuple[int, Mapping[str, Any]]],
    cells: Iterable[Cell],
    notes: list[Sentence],
) -> None:
    types = (CODE, MARKDOWN, RAW, *OLD_TYPES)
    for number, raw in [(n, c) for n, c in known if c.get("cell_type") not in types][:NAMED]:
        notes.append(
            say(
                "Cell {number} has the unknown type {type}: taken as {kind}.",
                number=number,
                type=quoted(raw.get("cell_type")),
                kind=_kind(raw),
            )
        )
    ids = [cell.id for cell in cells]
    has_ids = (notebook.get("nbformat"), notebook.get("nbformat_minor")) == FORMAT
    if has_ids and ("" in ids or len(set(ids)) < len(ids)):
        notes.append(
            say("Some cells had no id, a wrong one, or another cell's: they got new ones.")
        )
