"""Tables and cards in a terminal: they fit, and what comes from a hand-in does nothing to it."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from rich.console import Console

from autograder.cards.styles import STYLES
from autograder.records.by_hand import ByHand
from autograder.records.exercises import Exercise, only
from autograder.records.languages import speaking
from autograder.records.results import ExerciseRecord, Record
from autograder.records.sentences import say
from autograder.records.verdicts import Difference, Status, Verdict
from autograder.reports.terminal import show_class, show_repairs, show_verdicts
from tests.notebook.pseudo import PseudoLanguage

STATUSES = list(Status)


def exercises(n: int) -> list[Exercise]:
    return [
        Exercise(f"exercise_{i}", "E", "01_x", only(1, "k"), observe=None, hints=())  # type: ignore[arg-type] # never observed
        for i in range(n)
    ]


def record(student: str, n: int, status: str = "graded", message: str = "") -> Record:
    results = [
        ExerciseRecord(f"exercise_{i}", 0.5, 1, STATUSES[i % len(STATUSES)].value, None, "")
        for i in range(n if status == "graded" else 0)
    ]
    score = None if status == "undetermined" else n / 2
    return Record(student, "01_x", score, n, status, message, 1.0, (), tuple(results))


def printed(width: int, n: int, *records: Record) -> str:
    file = io.StringIO()
    show_class(Console(file=file, width=width), exercises(n), records)
    return file.getvalue()


@pytest.mark.parametrize("n", [1, 4, 8, 14])
@pytest.mark.parametrize("width", [80, 160])
def test_a_table_fits_with_every_sign_of_every_exercise(n, width):
    text = printed(width, n, record("student_with_a_long_name_of_its_own", n), record("b", n))
    assert max(map(len, text.splitlines())) <= width
    signs = [STYLES[STATUSES[i % len(STATUSES)]][0] for i in range(n)]
    row = next(line for line in text.splitlines() if line.startswith("b "))
    assert [word for word in row.split() if word in signs] == signs
    assert f"{n / 2:g}/{n}" in row
    for i in range(n):
        assert f"{i + 1} exercise_{i} (1)" in text


def test_partial_points_are_shown_where_there_is_room():
    assert "◐ 0.5" in printed(120, 4, record("a", 4))


def test_the_last_line_says_what_is_its_mean_and_counts_zeros():
    zero = replace(record("a", 1), score=0.0)
    text = printed(100, 1, zero, record("b", 1, "rejected", "It is empty."))
    last = next(line for line in text.splitlines() if line.startswith("mean of"))
    assert last.split() == "mean of 1 graded 0 1".split()
    assert "mean score without those not graded" in text


def test_marks_stand_behind_names_and_are_explained():
    mended = replace(record("a", 1), repairs=("Unsure which.",), unsure=("exercise_0",))
    file = io.StringIO()
    hand = {"a": ByHand({"exercise_0": "1.5"})}
    console = Console(file=file, width=200)
    show_class(console, exercises(1), [mended, record("b", 1)], hand, "grading/results/01_x.jsonl")
    lines = file.getvalue().splitlines()
    assert next(line for line in lines if line.startswith("a ")).split()[1] == "*?+"
    assert next(line for line in lines if line.startswith("b ")).split()[1] == "0.5/1"
    assert "* mended · ? unsure, look at it · + has points given by hand" in file.getvalue()
    mended_line = '1 hand-in was mended (*): see "repairs" in grading/results/01_x.jsonl'
    assert any(line.startswith(mended_line) for line in lines)


def test_what_was_not_graded_is_told_below_the_table():
    text = printed(
        80,
        2,
        record("a", 2, "rejected", "The file is empty."),
        record("b", 2, "undetermined", "No kernel."),
    )
    assert "a: rejected. The file is empty." in text
    assert "b: undetermined. No kernel." in text
    assert "?/2" in text


def test_of_two_names_that_begin_alike_each_is_shown_whole():
    names = ["maximilian.mustermann1", "maximilian.mustermann2", "n" * 128]
    text = printed(80, 4, *(record(name, 4, "rejected", "torn") for name in names))
    rows, _, below = text.partition("mean of")
    assert all(name in rows and f"{name}: rejected." in below for name in names[:2])
    assert rows.count("n" * 20) >= 3 and rows.count("n") >= 128
    assert f"{names[2]}:rejected.torn" in "".join(below.split())


HOSTILE = "\x1b[2J\x1b]0;title\x07[red]markup[/red][/bold]\u202eright to left"


def test_nothing_of_a_hand_in_reaches_the_terminal_but_its_text():
    text = printed(100, 2, record(HOSTILE, 2), record("b", 2, "rejected", HOSTILE))
    file = io.StringIO()
    verdict = Verdict(
        exercise="fun_dz",
        title=HOSTILE,
        score=0,
        max_score=1,
        status=Status.FAILED,
        message=HOSTILE,
        differences=(Difference(HOSTILE, HOSTILE, HOSTILE),),
        student_lines=(HOSTILE,),
    )
    show_verdicts(Console(file=file, width=100), [verdict])
    for shown in (text, file.getvalue()):
        assert "[red]markup" in shown
        assert not set("\x1b\x07\u202e") & set(shown)


def test_repairs_are_printed_in_the_readers_language():
    file = io.StringIO()
    console = Console(file=file, width=100)
    with speaking(PseudoLanguage()):
        show_repairs(console, (say("Very long text was cut: {cells}.", cells="3"), "plain"))
    assert file.getvalue().splitlines() == [
        "⟦Mended before grading:⟧", "  ⟦Very long text was cut: ⟧3⟦.⟧", "  plain", "",
    ]  # fmt: skip
