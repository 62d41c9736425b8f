"""The top of a feedback page: whose it is, what counts, and where each exercise stands."""

from __future__ import annotations

import re
from html import unescape

import pytest

from autograder.records.results import ExerciseRecord, Record
from autograder.reports.feedback_parts import Points, finished

PAGE = """<html><head><title>01_x</title>
<!-- Loading mathjax macro -->
<script src="https://cdnjs.example/mathjax.js"></script>
<style>p {}</style></head><body><h4>01_x (Score: 1.0 / 3.0)</h4>
<div id="toc"><ol><li><a href="#test_f">Test cell</a></li></ol></div>
<a name="test_f"></a><span>Grade cell: <code>test_f</code></span>
<pre>&lt;Figure size 640x480 with 1 Axes&gt;</pre></body></html>"""
F = ExerciseRecord("f", 1.0, 3.0, "partial", None, "The <b> is `swapped`. Look.\nMore.")
RECORD = Record("Zoë <i>", "01_x", 1.0, 3.0, "graded", "", 1.0, ("Renamed <x>.",), (F,))


@pytest.fixture
def page() -> str:
    return finished(PAGE, RECORD, {"f": "Swap & go"}, {"f": Points(1.0, 3.0)})


def test_the_students_name_and_each_exercise_with_its_message_stand_at_the_top(page):
    top = page.partition('<a name="test_f">')[0]
    assert "Student: <strong>Zoë &lt;i&gt;</strong>" in top
    assert '<a href="#test_f">Swap &amp; go</a>' in top
    assert "1 / 3" in top and "The &lt;b&gt; is swapped. Look." in top and "More." not in top
    assert "Renamed &lt;x&gt;." in top
    assert "Check: Swap &amp; go" in page and "Test cell" not in page


def test_nothing_is_fetched_and_what_was_not_drawn_is_said(page):
    assert not re.search(r"(src|href)=.?(https?:)?//", page)
    assert "summary { display: list-item" in page
    assert "Figure size" not in page and "not drawn" in page


def test_points_by_hand_are_told_as_those_that_count_beside_the_graders_result():
    points = {"f": Points(1.5, 3.0, "1.5")}
    page = finished(PAGE, RECORD, {"f": "Swap"}, points, late_penalty=0.5)
    top, _, card = page.partition('<a name="test_f">')
    assert "1.5 / 3" in top
    said = "Points given by hand: 1.5 of 3. They count. The grader's result: ◐"
    assert said in unescape(top)
    assert "Points given by hand: 1.5 of 3. They count. The card says" in card
    assert "Late: 0.5 points taken off" in top
