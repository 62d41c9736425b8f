"""The commands that README.md tells a newcomer to type, read out of its text."""

from __future__ import annotations

import re

NEEDED = "What is needed"
TEACH = "## Teach"


class MissingCommand(ValueError):
    """README.md lacks a command that stands at a known place there."""


def install_line(readme: str) -> str:
    """The line that installs what is needed: the first ```sh block after "What is needed"."""
    _, _, after = readme.partition(NEEDED)
    block = re.search(r"^```sh\n(.+?)\n```$", after, flags=re.MULTILINE | re.DOTALL)
    if block is None or "\n" in block[1] or "apt-get install" not in block[1]:
        found = repr(block[1]) if block else "no block"
        raise MissingCommand(
            f'README.md: after "{NEEDED}" stands {found}. Expected: a ```sh block of one line, '
            "with `apt-get install`."
        )
    return block[1]


def small_class(readme: str) -> str:
    """The command in "Teach" that grades a small simulated class: `make grade STUDENTS=...`."""
    _, _, after = readme.partition(f"\n{TEACH}\n")
    section = re.split(r"^## ", after, maxsplit=1, flags=re.MULTILINE)[0]
    commands = re.findall(r"`(make grade [^`]*STUDENTS=[^`]*)`", section)
    if len(commands) != 1:
        raise MissingCommand(
            f'README.md: "{TEACH}" names {len(commands)} small classes. Expected: one, as '
            "`make grade STUDENTS=3 LESSONS=01_gradient_vectors`."
        )
    return " ".join(commands[0].split())


def n_students(command: str) -> int:
    """How many students a command like ``make grade STUDENTS=3`` asks for."""
    asked = re.search(r"\bSTUDENTS=(\d+)", command)
    if asked is None:
        raise MissingCommand(f"README.md: {command} doesn't say how many STUDENTS.")
    return int(asked[1])
