"""What a cell's source says, read as a tree and never run: names it binds, and sameness.

Owns reading Python that may be anything at all. A source that can't be read has no tree; its
definitions are then looked for by their first lines.
"""

from __future__ import annotations

import ast
import re
import threading
import warnings
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from autograder.records.syntax import parsed_module

PARSING = threading.Lock()
"""Held while warnings are off: their filters belong to the whole process."""
MAX_ANALYSED = 2**18
"""Characters of a cell that is read as Python; a longer one defines nothing that counts."""
SHELL = re.compile(r"^([ \t]*)(?:[!%?].*|.*\?[ \t]*)$", re.MULTILINE)
ASSIGNED = re.compile(r"^([ \t]*[\w.,\[\] ]+=)[ \t]*[!%].*$", re.MULTILINE)
CELL_MAGIC = re.compile(r"\s*%%(\w+)")
IMPORT_LINE = re.compile(r"^[ \t]*(?:from\s+[\w.]+\s+)?import\s+(.*)$", re.MULTILINE)
EVERYTHING = re.compile(r"^[ \t]*(?:from\s+[\w.]+\s+import\s+\*|%pylab\b)", re.MULTILINE)
TRANSPARENT = ("time", "capture", "prun")
"""Cell magics whose body binds names in the notebook; others run it elsewhere, or not at all."""
FIRST_LINE = re.compile(r"^(?:async\s+def|def|class)\s+(\w+)", re.MULTILINE)
INDENTED = re.compile(r"(?:[ \t]*\n)*[ \t]+\S")
BLOCKS = (ast.If, ast.Try, ast.With, ast.For, ast.While, ast.Match, ast.TryStar)
DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


@dataclass(frozen=True)
class Source:
    """A cell's text, with what can be known of it without running it."""

    text: str

    @cached_property
    def tree(self) -> ast.Module | None:
        """The text as a tree, lines for IPython left out; None where it isn't Python."""
        if self._plain is not None or self.is_foreign or len(self.text) > MAX_ANALYSED:
            return self._plain
        return _tree(_masked(self.text)) if _has_shell(self.text) else None

    @cached_property
    def _plain(self) -> ast.Module | None:
        return None if len(self.text) > MAX_ANALYSED else _tree(self.text)

    @property
    def may_be_python(self) -> bool:
        """Whether the text is Python as far as can be told, lines for IPython left out."""
        return not self.is_foreign and (self.tree is not None or bool(self.defined))

    @property
    def is_python(self) -> bool:
        """Whether the text is Python without any of IPython's own lines."""
        return self._plain is not None

    @cached_property
    def is_foreign(self) -> bool:
        """Whether a cell magic such as ``%%bash`` keeps the cell from binding names."""
        magic = CELL_MAGIC.match(self.text)
        return magic is not None and magic[1] not in TRANSPARENT

    @cached_property
    def is_blank(self) -> bool:
        """Whether there is nothing but comments."""
        lines = (line.strip() for line in self.text.splitlines())
        return not any(line and line[0] != "#" for line in lines)

    @cached_property
    def only_checks(self) -> bool:
        """Whether every statement calls ``check``, and there is one."""
        body = self.tree.body if self.tree is not None else []
        return bool(body) and all(_calls_check(statement) for statement in body)

    @cached_property
    def defined(self) -> frozenset[str]:
        """The names of functions and classes that the cell defines."""
        if self.tree is None:
            found = [] if self.is_foreign else FIRST_LINE.findall(self.text[:MAX_ANALYSED])
            return frozenset(found)
        return frozenset(s.name for s in _statements(self.tree.body) if isinstance(s, DEFINITIONS))

    @cached_property
    def assigned(self) -> frozenset[str]:
        """The names that the cell binds in any other way: assignments, imports, loops."""
        if self.tree is None:
            return frozenset()
        return frozenset(n for s in _statements(self.tree.body) for n in _bound(s))

    @cached_property
    def imported(self) -> frozenset[str]:
        """The names that import statements bind, anywhere; words where it isn't Python."""
        if self.is_foreign:
            return frozenset()
        if self.tree is None:
            found = IMPORT_LINE.findall(self.text[:MAX_ANALYSED])
            return frozenset(word for line in found for word in re.findall(r"\w+", line))
        imports = (n for n in ast.walk(self.tree) if isinstance(n, ast.Import | ast.ImportFrom))
        return frozenset(name for statement in imports for name in _bound(statement))

    @cached_property
    def loaded(self) -> frozenset[str]:
        """The names that the cell uses, inside of functions too, and doesn't bind anywhere."""
        nodes = list(ast.walk(self.tree)) if self.tree is not None else []
        names = [node for node in nodes if isinstance(node, ast.Name)]
        own = {n.id for n in names if not isinstance(n.ctx, ast.Load)} | self.imported
        own |= {n.name for n in nodes if isinstance(n, DEFINITIONS)}
        own |= {n.arg for n in nodes if isinstance(n, ast.arg)}
        return frozenset(n.id for n in names if n.id not in own)

    @property
    def binds_unknown_names(self) -> bool:
        """Whether the cell imports everything of some module."""
        return not self.is_foreign and EVERYTHING.search(self.text) is not None

    @cached_property
    def fingerprint(self) -> str:
        """A text that is the same for sources which differ in comments, layout or docstrings."""
        if self.tree is None:
            return self.text.strip()
        try:
            return ast.dump(_undocumented(_tree(self.text) or self.tree))
        except RecursionError:
            return self.text.strip()

    @cached_property
    def starts_indented(self) -> bool:
        """Whether the first line of code is indented, as in the second half of a function."""
        return bool(INDENTED.match(self.text))


