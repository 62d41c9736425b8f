"""What a platform handed out, as files to be read one at a time: a zip, or a folder, or zips in it.

Owns what an archive may not do to whoever opens it. Nothing is unpacked to a place of its own
choosing, no link is followed, and sizes, counts, ratios and depth are limited; each entry that is
refused is told with the reason. Python's ``zipfile`` reads; what is inside a file isn't looked at.
"""

from __future__ import annotations

import os
import struct
import tempfile
import unicodedata
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from lzma import LZMAError
from pathlib import Path
from typing import IO, BinaryIO
from zipfile import BadZipFile, ZipFile, ZipInfo

from autograder.errors import UsageError
from autograder.platforms.archive_names import LITTER, decoded, no_file, unsafe

MIB = 2**20
MAX_ENTRIES = 100_000
"""Of one archive, or one folder."""
MAX_DIRECTORY = 32 * MIB
"""Of an archive's list of contents, which is read whole."""
MAX_TOTAL = 100 * 2**30
"""What all entries of an archive say that they hold."""
MAX_RATIO, RATIO_FROM = 200, 50 * MIB
"""How many times larger than its entry a file may be, where it is larger than ``RATIO_FROM``."""
MAX_NESTED = 500 * MIB
"""A zip in a zip, which is copied to a temporary file, and what that zip may hold in all."""
MAX_DEPTH = 3
"""Zips in zips."""
IN_MEMORY = 4 * MIB
"""A nested zip up to this size needs no temporary file."""
END = struct.Struct("<4s4H2LH")
END_64 = struct.Struct("<4sQ2H2L4Q")
ZIP = b"PK"


class Refused(Exception):
    """An entry can't be read; the error says why, as the end of a sentence."""


@dataclass(frozen=True)
class Entry:
    """A file: its ``name`` below the source with ``/`` between folders, and its size in bytes.

    ``where`` names what it lies in, for readers: the archive, and nested ones.
    """

    name: str
    size: int
    opener: Callable[[], IO[bytes]] = field(repr=False, compare=False)
    where: str = ""

    @property
    def base(self) -> str:
        """The name without folders."""
        return self.name.rpartition("/")[2]

    @property
    def shown(self) -> str:
        """The name with what it lies in."""
        return f"{self.where}: {self.name}" if self.where else self.name

    def read(self, most: int) -> bytes:
        """The bytes. Raises ``Refused`` where there are more than ``most``, or none can be read."""
        if self.size > most:
            raise Refused(f"it has {self.size / MIB:.0f} MiB, and {most / MIB:g} MiB are the limit")
        data = self.head(most + 1)
        if len(data) > most:
            raise Refused("it holds more than its archive says")
        return data

    def head(self, size: int) -> bytes:
        """The first bytes. Raises ``Refused`` where they can't be read."""
        return b"".join(self.blocks(size))

    def blocks(self, most: int) -> Iterator[bytes]:
        """The first ``most`` bytes, some at a time. Raises ``Refused`` where they can't be read."""
        try:
            with self.opener() as file:
                while most and (block := file.read(min(MIB, most))):
                    most -= len(block)
                    yield block
        except (BadZipFile, zlib.error, LZMAError, EOFError, NotImplementedError) as error:
            raise Refused("it is damaged, or the archive is cut off") from error
        except OSError as error:
            raise Refused(f"it can't be read ({error.strerror or error})") from error


@dataclass
class Source:
    """A zip or a folder: what it holds, what was refused and why, and what tools left there.

    ``notes`` are for readers. ``path`` is the file or folder, for a nested zip that around it.
    """

    name: str
    path: Path
    entries: list[Entry] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)
    litter: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    depth: int = 0

    def named(self, name: str) -> Entry | None:
        """The entry of this name; None where there is none."""
        return next((entry for entry in self.entries if entry.name == name), None)


@contextmanager
def opened(path: Path) -> Iterator[Source]:
    """The zip, folder or single file at this path. Raises ``UsageError`` where it can't be read."""
    with ExitStack() as stack:
        try:
            source = _source(path, stack)
        except Refused as error:
            raise UsageError(f"{path} can't be used: {error}. Download it again.") from error
        except OSError as error:
            raise UsageError(f"{path} can't be read: {error.strerror}.") from error
        yield source


def _source(path: Path, stack: ExitStack) -> Source:
    if path.is_dir():
        return _folder(path)
    file = stack.enter_context(path.open("rb"))
    if file.read(2) != ZIP:
        return _single(path)
    archive = stack.enter_context(_zip(file))
    return _of_zip(archive, Source(path.name, path), MAX_TOTAL)


@contextmanager
def nested(entry: Entry, source: Source) -> Iterator[Source]:
    """The zip in an entry of a source. Raises ``Refused`` where it is none that may be opened."""
    if source.depth >= MAX_DEPTH:
        raise Refused(f"zips lie in zips, more than {MAX_DEPTH} deep")
    if entry.size > MAX_NESTED:
        raise Refused(f"it has {entry.size / MIB:.0f} MiB, and {MAX_NESTED // MIB} are the limit")
    with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as copy:
        for block in entry.blocks(MAX_NESTED + 1):
            copy.write(block)
        if copy.tell() > MAX_NESTED:
            raise Refused("it holds more than its archive says")
        copy.seek(0)
        with _zip(copy) as archive:
            inside = Source(entry.shown, source.path, depth=source.depth + 1)
            yield _of_zip(archive, inside, MAX_NESTED)


