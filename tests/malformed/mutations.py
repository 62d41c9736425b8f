"""Random damage to a notebook: to its cells, to its JSON, and to its bytes."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from random import Random
from typing import Any

from tests.malformed.material import Notebook

Place = tuple[Any, Any]
"""A dict or list of the notebook's JSON, and a key or index in it."""

JUNK: tuple[Any, ...] = (
    None, True, -1, 0, 1e400, float("nan"), 10**400, "", "x", "\ud800", "\0", "é" * 70, "code",
    "markdown", "raw", [], [[]], [None], ["a", 1], {}, {"a": {}}, {"nbgrader": {"grade_id": []}},
    "fun_dz", "test_fun_dz", ["def fun_dz(x, y):\n", "    return x, y"], "check(", "'''", "  x = 1",
    {"grade": True, "grade_id": "stable_learning_rate", "points": 5, "solution": True},
)  # fmt: skip


def mutated(notebook: Notebook, rng: Random) -> bytes:
    """The bytes of the notebook after one to six kinds of damage."""
    damaged = copy.deepcopy(notebook)
    for _ in range(rng.randint(1, 6)):
        rng.choice(DAMAGES)(damaged, rng)
    return json.dumps(damaged).encode()


def torn(data: bytes, rng: Random) -> bytes:
    """The bytes with a piece of them lost, repeated, exchanged or replaced by noise."""
    start, end = sorted(rng.randrange(len(data) + 1) for _ in range(2))
    end = min(end, start + rng.choice((1, 10, 1000, len(data))))
    noise = rng.randbytes(rng.randint(0, 5))
    piece = rng.choice((b"", data[start:end] * 2, data[start:end][::-1], noise, b'"', b"}", b"\\"))
    return data[:start] + piece + data[end:]


def places(found: Any) -> Iterator[Place]:
    """All places in a tree of JSON."""
    pending = [found]
    while pending:
        node = pending.pop()
        keys: Any = node if isinstance(node, dict) else range(len(node))
        for key in keys:
            yield node, key
            if isinstance(node[key], dict | list):
                pending.append(node[key])


def replace_anything(notebook: Notebook, rng: Random) -> None:
    """Junk in any place."""
    if found := list(places(notebook)):
        node, key = rng.choice(found)
        node[key] = copy.deepcopy(rng.choice(JUNK))


def lose_anything(notebook: Notebook, rng: Random) -> None:
    """Any place lost."""
    if found := list(places(notebook)):
        node, key = rng.choice(found)
        del node[key]


def exchange_anything(notebook: Notebook, rng: Random) -> None:
    """A copy of what stands in any place put into another."""
    if found := list(places(notebook)):
        (node, key), (other, other_key) = rng.choice(found), rng.choice(found)
        node[key] = copy.deepcopy(other[other_key])


def on_cells(change: Callable[[list[Any], Random], None]) -> Callable[[Notebook, Random], None]:
    """Damage to the list of cells, where there still is one with dicts in it."""

    def damage(notebook: Notebook, rng: Random) -> None:
        cells = notebook.get("cells")
        if isinstance(cells, list) and cells and all(isinstance(c, dict) for c in cells):
            change(cells, rng)

    return damage


def lose_cell(cells: list[Any], rng: Random) -> None:
    """A cell lost."""
    del cells[rng.randrange(len(cells))]


def move_cell(cells: list[Any], rng: Random) -> None:
    """A cell in another place."""
    cells.insert(rng.randrange(len(cells)), cells.pop(rng.randrange(len(cells))))


def copy_cell(cells: list[Any], rng: Random) -> None:
    """A cell twice."""
    cells.insert(rng.randrange(len(cells) + 1), copy.deepcopy(rng.choice(cells)))


def split_cell(cells: list[Any], rng: Random) -> None:
    """A cell in two pieces with the same metadata."""
    place = rng.randrange(len(cells))
    text = _text(cells[place])
    cut = rng.randint(0, len(text))
    pieces = [{**copy.deepcopy(cells[place]), "source": t} for t in (text[:cut], text[cut:])]
    cells[place : place + 1] = pieces


def merge_cells(cells: list[Any], rng: Random) -> None:
    """Two neighbours in one cell."""
    place = rng.randrange(len(cells))
    texts = [_text(cell) for cell in cells[place : place + 2]]
    cells[place : place + 2] = [{**cells[place], "source": "\n".join(texts)}]


def retype_cell(cells: list[Any], rng: Random) -> None:
    """A cell of another type."""
    rng.choice(cells)["cell_type"] = rng.choice(("code", "markdown", "raw"))


def exchange_marks(cells: list[Any], rng: Random) -> None:
    """Metadata of a cell on another one."""
    one, other = rng.choice(cells), rng.choice(cells)
    one["metadata"] = copy.deepcopy(other.get("metadata"))


def lose_marks(cells: list[Any], rng: Random) -> None:
    """Metadata of some cells lost."""
    for cell in rng.sample(cells, rng.randint(1, len(cells))):
        cell["metadata"] = {}


def lose_lines(cells: list[Any], rng: Random) -> None:
    """A line of a cell lost, or one of another cell put there."""
    one, other = rng.choice(cells), rng.choice(cells)
    lines, more = _text(one).split("\n"), _text(other).split("\n")
    place = rng.randrange(len(lines))
    lines[place : place + 1] = rng.choice(([], [rng.choice(more)]))
    one["source"] = "\n".join(lines)


def _text(cell: dict[str, Any]) -> str:
    source = cell.get("source")
    if isinstance(source, list):
        source = "".join(line for line in source if isinstance(line, str))
    return source if isinstance(source, str) else ""


DAMAGES: tuple[Callable[[Notebook, Random], None], ...] = (
    replace_anything,
    lose_anything,
    exchange_anything,
    *map(
        on_cells,
        (
            lose_cell,
            move_cell,
            copy_cell,
            split_cell,
            merge_cells,
            retype_cell,
            exchange_marks,
            lose_marks,
            lose_lines,
        ),
    ),
)
