"""Pictures come out of the solved lesson, and an unchanged one is left alone."""

from __future__ import annotations

import io

import matplotlib.pyplot as plt
import numpy as np
import pytest
from PIL import Image

from tools import pictures
from tools.pictures import same_pixels
from utils.figures import in_few_colours


def draw(project):
    return pictures.main([], project.root, project.exercises)


def png(colours, **options):
    buffer = io.BytesIO()
    Image.fromarray(np.array(colours, dtype=np.uint8)).save(buffer, "png", **options)
    return buffer.getvalue()


def test_a_new_lessons_picture_is_drawn_by_its_solution(project, capsys):
    project.picture.unlink()
    assert draw(project) == 0
    assert "changed: lessons/pictures/tiny_line.png" in capsys.readouterr().out
    image = Image.open(project.picture)
    assert image.size == (640, 480) and image.info.keys() == {"dpi"}
    assert project.build() == 0
    before = project.picture.read_bytes()
    # The same pixels in other bytes: nothing to do.
    image.save(project.picture, compress_level=0)
    unpacked = project.picture.read_bytes()
    assert draw(project) == 0
    assert project.picture.read_bytes() == unpacked != before


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("    plt.show()\n", "    plt.close()\n", "draws 0 pictures, not one"),
        ("    plt.show()\n", "    plt.show()\n    plt.plot([1])\n", "draws 2 pictures, not one"),
        ("double(1)])", "double()])", "the solved cell fails: TypeError"),
    ],
)
def test_a_cell_that_draws_no_picture_is_named(project, capsys, old, new, message):
    text = project.source.replace(old, new)
    before = project.picture.read_bytes()
    project.lesson.write_text(text)
    assert draw(project) == 1
    line = text[: text.index("# %% makes")].count("\n") + 1
    error = capsys.readouterr().err
    assert f"lessons/01_tiny.py:{line}: " in error and message in error
    assert project.picture.read_bytes() == before


def decoded(data):
    return np.asarray(Image.open(io.BytesIO(data)).convert("RGB"), dtype=int)


def test_compressing_keeps_every_pixel_of_few_colours():
    flat = np.zeros((40, 30, 3), int)
    flat[10:20] = (200, 30, 40)
    flat[:, 7] = (0, 255, 1)
    before = png(flat, compress_level=0)
    assert np.array_equal(decoded(in_few_colours(before)), flat)
    assert len(in_few_colours(before)) < len(before)


def test_compressing_keeps_a_shaded_surface_as_the_eye_sees_it():
    x, y = np.meshgrid(np.linspace(0, 1, 300), np.linspace(0, 1, 200))
    colours = plt.get_cmap("viridis")((x * y), bytes=True)[:, :, :3]
    before = png(colours)
    error = abs(decoded(in_few_colours(before)) - colours)
    assert error.mean() < 2 and (error > 12).mean() < 0.005


def test_a_transparent_background_becomes_white():
    clear = np.zeros((3, 3, 4), int)
    assert np.array_equal(decoded(in_few_colours(png(clear))), np.full((3, 3, 3), 255))


def test_pictures_differ_by_size_and_by_more_than_a_shade():
    grey = np.full((4, 4, 3), 100)
    near, far = grey.copy(), grey.copy()
    near[1, 1, 1] += 1
    far[1, 1, 1] += 9
    assert same_pixels(png(grey), png(near))
    assert not same_pixels(png(grey), png(far))
    assert not same_pixels(png(grey), png(grey[:3]))
