"""A cell's text as statements that can be run one by one, and put together again without some.

Text that isn't Python is cut as far as it can be read: a line that nothing makes Python stands by
itself.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from autograder.grading.repair.lines import Span, comment_out
from autograder.grading.repair.sources import CELL_MAGIC, Source, end_of_command

MAX_LINES = 400
"""Of a cell that is cut; a longer one is one statement."""
MAX_STATEMENT = 40
"""Lines of one statement in text that isn't Python as a whole."""
CONTINUED = re.compile(r"[ \t]+\S|(?:elif|else|except|finally)\b|[)\]}]")


@dataclass(frozen=True)
class Statement:
    """Lines of a cell (first and last, from 0), and the pieces to run them in, often one.

    No piece means that the lines are nothing to run by themselves.
    """

    span: Span
    pieces: tuple[str, ...]


def statements(text: str) -> list[Statement]:
    """The statements of a cell, in order. Comments and empty lines between them are in none."""
    lines = text.split("\n")
    if len(lines) > MAX_LINES:
        return [Statement((0, len(lines) - 1), (text,))]
    source = Source(text)
    if source.tree is not None:
        return [_cut(span, nodes, lines) for span, nodes in _grouped(source.tree, lines)]
    return list(_as_far_as_readable(lines))


def assembled(text: str, parts: Sequence[Statement], errors: Sequence[str]) -> str:
    """The text with what failed as comments. ``errors`` has a text for each piece, "" for none."""
    lines = text.split("\n")
    kept: list[str] = []
    done, left = 0, list(errors)
    for part in parts:
        own = [left.pop(0) for _ in part.pieces]
        first, last = part.span
        kept += lines[done:first]
        kept += _lines_of(lines[first : last + 1], part.pieces, own)
        done = last + 1
    return "\n".join([*kept, *lines[done:]])


def _lines_of(lines: list[str], pieces: Sequence[str], errors: Sequence[str]) -> list[str]:
    if pieces and not any(errors):
        return lines
    kept: list[str] = []
    for piece, error in zip(pieces, errors, strict=True) if pieces else [("\n".join(lines), "x")]:
        own = piece.split("\n")
        if error:
            comment_out(own, (0, len(own) - 1))
        kept += own
    return kept


def _grouped(tree: ast.Module, lines: Sequence[str]) -> Iterator[tuple[Span, list[ast.stmt]]]:
    """The top-level statements, those that share lines together, with their lines."""
    groups: list[tuple[Span, list[ast.stmt]]] = []
    for statement in tree.body:
        decorators = [d.lineno for d in getattr(statement, "decorator_list", ())]
        first = min([statement.lineno, *decorators]) - 1
        last = (statement.end_lineno or statement.lineno) - 1
        last = max(last, end_of_command(lines, first))
        if groups and first <= groups[-1][0][1]:
            (start, end), nodes = groups[-1]
            groups[-1] = (start, max(end, last)), [*nodes, statement]
        else:
            groups.append(((first, last), [statement]))
    yield from groups


def _cut(span: Span, nodes: Sequence[ast.stmt], lines: Sequence[str]) -> Statement:
    first, last = span
    whole = "\n".join(lines[first : last + 1])
    if CELL_MAGIC.match(whole):
        return Statement(span, ())
    if len(nodes) == 1 and not _imports_many(nodes[0]):
        return Statement(span, (whole,))
    if any(ast.get_source_segment("\n".join(lines), node) is None for node in nodes):
        return Statement(span, (whole,))
    return Statement(span, tuple(piece for node in nodes for piece in _pieces(node, lines)))


def _pieces(node: ast.stmt, lines: Sequence[str]) -> list[str]:
    """One import for each name, and anything else as it is written."""
    if isinstance(node, ast.Import):
        return [ast.unparse(ast.Import(names=[alias])) for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        return [
            ast.unparse(ast.ImportFrom(module=node.module, names=[alias], level=node.level))
            for alias in node.names
        ]
    return [ast.get_source_segment("\n".join(lines), node) or ast.unparse(node)]


def _imports_many(node: ast.stmt) -> bool:
    return isinstance(node, ast.Import | ast.ImportFrom) and len(node.names) > 1


def _as_far_as_readable(lines: Sequence[str]) -> Iterator[Statement]:
    n = 0
    while n < len(lines):
        code = lines[n].strip()
        if not code or code.startswith("#"):
            n += 1
            continue
        end = _end_of_statement(lines, n)
        whole = "\n".join(lines[n : end + 1])
        yield Statement((n, end), () if CELL_MAGIC.match(whole) else (whole,))
        n = end + 1


def _end_of_statement(lines: Sequence[str], start: int) -> int:
    """The last line of the statement that begins here; ``start`` where none does."""
    found = None
    for end in range(start, min(start + MAX_STATEMENT, len(lines))):
        goes_on = found is not None and CONTINUED.match(lines[end])
        if found is not None and lines[end].strip() and not goes_on:
            break
        if Source("\n".join(lines[start : end + 1])).tree is not None and lines[end].strip():
            found = end
    return start if found is None else found