@contextmanager
def _zip(file: IO[bytes]) -> Iterator[ZipFile]:
    size = _directory_size(file)
    if size > MAX_DIRECTORY:
        raise Refused(f"its list of contents alone has {size / MIB:.0f} MiB")
    try:
        archive = ZipFile(file)
    except (BadZipFile, NotImplementedError, ValueError, struct.error) as error:
        raise Refused("it is no whole zip: it is damaged, or cut off in a download") from error
    with archive:
        yield archive


def _directory_size(file: IO[bytes]) -> int:
    """The bytes of the list of contents, as the end of a zip says; 0 where there is no such end."""
    length = file.seek(0, os.SEEK_END)
    start = max(0, length - END.size - 2**16)
    file.seek(start)
    tail = file.read()
    at = tail.rfind(b"PK\5\6")
    wide = tail.rfind(b"PK\6\6")
    file.seek(0)
    if at < 0 or len(tail) < at + END.size:
        return 0
    size = int(END.unpack_from(tail, at)[5])
    if size == 2**32 - 1 and wide >= 0 and len(tail) >= wide + END_64.size:
        size = int(END_64.unpack_from(tail, wide)[8])
    return size


def _of_zip(archive: ZipFile, source: Source, most: int) -> Source:
    """The source with what the archive holds."""
    infos = archive.infolist()
    if len(infos) > MAX_ENTRIES:
        raise Refused(f"it has {len(infos):,} entries, and {MAX_ENTRIES:,} are the limit")
    total = sum(info.file_size for info in infos)
    if total > most:
        raise Refused(f"it would hold {total / MIB:,.0f} MiB, and {most // MIB:,} are the limit")
    names = [unicodedata.normalize("NFC", name) for name in decoded(infos)]
    pairs = [(n, i) for n, i in zip(names, infos, strict=True) if not i.is_dir() and n[-1:] != "/"]
    kinds: dict[str, set[tuple[int, int]]] = {}
    for name, info in pairs:
        kinds.setdefault(name, set()).add((info.CRC, info.file_size))
    seen: set[str] = set()
    for name, info in pairs:
        twice = "several entries have this name, and hold different things"
        if len(kinds[name]) == 1:
            twice = "it is in the archive twice" if name in seen else ""
        seen.add(name)
        _take(archive, source, name, info, twice)
    _note_cases(source)
    return source


def _take(archive: ZipFile, source: Source, name: str, info: ZipInfo, twice: str) -> None:
    if LITTER.search(name):
        source.litter.append(name)
        return
    # Python cuts a name at a zero byte, and others may not.
    raw = name if "\0" not in info.orig_filename else info.orig_filename
    reason = unsafe(raw) or no_file(info) or _bomb(info) or twice
    if reason:
        source.refused.append((name.replace("\0", "\\0"), reason))
        return
    where = source.name if source.depth else ""
    source.entries.append(Entry(name, info.file_size, lambda: archive.open(info), where))


def _bomb(info: ZipInfo) -> str:
    if info.file_size > max(RATIO_FROM, MAX_RATIO * info.compress_size):
        ratio = info.file_size / max(1, info.compress_size)
        return f"it would unpack to {ratio:,.0f} times its size, which no hand-in does"
    return ""


def _note_cases(source: Source) -> None:
    """Notes names that Windows and macOS take for the same: here they are kept apart."""
    folded = Counter(entry.name.casefold() for entry in source.entries)
    for entry in source.entries:
        if folded[entry.name.casefold()] > 1:
            source.notes.append(f"{entry.shown}: another name differs in capitals alone.")


def _folder(path: Path) -> Source:
    """The source with all files below a folder. Links are refused, and led nowhere."""
    source = Source(path.name or str(path), path)
    waiting = [path]
    while waiting:
        here = waiting.pop()
        try:
            with os.scandir(here) as found:
                inside = sorted(found, key=lambda entry: entry.name)
        except OSError as error:
            source.refused.append((_below(path, here), f"it can't be read ({error.strerror})"))
            continue
        for entry in inside:
            if entry.is_dir(follow_symlinks=False) and not LITTER.search(entry.name):
                waiting.append(Path(entry.path))
            else:
                _take_file(source, path, entry)
    if len(source.entries) > MAX_ENTRIES:
        raise Refused(f"it holds more than {MAX_ENTRIES:,} files")
    source.entries.sort(key=lambda entry: entry.name)
    return source


def _below(top: Path, path: Path | os.DirEntry[str]) -> str:
    name = os.path.relpath(path, top).replace(os.sep, "/")
    text = name.encode(errors="surrogateescape").decode(errors="backslashreplace")
    return unicodedata.normalize("NFC", text)


def _take_file(source: Source, top: Path, entry: os.DirEntry[str]) -> None:
    name, path = _below(top, entry), Path(entry.path)
    if LITTER.search(name):
        source.litter.append(name)
    elif entry.is_symlink():
        source.refused.append((name, "it is a link"))
    elif not entry.is_file(follow_symlinks=False):
        source.refused.append((name, "it is no ordinary file"))
    else:
        source.entries.append(Entry(name, entry.stat().st_size, lambda: _open(path)))


def _open(path: Path) -> BinaryIO:
    """An ordinary file, and no link that has come into its place, nor a pipe that would wait."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    return open(os.open(path, flags | getattr(os, "O_BINARY", 0)), "rb")


def _single(path: Path) -> Source:
    real = path.resolve()
    entry = Entry(path.name, real.stat().st_size, lambda: _open(real))
    return Source(path.name, path, [entry])
