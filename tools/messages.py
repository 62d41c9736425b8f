"""``python -m tools.messages``: writes all that a card, hint or page can say as a gettext template.

Owns ``autograder/catalogs/autograder.pot``, which catalogs of other languages begin from. Messages
stand in the calls of ``say`` and ``say_count``, written out or as a constant of the module, and in
objects: exercises, mistakes, and what is told of errors and shapes.
"""

from __future__ import annotations

import ast
import io
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po

from autograder.answers import find_answer
from autograder.exercises import lesson_exercises, lesson_names
from autograder.judging.beginners import KNOWN
from autograder.judging.shapes import SHAPES
from autograder.records.exercises import Exercise
from autograder.records.phrases import LINES
from autograder.records.sentences import Sentence, names_in

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "autograder"
TEMPLATE = Path("autograder", "catalogs", "autograder.pot")
FROZEN = datetime(2000, 1, 1, tzinfo=UTC)
"""The template bears one date, so that writing it twice changes nothing."""
MAKERS = {"say": 1, "say_count": 2, "_chained": 1}
"""Functions that make a sentence, and how many of their first arguments are messages."""
OWNER = "records/sentences.py"
"""Where these functions stand. There they hand on messages that were given to them."""
FROM_OBJECTS = ("title", "message", "sentence", "text")
"""Attributes of objects that are messages: see ``object_messages``."""
FORMAT = "python-brace-format"


@dataclass(frozen=True)
class Call:
    """One call that makes a sentence: where it stands and what it can say.

    ``messages`` are those that its first argument can be or, of ``say_count``, the two forms; none
    where an object has them. ``names`` are those of its values, None where that can't be seen.
    ``fault`` says what is wrong with it.
    """

    place: str
    messages: tuple[str, ...] = ()
    names: frozenset[str] | None = None
    is_count: bool = False
    fault: str = ""


def package_calls(package: Path = PACKAGE) -> Iterator[Call]:
    """All calls in the package that make a sentence, by file and line."""
    for path in sorted(package.rglob("*.py")):
        yield from calls_in(path.read_text(encoding="utf-8"), path.relative_to(package).as_posix())


def calls_in(source: str, name: str) -> Iterator[Call]:
    """The calls in the source of one module; ``name`` is its path in the package."""
    tree = ast.parse(source)
    constants = dict(_constants(tree))
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            if node.func.id in MAKERS and not (name == OWNER and _hands_on(node)):
                yield _read(node, node.func.id, f"{name}:{node.lineno}", constants)


def _hands_on(node: ast.Call) -> bool:
    return not isinstance(node.args[0], ast.Constant)


def _constants(tree: ast.Module) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Names at a module's top that stand for text, or for a dictionary of texts."""
    for node in (node for node in tree.body if isinstance(node, ast.Assign)):
        for target in node.targets:
            if isinstance(target, ast.Name):
                yield target.id, _texts(node.value)
            elif isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
                for one, value in zip(target.elts, node.value.elts, strict=True):
                    if isinstance(one, ast.Name):
                        yield one.id, _texts(value)


def _texts(node: ast.expr) -> tuple[str, ...]:
    """The text that an expression is; of a dictionary, all of its texts."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return (node.value,)
    if isinstance(node, ast.Dict):
        return tuple(text for value in node.values for text in _texts(value))
    return ()


def _read(node: ast.Call, maker: str, place: str, constants: Mapping[str, tuple[str, ...]]) -> Call:
    is_count = maker == "say_count"
    given = {keyword.arg for keyword in node.keywords} | ({"n"} if is_count else set())
    names = None if None in given or maker == "_chained" else frozenset(map(str, given))
    messages: tuple[str, ...] = ()
    for argument in node.args[: MAKERS[maker]]:
        if isinstance(argument, ast.Attribute) and argument.attr in FROM_OBJECTS:
            return Call(place, (), names)
        found = _messages(argument, constants)
        if not found:
            written = ast.unparse(argument)
            fault = f"{written} is no message: write it out, or as a constant of this module"
            return Call(place, (), names, is_count, fault)
        messages += found
    return Call(place, messages, names, is_count)


def _messages(node: ast.expr, constants: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The messages that an argument can be; none where that can't be seen."""
    if isinstance(node, ast.IfExp):
        one, other = _messages(node.body, constants), _messages(node.orelse, constants)
        return one + other if one and other else ()
    if isinstance(node, ast.Subscript):
        node = node.value
    return constants.get(node.id, ()) if isinstance(node, ast.Name) else _texts(node)


