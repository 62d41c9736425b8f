"""Folders of hand-ins as hypothesis draws them: of any depth, with links and what is denied."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest.mock import patch

from hypothesis import strategies as st

from tests.grading.material import LESSON

OTHER = "03_autograd"
CYRILLIC = os.fsdecode("Щ".encode("cp1251") * 106)
STUDENTS = ("ana", "b&b", CYRILLIC, "x%20y?z#", "ana (late)")
FOLDERS = (LESSON, OTHER, "course", "en", f"{LESSON} (2)", "__MACOSX", ".hidden", "x.ipynb")
FILES = (
    f"{LESSON}.ipynb",
    f"{LESSON} (1).ipynb",
    f"Copy of {OTHER}.IPYNB",
    "Untitled.ipynb",
    "mine.zip",
    "answers.py",
    "data.csv",
    "timestamp.txt",
    ".hidden.ipynb",
)
ENDINGS = (".ipynb", ".ipynb.txt", ".ipynb.json")


@dataclass
class Tree:
    """What is in a folder: files and links by path; ``denied`` can't be opened."""

    files: list[tuple[str, ...]]
    links: list[tuple[str, ...]]
    empty: list[tuple[str, ...]]
    denied: set[int]
    root: Path = field(default=Path())
    out_of_reach: set[str] = field(default_factory=set)

    @contextmanager
    def made(self) -> Iterator[Path]:
        """The folder, with what is denied out of reach, as it is for a user without rights."""
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder) / "submitted"
            root.mkdir()
            self.put(root)
            there = sorted(str(path) for path in self.root.rglob("*"))
            self.out_of_reach = {there[n % len(there)] for n in self.denied} if there else set()
            with (
                patch("os.scandir", self._refusing(os.scandir)),
                patch("os.open", self._refusing(os.open)),
            ):
                yield self.root

    def put(self, root: Path) -> None:
        """Makes all of it in this folder; nothing is denied yet."""
        self.root = root
        for parts in self.empty:
            self._put(parts, lambda path: path.mkdir())
        for parts in self.files:
            self._put(parts, lambda path: path.write_text("{}"))
        for parts in self.links:
            self._put(parts, lambda path: path.symlink_to(self.root))

    def _put(self, parts: tuple[str, ...], make: Any) -> None:
        path = self.root.joinpath(*parts)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            make(path)
        except OSError:  # something else has been drawn for that place
            return

    def _refusing(self, real: Any) -> Any:
        def refusing(path: Any = ".", *arguments: Any, **options: Any) -> Any:
            if str(path) in self.out_of_reach:
                raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
            return real(path, *arguments, **options)

        return refusing

    def visible(self, folder: Path | None = None) -> Iterator[Path]:
        """All files and folders that somebody who looks into each folder sees; no links."""
        for name in sorted(os.listdir(folder or self.root)):
            path = (folder or self.root) / name
            if name.startswith(".") or name.lower() == "__macosx" or path.is_symlink():
                continue
            yield path
            if path.is_dir() and str(path) not in self.out_of_reach:
                yield from self.visible(path)

    def names(self) -> set[str]:
        """The names of all folders and files in it."""
        return {part for parts in (*self.files, *self.links, *self.empty) for part in parts}


def paths(names: tuple[str, ...]) -> st.SearchStrategy[tuple[str, ...]]:
    """A path with one of these names at its end, at most six folders deep."""
    tops = st.sampled_from((*STUDENTS, LESSON, OTHER))
    inner = st.lists(st.sampled_from((*FOLDERS, *STUDENTS[:2])), max_size=5)
    end = st.sampled_from(names)
    deep = st.builds(lambda top, mid, name: (top, *mid, name), tops, inner, end)
    return st.one_of(deep, st.tuples(end))


TREES = st.builds(
    Tree,
    st.lists(paths(FILES), max_size=25),
    st.lists(paths((*FILES[:2], "folder")), max_size=2),
    st.lists(paths(FOLDERS), max_size=3),
    st.sets(st.integers(0, 100), max_size=3),
)
