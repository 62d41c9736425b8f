"""Quizzes are built from the lesson in every language, and a wrong one stops the build."""

from __future__ import annotations

import json
import re
from itertools import pairwise

import pytest

from tools import translations

ONE = """\
# %% [markdown] question="double_{n}"
# What is twice {n}?
#
# - [x] {right}
#
#   {n} + {n} is this
#   number.
#
# - [ ] {wrong}
#
#   That is {n} once more than twice.
"""
NUMBERS = range(1, 9)
QUESTIONS = [ONE.format(n=n, right=2 * n, wrong=3 * n) for n in NUMBERS]
SHOW = '# %% quiz=true\nfrom utils import quiz\n\nquiz("01_tiny")\n'
QUIZ = "\n" + "\n".join(QUESTIONS) + "\n" + SHOW


@pytest.fixture
def quizzed(project):
    project.lesson.write_text(project.source + QUIZ, encoding="utf-8")
    return project


def cells(project, language, folder="course"):
    name = project.name
    path = project.root / folder / language / name / f"{name}.ipynb"
    return json.loads(path.read_text(encoding="utf-8"))["cells"]


def kept_questions(project, language):
    path = project.root / "utils" / "quizzes" / language / f"{project.name}.json"
    return json.loads(path.read_text(encoding="utf-8"))


def headed(number, title, questions, part):
    """A section with questions and the quiz cell that shows them."""
    show = SHOW.replace('"01_tiny"', f'"01_tiny", {part}')
    return "\n".join([f"\n# %% [markdown]\n# ## {number}. {title}\n", *questions, show])


def test_questions_after_each_section_know_their_part_and_section(project):
    looks_back = QUESTIONS[7].replace('"double_8"', '"double_8" again="01_tiny 1"')
    first = headed(1, "Two, or more?", QUESTIONS[:3], 1)
    second = headed(2, "Halves", [*QUESTIONS[3:7], looks_back], 2)
    project.lesson.write_text(project.source + first + second, encoding="utf-8")
    assert project.build() == 0
    kept = kept_questions(project, "en")["questions"]
    assert [q["part"] for q in kept] == [1] * 3 + [2] * 5
    sections = [q["section"] for q in kept]
    assert sections == ["1. Two, or more?"] * 3 + ["2. Halves"] * 4 + ["1. Two, or more?"]
    assert {q["lesson"] for q in kept} == {""}
    one, two = [c for c in cells(project, "en") if "\nquiz(" in "".join(c["source"])]
    assert "".join(one["source"]).endswith('quiz("01_tiny", 1)')
    shown = ["".join(c["outputs"][0]["data"]["text/markdown"]) for c in (one, two)]
    assert "What is twice 3?" in shown[0] and "What is twice 4?" not in shown[0]
    assert "**4.** What is twice 4?" in shown[1] and "What is twice 3?" not in shown[1]
    assert "To read again: [1. Two, or more?](#1.-Two,-or-more?)" in shown[1]


@pytest.mark.parametrize("folder", ["course", "solutions"])
def test_questions_are_in_the_output_of_one_cell_and_in_the_data(quizzed, folder):
    assert quizzed.build() == 0
    last = cells(quizzed, "en", folder)[-1]
    assert "".join(last["source"]) == 'from utils import quiz\n\nquiz("01_tiny")'
    (output,) = last["outputs"]
    shown = "".join(output["data"]["text/markdown"])
    texts = ["".join(cell["source"]) for cell in cells(quizzed, "en", folder)]
    for n in NUMBERS:
        assert f"What is twice {n}?" in shown
        assert not any(f"What is twice {n}?" in text for text in texts)
    first = kept_questions(quizzed, "en")["questions"][0]
    assert (first["id"], first["text"]) == ("double_1", "What is twice 1?")
    assert first["options"][0] == {"text": "2", "right": True, "why": "1 + 1 is this number."}
    assert not first["options"][1]["right"]


def test_the_data_of_a_lesson_without_a_quiz_is_removed(quizzed, capsys):
    assert quizzed.build() == 0
    quizzed.lesson.write_text(quizzed.source, encoding="utf-8")
    assert quizzed.build("--check") == 1
    assert "would change: utils/quizzes/en/01_tiny.json" in capsys.readouterr().out
    assert quizzed.build() == 0
    assert not (quizzed.root / "utils/quizzes/en/01_tiny.json").exists()


def translated(quizzed, pairs):
    assert translations.main(["ja"], root=quizzed.root) == 0
    path = quizzed.root / "lessons" / "ja" / "01_tiny.po"
    text = path.read_text(encoding="utf-8")
    for english, japanese in pairs:
        before = f'msgid "{english}"\nmsgstr ""'
        assert before in text
        text = text.replace(before, f'msgid "{english}"\nmsgstr "{japanese}"')
    path.write_text(text, encoding="utf-8")


def test_questions_explanations_and_what_the_quiz_says_are_translated(quizzed):
    pairs = [("What is twice 1?", "1の2倍は?"), ("Right.", "正解。")]
    translated(quizzed, [*pairs, ("  That is 1 once more than twice.", "3倍です。")])
    assert quizzed.build() == 0
    japanese = kept_questions(quizzed, "ja")
    assert japanese["words"] == {"Right.": "正解。"}
    first = japanese["questions"][0]
    assert (first["text"], first["options"][1]["why"]) == ("1の2倍は?", "3倍です。")
    assert japanese["questions"][1]["text"] == "What is twice 2?"
    last = cells(quizzed, "ja")[-1]
    assert "".join(last["source"]).endswith('quiz("01_tiny", language="ja")')
    assert "1の2倍は?" in "".join(last["outputs"][0]["data"]["text/markdown"])
    assert [c["id"] for c in cells(quizzed, "ja")] == [c["id"] for c in cells(quizzed, "en")]


