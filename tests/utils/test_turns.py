"""Events that come while a widget answers another one, as they do from ipykernel 7's threads."""

from __future__ import annotations

import asyncio
import re
import threading
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest

from tests.utils.test_engine_stepper import Value, in_order
from utils import (
    engine_stepper,
    function_explorer,
    graph_stepper,
    live_training,
    optimizer_race,
    quiz,
)
from utils.widgets.showing import LiveWidget
from utils.widgets.turns import Runner, Turns

MEANWHILE_S = 0.5
"""Long enough for an answer; it is waited for only where the other answer has to wait, too."""
MOVES: dict[str, tuple[Callable[[], Any], str, Any, str, Any]] = {
    "stepper": (graph_stepper, "y", 0.0, "x", 0.3),
    "explorer": (function_explorer, "formula", "sin(x)", "place", 40),
    "race": (optimizer_race, "SGD", 1.0, "Adam", 0.5),
    "training": (live_training, "width", 4, "noise", 0.5),
    "engine": (lambda: engine_stepper(Value, in_order), "formula", "x*sin(x)", "x", 0.3),
}
"""How a widget is made, a control with a value for the thread of a slider, and one for another."""
BUTTONS = {"race": "step", "training": "start"}
"""Where it is a button that changes what is said."""


def said(widget: LiveWidget) -> str:
    return unescape(re.sub("<.*?>", "", str(widget.controls["said"].value)))


def in_the_middle_of_an_answer(widget: LiveWidget, act: Callable[[], None]) -> threading.Thread:
    """A thread that does `act` once the widget says something new, before it draws that."""
    thread = threading.Thread(target=act)

    def begin(_: object) -> None:
        widget.controls["said"].unobserve(begin, names="value")
        thread.start()
        thread.join(MEANWHILE_S)

    widget.controls["said"].observe(begin, names="value")
    return thread


def ready(name: str) -> LiveWidget:
    """The widget after three steps, where it goes by steps."""
    widget: LiveWidget = MOVES[name][0]()
    for button in {"next", "step"} & widget.controls.keys():
        for _ in range(3):
            widget.controls[button].click()
    return widget


@pytest.mark.parametrize("name", MOVES)
def test_two_controls_moved_at_once_leave_the_picture_that_belongs_to_the_words(name: str) -> None:
    widget, (_, first, a, second, b) = ready(name), MOVES[name]
    if name == "training":
        widget.controls["learning rate"].value = 1.0  # it diverges soon

    def move() -> None:
        widget.controls[first].value = a

    thread = in_the_middle_of_an_answer(widget, move)
    if name in BUTTONS:
        widget.controls[BUTTONS[name]].click()
    else:
        widget.controls[second].value = b
    thread.join()
    assert widget.controls[first].value == a
    assert said(widget) in unescape(str(widget.controls["picture"].value))


@pytest.mark.parametrize("name", MOVES)
def test_a_reset_is_answered_by_one_picture(name: str) -> None:
    widget, (_, first, a, second, b) = ready(name), MOVES[name]
    fresh = MOVES[name][0]()
    widget.controls[second].value = b
    widget.controls[first].value = a
    pictures: list[object] = []
    widget.controls["picture"].observe(lambda change: pictures.append(change), names="value")
    widget.controls["reset"].click()
    assert len(pictures) == 1
    assert widget.controls["picture"].value == fresh.controls["picture"].value
    assert said(widget) == said(fresh)


def test_what_a_reader_types_during_a_reset_is_shown_in_the_end() -> None:
    widget = function_explorer()
    widget.controls["place"].value = 40

    def type_nothing() -> None:
        widget.controls["formula"].value = ""

    thread = in_the_middle_of_an_answer(widget, type_nothing)
    widget.controls["reset"].click()
    thread.join()
    assert "There is no formula yet" in said(widget)


def test_two_options_chosen_at_once_leave_the_mark_at_the_one_that_is_explained() -> None:
    questions = quiz("01_gradient_vectors")
    answer, (one, other) = questions.answers[0], questions.options[0][:2]
    thread = threading.Thread(target=other.click)

    def begin(_: object) -> None:
        one.unobserve(begin, names="description")
        thread.start()
        thread.join(MEANWHILE_S)

    one.observe(begin, names="description")
    one.click()
    thread.join()
    marked = [b for b in questions.options[0] if b.description[0] in "✓✗"]
    assert marked == [other]
    assert answer.value.count("✓" if "✓" in other.description else "✗") == 1


def test_a_run_that_is_stopped_and_started_at_once_does_not_run_twice() -> None:
    tasks: list[Any] = []

    def frame() -> bool:
        tasks.append(asyncio.current_task())
        return len(tasks) < 12

    async def click() -> None:
        runner = Runner(Turns(), frame, pause_s=0)
        runner.start()
        await asyncio.sleep(0)
        runner.stop()
        runner.start()
        runner.start()
        while len(asyncio.all_tasks()) > 1:
            await asyncio.sleep(0)

    asyncio.run(click())
    assert len(tasks) == 12 and len(set(tasks)) == 2 and len(set(tasks[1:])) == 1


def test_a_stopped_run_can_be_started_in_another_loop_when_its_own_is_gone() -> None:
    frames: list[int] = []
    runner = Runner(Turns(), lambda: bool(frames.append(1)) or len(frames) < 5, pause_s=0)

    async def begin() -> None:
        runner.start()
        await asyncio.sleep(0)

    asyncio.run(begin())  # as when a page is loaded anew, and the kernel ends its thread
    assert len(frames) < 5
    runner.start()
    assert len(frames) == 5
