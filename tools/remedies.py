"""What to do about a set-up that failed: a sentence made of a command's last lines.

Uses the standard library only, as tools/environment.py does.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

GB = 1e9
AGAIN = "then run the same command again."
DISK = re.compile(r"No space left on device|Disk quota exceeded|Errno 28\b|Errno 122\b")
WRITE = re.compile(r"Permission denied|Read-only file system|Operation not permitted")
NETWORK = re.compile(
    r"WARNING: Retrying|NewConnectionError|NameResolutionError|Max retries exceeded|TimeoutError"
    r"|timed out|ProxyError|SSLError|ConnectionResetError|Connection (reset|aborted|broken)"
    r"|IncompleteRead|Temporary failure in name resolution"
)
NO_BUILD = re.compile(r"No matching distribution found for (torch\S*)")
NOTHING = "(from versions: none)"
"""What pip says of a package that the index doesn't have, or of an index that doesn't answer."""


def explain(lines: Sequence[str], code: int = 1) -> str:
    """A sentence that says why ``lines`` were the last, and what to do about it."""
    text = "\n".join(lines)
    if DISK.search(text):
        return full_disk()
    if WRITE.search(text):
        return (
            f"{Path('.venv').absolute()} can't be written by you: clone the course into a folder"
            " of your own or, where only .venv/ is another user's, delete that (sudo rm -r .venv),"
            f" {AGAIN}"
        )
    match = NO_BUILD.search(text)
    if NETWORK.search(text) or (NOTHING in text and not match):
        return (
            "Packages can't be downloaded: check the network (behind a proxy, set HTTPS_PROXY),"
            f" {AGAIN}"
        )
    if match:
        return (
            f"The package index has no build of {match[1]} for this machine and Python: README.md"
            ' says under "What is needed" for which there is one.'
        )
    if code < 0:
        return f"pip was ended by signal {-code}, often for want of memory: close programs, {AGAIN}"
    return (
        "Set-up failed. The last lines are above, all of them in .venv/setup.log; `make clean` and"
        " the same command again begin from nothing."
    )


def full_disk() -> str:
    """What to do about a full disk, whose free space is named; pip writes to three places."""
    home = Path(os.path.expanduser("~"))  # "~" itself, which isn't there, for one without a home
    places = [Path.cwd(), Path(tempfile.gettempdir()), home]
    free, place = min((shutil.disk_usage(p).free, p) for p in places if p.exists())
    text = (
        f"The disk is full ({free / GB:.1f} GB free in {place}): set-up needs about 2 GB. Make room"
    )
    if place == places[1]:
        text += " or name another folder, as in TMPDIR=/var/tmp make setup"
    return f"{text}, {AGAIN}"
