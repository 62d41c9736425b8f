"""Predictions: each kind is answered by its own controls, and the gap is told in a sentence."""

from __future__ import annotations

import math
import sys
from itertools import pairwise
from xml.etree import ElementTree

import numpy as np
import pytest
import torch

from utils import predicted
from utils.gaps import WrongResult, compared
from utils.points import Axis, Plane, Spot, point_text, read_point
from utils.predicted import (
    CHOICE,
    NUMBER,
    POINT,
    SIGNS,
    SLIDER,
    Item,
    Kept,
    Prediction,
    Scale,
    find_prediction,
    prediction_names,
    predictions_to_json,
    read_file,
    read_number,
)
from utils.widgets.pointing import LEFT, TOP, UP, ground_svg, point_svg
from utils.widgets.predictions import LivePrediction

OPTIONS = (Item("rings", "x", "Only $r$ counts."), Item("stripes", " ", "So it is with $x$ alone."))
ARROWS = (Item("along x", "-", ""), Item("along y", "+", "Uphill is north."))
MAP = Prediction("01_map", CHOICE, "What is on the map?", OPTIONS, {})
SLOPES = Prediction("01_signs", SIGNS, "Which signs?", ARROWS, {})
RATE_ITEM = Item("rate", "", "It is 2/c.")
RATE = Prediction("01_rate", NUMBER, "How large?", (RATE_ITEM,), {}, Scale(0.1))
TURN = Prediction(
    "01_turn", SLIDER, "Where?", (Item("angle", "", "North."),), {}, Scale(5, 0, 360, 0.5)
)
PLANE = Plane(
    Axis(-3, 3, 0.3), Axis(-2, 2, 0.3), "x**2 + y**2", "rings", (Spot("start <a>", 1.5, -1),)
)
END_ITEMS = (Item("x", "", ""), Item("y", "", "In the dip."))
END = Prediction("01_end", POINT, "Where does it end?", END_ITEMS, {}, None, PLANE)
ALL = [MAP, SLOPES, RATE, TURN, END]


class Drawer:
    """Keeps the answers that it is given, in order, and settles none."""

    def __init__(self) -> None:
        self.answers: list[object] = []

    def __call__(self, answer):
        self.answers.append(answer)
        return Kept(answer)


def live(prediction, kept=None, keep=None):
    return LivePrediction(prediction, kept, keep or Drawer())


def test_a_choice_is_kept_when_its_button_is_clicked_and_may_be_changed():
    drawer = Drawer()
    shown = live(MAP, keep=drawer)
    assert "never graded" in shown.status.value
    shown.controls["B"].click()
    assert "Your prediction: B: stripes." in shown.status.value
    shown.controls["A"].click()
    assert drawer.answers == [1, 0]
    assert [b.description for b in shown.controls.values()] == ["● A: rings", "B: stripes"]


def test_signs_are_kept_once_every_arrow_has_one():
    drawer = Drawer()
    shown = live(SLOPES, keep=drawer)
    shown.controls["0-"].click()
    assert drawer.answers == []
    assert shown.controls["0-"].description == "● −"
    shown.controls["10"].click()
    shown.controls["1+"].click()
    assert drawer.answers == ["-0", "-+"]
    assert "along x: −, along y: +" in shown.status.value


@pytest.mark.parametrize(
    ("text", "number"),
    [("0.25", 0.25), (" −2 ", -2), ("0,5", 0.5), ("1/3", 1 / 3), ("1e-3", 0.001), ("-7", -7)],
)
def test_a_number_is_read_as_people_write_it(text, number):
    drawer = Drawer()
    shown = live(RATE, keep=drawer)
    shown.controls["number"].value = text
    assert drawer.answers == [number]
    assert "Your prediction: rate =" in shown.status.value


@pytest.mark.parametrize("text", ["two", "1/0", "nan", "inf", "1,2,3", "0.1.2", "<b>"])
def test_what_is_no_number_is_told_in_a_sentence_and_not_kept(text):
    drawer = Drawer()
    shown = live(RATE, keep=drawer)
    shown.controls["number"].value = text
    assert drawer.answers == []
    assert read_number(text) is None
    assert "is no number. Write one such as 0.25" in shown.status.value
    assert "<b>" not in shown.status.value


def test_a_slider_says_its_real_value_and_is_kept_by_its_button_alone():
    drawer = Drawer()
    shown = live(TURN, keep=drawer)
    slider = shown.controls["slider"]
    box = shown.controls["box"]
    assert (slider.min, slider.max, slider.step, box.description) == (0, 360, 0.5, "angle =")
    slider.value = 45.5
    assert box.value == 45.5
    box.value = 90
    assert slider.value == 90
    assert drawer.answers == []
    shown.controls["keep"].click()
    assert drawer.answers == [90.0]
    assert "Your prediction: angle = 90." in shown.status.value


