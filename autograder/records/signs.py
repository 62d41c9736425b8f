"""Signs in text that act on a page or a terminal instead of being seen, and text without them."""

from __future__ import annotations

import re
import unicodedata

SEQUENCE = re.compile(
    "(?:\x1b\\[|\x9b)[0-?]*[ -/]*[@-~]|(?:\x1b[]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c]{0,999}"
    "(?:\x07|\x1b\\\\|\x9c)|\x1b[ -/]*[0-~]"
)
"""Escape sequences of a terminal: ECMA-48, 5.4 and 5.6."""
ACTING = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u180e\u200e\u200f\u2028\u2029\u202a-\u202e\u2060-\u206f"
    "\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
"""Control characters, direction marks, and signs that nobody sees."""
MAX_SHOWN = 600


def spelt(sign: str) -> str:
    r"""The sign as Python spells it, such as \x1b."""
    code = ord(sign)
    return f"\\x{code:02x}" if code < 256 else sign.encode("unicode_escape").decode()


def safe_text(text: object, limit: int = MAX_SHOWN) -> str:
    """The text without control characters, escape sequences and direction marks, cut to length."""
    cleaned = re.sub(r"\x1b\[[0-9;?]*[ -/]*[@-~]", "", str(text))
    kept = (c for c in cleaned if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cf", "Cs"))
    short = "".join(kept)
    return short if len(short) <= limit else short[: limit - 1] + "…"