def test_a_translation_that_loses_an_option_stops_the_build(quizzed, capsys):
    text = quizzed.lesson.read_text(encoding="utf-8").replace("- [ ] 3\n", "- [ ] three\n")
    quizzed.lesson.write_text(text, encoding="utf-8")
    translated(quizzed, [("- [ ] three", "三")])
    assert quizzed.build() == 1
    said = capsys.readouterr().err
    assert "lessons/ja/01_tiny.po:1: question 'double_1'" in said and "'- [x]', '- [ ]'" in said


FIRST = '# %% [markdown] question="double_1"'
WRONG = {
    "no right option": ("- [x] 2", "- [ ] 2", "# - [ ] 2", "'double_1': no option is right: mark"),
    "two right options": ("- [ ] 3", "- [x] 3", "# - [x] 3", "second right option, .* leave one"),
    "a missing explanation": (
        "#\n#   That is 1 once more than twice.\n", "", "# - [ ] 3", "'3' has no explanation: say"
    ),
    "an option twice": ("- [ ] 3", "- [ ] 2", "# - [ ] 2", "'2' stands there twice: change one"),
    "an odd mark": ("- [x] 2", "- [y] 2", "# - [y] 2", r"'- \[y\]' is neither"),
    "an empty option": ("- [ ] 3", "- [ ]", "# - [ ]\n", "without text: write the answer"),
    "a formula on a button": ("- [x] 2", "- [x] $2$", "# - [x] $2$", "on buttons: write x²"),
    "a long option": ("- [x] 2", "- [x] " + "x" * 71, "# - [x] xxx", "71 letters: .* room for 70"),
    "a display formula": ("What is twice 1?", "$$2$$", "# $$2$$", "put it into the line"),
    "no question": ("# What is twice 1?\n#\n", "", "# - [x] 2", "write the question above it"),
    "a question twice": ("twice 2?", "twice 1?", '# %% [markdown] question="double_2"', "the text"),
    "a name twice": ("double_2", "double_1", "SECOND", "'double_1' has the name of .* change one"),
    "an odd name": ("double_1", "Double 1", '# %% [markdown] question="Dou', "in lower-case"),
    "too few questions": (QUESTIONS[3], "", FIRST, "7 .*: give it 8"),
    "no quiz cell": (SHOW, "", FIRST, "add a cell `# %% quiz=true`"),
    "no questions at all": ("\n".join(QUESTIONS), "", "# %% quiz", "add text cells"),
    "another quiz cell": (SHOW, f"{SHOW}\n{SHOW}", "LAST", "no question above this quiz: add"),
    "two quiz cells without numbers": (
        QUESTIONS[3], f"{SHOW}\n{QUESTIONS[3]}", "from utils", r"exactly .*quiz\(\"01_tiny\", 1\)"
    ),
    "a section that there isn't": (
        FIRST, f'{FIRST} again="01_tiny 3"', FIRST, "no section '01_tiny 3'. Write again="
    ),
    "a lesson that there isn't": (
        FIRST, f'{FIRST} again="02_none 1"', FIRST, "no section '02_none 1'. Write again="
    ),
    "again without a question": (SHOW, SHOW.replace("quiz=", 'again="x 1" quiz='), "# %% again",
        "again marks no question: it belongs beside"),
    "a quiz of another lesson": ('quiz("01_tiny")', 'quiz("02")', "from utils", "is not exactly"),
    "a question that is code": ("[markdown] question", "question", "# %% question", "mark a mark"),
    "a quiz without true": ("quiz=true", 'quiz="yes"', "# %% quiz", "write quiz=true"),
}  # fmt: skip


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_quiz_stops_the_build_with_its_line_and_what_to_do(case, quizzed, capsys):
    assert quizzed.build() == 0
    before = quizzed.generated()
    old, new, where, words = WRONG[case]
    assert old in QUIZ
    text = quizzed.source + QUIZ.replace(old, new, 1)
    quizzed.lesson.write_text(text, encoding="utf-8")
    capsys.readouterr()
    assert quizzed.build() == 1
    message = capsys.readouterr().err
    if where in ("SECOND", "LAST"):
        header = FIRST if where == "SECOND" else "# %% quiz=true"
        at = [m.start() for m in re.finditer(re.escape(header), text)][1]
    else:
        at = text.index(where)
    line = text[:at].count("\n") + 1
    found = [m for m in message.splitlines() if m.startswith(f"lessons/01_tiny.py:{line}: ")]
    assert any(re.search(words, m) for m in found), message
    assert quizzed.generated() == before


def test_lines_of_wrong_questions_rise(quizzed, capsys):
    text = quizzed.source + QUIZ.replace("- [x]", "- [ ]")
    quizzed.lesson.write_text(text, encoding="utf-8")
    assert quizzed.build() == 1
    lines = [int(n) for n in re.findall(r"01_tiny\.py:(\d+): question", capsys.readouterr().err)]
    assert len(lines) == len(QUESTIONS) and all(a < b for a, b in pairwise(lines))