def joined(sources: Iterable[Source]) -> Source:
    """The sources as one, in this order."""
    return Source("\n".join(source.text for source in sources))


def _tree(text: str) -> ast.Module | None:
    try:
        with PARSING, warnings.catch_warnings():
            warnings.simplefilter("ignore")  # such as invalid escapes: the kernel will tell
            return parsed_module(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _has_shell(text: str) -> bool:
    return bool(SHELL.search(text) or ASSIGNED.search(text))


def _masked(text: str) -> str:
    """The text with IPython's own lines made harmless; a cell magic's body is kept."""
    lines = text.split("\n")
    n = 0
    while n < len(lines):
        end = end_of_command(lines, n)
        lines[n] = SHELL.sub(r"\1pass", ASSIGNED.sub(r"\1 None", lines[n]), count=1)
        lines[n + 1 : end + 1] = [""] * (end - n)
        n = end + 1
    return "\n".join(lines)


def end_of_command(lines: Sequence[str], start: int) -> int:
    """The index of the last line of a command for IPython that begins here; else ``start``.

    A backslash at its end continues it, as in a shell.
    """
    end = start
    if SHELL.match(lines[start]) or ASSIGNED.match(lines[start]):
        while lines[end].rstrip().endswith("\\") and end + 1 < len(lines):
            end += 1
    return end


def _statements(body: Iterable[ast.stmt]) -> Iterator[ast.stmt]:
    """The statements that run at the top level, those inside of blocks included."""
    pending = list(body)
    while pending:
        statement = pending.pop()
        yield statement
        if isinstance(statement, BLOCKS):
            for child in ast.iter_child_nodes(statement):
                pending.extend(_inside(child))


def _inside(child: ast.AST) -> list[ast.stmt]:
    if isinstance(child, ast.stmt):
        return [child]
    if isinstance(child, ast.ExceptHandler | ast.match_case):
        return child.body
    return []


def _bound(statement: ast.stmt) -> Iterator[str]:
    if isinstance(statement, ast.Import | ast.ImportFrom):
        yield from (alias.asname or alias.name.split(".")[0] for alias in statement.names)
    for target in _targets(statement):
        yield from (n.id for n in ast.walk(target) if isinstance(n, ast.Name))


def _targets(statement: ast.stmt) -> list[ast.expr]:
    if isinstance(statement, ast.Assign):
        return [t for t in statement.targets if isinstance(t, ast.Name | ast.Tuple | ast.List)]
    if isinstance(statement, ast.AnnAssign) and statement.value is None:
        return []
    if isinstance(statement, ast.AnnAssign | ast.AugAssign | ast.For):
        return [statement.target] if isinstance(statement.target, ast.Name | ast.Tuple) else []
    if isinstance(statement, ast.With):
        return [item.optional_vars for item in statement.items if item.optional_vars is not None]
    return []


def _calls_check(statement: ast.stmt) -> bool:
    call = statement.value if isinstance(statement, ast.Expr) else None
    called = call.func if isinstance(call, ast.Call) else None
    return isinstance(called, ast.Name) and called.id == "check"


def _undocumented(tree: ast.Module) -> ast.Module:
    for node in ast.walk(tree):
        if isinstance(node, DEFINITIONS) and ast.get_docstring(node, clean=False) is not None:
            node.body = node.body[1:] or [ast.Pass()]
    return tree