def object_messages() -> Iterator[tuple[str, str, bool]]:
    """The messages of objects: each with where it stands, and whether it names values."""
    for lesson in lesson_names():
        for exercise in lesson_exercises(lesson):
            yield from ((text, exercise.id, False) for text in _written_out(exercise))
            yield from ((text, exercise.id, bool(names_in(text))) for text in exercise.phrases)
    for known in KNOWN:
        if isinstance(known.sentence, str):
            yield known.sentence, "judging/beginners.py", True
    yield from ((shape.text, "judging/shapes.py", True) for shape in SHAPES)
    yield from ((text, "records/phrases.py", True) for text in LINES)


def _written_out(exercise: Exercise) -> Iterator[str]:
    """An exercise's texts that have no values."""
    yield exercise.title
    yield from (c.title for c in exercise.criteria if not isinstance(c.title, Sentence))
    yield from exercise.hints
    yield from (mistake.message for mistake in find_answer(exercise).mistakes)


def template(calls: Iterable[Call], objects: Iterable[tuple[str, str, bool]]) -> Catalog:
    """A catalog of all messages without translations, each once.

    Raises ``ValueError`` with the place of a call whose message can't be seen.
    """
    catalog = Catalog(
        project="autograd-course",
        charset="utf-8",
        fuzzy=False,
        creation_date=FROZEN,
        revision_date=FROZEN,
        header_comment="# What cards, hints and pages say.",
        last_translator="autograd-course",
        language_team="autograd-course",
        copyright_holder="autograd-course",
        msgid_bugs_address="the project's issues",
    )
    calls = list(calls)
    for call in sorted(calls, key=lambda call: not call.is_count):  # a plural's first form is both
        if call.fault:
            raise ValueError(f"{call.place}: {call.fault}")
        place = call.place.partition(":")[0]
        for text in [call.messages] if call.is_count else call.messages:
            _add(catalog, text, place, call.names != frozenset())
    for text, place, has_values in objects:
        _add(catalog, text, place, has_values)
    return catalog


def _add(catalog: Catalog, text: str | tuple[str, ...], place: str, has_values: bool) -> None:
    """Adds a message, or where it stands besides; Babel takes any brace for a name."""
    letters = "".join(text)
    if not re.search(r"\w", re.sub(r"\{\w*\}", "", letters)) and "{first}" not in letters:
        return
    known = catalog.get(text[0] if isinstance(text, tuple) else text)
    message = catalog.add(known.id if known else text, locations=[(place, 0)])
    message.flags -= {"python-format", FORMAT}
    if has_values and "{" in letters:
        message.flags |= {FORMAT}


def written(catalog: Catalog) -> bytes:
    """The template as a file, in the order of the messages."""
    out = io.BytesIO()
    write_po(out, catalog, width=0, sort_output=True, include_lineno=False)
    return re.sub(rb'"Generated-By: .*\n', b"", out.getvalue())  # no churn with Babel's version


def main(root: Path = ROOT) -> int:
    """The exit status: 0 when the template is written, 1 where a message can't be seen."""
    try:
        catalog = template(package_calls(root / "autograder"), object_messages())
    except ValueError as error:
        print(error, file=sys.stderr)
        return 1
    path = root / TEMPLATE
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(written(catalog))
    print(f"{TEMPLATE}: {len(catalog)} messages")
    return 0


if __name__ == "__main__":
    sys.exit(main())
