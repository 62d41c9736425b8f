"""The predictions of a lesson, from text cells marked ``prediction="NN_NAME"``: reading and rules.

Such a cell is the question, then items with a paragraph that says why: ``- [x]`` and ``- [ ]``
for a choice; ``- [+]``, ``- [0]`` and ``- [-]`` for signs; ``- [number, within 0.1]``, or
``- [slider from 0 to 3, step 0.1, within 0.2]``; those of a point are in ``tools.points``. They
stand in the lesson, so that a catalog translates them; in the notebook the code cell below stands
for them, ``predict("NN_NAME")``.
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tools.items import Item, inline_problems, items, label_problems, question_text
from tools.points import is_point, plane_of, point_problems
from tools.sources import SOURCE_LANGUAGE, Cell, Lesson, Problem
from utils.predicted import (
    CHOICE,
    NUMBER,
    POINT,
    SIGNS,
    SIGNS_OF,
    SLIDER,
    WORDS,
    Prediction,
    Scale,
    predictions_to_json,
)
from utils.predicted import Item as Line

FOLDER = Path("utils", "predictions")
MOST = 6
"""Predictions in a lesson: of more, none is a surprise."""
NUMBER_MARK = re.compile(r"number, within (\S+)")
SLIDER_MARK = re.compile(r"slider from (\S+) to (\S+), step (\S+), within (\S+)")
HOW = (
    "begin its items with '- [x]' and '- [ ]', with '- [+]', '- [0]' and '- [-]', write one "
    "'- [number, within 0.1]' or '- [slider from 0 to 3, step 0.1, within 0.2]', or, for a point, "
    "'- [x from -3 to 3, within 0.2]', the same of y, and then '- [contours of x**2 + y**2]' and "
    "'- [spot at 1, 2]' where you like."
)


def predictions_path(language: str, lesson: str) -> Path:
    """Where what notebooks read lies: ``utils/predictions/LANGUAGE/LESSON.json``."""
    return FOLDER / language / f"{lesson}.json"


def predict_call(name: str, language: str = SOURCE_LANGUAGE) -> str:
    """The source of a cell that asks, which names the language where that isn't English."""
    other = "" if language == SOURCE_LANGUAGE else f', language="{language}"'
    return f'predict("{name}"{other})'


def predictions_of(lesson: Lesson) -> dict[str, Prediction]:
    """The predictions of a lesson without a problem, by name."""
    words = {english: lesson.words[english] for english in WORDS if english in lesson.words}
    made = (_prediction(cell, words) for cell in lesson.marked("prediction"))
    return {prediction.id: prediction for prediction in made}


def predictions_text(lesson: Lesson) -> str:
    """The text of the file that notebooks read."""
    predictions = predictions_of(lesson)
    words = next(iter(predictions.values())).words
    return predictions_to_json(list(predictions.values()), words)


def prediction_problems(lesson: Lesson) -> Iterator[Problem]:
    """All that is wrong with the predictions of a lesson, and with the cells that show them."""
    cells = lesson.marked("prediction")
    for cell in cells:
        for line, message in _cell_problems(lesson.name, cell):
            yield lesson.problem(line, f"prediction {_name(cell)!r}: {message}")
    for cell in cells[MOST:]:
        message = f"the lesson has {len(cells)} predictions: leave the {MOST} that surprise most."
        yield lesson.problem(cell.line, message)
    for name, count in Counter(map(_name, cells)).items():
        if count > 1:
            line = [cell.line for cell in cells if _name(cell) == name][1]
            message = f"prediction {name!r} stands there {count} times: rename the others."
            yield lesson.problem(line, message)
    yield from _asking_problems(lesson)
    yield from _comparing_problems(lesson)


def lost_items(lesson: Lesson, source: Lesson, path: Path) -> Iterator[Problem]:
    """Translated predictions whose items aren't those of the source."""
    pairs = zip(lesson.marked("prediction"), source.marked("prediction"), strict=True)
    for cell, original in pairs:
        marks = [item.mark for item in items(original)]
        if [i.mark for i in items(cell)] != marks or list(_cell_problems(lesson.name, cell)):
            begin = ", ".join(f"'- [{mark}]'" for mark in marks)
            message = (
                f"prediction {_name(cell)!r}: the translated items have to begin with {begin}, in "
                "this order, each with its own text and the paragraphs that say why."
            )
            yield Problem(path, 1, message)


def _name(cell: Cell) -> str:
    return str(cell.marks.get("prediction", cell.marks.get("predict")))


def _asking_problems(lesson: Lesson) -> Iterator[Problem]:
    """A prediction is asked by the next cell, and by no other."""
    for before, cell in zip((None, *lesson.cells), lesson.cells, strict=False):
        if "predict" in cell.marks:
            name = _name(cell)
            if cell.source != (wanted := predict_call(name)):
                message = f"the cell is not exactly `{wanted}`: write that and nothing else."
                yield lesson.problem(cell.text_line, message)
            if before is None or before.marks.get("prediction") != name:
                message = f'its question is not above it: move `prediction="{name}"` there.'
                yield lesson.problem(cell.line, message)
    for cell, after in zip(lesson.cells, (*lesson.cells[1:], None), strict=True):
        if "prediction" in cell.marks and (after is None or after.marks.get("predict") is None):
            name = _name(cell)
            message = (
                f'nothing asks prediction {name!r}: add a cell `# %% predict="{name}"` with '
                f"`{predict_call(name)}` below it."
            )
            yield lesson.problem(cell.line, message)


@dataclass(frozen=True)
class _Call:
    """A call of ``compare`` in a lesson: for which prediction, and whether it has a result."""

    line: int
    name: str | None
    has_result: bool


