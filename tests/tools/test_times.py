"""How long lessons take: what they say is what a count of the notebooks gives, and isn't too long.

The count here is made from the built notebooks, by the same assumptions, and shares no code with
``tools.times``.
"""

from __future__ import annotations

import dataclasses
import json
import re
from functools import cache

import pytest

import tools.times as times
from autograder.exercises import lesson_exercises
from autograder.notebook.needs import needed, uses_of
from tests.project.checkout import ROOT
from tools.notebooks import build, lesson_names, notebook_path
from tools.sources import WELCOME, Lesson, read_lesson

NAMES = [name for name in lesson_names(ROOT) if name != WELCOME]
TOTAL = re.compile(r"\*\*Time:\*\* about (\d+) minutes(?:, in (\d+) sittings)?")
SITTING = re.compile(r"^\| \*\*Sitting (\d+)\*\* \| \*\*(\d+)\*\* \|$", re.MULTILINE)
SECTION = re.compile(r"^\| ([^*|-].+?) \| (\d+) \|$", re.MULTILINE)
WIDGET = re.compile(
    r"^(?:autograd_xray|descent_playground|engine_stepper|function_explorer|graph_stepper"
    r"|live_training|optimizer_race)\(",
    re.MULTILINE,
)
ADDED = re.compile(r"\*A good place to stop|\*\*Sitting \d|.*\[Map of the course\]")
IN_ITS_EXERCISE = re.compile(r'(check|hint|predict)\("\w+"\)$')


@cache
def built() -> dict:
    """All files of the course as the sources make them now."""
    return build(ROOT, lesson_names(ROOT), lesson_exercises)


def cells_of(name: str) -> list[dict]:
    data = built()[notebook_path("course", "en", name)]
    return [{**c, "source": "".join(c["source"])} for c in json.loads(data)["cells"]]


def plan_of(name: str) -> str:
    return next(c["source"] for c in cells_of(name) if TOTAL.search(c["source"]))


def counted(name: str) -> float:
    """Minutes, counted in the notebook."""
    minutes = 0.5 * len(read_lesson(ROOT, name).marked("question"))
    for cell in cells_of(name):
        text = cell["source"].partition("**Time:**")[0]
        if text.startswith("## Further reading"):
            break
        if ADDED.match(text):
            continue
        if cell["cell_type"] == "markdown":
            minutes += len(text.split()) / 150
            minutes += sum(5 * len(stars) for stars in re.findall(r"### Exercise.*?(★+)", text))
        elif text.startswith("predict("):
            minutes += 0.5
        elif WIDGET.search(text):
            minutes += 2
        elif not (cell["metadata"].get("nbgrader") or IN_ITS_EXERCISE.match(text)):
            minutes += 20 / 60 * ("quiz(" not in text)
    return minutes


@pytest.mark.parametrize("name", NAMES)
def test_a_lesson_says_how_long_it_takes_as_a_count_of_its_notebook_gives(name):
    found = TOTAL.search(plan_of(name))
    assert found is not None
    assert abs(int(found[1]) - counted(name)) <= 5


@pytest.mark.parametrize("name", NAMES)
def test_the_numbers_of_a_lesson_add_up_and_no_sitting_is_over_an_hour(name):
    plan = plan_of(name)
    total = TOTAL.search(plan)
    assert total is not None
    sitting = {int(number): int(minutes) for number, minutes in SITTING.findall(plan)}
    assert list(sitting) == list(range(1, int(total[2] or 0) + 1))
    for said, rows in zip(sitting.values(), SITTING.split(plan)[3::3], strict=True):
        assert abs(said - sum(int(m) for _, m in SECTION.findall(rows))) <= 5
    assert abs(int(total[1]) - sum(int(m) for _, m in SECTION.findall(plan))) <= 5
    assert max([*sitting.values(), 0 if sitting else int(total[1])]) <= 60


@pytest.mark.parametrize("name", lesson_names(ROOT))
def test_no_sitting_and_no_way_between_two_places_to_stop_is_too_long(name):
    assert list(times.too_long(read_lesson(ROOT, name))) == []


@pytest.mark.parametrize("name", NAMES)
def test_a_place_to_stop_and_the_end_of_a_sitting_are_told_where_they_are(name):
    texts = [c["source"] for c in cells_of(name) if c["cell_type"] == "markdown"]
    stops = [text for text in texts if text.startswith("*A good place to stop:")]
    ends = [text for text in texts if re.match(r"\*\*Sitting \d+ ends here\*\*", text)]
    sources = [cell.marks["stop"] for cell in read_lesson(ROOT, name).marked("stop")]
    assert len(stops) == sources.count("checkpoint") > 0
    assert len(ends) == sources.count("sitting") == len(SITTING.findall(plan_of(name))) - 1
    told = "`from autograder import resume` and `resume()`"
    assert all(told in text for text in (*stops, *ends))


