"""Stills: what a cell shows stands in a notebook that nobody has run, with a caption."""

from __future__ import annotations

import base64
import json

import pytest
from PIL import Image

from tools import pictures
from tools.notebooks import ROOT, lesson_names
from tools.sources import WELCOME, read_lesson
from tools.stills import captions, still_problems

CELL = """
# %% still="tiny_still"
plt.plot([1, 2])
plt.show()
"""
CAPTION = '[tiny_still]\ntext = "A rising line."\n'


@pytest.fixture
def with_still(project):
    project.lesson.write_text(project.source + CELL, encoding="utf-8")
    folder = project.picture.parent / "stills"
    folder.mkdir()
    (folder / "captions.toml").write_text(CAPTION)
    return project


def stored(project, folder="course"):
    cells = json.loads(project.notebook(folder).read_text())["cells"]
    [cell] = [c for c in cells if "plt.plot([1, 2])" in "".join(c["source"])]
    return cell["outputs"]


def test_a_still_is_drawn_by_the_solved_lesson_and_stored_with_its_caption_below(with_still):
    assert pictures.main([], with_still.root, with_still.exercises) == 0
    png = with_still.picture.parent / "stills" / "tiny_still.png"
    with Image.open(png) as image:
        assert image.size == (640, 480)
    assert with_still.build() == 0
    for folder in ("course", "solutions"):
        picture, caption = stored(with_still, folder)
        assert base64.b64decode("".join(picture["data"]["image/png"])) == png.read_bytes()
        assert picture["metadata"]["image/png"]["alt"] == "A rising line."
        assert caption["data"]["text/markdown"] == ["*A rising line.*"]


def test_a_still_that_answers_a_question_is_folded(with_still):
    folder = with_still.picture.parent / "stills"
    (folder / "captions.toml").write_text(CAPTION + "folded = true\n")
    (folder / "tiny_still.png").write_bytes(with_still.picture.read_bytes())
    assert with_still.build() == 0
    [output] = stored(with_still)
    html = "".join(output["data"]["text/html"])
    assert output["data"].keys() == {"text/html", "text/plain"}
    assert html.startswith("<details><summary>") and 'alt="A rising line."' in html


@pytest.mark.parametrize(
    ("missing", "said"),
    [("captions.toml", "has no caption: say what is seen"), ("tiny_still.png", "run `make pict")],
)
def test_a_still_without_a_caption_or_a_picture_is_told_with_its_line(
    with_still, missing, said, capsys
):
    folder = with_still.picture.parent / "stills"
    (folder / "tiny_still.png").write_bytes(with_still.picture.read_bytes())
    (folder / missing).unlink()
    assert with_still.build() == 1
    line = (with_still.source + CELL).count("\n") - CELL.count("\n") + 2
    error = capsys.readouterr().err
    assert f"lessons/01_tiny.py:{line}: " in error and said in error


def test_every_lesson_has_stills_and_every_caption_its_still():
    lessons = [read_lesson(ROOT, name) for name in lesson_names(ROOT) if name != WELCOME]
    names = [str(c.marks["still"]) for lesson in lessons for c in lesson.marked("still")]
    assert all(lesson.marked("still") for lesson in lessons)
    folder = ROOT / pictures.PICTURES
    assert [*captions(folder)] == names
    assert [p for lesson in lessons for p in still_problems(lesson, folder)] == []


@pytest.mark.parametrize(
    "call",
    ["descent_playground", "graph_stepper", "function_explorer", "optimizer_race", "live_training",
     "engine_stepper", "autograd_xray"],
)  # fmt: skip
def test_every_widget_and_every_x_ray_of_a_lesson_is_a_still(call):
    shown = [
        cell
        for name in lesson_names(ROOT)
        for cell in read_lesson(ROOT, name).cells
        if cell.kind == "code" and f"\n{call}(" in f"\n{cell.source}"
    ]
    assert shown and all("still" in cell.marks for cell in shown)


def test_no_notebook_is_larger_than_900_kb_as_it_is_released():
    sizes = {
        path.name: path.stat().st_size
        for folder in ("course", "solutions")
        for path in ROOT.glob(f"{folder}/*/*/*.ipynb")
    }
    assert sizes and {name: size for name, size in sizes.items() if size >= 900_000} == {}
