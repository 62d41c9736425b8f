"""Names in archives: as text, whoever wrote them, and why one can't be a file of a hand-in.

Nothing is ever written under such a name. It is shown, and it tells whose file it is.
"""

from __future__ import annotations

import re
import stat
from collections.abc import Sequence
from zipfile import ZipInfo

UTF8 = 0x800
ENCRYPTED = 0x1
JAPANESE = re.compile(rb"[\x81-\x9f\xe0-\xfc][\x80-\xfc]")
"""Two bytes of Shift-JIS that names in cp437 have next to never: two accented letters in a row."""
DRIVE = re.compile(r"[A-Za-z]:")
LITTER = re.compile(
    r"(^|/)(__MACOSX(/|$)|\._|\.DS_Store$|\.ipynb_checkpoints(/|$)|Thumbs\.db$|desktop\.ini$)"
)
"""What macOS, Windows and Jupyter leave beside files."""
COMPRESSIONS = (0, 8, 12, 14)
"""Stored, deflate, bzip2 and LZMA: what Python's zipfile reads."""


def decoded(infos: Sequence[ZipInfo]) -> list[str]:
    """The names of an archive's entries with ``/`` between folders.

    A name that is marked as UTF-8 is that. Of the others zipfile says what they mean in cp437; they
    are taken together for UTF-8, else for Shift-JIS (Windows in Japan), else for cp437.
    """
    old = [info for info in infos if not info.flag_bits & UTF8]
    encoding = _encoding(b"/".join(_raw(info) for info in old))
    return [
        (_raw(i).decode(encoding) if not i.flag_bits & UTF8 else i.filename).replace("\\", "/")
        for i in infos
    ]


def _raw(info: ZipInfo) -> bytes:
    return info.filename.encode("cp437", "replace")


def _encoding(data: bytes) -> str:
    for encoding, fits in (("utf-8", True), ("cp932", bool(JAPANESE.search(data)))):
        try:
            data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if fits:
            return encoding
    return "cp437"


def unsafe(name: str) -> str:
    """Why a name is none of a file below the archive; "" where it is one."""
    if "\0" in name:
        return "its name holds a zero byte"
    if not name.strip("/ ."):
        return "it has no name"
    if name.startswith("/") or DRIVE.match(name):
        return "its name is absolute, and would lead out of the archive"
    if ".." in name.split("/"):
        return "its name leads out of the archive"
    return ""


def no_file(info: ZipInfo) -> str:
    """Why an entry isn't an ordinary file that can be read; "" where it is."""
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind == stat.S_IFLNK:
        return "it is a link"
    if kind not in (0, stat.S_IFREG):
        return "it is no ordinary file"
    if info.flag_bits & ENCRYPTED:
        return "it is encrypted"
    if info.compress_type not in COMPRESSIONS:
        return f"it is compressed in a way that isn't known here ({info.compress_type})"
    return ""
