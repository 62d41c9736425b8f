"""The solution notebook of a lesson: cells with nbgrader's metadata, stable ids, stored pictures.

Owns what stands in a notebook that does not stand in the source. Takes a lesson that
``tools.rules`` found right.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output, new_raw_cell

from tools.navigation import contents, with_links
from tools.predictions import predict_call, predictions_of
from tools.quizzes import quiz_call, quiz_of
from tools.rules import Exercises, alt_text
from tools.sources import SOURCE_LANGUAGE, WELCOME, Cell, Lesson, text_id
from tools.stills import still_outputs
from utils.expected import ExpectedPicture
from utils.predicted import Prediction

METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
"""Plain, since nbgrader reads the language and looks for the kernel by this name."""

FOLDED: dict[str, Any] = {"jupyter": {"source_hidden": True}, "cellView": "form"}
"""Folds the code of an expected picture, whose alt text tells what is to be found out: the first
for JupyterLab, the second for Colab. The picture below it is folded too."""

INSTALL = """\
import importlib.util

if importlib.util.find_spec("autograder") is None:  # in Colab: install the course first
    get_ipython().run_line_magic("pip", "install -q {source}")
"""


def solution_notebook(
    lesson: Lesson,
    exercises: Exercises,
    pictures: Path,
    pip_source: str,
    language: str = SOURCE_LANGUAGE,
    course: Sequence[Lesson] = (),
) -> NotebookNode:
    """The notebook with all answers, nbgrader's source for this lesson.

    The questions of its quiz are in the quiz cell's output, and each prediction's, its answer
    folded, in that of the cell that asks it. ``course`` are all lessons in this language, to which
    it has links.
    """
    points = {exercise.id: exercise.points for exercise in exercises}
    kept = [c for c in lesson.cells if not {"question", "prediction"} & c.marks.keys()]
    asked = predictions_of(lesson)
    is_welcome = lesson.name == WELCOME
    cells = [_cell(cell, points, pictures, pip_source, not is_welcome) for cell in kept]
    for cell, new in zip(kept, cells, strict=True):
        if "quiz" in cell.marks:
            new.source, new.outputs = quiz_call(lesson.name, language), [_stored_quiz(lesson)]
        if "predict" in cell.marks:
            name = str(cell.marks["predict"])
            new.source, new.outputs = predict_call(name, language), [_stored(asked[name])]
        if "contents" in cell.marks:
            new.source = f"{new.source}\n\n{contents(course)}".strip()
    if is_welcome:  # the first cell that a newcomer meets reads like a sentence
        cells.insert(kept.index(lesson.marked("setup")[0]), _installation(pip_source))
    notebook = new_notebook(cells=with_links(cells, lesson, course), metadata=METADATA)
    notebook.nbformat_minor = 5
    nbformat.validate(notebook)
    return notebook


def as_text(notebook: NotebookNode) -> str:
    """The notebook as the JSON that nbconvert, and so nbgrader, would write."""
    return str(nbformat.writes(notebook, version=4)).rstrip("\n") + "\n"


def _installation(pip_source: str) -> NotebookNode:
    """A cell of its own that installs the course in Colab, and is folded elsewhere too."""
    source = INSTALL.format(source=pip_source).rstrip()
    return new_code_cell(source, id=text_id("code", source), metadata=copy.deepcopy(FOLDED))


def _cell(
    cell: Cell, points: Mapping[str, float], pictures: Path, pip_source: str, installs: bool = True
) -> NotebookNode:
    metadata: dict[str, Any] = {"tags": cell.marks["tags"]} if "tags" in cell.marks else {}
    if cell.kind != "code":
        new_cell = new_markdown_cell if cell.kind == "markdown" else new_raw_cell
        return new_cell(cell.source, id=cell.id, metadata=metadata)
    if cell.grade_id is not None:
        metadata["nbgrader"] = _nbgrader_metadata(cell, points)
    source = cell.source
    if "picture" in cell.marks:
        metadata |= FOLDED
    if "setup" in cell.marks and installs:
        source = f"{INSTALL.format(source=pip_source)}\n{source}"
    outputs = [_stored_picture(cell, pictures)] if "picture" in cell.marks else []
    if "still" in cell.marks:
        outputs = still_outputs(cell, pictures)
    return new_code_cell(source, id=cell.id, metadata=metadata, outputs=outputs)


def _nbgrader_metadata(cell: Cell, points: Mapping[str, float]) -> dict[str, Any]:
    common = {"schema_version": 3, "grade_id": cell.grade_id, "task": False}
    if "solution" in cell.marks:
        return {**common, "grade": False, "solution": True, "locked": False}
    worth = points[str(cell.exercise)]
    worth = int(worth) if worth == int(worth) else worth
    return {**common, "grade": True, "solution": False, "locked": True, "points": worth}


def _stored_quiz(lesson: Lesson) -> NotebookNode:
    quiz = quiz_of(lesson)
    data = {"text/markdown": quiz.markdown(), "text/plain": quiz.text()}
    return new_output("display_data", data=data)


def _stored(prediction: Prediction) -> NotebookNode:
    data = {"text/markdown": prediction.markdown(), "text/plain": prediction.plain()}
    return new_output("display_data", data=data)


def _stored_picture(cell: Cell, pictures: Path) -> NotebookNode:
    png = (pictures / f"{cell.marks['picture']}.png").read_bytes()
    alt = str(alt_text(cell))
    data = ExpectedPicture(str(cell.marks["picture"]), alt, png).mimebundle()
    return new_output("display_data", data=data)
