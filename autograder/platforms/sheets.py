"""A sheet as a platform wrote it, to the byte: cells are read, some are changed, the rest stays.

Owns encodings, separators, quotes and line ends, and how a filled sheet is written: beside
the one that it was made of, and never over anything. Knows no platform's columns.

A sheet is kept as *carrier* text, in which each sign is one byte: what isn't touched can't change.
That works because a separator, a quote or a line end is no part of another sign in any of the
encodings here; UTF-16 is carried as its own text.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import blake2b
from pathlib import Path

from autograder.errors import UsageError
from autograder.grading.places import write_whole

MAX_BYTES = 50 * 2**20
BOMS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}
SEPARATORS = ",;\t"
LINES_FOR_SEPARATOR = 3
"""Canvas counts the fields of so many lines [canvas-lms lib/gradebook_importer.rb]."""
JAPANESE = re.compile(rb"[\x81-\x9f][\x80-\xfc]")
"""Two bytes of cp932 that text in cp1252 has next to never: there the first is a rare sign."""
WORKBOOK = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""How .xlsx (a zip) and .xls begin."""
NEEDS_QUOTES = re.compile(r'^\s|\s$|["\r\n]')
NUMBER = re.compile(r"[+-]?\d+(?:([.,])\d+)?")


@dataclass(frozen=True)
class Row:
    """A line: its cells as they stand in the sheet, quotes included, and its own line end."""

    cells: tuple[str, ...]
    end: str


@dataclass(frozen=True)
class Sheet:
    """A sheet: ``rows`` of carrier text, and what is needed to write them as they were.

    ``digest`` is that of the file when it was read; "" where the sheet wasn't read from one.
    """

    name: str
    rows: tuple[Row, ...]
    encoding: str
    separator: str
    bom: bytes = b""
    digest: str = ""

    @property
    def carrier(self) -> str:
        """The encoding of the carrier text."""
        return self.encoding if self.encoding.startswith("utf-16") else "latin-1"

    @property
    def data(self) -> bytes:
        """The bytes of the sheet."""
        lines = (self.separator.join(row.cells) + row.end for row in self.rows)
        return self.bom + "".join(lines).encode(self.carrier, "surrogatepass")

    @cached_property
    def texts(self) -> tuple[tuple[str, ...], ...]:
        """What the cells say, row by row."""
        return tuple(tuple(map(self._text, row.cells)) for row in self.rows)

    def text(self, row: int, column: int) -> str:
        """What a cell says, without blanks around it; "" where a row is too short to have it."""
        cells = self.texts[row]
        return cells[column].strip() if 0 <= column < len(cells) else ""

    def column(self, column: int, rows: Iterable[int]) -> list[str]:
        """What these rows say in a column."""
        return [self.text(row, column) for row in rows]

    def with_cells(self, changes: Mapping[tuple[int, int], str]) -> Sheet:
        """The sheet in which these cells, by row and column, say something else.

        A cell that was quoted stays quoted. Raises ``UsageError`` for a text that the sheet's
        encoding can't hold.
        """
        rows = list(self.rows)
        for (row, column), text in changes.items():
            cells = list(rows[row].cells)
            cells += [""] * (column + 1 - len(cells))
            if self._text(cells[column]) != text:
                cells[column] = self._raw(text, quoted=cells[column].startswith('"'))
            rows[row] = replace(rows[row], cells=tuple(cells))
        return replace(self, rows=tuple(rows))

    def without_rows(self, gone: Iterable[int]) -> Sheet:
        """The sheet without these rows; the others stay to the byte."""
        left_out = set(gone)
        return replace(
            self, rows=tuple(row for n, row in enumerate(self.rows) if n not in left_out)
        )

    def _text(self, raw: str) -> str:
        if raw.startswith('"'):
            end = raw.rindex('"')
            raw = raw[1:end].replace('""', '"') + raw[end + 1 :]
        return raw if self.carrier != "latin-1" else _decoded(raw.encode("latin-1"), self.encoding)

    def _raw(self, text: str, quoted: bool) -> str:
        try:
            data = text.encode(self.encoding)
        except UnicodeEncodeError as error:
            raise UsageError(
                f"{self.name} is in {self.encoding}, which has no sign {text[error.start]!r}. "
                "Download the sheet in UTF-8, or export without --comments."
            ) from error
        raw = data.decode(self.carrier)
        if quoted or self.separator in text or NEEDS_QUOTES.search(text):
            raw = '"' + raw.replace('"', '""') + '"'
        return raw


def _decoded(data: bytes, encoding: str) -> str:
    """The text; signs that the encoding doesn't have are spelt, so that no two become alike."""
    return data.decode(encoding, "backslashreplace")


