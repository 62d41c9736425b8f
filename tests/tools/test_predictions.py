"""Predictions are built from the lesson in every language, and a wrong one stops the build."""

from __future__ import annotations

import json
import re

import pytest

from tools import translations
from tools.notebooks import ROOT, lesson_names
from tools.sources import read_lesson

CHOICE = """\
# %% [markdown] prediction="01_twice"
# What is twice 3?
#
# - [x] 6
#
#   3 + 3 is this
#   number.
#
# - [ ] 9
#
#   That is three times.

# %% predict="01_twice"
predict("01_twice")

# %%
print(2 * 3)
compare("01_twice")
"""
SIGNS = """\
# %% [markdown] prediction="01_signs"
# Which signs have they?
#
# - [+] three
#
# - [-] minus three
#
#   The name says it.

# %% predict="01_signs"
predict("01_signs")

# %%
compare("01_signs", (3, -3))
"""
NUMBER = """\
# %% [markdown] prediction="01_half"
# What is half of 3?
#
# - [number, within 0.1] half
#
#   It is 1.5.

# %% predict="01_half"
predict("01_half")

# %%
compare("01_half", 3 / 2)
"""
SLIDER = NUMBER.replace("01_half", "01_slid").replace(
    "number, within 0.1", "slider from 0 to 3, step 0.1, within 0.2"
)
POINT = """\
# %% [markdown] prediction="01_place"
# Where is it?
#
# - [x from -3 to 3, within 0.2] along x
#
# - [y from 0 to 4, within 0.3] along y
#
# - [contours of x**2
#   + y**2] rings
#
# - [spot at 1, 2] start
#
#   At one and two.

# %% predict="01_place"
predict("01_place")

# %%
compare("01_place", (1, 2))
"""
ALL = "\n" + "\n".join([CHOICE, SIGNS, NUMBER, SLIDER, POINT])


@pytest.fixture
def predicting(project):
    project.lesson.write_text(project.source + ALL, encoding="utf-8")
    return project


def cells(project, language="en", folder="course"):
    path = project.root / folder / language / project.name / f"{project.name}.ipynb"
    return json.loads(path.read_text(encoding="utf-8"))["cells"]