@pytest.fixture(params=["anywidget", "no anywidget"])
def pointing(request, monkeypatch):
    """With anywidget, and without."""
    if request.param != "anywidget":
        monkeypatch.setitem(sys.modules, "utils.widgets.point_view", None)
    return request.param


def test_a_point_is_kept_by_its_button_alone_with_anywidget_and_without(pointing):
    drawer = Drawer()
    shown = live(END, keep=drawer)
    controls = shown.controls
    boxes = [controls[name] for name in "xy"]
    assert [(b.description, b.min, b.max, b.value) for b in boxes] == [
        ("x =", -3, 3, 0), ("y =", -2, 2, 0)
    ]  # fmt: skip
    boxes[0].value, boxes[1].value = 0.5, -1.25
    assert drawer.answers == []
    controls["keep"].click()
    assert drawer.answers == ["0.5,-1.25"]
    assert "Your prediction: x = 0.5, y = −1.25." in shown.status.value


def test_what_is_dragged_moves_the_boxes_and_they_move_it():
    controls = live(END).controls
    view = controls["picture"]
    view.set_state({"x": 1.5, "y": -0.5})
    assert [controls[name].value for name in "xy"] == [1.5, -0.5]
    controls["y"].value = 7
    assert (view.x, view.y) == (1.5, 2)
    assert [axis["name"] for axis in view.axes] == ["x", "y"]
    assert "arrow keys" in view.notes[0] and view.notes[1] == "rings"


def test_without_anywidget_the_picture_is_drawn_anew_with_each_number(monkeypatch):
    monkeypatch.setitem(sys.modules, "utils.widgets.point_view", None)
    controls = live(END, Kept("-3.0,2.0")).controls
    assert f'cx="{LEFT:.1f}" cy="{TOP:.1f}"' in controls["picture"].value
    controls["y"].value = -2
    assert f'cx="{LEFT:.1f}" cy="{TOP + UP:.1f}"' in controls["picture"].value
    assert "rings" in controls["picture"].value


def test_a_picture_is_whole_svg_that_is_told_in_words_and_escapes_names():
    drawn = ElementTree.fromstring(point_svg(PLANE, ["x", "y & z"], ground_svg(PLANE), (0, 0)))
    said = "x: −3 … 3; y & z: −2 … 2; rings; start <a>: (1.5, −1)"
    assert drawn.attrib["aria-label"] == said
    words = [text.text for text in drawn.iter("text")]
    assert {"x", "y & z", "start <a>", "−3", "0", "2"} <= set(words)
    assert len(list(drawn.iter("circle"))) == 2


def test_contours_are_nested_around_the_lowest_point():
    regions = list(ElementTree.fromstring(f"<g>{ground_svg(PLANE)}</g>"))
    assert len(regions) == 9
    widths = []
    for region in regions:
        numbers = [float(n) for n in region.attrib["d"].replace("Z", "").split("M")[1]
                   .replace("L", " ").split()]  # fmt: skip
        widths.append(max(numbers[::2]) - min(numbers[::2]))
    assert all(small <= large for small, large in pairwise(widths))
    share = widths[0] ** 2 / 386**2 * math.pi / 4 * 6 / 4  # a circle in data is an ellipse here
    assert share == pytest.approx(0.02, rel=0.2)


@pytest.mark.parametrize("formula", ["", "3", "log(-1 - x**2)"])
def test_where_there_are_no_contours_the_axes_stand_alone(formula):
    assert ground_svg(Plane(Axis(-3, 3, 1), Axis(-2, 2, 1), formula)) == ""


@pytest.mark.parametrize(
    ("low", "high", "step", "digits"),
    [(-3, 3, 0.05, 2), (0.25, 0.95, 0.005, 3), (0, 4, 0.02, 2), (0, 100, 1, 0), (0, 5000, 50, 0)],
)
def test_an_axis_is_walked_in_round_steps(low, high, step, digits):
    axis = Axis(low, high, 1)
    assert axis.step == pytest.approx(step)
    assert axis.digits == digits
    assert abs(axis.middle - (low + high) / 2) <= step / 2


@pytest.mark.parametrize("text", ["", "1", "1,2,3", "a,b", "1,nan", "inf,0", None, 3, "1;2"])
def test_what_is_no_point_is_none(text):
    assert read_point(text) is None


def test_a_point_that_is_kept_is_read_back_to_the_last_digit():
    point = (0.1 + 0.2, -1e-17)
    assert read_point(point_text(point)) == point


