"""``predict`` and ``compare``: a prediction before an experiment, and the result beside it after.

Predictions are kept for the learner alone: no hand-in, no points and no scorecard knows of them.
Where nobody sits at the notebook the question stands there with its answer folded, and nothing is
asked or kept; a grader that keeps no pictures isn't shown anything.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from autograder.errors import nearest
from autograder.notebook.predictions import PREDICTIONS
from autograder.notebook.progress import someone_is_there
from autograder.notebook.shells import in_kernel
from autograder.records.languages import words
from autograder.records.sentences import joined, say
from utils.gaps import WrongResult, compared
from utils.predicted import Kept, Prediction, find_prediction, prediction_names
from utils.widgets.predictions import LivePrediction
from utils.widgets.showing import NoWidget, live, watched


class ShownPrediction:
    """A question with its answer folded, for a page that nobody operates."""

    def __init__(self, prediction: Prediction) -> None:
        self._prediction = prediction

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        return {"text/markdown": self._prediction.markdown(), "text/plain": repr(self)}

    def __repr__(self) -> str:
        return self._prediction.plain()


@live("A prediction.")
def predict(name: str, *, language: str = "en") -> LivePrediction | ShownPrediction | NoWidget:
    """The question of a prediction, such as "01_slopes", with what answers it.

    The answer is kept in the learner's own folder and never graded; ``compare`` shows the result
    against it. An unknown name gives a sentence; nothing is raised.
    """
    found = _found(name, str(language))
    if isinstance(found, str):
        return NoWidget(found)
    PREDICTIONS.languages[found.id] = str(language)  # in which `compare` answers
    if not someone_is_there():
        return ShownPrediction(found)
    shown = LivePrediction(found, PREDICTIONS.kept(found.id), partial(PREDICTIONS.keep, found.id))
    PREDICTIONS.watch(found.id, shown.show)
    return shown


def compare(name: str, result: Any = None) -> None:
    """Shows the result of an experiment beside what was predicted under this name, and why.

    ``result`` is a number, the numbers whose signs were asked for, or the two of a point; a choice
    needs none. From now on the prediction stays as it is. Shows a sentence where something is
    wrong; nothing is raised.
    """
    if not watched():
        return
    found = _found(name, PREDICTIONS.languages.get(str(name), "en"))
    if isinstance(found, str):
        _show(found, found)
        return
    try:
        kept = _settled(found, result)
        told = compared(found, kept.answer if kept else None, result)
    except WrongResult as error:
        _show(str(error), str(error))
        return
    _show(told.markdown(), told.plain())


def _settled(found: Prediction, result: Any) -> Kept | None:
    """What was predicted, if it fits the question; for good, now that there is a result."""
    compared(found, None, result)  # a wrong one settles nothing
    kept = PREDICTIONS.kept(found.id)
    if kept is None or not found.takes(kept.answer):
        return None
    return PREDICTIONS.settle(found.id)


def _found(name: object, language: str) -> Prediction | str:
    """The prediction, or a sentence that says why there is none."""
    try:
        found = find_prediction(str(name), language)
    except (OSError, ValueError) as error:
        return words(
            say(
                "The prediction {name} can't be read ({error}). Install the course again.",
                name=repr(name)[:80],
                error=str(error),
            )
        )
    if found is not None:
        return found
    unknown = say("There is no prediction {name}.", name=repr(name)[:80])
    return words(joined(unknown, nearest(str(name), prediction_names("en"))))


def _show(markdown: str, plain: str) -> None:
    """Shows text where the cell is: rendered in a notebook, printed in a terminal."""
    if not in_kernel():
        print(plain)
        return
    from IPython.display import display

    display({"text/markdown": markdown, "text/plain": plain}, raw=True)
