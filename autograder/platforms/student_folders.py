"""Names of students' folders: ids as names that file systems take and the grader sees.

An id that had to be changed ends with a hash of itself, so that no two become one.
"""

from __future__ import annotations

import re
import unicodedata
from hashlib import blake2b

from autograder.exercises import lesson_names
from autograder.records.signs import ACTING

UNFIT = re.compile(rf'[/\\:*?"<>|]|{ACTING.pattern}|[\t\n]')
DEVICE = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?$", re.IGNORECASE)
"""What Windows takes for devices, whatever follows a dot."""
PASSED_OVER = (".", "__macosx")
"""How names begin that the grader takes for what tools leave behind."""
MAX_BYTES = 120


def folder_name(text: str) -> str:
    """The folder of the student with this id; "" for no id."""
    plain = unicodedata.normalize("NFC", text.strip())
    name = UNFIT.sub("_", plain).rstrip(". ")
    if name.casefold().startswith(PASSED_OVER) or DEVICE.match(name) or name in lesson_names():
        name = f"_{name}"
    if plain and (name != plain or len(name.encode()) > MAX_BYTES):
        mark = "~" + blake2b(plain.encode(errors="surrogatepass"), digest_size=4).hexdigest()
        kept = name.encode(errors="replace")[: MAX_BYTES - len(mark)]
        return kept.decode(errors="ignore").rstrip(". ") + mark
    return name
