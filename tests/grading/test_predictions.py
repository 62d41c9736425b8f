"""A prediction is the learner's own: no grader looks at it, pays for it or stumbles over it."""

from __future__ import annotations

import copy
import json
from pathlib import Path

from autograder.grading.course import find_course
from autograder.grading.settings import BWRAP, Settings
from autograder.grading.submission import grade_submission

ROOT = Path(__file__).parents[2]
LESSON = "01_gradient_vectors"
SEED = 5


def solved() -> dict:
    path = ROOT / "solutions" / "en" / LESSON / f"{LESSON}.ipynb"
    return json.loads(path.read_text(encoding="utf-8"))


def predicted(notebook: dict) -> dict:
    """The hand-in of somebody who made predictions, and played with the calls."""
    made = copy.deepcopy(notebook)
    for cell in made["cells"]:
        source = "".join(cell["source"])
        if source.startswith("predict("):
            said = {"text/plain": "Your prediction: B.", "text/markdown": "Your **prediction**: B."}
            cell["outputs"] = [{"output_type": "display_data", "data": said, "metadata": {}}]
            cell["execution_count"] = 7
            cell["source"] = f"{source}.controls"
        elif source.startswith("compare(") or "\ncompare(" in source:
            cell["source"] = source + "\ncompare('nothing', 1)\npredict(None)"
    return made


def graded(notebook: dict) -> dict:
    release = find_course(ROOT).release(LESSON).read_bytes()
    data = json.dumps(notebook).encode()
    record = grade_submission(data, LESSON, SEED, Settings(sandbox=BWRAP), release).record
    return {e.id: (e.status, e.score) for e in record.exercises} | {"": (record.message, None)}


def test_a_hand_in_whose_predictions_were_made_is_graded_equal():
    plain = graded(solved())
    assert sum(score or 0 for _, score in plain.values()) == 9
    assert graded(predicted(solved())) == plain
