"""Lines of a cell that are not run: each stays as a comment, and what surrounds it stays Python."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Sequence

NOT_RUN = "pass  # not run: "
CONTINUED = "# not run: "
Span = tuple[int, int]
"""The first and the last of some lines, counted from 0."""


def comment_out(lines: list[str], span: Span) -> None:
    """Turns these lines into a comment, in place, behind a statement that does nothing."""
    first, last = span
    for n in range(first, last + 1):
        code = lines[n].lstrip()
        indent = lines[n][: len(lines[n]) - len(code)]
        if n == first:
            lines[n] = indent + NOT_RUN + code
        elif code:
            lines[n] = indent + CONTINUED + code


def spans_of(statements: Iterable[ast.stmt], lines: Sequence[str]) -> list[Span]:
    """The lines of these statements, as far as no other code stands on them."""
    spans: list[Span] = []
    chosen = sorted(statements, key=lambda s: s.lineno)
    for statement in chosen:
        first, last = statement.lineno - 1, _last(statement)
        if spans and first <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(last, spans[-1][1]))
        else:
            spans.append((first, last))
    return [span for span in spans if _is_all(chosen, lines, span)]


def _is_all(statements: Sequence[ast.stmt], lines: Sequence[str], span: Span) -> bool:
    """Whether these statements are all the code that stands on the lines."""
    first, last = span
    left = [bytearray(line.encode()) for line in lines[first : last + 1]]
    for statement in statements:
        for n in range(max(first, statement.lineno - 1), min(last, _last(statement)) + 1):
            line = left[n - first]
            start = statement.col_offset if n == statement.lineno - 1 else 0
            end = statement.end_col_offset if n == _last(statement) else len(line)
            line[start:end] = b" " * len(line[start:end])
    rest = (line.decode(errors="replace").strip(" \t;") for line in left)
    return all(not text or text.startswith("#") for text in rest)


def _last(statement: ast.stmt) -> int:
    return (statement.end_lineno or statement.lineno) - 1
