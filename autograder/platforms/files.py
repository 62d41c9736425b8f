"""What a handed-in file is, from its first bytes and its name: a notebook, a zip, or what else.

Owns the words for what isn't a notebook. Reads no more than a file's beginning.
"""

from __future__ import annotations

from autograder.grading.folders import ARCHIVES, ENDINGS
from autograder.platforms.archives import Entry

NOTEBOOK, ZIP = "notebook", "zip"
HEAD = 4096
STARTS = (
    (b"%PDF", "a PDF"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"RIFF", "a picture or a sound"),
    (b"Rar!", "an archive of a kind that isn't opened here"),
    (b"7z\xbc\xaf", "an archive of a kind that isn't opened here"),
    (b"\x1f\x8b", "an archive of a kind that isn't opened here"),
    (b"\xd0\xcf\x11\xe0", "an Office file"),
)
ENDS = (
    ((".docx", ".xlsx", ".pptx", ".odt", ".ods", ".pages"), "an Office file"),
    ((".heic", ".webp", ".tif", ".tiff", ".bmp", ".svg"), "a picture"),
    ((".mp4", ".mov", ".webm"), "a video"),
    ((".html", ".htm", ".mht"), "a web page"),
    ((".py",), "Python code"),
    ((".csv",), "a table"),
    ((".url", ".webloc", ".gdoc", ".lnk"), "a link, without the file that it leads to"),
)
MAYBE = (".json", ".txt", "")
"""Endings under which notebooks come too, where they hold one."""


def kind_of(entry: Entry) -> str:
    """``NOTEBOOK``, ``ZIP``, or in words what a file is. Raises ``Refused``."""
    name = entry.base.casefold()
    head = entry.head(HEAD)
    for start, words in STARTS:
        if head.startswith(start):
            return words
    for ends, words in ENDS:
        if name.endswith(ends):
            return words
    if head.startswith(b"PK\3\4") or name.endswith(".zip"):
        return ZIP
    if name.endswith(ENDINGS):
        return NOTEBOOK
    if name.endswith(ARCHIVES):
        return "an archive of a kind that isn't opened here"
    dot = name.rfind(".")
    ending = name[dot:] if dot >= 0 and len(name) - dot < 6 else ""
    looks = head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{")
    if ending in MAYBE and looks and any(key in head for key in (b'"cells"', b'"nbformat"')):
        return NOTEBOOK
    return "text" if ending == ".txt" else "no notebook"
