"""A source that can't be built says where and what to do, and changes nothing."""

from __future__ import annotations

import re

import pytest

from utils.forms import FORM

ANSWER = '# %% solution="double"'
CHECK = '# %% check="double"'
CHECKED = f'{CHECK}\ncheck("double")\n'
SHOW = 'expected_picture("'
MAKES = '# %% makes="tiny_line"'
INT = 'int("one")'
END = "    ### END SOLUTION\n"
PICTURE = 'expected_picture("tiny_line", alt="A straight line from (0, 0) to (1, 2).")'
SOLVED = "    ### BEGIN SOLUTION\n    return 2 * x\n    ### END SOLUTION\n"
SOLVED_METHOD = """\
    def value(self):
        ### BEGIN SOLUTION
        return self.x / 2
        ### END SOLUTION
"""
CLASS_STUB = """\
    ### BEGIN SOLUTION
    def value(self):
        return self.x / 2
    ### END SOLUTION
"""
ASSERTED = "    return 2 * x\n\n\n### BEGIN SOLUTION\nassert double(1) == 2\n### END SOLUTION\n"
SETUP = "# %% setup=true\nimport matplotlib.pyplot as plt\n"
RAISES = '# %% tags=["raises-exception"]'
EXTRA, STOP = "[markdown] extra=true", "# %% [markdown] stop="
LONG = "\n".join(f"a{i} = {i}" for i in range(16))

# What is replaced, by what; how the line that the message must name begins; words of the message.
WRONG = {
    "no front matter": ("# ---\n# course:", "# course:", "# course:", "Begin the file with"),
    "an endless front matter": ("points: 3\n# ---", "points: 3", "# ---", "no end"),
    "front matter that isn't YAML": ("title: A", "title: [A", "#   summary:", "not YAML"),
    "no course in the front matter": ("# course:", "# curse:", "# ---", "mapping `course`"),
    "no title": ("#   title: A tiny lesson\n", "", "# ---", "`title` is None"),
    "points that are text": ("points: 3", "points: three", "# ---", "'three', not a number"),
    "a misspelt key": ("summary", "sumary", "# ---", "Did you mean 'summary'?"),
    "points that don't add up": ("points: 3", "points: 4", "# ---", "4, but.* give 3.*correct"),
    "text before the first cell": ("# %% [markdown]\n# # A", "# # A", "# # A", "put '# %%' above"),
    "a cell header in a string": ("import", 's = """\n# %% x\n"""\nimport', "# %% [m", "indent"),
    "an unknown mark": ("setup=true", "setupp=true", "# %% setupp", "mean 'setup'?"),
    "two marks on a cell": (ANSWER, f'{ANSWER} makes="x"', ANSWER, "each its own cell"),
    "a marked text": ("[markdown]", '[markdown] makes="x"', "# %% [markdown]", "mark a code cell"),
    "a mark without a name": ('makes="tiny_line"', "makes=1", "# %% makes", 'write makes="NAME"'),
    "an unknown exercise": (ANSWER, '# %% solution="dubble"', '# %% solution="', "mean 'double'"),
    "an unknown check": (CHECK, '# %% check="dubble"', '# %% check="dub', "no exercise 'dubble'"),
    "one id twice": ('solution="Half"', 'solution="double"', f"{ANSWER}\nclass", "rename one"),
    "one picture twice": ("# %%\ndef", f"{MAKES}\ndef", f"{MAKES}\ntry", "is taken by .* line"),
    "a missing check": (CHECKED, "", ANSWER, 'not checked: add `# %% check="double"`'),
    "a missing answer": (ANSWER, "# %%", CHECK, 'not asked: add a cell `# %% solution="double"`'),
    "a check with a score of its own": (CHECKED, f"{CHECKED}2\n", 'check("d', "nothing else"),
    "an answer without solution": (SOLVED, "    return 2 * x\n", ANSWER, "put them around"),
    "a solution without end": ("* x\n    ### END SOLUTION", "* x", "    ### BEGIN", "add it after"),
    "a solution that ends twice": ("* x\n", f"* x\n{END}", f"{END}\n", "mend the pair"),
    "a sloppy marker": ("### BEGIN", "# BEGIN", "    # BEGIN", "'### BEGIN SOLUTION' belongs"),
    "an answer that isn't Python": ("return 2 * x", "return 2 *", "    return 2", "Mend the cell"),
    "an answer of another name": ("def double", "def triple", ANSWER, "name it as the exercise"),
    "a stub that stops the notebook": (SOLVED, ASSERTED, ANSWER, "into the body of a function"),
    "a class that stops the notebook": (SOLVED_METHOD, CLASS_STUB, '# %% solution="H', "Run All"),
    "a solution in another cell": (INT, f"### BEGIN SOLUTION\n{INT}", RAISES, "no answer: mark"),
    "no setup": ("# %% setup=true", "# %%", "# %%\nimport", "mark it `# %% setup=true`"),
    "a late setup": (RAISES, "# %% setup=true", "# %% setup=true\nint", "move it up"),
    "a picture without alt": (PICTURE, f'{SHOW}tiny_line")', SHOW, "with an alt text"),
    "a picture of another name": (PICTURE, PICTURE.replace("tiny", "big"), SHOW, "nothing else"),
    "a picture with a blank alt": (PICTURE, f'{SHOW}tiny_line", alt=" ")', SHOW, "what is seen"),
    "a picture's odd name": (MAKES, '# %% makes="Tiny.png"', "# %% makes", "use lower-case"),
    "a picture that isn't a call": (PICTURE, "tiny_line", "tiny_line\n", "nothing else"),
    "a picture that nothing makes": (MAKES, '# %% makes="tinyline"', "# %% pic", "'tinyline'"),
    "a long cell": (INT, f"{LONG}\n{INT}", RAISES, "17 lines, 15 are allowed: split it"),
    "a word that hurts": ("is twice", "is simply twice", "# What", "leave out the word 'simply'"),
    "an extra exercise": ("[markdown]\n# Write", f"{EXTRA}\n# ## Write", ANSWER, "is graded"),
    "an untitled extra": ("[markdown]\n# Write", f"{EXTRA}\n# W", f"# %% {EXTRA}", "its heading"),
    "an unknown stop": (RAISES, f'{STOP}"stop"\n\n{RAISES}', STOP, "'stop' is unknown"),
    "a stop with a text": (RAISES, f'{STOP}"sitting"\n# Stop!\n\n{RAISES}', "# Stop!", "leave its"),
    "a stop at the end": (INT, f'{INT}\n\n{STOP}"sitting"', STOP, "nothing follows"),
    "an image without alt text": ("What is", "![](x.png) What is", "# ![]", "say what is seen"),
}  # fmt: skip


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_source_stops_with_its_line_and_what_to_do(case, project, capsys):
    assert project.build() == 0
    before = project.generated()
    old, new, where, words = WRONG[case]
    assert old in project.source
    text = project.source.replace(old, new, 1)
    project.lesson.write_text(text, encoding="utf-8")
    capsys.readouterr()

    assert project.build() == 1
    message = capsys.readouterr().err
    line = text[: text.index(where)].count("\n") + 1
    found = [m for m in message.splitlines() if m.startswith(f"lessons/01_tiny.py:{line}: ")]
    assert any(re.search(words, m) for m in found), message
    assert "Nothing was changed." in message
    assert project.generated() == before