def _comparing_problems(lesson: Lesson) -> Iterator[Problem]:
    """Each prediction is compared once, in a later cell, with a result where it needs one."""
    asked = {_name(cell): cell for cell in reversed(lesson.marked("prediction"))}
    calls = [call for cell in lesson.cells for call in _calls(cell)]
    for call in calls:
        if call.name not in asked:
            known = ", ".join(asked) or "none"
            message = f"compare names {call.name!r}, which no cell asks. There are: {known}."
            yield lesson.problem(call.line, message)
        elif call.line < asked[call.name].line:
            message = f"{call.name!r} is compared before it is asked: move one of the cells."
            yield lesson.problem(call.line, message)
        elif (kind := _kind(items(asked[call.name]))) and call.has_result == (kind == CHOICE):
            wanted = "no result" if kind == CHOICE else "a result, as in compare(NAME, 0.5)"
            yield lesson.problem(call.line, f"{call.name!r} is of the kind {kind}: give {wanted}.")
    count = Counter(call.name for call in calls)
    for name, cell in asked.items():
        if count[name] != 1:
            message = (
                f"prediction {name!r} is compared {count[name]} times: let one cell that finds out "
                f'end with `compare("{name}", RESULT)`, or `compare("{name}")` for a choice.'
            )
            yield lesson.problem(cell.line, message)


def _calls(cell: Cell) -> Iterator[_Call]:
    """The calls of ``compare`` with a name of ours in a code cell."""
    if cell.kind != "code":
        return
    try:
        tree = ast.parse(cell.source)
    except SyntaxError:  # a cell of IPython's, such as %pip
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            if node.func.id == "compare":
                first = node.args[0] if node.args else None
                name = first.value if isinstance(first, ast.Constant) else None
                has_result = len(node.args) + len(node.keywords) > 1
                line = cell.text_line + node.lineno - 1
                yield _Call(line, name if isinstance(name, str) else None, has_result)


def _cell_problems(lesson: str, cell: Cell) -> Iterator[tuple[int, str]]:
    """Lines and messages."""
    number = lesson.partition("_")[0]
    if not re.fullmatch(rf"{number}_[a-z0-9_]+", _name(cell)):
        message = f"name it {number}_ and then lower-case letters, digits and underscores."
        yield cell.line, message
    yield from inline_problems(cell)
    found = items(cell)
    kind = _kind(found)
    if kind is None:
        yield (found[0].line if found else cell.line), HOW
        return
    yield from label_problems(found, "an item")
    checks = {CHOICE: _choice_problems, SIGNS: _sign_problems, POINT: point_problems}
    yield from checks.get(kind, _scale_problems)(found)


def _kind(found: Sequence[Item]) -> str | None:
    """The kind that the items' marks make, or None."""
    marks = {item.mark for item in found}
    if marks and marks <= {"x", " "}:
        return CHOICE
    if marks and marks <= set(SIGNS_OF):
        return SIGNS
    if is_point(found):
        return POINT
    if len(found) == 1:
        for kind, pattern in ((NUMBER, NUMBER_MARK), (SLIDER, SLIDER_MARK)):
            if pattern.fullmatch(found[0].mark):
                return kind
    return None


def _choice_problems(found: Sequence[Item]) -> Iterator[tuple[int, str]]:
    right = sum(item.mark == "x" for item in found)
    if right != 1 or len(found) < 2:
        message = f"{right} of {len(found)} options are right: write one '- [x]' and other '- [ ]'."
        yield found[0].line, message
    for item in found:
        if not item.why:
            message = (
                f"option {item.text!r} has no explanation: say below it, after an empty line, "
                "what the reader learns who chose it."
            )
            yield item.line, message


def _sign_problems(found: Sequence[Item]) -> Iterator[tuple[int, str]]:
    if not found[-1].why:
        message = "the signs have no explanation: say below the last one why they are so."
        yield found[-1].line, message


def _scale_problems(found: Sequence[Item]) -> Iterator[tuple[int, str]]:
    item = found[0]
    if not item.why:
        message = "the number has no explanation: say below it how much it is, and why."
        yield item.line, message
    try:
        scale = _scale(item)
    except ValueError:
        yield item.line, f"'- [{item.mark}]' has a number that is none: {HOW}"
        return
    is_slider = item.mark.startswith(SLIDER)
    if scale.within <= 0:
        yield item.line, "nothing is within 0: say how far off a prediction may be, as in 0.1."
    if is_slider and not (scale.low < scale.high and 0 < scale.step < scale.high - scale.low):
        yield item.line, "the slider goes nowhere: write a low end, a higher one, a step between."


def _scale(item: Item) -> Scale:
    """The scale of a number or slider. Raises ``ValueError`` for numbers that are none."""
    if match := NUMBER_MARK.fullmatch(item.mark):
        return Scale(float(match[1]))
    match = SLIDER_MARK.fullmatch(item.mark)
    assert match
    low, high, step, within = map(float, match.groups())
    return Scale(within, low, high, step)


def _prediction(cell: Cell, words: Mapping[str, str]) -> Prediction:
    found = items(cell)
    kind = str(_kind(found))
    marked = kind in (CHOICE, SIGNS)
    lines = tuple(Line(i.text, i.mark if marked else "", i.why) for i in found)
    if kind == POINT:
        lines = (lines[0], Line(lines[1].text, "", _whys(found[1:])))
    scale = _scale(found[0]) if kind in (NUMBER, SLIDER) else None
    plane = plane_of(found) if kind == POINT else None
    return Prediction(_name(cell), kind, question_text(cell), lines, words, scale, plane)


def _whys(found: Sequence[Item]) -> str:
    """The paragraphs below all of these items; those of a picture's parts have no other place."""
    return "\n\n".join(item.why for item in found if item.why)
