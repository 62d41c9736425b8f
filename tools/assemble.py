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

from tools.installation import FOLDED, installation
from tools.navigation import contents, with_links, with_solutions
from tools.predictions import predict_call, predictions_of
from tools.quizzes import quiz_call, quiz_of, quiz_parts
from tools.rules import Exercises, alt_text
from tools.sources import SOURCE_LANGUAGE, Cell, Lesson
from tools.stills import still_outputs
from tools.times import said as said_of_time
from utils.expected import ExpectedPicture
from utils.predicted import Prediction
from utils.questions import Quiz

METADATA: dict[str, Any] = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
    "colab": {"generative_ai_disabled": True},
}
"""Plain, since nbgrader reads the language and looks for the kernel by this name.

The last entry keeps Colab's assistant from answering the exercises. It is undocumented; elsewhere
nobody reads it, and ``autograder.grading.repair.traces`` knows it as the course's own.
"""


def solution_notebook(
    lesson: Lesson,
    exercises: Exercises,
    pictures: Path,
    repository: str,
    language: str = SOURCE_LANGUAGE,
    course: Sequence[Lesson] = (),
) -> NotebookNode:
    """The notebook with all answers, nbgrader's source for this lesson.

    The questions of its quizzes are in the quiz cells' outputs, and each prediction's, its answer
    folded, in that of the cell that asks it. How long things take is put in. ``course`` are all
    lessons in this language, to which it has links.
    """
    points = {exercise.id: exercise.points for exercise in exercises}
    of_time = said_of_time(lesson)
    kept = [c for c in lesson.cells if not {"question", "prediction"} & c.marks.keys()]
    asked = predictions_of(lesson)
    cells = [_cell(cell, points, pictures) for cell in kept]
    quiz, parts = quiz_of(lesson, course), quiz_parts(lesson)
    for cell, new in zip(kept, cells, strict=True):
        if "quiz" in cell.marks:
            part = parts[cell.id]
            new.source = quiz_call(lesson.name, part, language)
            new.outputs = [_stored_quiz(quiz, part)]
        if "predict" in cell.marks:
            name = str(cell.marks["predict"])
            new.source, new.outputs = predict_call(name, language), [_stored(asked[name])]
        new.source = of_time.get(cell.line, new.source)
        if "contents" in cell.marks:
            new.source = f"{new.source}\n\n{contents(course)}".strip()
    cells.insert(kept.index(lesson.marked("setup")[0]), installation(repository))
    linked = with_links(with_solutions(cells, lesson), lesson, course)
    notebook = new_notebook(cells=linked, metadata=copy.deepcopy(METADATA))
    notebook.nbformat_minor = 5
    nbformat.validate(notebook)
    return notebook


def as_text(notebook: NotebookNode) -> str:
    """The notebook as the JSON that nbconvert, and so nbgrader, would write."""
    return str(nbformat.writes(notebook, version=4)).rstrip("\n") + "\n"


def _cell(cell: Cell, points: Mapping[str, float], pictures: Path) -> NotebookNode:
    metadata: dict[str, Any] = {"tags": cell.marks["tags"]} if "tags" in cell.marks else {}
    if cell.kind != "code":
        new_cell = new_markdown_cell if cell.kind == "markdown" else new_raw_cell
        return new_cell(cell.source, id=cell.id, metadata=metadata)
    if cell.grade_id is not None:
        metadata["nbgrader"] = _nbgrader_metadata(cell, points)
    if "picture" in cell.marks:  # its alt text tells what is to be found out
        metadata |= FOLDED
    outputs = [_stored_picture(cell, pictures)] if "picture" in cell.marks else []
    if "still" in cell.marks:
        outputs = still_outputs(cell, pictures)
    return new_code_cell(cell.source, id=cell.id, metadata=metadata, outputs=outputs)


def _nbgrader_metadata(cell: Cell, points: Mapping[str, float]) -> dict[str, Any]:
    common = {"schema_version": 3, "grade_id": cell.grade_id, "task": False}
    if "solution" in cell.marks:
        return {**common, "grade": False, "solution": True, "locked": False}
    worth = points[str(cell.exercise)]
    worth = int(worth) if worth == int(worth) else worth
    return {**common, "grade": True, "solution": False, "locked": True, "points": worth}


def _stored_quiz(quiz: Quiz, part: int | None) -> NotebookNode:
    data = {"text/markdown": quiz.markdown(part), "text/plain": quiz.text(part)}
    return new_output("display_data", data=data)


def _stored(prediction: Prediction) -> NotebookNode:
    data = {"text/markdown": prediction.markdown(), "text/plain": prediction.plain()}
    return new_output("display_data", data=data)


def _stored_picture(cell: Cell, pictures: Path) -> NotebookNode:
    png = (pictures / f"{cell.marks['picture']}.png").read_bytes()
    alt = str(alt_text(cell))
    data = ExpectedPicture(str(cell.marks["picture"]), alt, png).mimebundle()
    return new_output("display_data", data=data)