@pytest.mark.parametrize(
    ("prediction", "answer", "told"),
    [
        (MAP, 1, "B: stripes"),
        (SLOPES, "0+", "along x: 0"),
        (RATE, 0.5, "0.5"),
        (TURN, 42.5, "42.5"),
        (END, "0.5,-1.25", "0.5"),
    ],
)
def test_what_was_kept_is_there_again(prediction, answer, told):
    shown = live(prediction, Kept(answer, settled=True))
    assert told in shown.status.value
    assert "You have seen the result" in shown.status.value
    assert told in shown.still_bundle()["text/markdown"]
    controls = shown.controls
    values = [getattr(c, "value", getattr(c, "description", "")) for c in controls.values()]
    assert any("●" in str(v) or str(v) in ("0.5", "42.5") for v in values)


def test_where_the_result_was_seen_a_click_changes_nothing():
    shown = live(MAP, Kept(1, settled=True), lambda answer: Kept(1, settled=True))
    shown.controls["A"].click()
    assert shown.controls["B"].description.startswith("●")
    assert shown.controls["A"].description == "A: rings"
    arrows = live(SLOPES, Kept("++", settled=True), lambda answer: Kept("++", settled=True))
    arrows.controls["0-"].click()
    assert arrows.controls["0+"].description == "● +"


@pytest.mark.parametrize("prediction", ALL, ids=lambda p: p.kind)
@pytest.mark.parametrize(
    "answer", [7, -1, "+", "abc", None, [1], math.nan, True, 10**400, "3.5,0.0", "1.0", "0,nan"]
)
def test_an_answer_of_another_kind_is_none_and_is_told(prediction, answer):
    if prediction.takes(answer):
        assert (prediction.kind in (NUMBER, SLIDER)) and answer in (7, -1)
        return
    shown = live(prediction, Kept(answer))
    assert "doesn't fit this question any more" in shown.status.value.replace("&#x27;", "'")


def test_a_note_about_the_file_stands_beside_what_is_kept():
    shown = live(MAP, keep=lambda answer: Kept(answer, note="It can't be kept <in> a file."))
    shown.controls["A"].click()
    assert "can&#x27;t be kept &lt;in&gt; a file." in shown.status.value


@pytest.mark.parametrize("prediction", ALL, ids=lambda p: p.kind)
def test_a_page_without_a_kernel_has_the_question_and_its_answer_folded(prediction):
    bundle = live(prediction).still_bundle()
    question, folded = bundle["text/markdown"].split("<details>")
    why = prediction.items[-1 if prediction.kind in (SIGNS, POINT) else 0].why
    assert prediction.text in question and why not in question
    assert why in folded
    assert why in bundle["text/plain"] and "<details>" not in bundle["text/plain"]


def told(prediction, answer, result=None):
    return compared(prediction, answer, result)


NUMBERS = {
    "exact": (0.5, 0.5, True, "As you predicted."),
    "near": (0.45, 0.5, True, "Close enough: your prediction is 0.05 off."),
    "at the edge": (0.4, 0.5, True, "Close enough"),
    "high": (1.0, 0.5, False, "Your prediction is 0.5 too high."),
    "low": (0.2, 0.5, False, "Your prediction is 0.3 too low."),
    "many times": (5.0, 0.5, False, "about 10 times too high"),
    "a small part": (0.01, 0.5, False, "about 50 times too low"),
    "other sign": (-0.5, 0.5, False, "has the other sign"),
    "zero": (0.0, 0.5, False, "0.5 too low"),
    "both negative": (-2.0, -0.5, False, "1.5 too low"),
}


@pytest.mark.parametrize("case", NUMBERS)
def test_the_gap_between_numbers_is_told(case):
    answer, result, right, words = NUMBERS[case]
    found = told(RATE, answer, result)
    assert found.right is right
    assert words in found.gap
    assert "It is 2/c." in found.markdown()
    assert found.came == "The result: rate = 0.5." or result != 0.5


@pytest.mark.parametrize(
    "result", [0.5, np.float32(0.5), np.array([0.5]), torch.tensor(0.5, requires_grad=True)]
)
def test_a_result_may_be_any_single_number(result):
    assert told(RATE, 0.5, result).right


@pytest.mark.parametrize("result", [None, "0.5", True, math.nan, np.zeros(3), torch.ones(2), [0.5]])
def test_a_result_that_is_no_number_is_told(result):
    with pytest.raises(WrongResult, match=r"01_rate got .* Expected one number"):
        told(RATE, 0.5, result)


def test_signs_are_compared_one_by_one():
    assert told(SLOPES, "-+", (-0.7, 0.2)).right
    found = told(SLOPES, "++", (-0.7, 0.2))
    assert (found.right, found.gap) == (False, "1 of 2 are as you predicted.")
    assert found.came == "The result: along x: −, along y: +."
    assert "along x: 0" in told(SLOPES, "++", torch.tensor([1e-17, 2])).came


