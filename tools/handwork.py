"""What somebody wrote into a generated notebook, which a build must not replace."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from autograder.copies.notebooks import NoNotebook, digest, read_notebook
from autograder.copies.origin import is_generated
from tools.files import changes

FORCED = "make notebooks FORCE=1"


def found_handwork(root: Path, files: Mapping[Path, bytes], stale: Iterable[Path]) -> list[str]:
    """A sentence on each notebook with work in it that a build of ``files`` would replace or drop.

    Outputs and numbers of runs are no work. Paths are relative to ``root``.
    """
    names = (n for n in changes(root, files, stale) if n.suffix == ".ipynb" and (root / n).exists())
    return [text for name in names if (text := _handwork(root, name, files.get(name)))]


def _handwork(root: Path, name: Path, built: bytes | None) -> str:
    """What is to be said of one notebook; "" where a build may have it."""
    try:
        found = read_notebook((root / name).read_bytes())
    except NoNotebook as error:
        return f"{name} is no notebook any more: {error}. {_todo(name)}"
    if built is not None and digest(found) == digest(read_notebook(built)):
        return ""
    if is_generated(root, name, found):
        return ""
    folder, _, lesson, _ = name.parts
    mine = Path("my", lesson, f"{lesson} (from {folder}).ipynb")
    return (
        f"{name} holds work that the build didn't write, such as answers. To keep it, move it to "
        f"{str(mine)!r}. {_todo(name)}"
    )


def _todo(name: Path) -> str:
    return f"To give it up: git checkout -- {name}, or {FORCED}."