def test_a_check_before_its_answer_is_wrong(project, capsys):
    text = project.source.replace(CHECKED, "").replace(SETUP, f"{SETUP}\n{CHECKED}")
    project.lesson.write_text(text)
    assert project.build() == 1
    line, answer = (text[: text.index(x)].count("\n") + 1 for x in (CHECK, ANSWER))
    assert f"01_tiny.py:{line}: the check of 'double' precedes" in (err := capsys.readouterr().err)
    assert f"move it below line {answer}" in err


def test_a_lesson_without_code_is_wrong(project, capsys):
    project.lesson.write_text(project.source[: project.source.index("# %% setup")])
    assert project.build() == 1
    assert "01_tiny.py:1: the lesson has no code: begin it with" in capsys.readouterr().err


def test_a_lesson_that_nobody_knows_is_wrong(project, capsys):
    project.lesson.rename(project.lesson.with_name("01_tinny.py"))
    assert project.build() == 1
    message = capsys.readouterr().err
    assert (
        "lessons/01_tinny.py:1: There is no lesson '01_tinny'. Did you mean '01_tiny'?" in message
    )
    assert "Rename the file" in message


def test_a_missing_picture_names_the_command_that_draws_it(project, capsys):
    project.picture.unlink()
    assert project.build() == 1
    message = capsys.readouterr().err
    line = project.source[: project.source.index("# %% picture")].count("\n") + 1
    assert f"lessons/01_tiny.py:{line}: there is no lessons/pictures/tiny_line.png" in message
    assert "run `make pictures`" in message


def test_all_problems_are_told_at_once_by_line(project, capsys):
    text = project.source.replace("points: 3", "points: 4").replace("is twice", "is just twice")
    project.lesson.write_text(text)
    assert project.build() == 1
    lines = [int(x) for x in re.findall(r"01_tiny\.py:(\d+):", capsys.readouterr().err)]
    assert len(lines) == 2 and lines == sorted(lines)


def test_words_in_code_spans_are_no_prose(project):
    project.lesson.write_text(project.source.replace("is twice", "is `just` twice"))
    assert project.build() == 0


def test_an_unknown_lesson_on_the_command_line_gets_the_nearest_name(project, capsys):
    with pytest.raises(SystemExit) as stop:
        project.build("01_tinny")
    assert stop.value.code == 2
    assert "Did you mean '01_tiny'?" in capsys.readouterr().err


def test_a_feedback_form_is_the_form_and_there_is_one(project, capsys):
    text = "\n".join(f"# {line}".rstrip() for line in FORM.splitlines())
    form = f"\n# %% [markdown] feedback=true\n{text}\n"
    project.lesson.write_text(project.source + form)
    assert project.build() == 0
    project.lesson.write_text(
        project.source + form.replace("minutes did it take you?", "minutes did it take?")
    )
    assert project.build() == 1
    line = project.source.count("\n") + 3
    said = capsys.readouterr().err
    assert f"01_tiny.py:{line}: the feedback cell is not the form. Write this and nothing" in said
    project.lesson.write_text(project.source + form + form)
    assert project.build() == 1
    assert "a second feedback form: remove it." in capsys.readouterr().err
