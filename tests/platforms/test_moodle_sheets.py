"""Columns of Moodle's worksheet are found whatever its site shows and in whatever language."""

from __future__ import annotations

import pytest

from autograder.errors import UsageError
from autograder.platforms import brightspace, canvas, gradescope, moodle
from autograder.platforms.people import Person
from autograder.platforms.sheets import Sheet, parsed
from autograder.platforms.takers import platform_of
from tests.platforms.sheets_of import (
    ANNA,
    BEN,
    CLASS,
    PARTICIPANT,
    brightspace_export,
    canvas_gradebook,
    gradescope_scores,
    moodle_sheet,
    table,
    written,
)

LESSON = "01_gradient_vectors"
WHEN = "Tuesday, 1 December 2026, 2:52 AM"


def sheet_of(heads: str, *rows: str) -> Sheet:
    """A worksheet from heads and rows with bars between cells."""
    return parsed(written([line.split("|") for line in (heads, *rows)], ",").encode())


@pytest.mark.parametrize("language", PARTICIPANT)
@pytest.mark.parametrize("blind", [False, True])
def test_people_are_read_in_any_language(language, blind):
    people = moodle.roster(parsed(moodle_sheet(language=language, blind=blind))).people
    assert [person.once for person in people] == [one.once for one in CLASS]
    told = [(p.name, p.number, p.email) for p in people[:2]]
    whole = [("Anna Sommer", ANNA.number, ANNA.email), ("太郎 山田", BEN.number, BEN.email)]
    assert told == ([("", "", "")] * 2 if blind else whole)


def test_groups_markers_workflow_and_online_text_do_not_hide_the_columns():
    """Order of moodle@003699d gradingtable.php with all that an assignment can have."""
    sheet = sheet_of(
        "Identifier|Full name|Username|Email address|Department|Status|Group|Marker|Grade|"
        "Maximum grade|Marking workflow state|Grade can be changed|Last modified (submission)|"
        "Online text|Last modified (grade)|Feedback comments",
        f"Participant 7|A B|ab1|a@b.example|1|Submitted|G 1|M|3.00|9.00|Released|Yes|{WHEN}|9|-|",
        f"Participant 8|C D|cd2|c@d.example|1|Submitted|G 2|M||9.00|Released|No|{WHEN}|9|-|Well",
    )
    form = moodle.form(sheet, LESSON)
    assert (form.title, form.maximum, form.comments, form.decimals) == ("Grade", 9.0, 15, 2)
    assert list(form.closed) == [1]
    assert moodle.roster(sheet).people[0] == Person(
        login="ab1", email="a@b.example", name="A B", once="7"
    )


def test_a_class_of_one_is_read():
    sheet = sheet_of(
        "Identifikátor|Jméno|Číslo|Stav|Známka|Nejvyšší|Lze změnit|Změněno|Hodnoceno|Komentáře",
        f"Účastník 7|A B|0012|Odevzdáno ke hodnocení||9,00|Ano|{WHEN}|-|",
    )
    form = moodle.form(sheet, LESSON)
    assert (form.title, form.maximum, form.decimal, form.comments) == ("Známka", 9.0, ",", 9)
    assert moodle.roster(sheet).people[0].once == "7"


def test_two_columns_that_could_be_the_grade_are_asked_about():
    heads = "X|Jméno|Stav|A|B|C|D|E|F"
    sheet = sheet_of(heads, f"Ú 7|A B|Ke hodnocení|1|9|2|9|{WHEN}|-", "Ú 8|C D|Ke h|1|9|2|9|x|-")
    with pytest.raises(UsageError, match="Name it with --column. There are: 'X', 'Jméno'"):
        moodle.form(sheet, LESSON)
    assert moodle.form(sheet, LESSON, "C").grade == 5
    with pytest.raises(UsageError, match="is called 'Q'"):
        moodle.form(sheet, LESSON, "Q")


def test_a_row_that_is_no_ones_is_told():
    data = moodle_sheet().replace(b"Participant 90002", b"nobody")
    with pytest.raises(UsageError, match="row 3: the first cell says 'nobody'"):
        moodle.roster(parsed(data))


@pytest.mark.parametrize(
    ("data", "module"),
    [
        (moodle_sheet(), moodle),
        (moodle_sheet(language="ja", blind=True), moodle),
        (moodle_sheet(language="cs"), moodle),
        (canvas_gradebook(), canvas),
        (canvas_gradebook(separator=";"), canvas),
        (brightspace_export(), brightspace),
    ],
)
def test_each_platform_knows_its_own_sheet_and_no_others(data, module):
    sheet = parsed(data)
    assert platform_of(sheet) is module
    others = {moodle, canvas, brightspace, gradescope} - {module}
    assert not any(other.recognises_sheet(sheet) for other in others)
    rows = module.rows_of(sheet)
    assert len(rows) == len(module.roster(sheet).people) == len(CLASS)


def test_gradescopes_scores_are_a_roster_and_no_form():
    sheet = parsed(gradescope_scores())
    assert gradescope.roster(sheet).people[0] == Person(
        id=ANNA.number, email=ANNA.email, name="Anna Sommer"
    )
    with pytest.raises(UsageError, match="takes no grades back"):
        platform_of(sheet)


def test_a_list_of_ids_is_not_taken_for_a_worksheet():
    rows = [row for row in table(moodle_sheet())]
    plain = written([[row[0], *row[:4]] for row in rows], ",")
    with pytest.raises(UsageError, match="no sheet that is known here"):
        platform_of(parsed(plain.encode()))


def test_canvas_skips_rows_that_are_no_ones_and_columns_that_it_ignores():
    """Rules of canvas-lms@00b222d lib/gradebook_importer.rb."""
    whole = canvas_gradebook().decode("utf-8-sig").splitlines(keepends=True)
    muted = ",,,,,,Manual Posting,,,,\n"
    data = "".join([whole[0], muted, *whole[1:], ",,,,,,,,,,\n"]).encode()
    sheet = parsed(data)
    assert canvas.rows_of(sheet) == (3, 4, 5, 6)
    assert canvas.form(sheet, LESSON).title == "Gradient vectors (7001)"
    closed = data.replace(b"10.0,9.0,(read only)", b"10.0,(read only),(read only)")
    with pytest.raises(UsageError, match="There are: 'Quiz .7000.'."):
        canvas.form(parsed(closed), LESSON)
    nameless = data.replace(b"Student,ID,", b"LastName,FirstName,ID,").replace(
        b'"Sommer, Anna",501', b"Sommer,Anna,501"
    )
    assert canvas.roster(parsed(nameless)).people[0].id == "501"
    assert canvas.roster(parsed(nameless)).people[0].name == "Sommer, Anna"
