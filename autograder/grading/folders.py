"""What lies in a folder at any depth, told apart by names: notebooks, archives, and the rest.

Opens no file and follows no link. Nothing is cut by number or depth; a folder that can't be opened
is part of what was found. What tools leave behind isn't: hidden files, and macOS's shadows.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

ENDINGS = (".ipynb", ".ipynb.txt", ".ipynb.json")
ARCHIVES = (".zip", ".tar", ".gz", ".tgz", ".7z", ".rar")
OTHERS = (".py", ".html", ".pdf")
"""Endings of what students hand in for a notebook."""
HIDDEN = (".", "__macosx")


@dataclass
class Contents:
    """The files and folders that were found, by kind and in the order of their paths.

    ``links`` are named like notebooks or archives; ``closed`` are folders that can't be opened,
    each with the reason.
    """

    notebooks: list[Path] = field(default_factory=list)
    archives: list[Path] = field(default_factory=list)
    others: list[Path] = field(default_factory=list)
    links: list[Path] = field(default_factory=list)
    closed: dict[Path, str] = field(default_factory=dict)

    def add(self, entry: os.DirEntry[str]) -> None:
        """Adds what is no folder, if it could be meant as a hand-in."""
        name, path = entry.name.casefold(), Path(entry.path)
        if entry.is_symlink():
            if name.endswith((*ENDINGS, *ARCHIVES)):
                self.links.append(path)
        elif entry.is_file(follow_symlinks=False):
            for endings, kind in (
                (ENDINGS, self.notebooks),
                (ARCHIVES, self.archives),
                (OTHERS, self.others),
            ):
                if name.endswith(endings):
                    kind.append(path)
                    break

    def extend(self, more: Contents) -> None:
        """Adds all of what lies in another folder."""
        self.notebooks += more.notebooks
        self.archives += more.archives
        self.others += more.others
        self.links += more.links
        self.closed |= more.closed


def contents(folder: Path) -> Contents:
    """What lies in a folder and in the folders below it."""
    found, waiting = Contents(), [folder]
    while waiting:
        here = waiting.pop()
        try:
            inside = [(entry, is_folder(entry)) for entry in entries(here)]
        except OSError as error:
            found.closed[here] = why(error)
            continue
        for entry, folder_too in inside:
            if not folder_too:
                found.add(entry)
        waiting += [Path(entry.path) for entry, folder_too in reversed(inside) if folder_too]
    return found


def why(error: OSError) -> str:
    """What the system said, in its own words."""
    return error.strerror or type(error).__name__


def entries(folder: Path) -> list[os.DirEntry[str]]:
    """What stands in a folder, by name, without what tools leave behind. Raises ``OSError``."""
    with os.scandir(folder) as found:
        kept = [entry for entry in found if not entry.name.casefold().startswith(HIDDEN)]
    return sorted(kept, key=lambda entry: entry.name)


def is_folder(entry: os.DirEntry[str]) -> bool:
    """Whether it is a folder itself, and no link to one."""
    return entry.is_dir(follow_symlinks=False)


def leads_to_folder(entry: os.DirEntry[str]) -> bool:
    """Whether it is a folder or a link to one that is there."""
    try:
        return entry.is_dir()
    except OSError:  # a link in a circle, or to where nobody may look
        return False


def above(path: Path, top: Path) -> Iterator[Path]:
    """The folders that hold the path, from the nearest up to ``top``."""
    for folder in path.parents:
        yield folder
        if folder == top:
            return
