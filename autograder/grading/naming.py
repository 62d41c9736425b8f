r"""Students' ids: the names of their folders as text that can be shown and stored anywhere.

Other bytes than UTF-8 become \xfc. So do signs that act on a terminal, and markup: Formgrader
(nbgrader 0.9.6, formgrade.tpl) puts names into its page as they are.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterable
from hashlib import blake2b

from autograder.records.signs import ACTING, spelt

UNSHOWN = re.compile(f'[<>&"]|{ACTING.pattern}|[\t\n]')
MAX_SIGNS = 128
"""nbgrader's column for a student's id; PostgreSQL holds to it."""
MAX_BYTES = 255
"""The longest name of a folder on Linux: there are folders of this name among the results."""


def student_ids(names: Iterable[str]) -> dict[str, str]:
    """The id of each student by the folder's name; no two are the same."""
    wanted = {name: student_id(name) for name in names}
    counts = Counter(wanted.values())
    return {
        name: wanted_id if name == wanted_id or counts[wanted_id] == 1 else _with_hash(name)
        for name, wanted_id in wanted.items()
    }


def student_id(name: str) -> str:
    """The name as it can be shown and stored; one that is too long ends with a hash of itself."""
    text = _shown(name)
    return text if _fits(text) else _with_hash(name)


def _shown(name: str) -> str:
    text = name.encode(errors="surrogateescape").decode(errors="backslashreplace")
    return UNSHOWN.sub(lambda sign: spelt(sign[0]), text)


def _with_hash(name: str) -> str:
    mark = "~" + blake2b(os.fsencode(name), digest_size=6).hexdigest()
    short = ""
    for sign in name:  # whole signs: half of an escape is none
        if not _fits(short + _shown(sign) + mark):
            break
        short += _shown(sign)
    return short + mark


def _fits(text: str) -> bool:
    return len(text) <= MAX_SIGNS and len(text.encode()) <= MAX_BYTES
