"""What a person sees while set-up works, and what is made of pip's output for it.

Owns the lines of progress. Knows nothing of why a command runs, or what to do when it fails.
Uses the standard library only, as tools/environment.py does.
"""

from __future__ import annotations

import re
import shutil
import time
from pathlib import Path
from typing import IO

INTERVAL_S = 10
"""Between two lines of progress where nobody looks at a terminal."""


class Output:
    """What a command has said so far, and what it is at."""

    def __init__(self, doing: str) -> None:
        self.lines: list[str] = []
        self.doing = doing

    def add(self, line: str) -> None:
        """Takes in a line."""
        self.lines.append(line)

    def text(self) -> str:
        """What is going on, for a line of progress."""
        return self.doing


class Installation(Output):
    """What pip has said, which is logged. ``new``: there was no package before."""

    def __init__(self, venv: Path, log: IO[str], *, new: bool) -> None:
        super().__init__("looking up packages")
        self.venv = venv
        self.log = log
        self.new = new
        self.found: set[str] = set()
        self.packages = 0

    def add(self, line: str) -> None:
        """Takes in a line and logs it."""
        super().add(line)
        self.log.write(f"{line}\n")
        if match := re.match(r"Collecting ([\w.-]+)", line):
            self.found.add(match[1])
            self.doing = f"looking up {match[1]}"
        elif match := re.match(r" *Processing .*/([\w.]+)-[^/]+\.whl", line):
            self.found.add(match[1])
        elif match := re.match(r" *Downloading (?:\S+/)?([\w.]+)-\S+ \((.+)\)", line):
            self.doing = f"downloading {match[1]} ({match[2]})"
        elif "WARNING: Retrying" in line:
            self.doing = "no answer from the network, trying again"
        elif line.startswith("Installing collected packages:"):
            self.packages = line.count(",") + 1

    def text(self) -> str:
        """How many packages are found, then how many are installed."""
        if not self.packages:
            return f"{len(self.found)} packages found, {self.doing}" if self.found else self.doing
        if not self.new:
            return f"installing {self.packages} packages"
        done = sum(1 for _ in self.venv.glob("lib/python*/site-packages/*.dist-info"))
        return f"installed {min(done, self.packages)} of {self.packages} packages"


class Progress:
    """Lines for a person: one that changes in a terminal, else one now and then."""

    def __init__(self, stream: IO[str]) -> None:
        self.stream = stream
        self.terminal = stream.isatty()
        self.start = self.last = time.monotonic()
        self.open_line = False

    def seconds(self) -> float:
        """Time since the start."""
        return time.monotonic() - self.start

    def say(self, text: str) -> None:
        """Writes lines that stay."""
        clear = "\r\033[K" if self.open_line else ""
        self.open_line = False
        self.stream.write(f"{clear}{text}\n")
        self.stream.flush()

    def status(self, text: str) -> None:
        """Shows what is going on, in place of what was shown before where that can be."""
        line = f"  {self.seconds():3.0f} s: {text}"
        if self.terminal:
            width = shutil.get_terminal_size().columns - 1
            self.stream.write(f"\r\033[K{line[:width]}")
            self.stream.flush()
            self.open_line = True
        elif time.monotonic() - self.last >= INTERVAL_S:
            self.last = time.monotonic()
            self.say(line)
