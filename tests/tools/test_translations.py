"""Catalogs: nothing is lost when a lesson changes, and code is the same in every language."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tools import translations
from tools.notebooks import main as build
from tools.translations import is_text, paragraphs

LESSON = """\
# ---
# course: {title: Slopes, summary: What a slope is, points: 0}
# ---

# %% [markdown]
# # Slopes
#
# A slope is a number, $f'(x)$, as `df` says.
#
# $$f(x) = x^2$$

# %% setup=true
from autograder import check, hint, scorecard
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "lessons").mkdir()
    (tmp_path / "pyproject.toml").write_text('[tool.autograd-course]\nrepository = ""\n')
    (tmp_path / "lessons" / "01_slopes.py").write_text(LESSON)
    return tmp_path


def catalog(project: Path) -> Path:
    return project / "lessons" / "ja" / "01_slopes.po"


def refresh(project: Path) -> str:
    assert translations.main(["ja"], root=project) == 0
    return catalog(project).read_text()


def fill(project: Path, english: str, japanese: str) -> None:
    text = catalog(project).read_text()
    before = f'msgid "{english}"\nmsgstr ""'
    assert before in text
    catalog(project).write_text(text.replace(before, f'msgid "{english}"\nmsgstr "{japanese}"'))


def notebook(project: Path, language: str) -> list[dict]:
    assert build([], root=project, lesson_exercises=lambda name: ()) == 0
    path = project / "course" / language / "01_slopes" / "01_slopes.ipynb"
    return json.loads(path.read_text())["cells"]


def test_paragraphs_are_asked_for_and_formulas_are_not(project):
    text = refresh(project)
    assert 'msgid "Slopes"' in text and 'msgid "What a slope is"' in text
    assert "x^2" not in text
    assert "python-brace-format" not in text


def test_bringing_up_to_date_twice_changes_nothing(project):
    refresh(project)
    fill(project, "# Slopes", "# 傾き")
    assert refresh(project) == refresh(project)
    assert "# 傾き" in catalog(project).read_text()


def test_translated_text_is_built_and_code_and_ids_are_the_same(project):
    refresh(project)
    fill(project, "# Slopes", "# 傾き")
    fill(project, "A slope is a number, $f'(x)$, as `df` says.", "傾きは数 $f'(x)$ です(`df`)。")
    english, japanese = notebook(project, "en"), notebook(project, "ja")
    assert "".join(japanese[0]["source"]).startswith("# 傾き\n\n傾きは数")
    assert [c["id"] for c in english] == [c["id"] for c in japanese]
    assert english[1]["source"] == japanese[1]["source"]


def test_a_changed_paragraph_is_english_until_somebody_has_looked(project):
    refresh(project)
    fill(project, "A slope is a number, $f'(x)$, as `df` says.", "傾きは数 $f'(x)$ です(`df`)。")
    source = project / "lessons" / "01_slopes.py"
    source.write_text(LESSON.replace("is a number,", "is one number,"))
    assert "#, fuzzy" in refresh(project)
    assert "傾きは数" in catalog(project).read_text()
    assert "A slope is one number" in "".join(notebook(project, "ja")[0]["source"])


def test_a_translation_that_loses_a_formula_stops_the_build_with_file_and_line(project, capsys):
    refresh(project)
    fill(project, "A slope is a number, $f'(x)$, as `df` says.", "傾きは数です(`df`)。")
    assert build([], root=project, lesson_exercises=lambda name: ()) == 1
    said = capsys.readouterr().err
    assert "lessons/ja/01_slopes.po:" in said and "lacks the formula $f'(x)$" in said


def test_a_broken_catalog_is_told_and_left_as_it_is(project, capsys):
    refresh(project)
    catalog(project).write_text('msgid "a\nmsgstr')
    assert translations.main(["ja"], root=project) == 1
    assert "01_slopes.po:1: not a line of a gettext catalog" in capsys.readouterr().err
    assert catalog(project).read_text() == 'msgid "a\nmsgstr'


def test_an_unknown_language_or_lesson_is_refused(project, capsys):
    for arguments in (["japanese!"], ["ja", "02_missing"]):
        with pytest.raises(SystemExit):
            translations.main(arguments, root=project)


def test_a_fenced_block_is_one_paragraph_and_no_text():
    text = "Look:\n\n```python\na = 1\n\nb = 2\n```\n\nDone."
    assert paragraphs(text) == ["Look:", "```python\na = 1\n\nb = 2\n```", "Done."]
    assert [is_text(p) for p in paragraphs(text)] == [True, False, True]
