"""Predictions are kept in the learner's own file, agree between notebooks, and never raise."""

from __future__ import annotations

import json
import re
import sys
import types
from pathlib import Path

import nbformat
import pytest
from jupyter_client.manager import start_new_kernel
from nbclient import NotebookClient

from autograder.notebook import predicting
from autograder.notebook.predicting import compare, predict
from autograder.notebook.predictions import Predictions, add_prediction, read_prediction
from autograder.notebook.progress_file import NAME, Best, add_progress, read_progress
from autograder.records.verdicts import Status
from utils import predicted
from utils.predicted import CHOICE, NUMBER, Item, Kept, Prediction, Scale, predictions_to_json

ROOT = Path(__file__).parents[2]
OPTIONS = (Item("up", "x", "It goes up."), Item("down", " ", "It can't go down."))
WAY = Prediction("98_way", CHOICE, "Up or down?", OPTIONS, {})
RATE = Prediction(
    "98_rate", NUMBER, "How large?", (Item("rate", "", "It is 2/c."),), {}, Scale(0.1)
)


@pytest.fixture(autouse=True)
def asked(tmp_path, monkeypatch):
    """Two predictions in a folder of their own, and nothing predicted yet."""
    folder = tmp_path / "predictions"
    (folder / "en").mkdir(parents=True)
    (folder / "en" / "98_tiny.json").write_text(predictions_to_json([WAY, RATE], {}))
    monkeypatch.setattr(predicted, "FOLDER", folder)
    monkeypatch.setattr(predicting, "PREDICTIONS", Predictions(lambda: None))
    return folder


@pytest.fixture
def sitting(tmp_path, monkeypatch):
    """Somebody sits at a notebook whose progress file is the one that is returned."""
    path = tmp_path / NAME
    monkeypatch.setattr(predicting, "PREDICTIONS", Predictions(lambda: path))
    monkeypatch.setattr(predicting, "someone_is_there", lambda: True)
    return path


def test_an_answer_is_kept_and_the_result_is_shown_against_it(sitting, capsys):
    predict("98_rate").controls["number"].value = "0.2"
    assert json.loads(sitting.read_text())["predictions"]["98_rate"]["answer"] == 0.2
    compare("98_rate", 0.5)
    said = capsys.readouterr().out
    assert "Your prediction: rate = 0.2." in said
    assert "The result: rate = 0.5." in said
    assert "0.3 too low" in said and "It is 2/c." in said


def test_a_prediction_stays_once_the_result_was_seen_whatever_is_run_again(sitting, capsys):
    first = predict("98_way")
    first.controls["B"].click()
    compare("98_way")
    assert "it stays as it is" in first.status.value
    again = predict("98_way")
    assert "it stays as it is" in again.status.value
    again.controls["A"].click()
    assert read_prediction(sitting, "98_way") == Kept(1, settled=True)
    capsys.readouterr()
    compare("98_way")
    assert "Your prediction: B: down." in capsys.readouterr().out


def test_where_nothing_was_predicted_that_is_said_and_a_later_one_is_taken(sitting, capsys):
    compare("98_rate", 0.5)
    said = capsys.readouterr().out
    assert "You made no prediction here" in said and "The result: rate = 0.5." in said
    assert not sitting.exists()
    predict("98_rate").controls["number"].value = "0.5"
    compare("98_rate", 0.5)
    assert "As you predicted." in capsys.readouterr().out


def test_a_wrong_result_settles_nothing_and_is_a_sentence(sitting, capsys):
    predict("98_rate").controls["number"].value = "0.2"
    compare("98_rate", "fast")
    assert "98_rate got 'fast' as its result. Expected one number" in capsys.readouterr().out
    assert read_prediction(sitting, "98_rate") == Kept(0.2)


@pytest.mark.parametrize("name", ["98_ways", "nothing", "", None, 7, ["98_way"], "../98_way"])
def test_an_unknown_name_is_a_sentence(name, sitting, capsys):
    assert "There is no prediction" in repr(predict(name))
    compare(name, 1)
    assert "There is no prediction" in capsys.readouterr().out


def test_an_unknown_name_is_told_the_nearest_one(sitting):
    assert "Did you mean '98_way'?" in repr(predict("98_ways"))


@pytest.mark.parametrize("text", ["", "{}", "[1]", '{"words": {}, "predictions": 3}'])
def test_broken_questions_are_a_sentence(text, asked, sitting, capsys):
    (asked / "en" / "98_tiny.json").write_text(text)
    assert "can't be read" in repr(predict("98_way"))
    compare("98_way")
    assert "can't be read" in capsys.readouterr().out