def kept(project, language="en"):
    path = project.root / "utils" / "predictions" / language / f"{project.name}.json"
    return json.loads(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("folder", ["course", "solutions"])
def test_a_question_is_in_the_output_of_its_cell_with_the_answer_folded(predicting, folder):
    assert predicting.build() == 0
    (cell,) = [c for c in cells(predicting, folder=folder) if "predict(" in "".join(c["source"])][
        :1
    ]
    assert "".join(cell["source"]) == 'predict("01_twice")'
    (output,) = cell["outputs"]
    question, folded = "".join(output["data"]["text/markdown"]).split("<details>")
    assert "What is twice 3?" in question and "this number" not in question
    assert "**A: 6.** 3 + 3 is this number." in folded
    assert not any("twice 3?" in "".join(c["source"]) for c in cells(predicting, folder=folder))


def test_every_kind_is_in_the_data(predicting):
    assert predicting.build() == 0
    found = {p["id"]: p for p in kept(predicting)["predictions"]}
    kinds = {name: p["kind"] for name, p in found.items()}
    assert kinds == {
        "01_twice": "choice", "01_signs": "signs", "01_half": "number", "01_slid": "slider",
        "01_place": "point",
    }  # fmt: skip
    assert found["01_twice"]["items"][1] == {
        "text": "9",
        "mark": " ",
        "why": "That is three times.",
    }
    assert [i["mark"] for i in found["01_signs"]["items"]] == ["+", "-"]
    assert found["01_half"]["scale"]["within"] == 0.1
    assert found["01_slid"]["scale"] == {"within": 0.2, "low": 0.0, "high": 3.0, "step": 0.1}
    assert found["01_place"]["plane"] == {
        "x": {"low": -3.0, "high": 3.0, "within": 0.2},
        "y": {"low": 0.0, "high": 4.0, "within": 0.3},
        "formula": "x**2 + y**2",
        "ground": "rings",
        "spots": [{"name": "start", "x": 1.0, "y": 2.0}],
    }
    assert [i["text"] for i in found["01_place"]["items"]] == ["along x", "along y"]
    assert found["01_place"]["items"][1]["why"] == "At one and two."
    assert "plane" not in found["01_half"]


def test_the_data_of_a_lesson_without_predictions_is_removed(predicting):
    assert predicting.build() == 0
    predicting.lesson.write_text(predicting.source, encoding="utf-8")
    assert predicting.build("--check") == 1
    assert predicting.build() == 0
    assert not (predicting.root / "utils/predictions/en/01_tiny.json").exists()


def translated(project, pairs):
    assert translations.main(["ja"], root=project.root) == 0
    path = project.root / "lessons" / "ja" / "01_tiny.po"
    text = path.read_text(encoding="utf-8")
    for english, japanese in pairs:
        before = f'msgid "{english}"\nmsgstr ""'
        assert before in text, english
        text = text.replace(before, f'msgid "{english}"\nmsgstr "{japanese}"')
    path.write_text(text, encoding="utf-8")


def test_questions_items_and_what_is_said_are_translated_and_code_but_a_name_is_equal(predicting):
    pairs = [("What is twice 3?", "3の2倍は?"), ("As you predicted.", "予想どおり。")]
    half = "- [number, within 0.1] half"
    translated(predicting, [*pairs, (half, half.replace("half", "半分"))])
    assert predicting.build() == 0
    data = kept(predicting, "ja")
    assert data["words"] == {"As you predicted.": "予想どおり。"}
    assert data["predictions"][0]["text"] == "3の2倍は?"
    assert data["predictions"][2]["items"][0]["text"] == "半分"
    english, japanese = cells(predicting), cells(predicting, "ja")
    assert [c["id"] for c in english] == [c["id"] for c in japanese]
    asks = [c for c in japanese if "predict(" in "".join(c["source"])]
    assert "".join(asks[0]["source"]) == 'predict("01_twice", language="ja")'
    assert "3の2倍は?" in "".join(asks[0]["outputs"][0]["data"]["text/markdown"])
    others = [("".join(e["source"]), "".join(j["source"])) for e, j in zip(
        english, japanese, strict=True) if "predict(" not in "".join(e["source"])]  # fmt: skip
    assert all(e == j for e, j in others if not e.startswith("#"))


def test_a_translation_that_loses_a_mark_stops_the_build(predicting, capsys):
    translated(predicting, [("- [+] three", "- [-] 三")])
    assert predicting.build() == 1
    said = capsys.readouterr().err
    assert "lessons/ja/01_tiny.po:1: prediction '01_signs'" in said and "'- [+]', '- [-]'" in said


ASK = '# %% predict="01_twice"'
TWICE = '# %% [markdown] prediction="01_twice"'
WRONG = {
    "no right option": ("- [x] 6", "- [ ] 6", "# - [ ] 6", "0 of 2 options are right: write one"),
    "two right options": ("- [ ] 9", "- [x] 9", "# - [x] 6", "2 of 2 options are right: write one"),
    "one option": (
        "#\n# - [ ] 9\n#\n#   That is three times.\n", "", "# - [x] 6", "1 of 1 options"
    ),
    "no explanation": ("#\n#   That is three times.\n", "", "# - [ ] 9", "'9' has no explanation"),
    "mixed kinds": ("- [ ] 9", "- [+] 9", "# - [x] 6", "begin its items with"),
    "an empty item": (
        CHOICE.partition("# - [x]")[2].partition("\n\n")[0], "", "# - [x]\n", "without text: write"
    ),
    "an odd mark": ("- [-] minus", "- [~] minus", "# - [+] three", "begin its items with"),
    "signs without a reason": (
        "#\n#   The name says it.\n", "", "# - [-] minus", "the signs have no explanation"
    ),
    "two numbers": (
        "#   It is 1.5.", "#   It is.\n#\n# - [number, within 1] other\n#\n#   So.",
        "# - [number, within 0.1] half", "begin its items with"
    ),
    "a number without a reason": (
        "#\n#   It is 1.5.\n", "", "# - [number", "the number has no explanation"
    ),
    "within a word": ("within 0.1", "within reach", "# - [number", "a number that is none"),
    "within nothing": ("within 0.1", "within 0", "# - [number", "nothing is within 0: say how"),
    "a slider to nowhere": ("from 0 to 3", "from 3 to 0", "# - [slider", "goes nowhere: write"),
    "a slider of one step": ("step 0.1", "step 5", "# - [slider", "goes nowhere: write"),
    "a point on one axis": (
        "# - [y from 0 to 4, within 0.3] along y\n#\n", "", "# - [x from", "begin its items with"
    ),
    "contours twice": (
        "[spot at 1, 2]", "[contours of x]", "# - [x from", "begin its items with"
    ),
    "a point without a reason": (
        "#\n#   At one and two.\n", "", "# - [spot", "the point has no explanation: say below"
    ),
    "an axis of words": ("from -3 to 3", "from left to 3", "# - [x from", "a number that is none"),
    "an axis to nowhere": ("from -3 to 3", "from 3 to -3", "# - [x from", "the axis goes nowhere"),
    "an endless axis": ("from -3 to 3", "from -3 to inf", "# - [x from", "a number that is none"),
    "a point within nothing": ("within 0.3", "within 0", "# - [y from", "nothing is within 0: say"),
    "a spot outside": ("at 1, 2", "at 1, 5", "# - [spot", "is outside of the picture: move it"),
    "contours of words": ("of x**2\n", "of hills\n", "# - [contours", "can't be drawn. .*hills"),
    "contours of a plain": (
        "of x**2\n#   + y**2", "of 3", "# - [contours", "3 has no contours here: take another"
    ),
    "a formula on a button": ("- [x] 6", "- [x] $6$", "# - [x] $6$", "on buttons: write x²"),
    "an option twice": ("- [ ] 9", "- [ ] 6", "# - [ ] 6", "stands there twice: change one"),
    "no question": ("# What is twice 3?\n#\n", "", "# - [x] 6", "write the question above it"),
    "a name without the number": ("01_twice", "twice", TWICE.replace("01_", ""), "name it 01_"),
    "an odd name": ("01_twice", "01_Twice", TWICE.replace("tw", "Tw"), "in?.* lower-case letters"),
    "nothing asks it": (
        ASK + '\npredict("01_twice")\n', "", TWICE, "nothing asks .*: add a cell `# %% predict"
    ),
    "asked elsewhere": (
        ASK, "# %%\nprint()\n\n" + ASK, ASK, "its question is not above it: move"
    ),
    "asked with more": (
        'predict("01_twice")\n', 'predict("01_twice"); 1\n', 'predict("01_twice"); 1', "exactly"
    ),
    "never compared": ('compare("01_twice")\n', "", TWICE, "compared 0 times: let one cell"),
    "compared twice": (
        'compare("01_twice")\n', 'compare("01_twice")\ncompare("01_twice")\n', TWICE, "2 times"
    ),
    "an unknown one": (
        'compare("01_twice")', 'compare("01_tvice")', 'compare("01_tvice")', "which no cell asks"
    ),
    "a choice with a result": (
        'compare("01_twice")', 'compare("01_twice", 6)', 'compare("01_twice", 6)', "give no result"
    ),
    "a number without a result": (
        'compare("01_half", 3 / 2)', 'compare("01_half")', 'compare("01_half")', "give a result, as"
    ),
    "a question that is code": (
        '[markdown] prediction="01_twice"', 'prediction="01_twice"', '# %% prediction="', "mark a"
    ),
    "asked in a text": (
        ASK, ASK.replace("%%", "%% [markdown]"), "# %% [markdown] predict=", "mark a"
    ),
    "too many": (
        NUMBER, "\n".join(NUMBER.replace("half", f"half_{n}") for n in range(4)),
        '# %% [markdown] prediction="01_slid"', "8 predictions: leave the 6"
    ),
    "a name twice": (
        SLIDER, SLIDER + "\n" + CHOICE, "LAST", "'01_twice' stands there 2 times: rename"
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_prediction_stops_the_build_with_its_line_and_what_to_do(case, predicting, capsys):
    assert predicting.build() == 0
    before = predicting.generated()
    old, new, where, words = WRONG[case]
    assert old in ALL
    count = -1 if case in ("a name without the number", "an odd name") else 1
    text = predicting.source + ALL.replace(old, new, count)
    predicting.lesson.write_text(text, encoding="utf-8")
    capsys.readouterr()
    assert predicting.build() == 1
    message = capsys.readouterr().err
    at = text.rindex(TWICE) if where == "LAST" else text.index(where)
    line = text[:at].count("\n") + 1
    found = [m for m in message.splitlines() if m.startswith(f"lessons/01_tiny.py:{line}: ")]
    assert any(re.search(words, m) for m in found), message
    assert predicting.generated() == before


def test_a_prediction_that_is_compared_before_it_is_asked_stops_the_build(predicting, capsys):
    text = predicting.source + "\n# %%\ncompare(\"01_twice\")\n" + ALL.replace(
        'compare("01_twice")', "pass")  # fmt: skip
    predicting.lesson.write_text(text, encoding="utf-8")
    assert predicting.build() == 1
    assert "'01_twice' is compared before it is asked: move" in capsys.readouterr().err


LESSONS = lesson_names(ROOT)[1:]


@pytest.mark.parametrize("name", LESSONS)
def test_a_lesson_asks_for_three_to_six_predictions_and_announces_no_other(name):
    lesson = read_lesson(ROOT, name)
    assert 3 <= len(lesson.marked("prediction")) <= 6
    texts = [cell.source for cell in lesson.cells if cell.kind == "markdown"]
    announced = [text for text in texts if "predict, then" in text.lower()]
    assert len(announced) == (name == LESSONS[0])  # the first one says how it works


@pytest.mark.parametrize("name", LESSONS)
def test_what_a_learner_opens_has_every_answer_and_expected_picture_folded(name):
    path = ROOT / "course" / "en" / name / f"{name}.ipynb"
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    stored = {"".join(c["source"]): c["outputs"] for c in cells if c.get("outputs")}
    asked = {source: out for source, out in stored.items() if source.startswith("predict(")}
    pictures = {source: out for source, out in stored.items() if "expected_picture(" in source}
    assert len(asked) >= 3 and pictures
    for (output,) in [*asked.values(), *pictures.values()]:
        shown = output["data"].get("text/markdown") or output["data"]["text/html"]
        assert "<details><summary>" in "".join(shown)
        assert "<img" not in "".join(shown).partition("<details>")[0]
