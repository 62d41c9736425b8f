"""The reader's language: a compiled catalog, chosen by a variable; English where it has nothing."""

from __future__ import annotations

import gettext

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from autograder.cards.verdicts import html_card, text_card
from autograder.records import languages
from autograder.records.languages import VARIABLE, current_code, find_language, speaking, words
from autograder.records.results import Record, exercise_record, graded_record
from autograder.records.sentences import say, say_count
from autograder.records.verdicts import Status, Verdict
from autograder.reports.feedback_parts import finished
from autograder.reports.pages import failure_page

VERDICT = Verdict(
    "fun_dz",
    say("The gradient as a function"),
    1.0,
    3.0,
    Status.PARTIAL,
    say("Expected {kind}, but got {came}.", kind=say("a plain number"), came=say("text")),
    criteria=((say("one point"), 1.0, 1.0), (say("arrays of points"), 0.0, 2.0)),
    hints=(say("Start from the two formulas that you typed above."),),
    student_lines=("line 3, in fun_dz: return x",),
)
GERMAN = {
    "The gradient as a function": "Der Gradient als Funktion",
    "Expected {kind}, but got {came}.": "{came} kam, erwartet war {kind}.",
    "a plain number": "eine Zahl",
    "text": "Text",
    "Partly right": "Teils richtig",
    ("{score:g} / {n:g} point", "{score:g} / {n:g} points"): (
        "{score:g} / {n:g} Punkt",
        "{score:g} / {n:g} Punkte",
    ),
    "line {line}, in {function}: {text}": "Zeile {line}, in {function}: {text}",
    "arrays of points": "Felder von {points}",
    "{title}: {word}": "{title}: {wort}",
}


@pytest.fixture
def catalogs(tmp_path, monkeypatch):
    """A folder of catalogs with German in it, compiled."""
    catalog = Catalog(locale="de")
    for message, translation in GERMAN.items():
        catalog.add(message, translation)
    folder = tmp_path / "de" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    with (folder / "autograder.mo").open("wb") as file:
        write_mo(file, catalog)
    monkeypatch.setattr(languages, "CATALOGS", tmp_path)
    find_language.cache_clear()
    yield tmp_path
    find_language.cache_clear()


def test_a_card_is_in_the_language_that_the_variable_names(catalogs, monkeypatch):
    assert "Expected a plain number, but got text." in text_card(VERDICT)
    monkeypatch.setenv(VARIABLE, "de")
    for card in (text_card(VERDICT), html_card(VERDICT)):
        assert "Text kam, erwartet war eine Zahl." in card and "1 / 3 Punkte" in card
        assert "Der Gradient als Funktion" in card and "Zeile 3, in fun_dz: return x" in card
        assert "Expected" not in card
    assert current_code() == "de"
    assert VERDICT.message == "Expected a plain number, but got text."


def test_what_has_no_translation_or_a_wrong_one_stays_english(catalogs, monkeypatch):
    monkeypatch.setenv(VARIABLE, "de")
    card = text_card(VERDICT)
    assert "✓ one point: 1 / 1" in card
    assert "Felder von {points}: 0 / 2" in card, "no value, so no name to get wrong"
    assert card.startswith("◐ Der Gradient als Funktion: Teils richtig"), "{wort} is no value of it"


@pytest.mark.parametrize("code", ["xx", "", "../../etc", "de\0", "d" * 500, "C"])
def test_a_language_that_has_no_catalog_is_english(catalogs, monkeypatch, code):
    if "\0" not in code:
        monkeypatch.setenv(VARIABLE, code)
        assert "Expected a plain number" in text_card(VERDICT) and current_code() == "en"
    assert type(find_language(code)) is gettext.NullTranslations


def test_results_in_english_become_a_page_in_its_readers_language(catalogs):
    record = graded_record("01_x", (VERDICT,), 1.0)
    line = record.to_json()
    assert "Expected a plain number, but got text." in line and "erwartet" not in line
    page = '<html><head></head><body><div id="toc">x</div></body></html>'
    with speaking(find_language("de")):
        german = finished(page, Record.from_json(line), {"fun_dz": VERDICT.title}, {})
    assert '<html lang="de">' in german and "Der Gradient als Funktion</a>" in german
    assert "◐ Teils richtig: Text kam, erwartet war eine Zahl." in german
    english = finished(page, Record.from_json(line), {"fun_dz": VERDICT.title}, {})
    assert '<html lang="en">' in english and "Partly right: Expected a plain number" in english


def test_a_page_of_a_hand_in_without_points_says_its_language(catalogs, monkeypatch):
    record = graded_record("01_x", (), 1.0)
    assert '<html lang="en">' in failure_page(record)
    monkeypatch.setenv(VARIABLE, "de")
    assert '<html lang="de">' in failure_page(record)


def test_plain_text_is_no_message(catalogs):
    with speaking(find_language("de")):
        assert words("text") == "text" and words(say("text")) == "Text"
        assert words(say("")) == ""
    assert exercise_record(VERDICT).message == VERDICT.message


def test_the_inner_language_counts_and_the_outer_one_comes_back(catalogs):
    with speaking(find_language("de")):
        with speaking(gettext.NullTranslations()):
            assert words(say("text")) == "text"
        assert words(say("text")) == "Text"
    assert words(say_count("{n} thing", "{n} things", 2)) == "2 things"