@pytest.mark.parametrize("name", NAMES)
def test_nothing_that_is_extra_is_graded_or_needed_by_what_is_not(name):
    lesson = read_lesson(ROOT, name)
    extra = {cell.line for cell in times.extra_cells(lesson)}
    assert not [c for c in lesson.cells if c.line in extra and c.exercise]
    uses = [uses_of(cell.source if cell.kind == "code" else "") for cell in lesson.cells]
    core = [n for n, cell in enumerate(lesson.cells) if cell.line not in extra]
    also = [lesson.cells[n].line for n in needed(uses, core, len(uses)) if n not in core]
    assert also == []


def test_the_map_and_the_list_of_lessons_say_the_same_as_the_lessons():
    pages = [plan.decode() for path, plan in built().items() if path.name == "README.md"]
    pages.append("\n".join(cell["source"] for cell in cells_of(WELCOME)))
    for name in NAMES:
        minutes, number = TOTAL.findall(plan_of(name))[0]
        said = f"{minutes}, in {number} sittings" if number else minutes
        for page in pages:
            row = next(line for line in page.splitlines() if f"{name}.ipynb" in line)
            assert f"| {said} |" in row


def test_the_welcome_says_what_the_minutes_are_made_of():
    text = " ".join("\n".join(c["source"] for c in cells_of(WELCOME)).split())
    exercises = times.EXERCISE_MINUTES
    assert f"{times.WORDS_A_MINUTE} words a minute" in text
    assert f"{exercises[1]:g}, {exercises[2]:g} or {exercises[3]:g} minutes" in text


SMALL = f"""\
# ---
# course: {{title: Small, summary: small, points: 0}}
# ---

# %% [markdown] times=true
# # Small
#
# {"word " * 298}

# %% setup=true
import math

# %% [markdown] prediction="01_x"
# {"not counted " * 99}

# %% [markdown] stop="checkpoint"

# %% [markdown]
# ## 1. A section
#
# ### Exercise 1 (★★): one of two stars

# %% solution="double"
def double(x):
    return 2 * x

# %% check="double"
check("double")

# %%
hint("double")

# %% [markdown] stop="sitting"

# %% [markdown] extra=true
# ## 2. Another

# %%
graph_stepper()

# %% [markdown] question="q"
# {"not counted " * 99}

# %% [markdown]
# ## Further reading
#
# {"not counted " * 99}
"""


@pytest.fixture
def small(tmp_path) -> Lesson:
    (tmp_path / "lessons").mkdir()
    (tmp_path / "lessons" / "01_small.py").write_text(SMALL, encoding="utf-8")
    return read_lesson(tmp_path, "01_small")


def test_minutes_are_those_of_words_cells_predictions_exercises_widgets_and_questions(small):
    first, second = times.sittings(small)
    begin, exercise = first.stretches
    assert begin.minutes == pytest.approx(299 / 150 + 20 / 60 + 30 / 60)
    assert exercise.minutes == pytest.approx(9 / 150 + 10)
    assert second.minutes == pytest.approx(2 / 150 + 2 + 30 / 60)
    assert [(p.title, p.is_extra) for p in second.parts] == [("2. Another", True)]


def test_what_is_said_has_the_minutes_before_and_after(small):
    texts = list(times.said(small).values())
    assert "| Introduction | 3 |\n| 1. A section | 10 |" in texts[0]
    assert "about 3 minutes to here, about 10 to the next" in texts[1]
    assert "**Sitting 1 ends here**, after about 15 minutes." in texts[2]
    assert texts[3].splitlines()[:3] == ["## 2. Another", "", times.EXTRA_LINE]


def test_a_translated_lesson_takes_as_long_as_the_english_one(small):
    shorter = [dataclasses.replace(c, source=c.source[:40]) for c in small.cells if c.marks]
    kept = {cell.line: cell for cell in shorter}
    cells = tuple(kept.get(c.line, c) if c.kind == "markdown" else c for c in small.cells)
    translated = dataclasses.replace(small, cells=cells)
    assert times.lesson_minutes(translated) == times.lesson_minutes(small)


def test_a_sitting_of_more_than_an_hour_and_a_long_way_without_a_stop_are_told(small):
    cells = (
        dataclasses.replace(c, n_words=70 * 150) if "extra" in c.marks else c for c in small.cells
    )
    hour, stop = times.too_long(dataclasses.replace(small, cells=tuple(cells)))
    assert "sitting 2 takes 72.5 minutes, and 60 are allowed" in hour
    assert "72.5 minutes without a place to stop" in stop