BROKEN = {
    "half of it": '{"version": 1, "exer',
    "a newer version": '{"version": 2, "exercises": {}}',
    "predictions as a list": '{"version": 1, "exercises": {}, "predictions": [1]}',
    "an answer that is a list": json.dumps(
        {"version": 1, "exercises": {}, "predictions": {"98_way": {"answer": [], "settled": False}}}
    ),
    "no answer": '{"version": 1, "exercises": {}, "predictions": {"98_way": {}}}',
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_file_is_left_as_it_is_and_told_beside_the_answer(case, sitting, capsys):
    sitting.write_text(BROKEN[case])
    shown = predict("98_way")
    shown.controls["B"].click()
    assert f"It can't be kept in a file ({NAME}: " in shown.status.value.replace("&#x27;", "'")
    assert sitting.read_text() == BROKEN[case]
    compare("98_way")
    assert "Your prediction: B: down." in capsys.readouterr().out
    assert "it stays as it is" in predict("98_way").status.value


def test_a_folder_where_nobody_may_write_is_told(sitting, monkeypatch):
    def refuse(*args, **kwargs):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("autograder.notebook.progress_file.tempfile.mkstemp", refuse)
    shown = predict("98_way")
    shown.controls["A"].click()
    assert "Permission denied). It is remembered until the kernel stops." in shown.status.value
    assert "Your prediction: A: up." in shown.status.value


def test_an_answer_of_another_kind_in_the_file_is_a_sentence(sitting, capsys):
    add_prediction(sitting, "98_way", Kept("++"))
    assert "doesn" in predict("98_way").status.value
    compare("98_way")
    assert "You made no prediction here" in capsys.readouterr().out


def test_two_notebooks_agree_and_the_one_that_was_settled_first_stays(tmp_path):
    path = tmp_path / NAME
    one, other = Predictions(lambda: path), Predictions(lambda: path)
    one.keep("98_way", 0)
    assert other.kept("98_way") == Kept(0)
    other.keep("98_way", 1)
    other.keep("98_rate", 0.25)
    assert one.settle("98_way") == Kept(1, settled=True)
    assert other.keep("98_way", 0) == Kept(1, settled=True)
    assert one.kept("98_rate") == Kept(0.25)


def test_points_and_predictions_share_the_file_and_lose_nothing(tmp_path):
    path = tmp_path / NAME
    best = Best(3.0, 3.0, Status.PASSED, "2026-01-03")
    add_prediction(path, "98_way", Kept(1))
    add_progress(path, {"fun_dz": best})
    add_prediction(path, "98_rate", Kept(0.5))
    assert read_progress(path) == {"fun_dz": best}
    assert read_prediction(path, "98_way") == Kept(1)
    assert read_prediction(path, "98_rate") == Kept(0.5)
    assert "predictions" in json.loads(path.read_text())["about"]


def test_in_colab_it_is_said_how_long_a_prediction_is_remembered(monkeypatch):
    monkeypatch.setitem(sys.modules, "google.colab", types.ModuleType("google.colab"))
    monkeypatch.setattr(predicting, "someone_is_there", lambda: True)
    shown = predict("98_way")
    shown.controls["B"].click()
    assert "In Colab your predictions are remembered until the session ends." in shown.status.value


CELLS = (
    f"import sys; sys.path.insert(0, {str(ROOT)!r})\nfrom autograder import compare, predict",
    "predict('01_slope_signs')",
    "compare('01_slope_signs', (-0.7, 0.2))",
)


@pytest.mark.parametrize("grading", ["", "autograde", "validate"])
def test_a_notebook_that_is_executed_without_a_person_asks_and_writes_nothing(
    grading, tmp_path, monkeypatch
):
    if grading:
        monkeypatch.setenv("NBGRADER_EXECUTION", grading)
    folder = tmp_path / "own"
    folder.mkdir()
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(c) for c in CELLS])
    NotebookClient(notebook, resources={"metadata": {"path": str(folder)}}).execute()
    assert list(folder.iterdir()) == []
    (question,), (answer,) = (cell.outputs for cell in notebook.cells[1:])
    assert "<details>" in question.data["text/markdown"]
    assert "The result: slope along x: −, slope along y: +." in answer.data["text/plain"]


def test_a_grader_that_keeps_no_pictures_is_shown_nothing_and_makes_no_widget(
    monkeypatch, capsys, sitting
):
    monkeypatch.setenv("AUTOGRADER_PICTURES", "off")
    monkeypatch.setattr(predicting, "find_prediction", None)  # so that a look-up would raise
    assert re.match("A prediction. Run its cell", repr(predict("98_way")))
    compare("98_way")
    assert capsys.readouterr().out == ""


def test_a_person_at_a_kernel_keeps_a_prediction_over_a_restart(tmp_path):
    folder = tmp_path / "own"
    folder.mkdir()
    click = "p = predict('01_slope_signs'); p.controls['0+'].click(); p.controls['1+'].click()"
    compared = run_in_a_new_kernel(folder, [CELLS[0], click])
    assert compared == []
    assert read_prediction(folder / NAME, "01_slope_signs") == Kept("++")
    (shown,) = run_in_a_new_kernel(folder, [CELLS[0], CELLS[2]])
    assert "Your prediction: slope along x: +, slope along y: +." in shown
    assert "1 of 2 are as you predicted." in shown


def run_in_a_new_kernel(folder: Path, cells: list[str]) -> list[str]:
    """What the cells show, run as JupyterLab runs them."""
    manager, client = start_new_kernel(cwd=str(folder))
    shown: list[str] = []

    def note(message):
        assert message["msg_type"] != "error", message["content"]
        if message["msg_type"] == "display_data":
            shown.append(message["content"]["data"]["text/plain"])

    try:
        for cell in cells:
            client.execute_interactive(cell, allow_stdin=True, timeout=120, output_hook=note)
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
    return shown