@pytest.mark.parametrize("result", [None, 1.0, (1.0,), (1, 2, 3), ("+", "-"), (1, math.nan)])
def test_signs_of_other_things_are_told(result):
    with pytest.raises(WrongResult, match=r"01_signs got .* Expected 2 numbers"):
        told(SLOPES, "-+", result)


POINTS = {
    "exact": ("1.0,-1.0", True, "As you predicted."),
    "near": ("1.1,-1.2", True, "Close enough: your point is 0.1 off along x and 0.2 along y."),
    "at the edge": ("1.3,-1.0", True, "Close enough"),
    "far left": ("0.6,-1.0", False, "Your point is 0.4 away: 0.4 too far left."),
    "far right": ("2.0,-1.0", False, "Your point is 1 away: 1 too far right."),
    "low": ("1.0,-2.0", False, "Your point is 1 away: 1 too low."),
    "in both": ("0.7,-0.6", False, "Your point is 0.5 away: 0.3 too far left and 0.4 too high."),
}


@pytest.mark.parametrize("case", POINTS)
def test_the_gap_between_points_is_told(case):
    answer, right, words = POINTS[case]
    found = told(END, answer, (1, -1))
    assert found.right is right
    assert words in found.gap
    assert found.came == "The result: x = 1, y = −1."
    assert found.why == "In the dip."


def test_where_the_axes_have_measures_of_their_own_no_distance_is_told():
    askew = Plane(Axis(-3, 3, 0.1), Axis(-2, 2, 1))
    both = Prediction("01_askew", POINT, "Where?", END_ITEMS, {}, None, askew)
    assert told(both, "0.0,0.9", (0, 0)).right
    assert told(both, "0.09,0.9", (0, 0)).right is False  # outside of the ellipse
    found = told(both, "0.5,-0.5", (0, 0))
    assert found.gap == "Your point is 0.5 too far right and 0.5 too low."


@pytest.mark.parametrize(
    "result",
    [(0.5, 1), torch.tensor([0.5, 1.0]), np.array([0.5, 1]), [torch.tensor(0.5), np.float32(1)]],
)
def test_a_point_may_be_any_two_numbers_inside_the_picture_or_not(result):
    assert told(END, "0.5,1.0", result).right
    assert told(END, "0.5,1.0", (7, 1)).came == "The result: x = 7, y = 1."


@pytest.mark.parametrize(
    "result", [None, 1.0, (1,), (1, 2, 3), "12", (1, None), torch.tensor(3.0), np.array(3.0)]
)
def test_a_point_of_other_things_is_told(result):
    with pytest.raises(WrongResult, match=r"01_end got .* Expected two numbers"):
        told(END, "0.5,1.0", result)


def test_a_choice_says_what_the_reader_may_have_thought_and_what_is_right():
    found = told(MAP, 1)
    assert (found.right, found.gap) == (False, "Otherwise than you predicted.")
    assert found.why == "So it is with $x$ alone.\n\nOnly $r$ counts."
    assert told(MAP, 0).right
    assert told(MAP, 0).why == "Only $r$ counts."
    with pytest.raises(WrongResult, match="compare it without a result"):
        told(MAP, 0, 3)


def test_without_a_prediction_the_result_stands_alone():
    found = told(RATE, None, 0.5)
    assert found.right is None
    assert "You made no prediction here" in found.plain()
    assert "Your prediction:" not in found.plain()
    assert "The result: rate = 0.5." in found.plain()


def test_the_file_gives_back_what_was_written_and_words_in_its_language(tmp_path):
    path = tmp_path / "01_tiny.json"
    words = {"As you predicted.": "Wie vorhergesagt."}
    path.write_text(predictions_to_json(ALL, words), encoding="utf-8")
    found = read_file(path)
    assert [p.items for p in found] == [p.items for p in ALL]
    assert found[3].scale == TURN.scale
    assert [p.plane for p in found] == [None] * 4 + [PLANE]
    assert told(found[0], 0).gap == "Wie vorhergesagt."


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"words": {}, "predictions": [{}]}', "\x00"])
def test_a_broken_file_is_an_error_that_says_so_and_no_other_kind(tmp_path, monkeypatch, text):
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "01_tiny.json").write_text(text, encoding="utf-8")
    monkeypatch.setattr(predicted, "FOLDER", tmp_path)
    with pytest.raises(ValueError):
        find_prediction("01_map", "en")
    assert prediction_names("en") == []


def test_a_language_without_predictions_is_english():
    name = prediction_names("en")[0]
    assert find_prediction(name, "xx") == find_prediction(name, "en")
    assert find_prediction("no_number", "en") is None
    assert find_prediction("../01", "../..") is None