def read_sheet(path: Path) -> Sheet:
    """The sheet in a file. Raises ``UsageError`` where there is none that can be read."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise UsageError(f"{path} is larger than {MAX_BYTES >> 20} MiB: no sheet of a class.")
        data = path.read_bytes()
    except OSError as error:
        raise UsageError(
            f"{path} can't be read: {error.strerror}. Download the sheet from the platform and "
            "name that file."
        ) from error
    return replace(parsed(data, path.name), digest=digest(data))


def digest(data: bytes) -> str:
    """What differs where bytes differ."""
    return blake2b(data, digest_size=16).hexdigest()


def parsed(data: bytes, name: str = "the sheet") -> Sheet:
    """The sheet in these bytes. Raises ``UsageError`` where they are none."""
    if data.startswith(WORKBOOK):
        raise UsageError(
            f"{name} is a workbook of a spreadsheet program, and a CSV is needed: the file as the "
            "platform gives it, not saved again. If the platform gives nothing else, export "
            "without --sheet: it writes a plain CSV."
        )
    encoding, bom = encoding_of(data, name)
    body = data[len(bom) :]
    if not body.strip(b"\0\r\n\t ,;"):
        raise UsageError(f"{name} is empty. Download the sheet again.")
    text = body.decode(encoding if encoding.startswith("utf-16") else "latin-1")
    separator = _separator(text)
    return Sheet(name, tuple(_rows(text, separator, name)), encoding, separator, bom)


def encoding_of(data: bytes, name: str = "the sheet") -> tuple[str, bytes]:
    """The encoding of the bytes and the mark that they begin with, b"" for none.

    Raises ``UsageError`` where they are text in none that is known.
    """
    for bom, encoding in BOMS.items():
        if data.startswith(bom):
            if _is(data[len(bom) :], encoding):
                return encoding, bom
            raise UsageError(f"{name} begins as {encoding} and isn't. Download the sheet again.")
    if b"\0" in data[:200]:
        for encoding, zeros in (("utf-16-le", data[1:200:2]), ("utf-16-be", data[0:200:2])):
            if zeros.count(0) > len(zeros) // 2 and _is(data, encoding):
                return encoding, b""
        raise UsageError(f"{name} isn't text: it holds zero bytes. Download the sheet again.")
    if _is(data, "utf-8"):
        return "utf-8", b""
    if JAPANESE.search(data) and _is(data, "cp932"):
        return "cp932", b""
    if _is(data, "cp1252"):
        return "cp1252", b""
    raise UsageError(
        f"{name} is text in none of UTF-8, UTF-16, cp932 and cp1252. Download it in UTF-8."
    )


def _is(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _separator(text: str) -> str:
    """What stands between cells: the sign that makes the most heads, then cells in the first lines.

    The first line has heads, which no cell that is filled can change.
    """
    lines = [line for line in _lines(text) if line.strip(" ,;\t\r\n")][:LINES_FOR_SEPARATOR]
    outside = [re.sub(r'"(?:[^"]|"")*"', "", line) for line in lines] or [text]
    return max(
        SEPARATORS, key=lambda sign: (outside[0].count(sign), sum(x.count(sign) for x in outside))
    )


def _lines(text: str) -> Iterator[str]:
    """The lines of the beginning, line ends in quotes not counted."""
    for match in re.finditer(r'(?:"(?:[^"]|"")*"|[^"\r\n])+', text[:100_000]):
        yield match[0]


def _rows(text: str, separator: str, name: str) -> Iterator[Row]:
    cell = re.compile(
        rf'("(?:[^"]|"")*"|)([^{re.escape(separator)}\r\n]*)({re.escape(separator)}|\r\n|\n|\r|\Z)'
    )
    cells: list[str] = []
    at, row = 0, 1
    while at < len(text) or cells:
        match = cell.match(text, at)
        if match is None or (not match[1] and match[2].startswith('"')):
            raise UsageError(
                f"{name}, row {row}: a cell begins with a quote that never ends. The file is cut "
                "off or was edited: download it again."
            )
        cells.append(match[1] + match[2])
        at = match.end()
        if match[3] != separator:
            yield Row(tuple(cells), match[3])
            cells, row = [], row + 1


def number_in(text: str) -> float | None:
    """The number that a cell says, with a point or a comma; None where it says none."""
    return float(text.strip().replace(",", ".")) if NUMBER.fullmatch(text.strip()) else None


def decimal_sign(texts: Iterable[str], fallback: str = ".") -> str:
    """The sign before decimals in these cells; the fallback where none has any."""
    signs = [m[1] for text in texts if (m := NUMBER.fullmatch(text.strip())) and m[1]]
    return max(",.", key=signs.count) if signs and len(set(signs)) == 1 else fallback


def number_text(number: float, sign: str = ".", decimals: int = 0) -> str:
    """The number at two decimals, without zeros at its end beyond ``decimals``."""
    text = f"{number:.2f}"
    whole, _, part = text.partition(".")
    part = part.rstrip("0").ljust(min(decimals, 2), "0")
    return f"{whole}{sign}{part}" if part else whole


def filled_name(sheet: Path) -> Path:
    """Where a filled sheet goes if nothing else is said: beside the one that it was made of."""
    return sheet.with_name(f"{sheet.stem}.filled{sheet.suffix or '.csv'}")


def unchanged(path: Path, sheet: Sheet) -> None:
    """Raises ``UsageError`` where the file isn't any more what was read."""
    try:
        now = digest(path.read_bytes())
    except OSError as error:
        raise UsageError(f"{path} was read and is gone now: {error.strerror}.") from error
    if now != sheet.digest:
        raise UsageError(
            f"{path} changed since it was read. Nothing was written: run the same command again."
        )


def is_there(path: Path, data: bytes, what: str = "--to") -> bool:
    """Whether the file holds these bytes already. Raises ``UsageError`` where it holds others."""
    try:
        if not (path.is_symlink() or path.exists()):
            return False
        if path.is_file() and path.read_bytes() == data:
            return True
    except OSError as error:
        raise UsageError(f"{path} can't be read: {error.strerror}.") from error
    raise UsageError(
        f"{path} is there already and holds something else. It is left as it is: move it away, or "
        f"name another file with {what}."
    )


def put_new(path: Path, data: bytes, what: str = "--to") -> bool:
    """Writes a file that isn't there yet, whole; False where it holds these bytes already.

    Raises ``UsageError`` where it holds others, or can't be written.
    """
    if is_there(path, data, what):
        return False
    try:
        write_whole(path, data)
    except OSError as error:
        raise UsageError(
            f"Can't write {path}: {error.strerror}. Make room, or name another file with {what}."
        ) from error
    return True
