"""Cells that wait for an exercise. The oracle is what a reader sees printed."""

import matplotlib.pyplot as plt
import pytest

from utils import when_ready
from utils.readiness import STOPPED


def unwritten(x):
    raise NotImplementedError("Write this function")


def wrong(x):
    return x / 0  # the line that must be named


def test_an_unwritten_exercise_makes_the_cell_wait_in_one_line(capsys):
    with when_ready("fun_dz"):
        unwritten(1)
    assert capsys.readouterr().out == "This cell waits for your fun_dz.\n"


def test_a_written_exercise_runs_without_a_word(capsys):
    done = []
    with when_ready("fun_dz"):
        done.append(1)
    assert done == [1]
    assert capsys.readouterr().out == ""


def test_an_error_of_the_exercise_is_told_with_its_message_and_line(capsys):
    with when_ready("fun_dz"):
        wrong(1.0)
    out = capsys.readouterr().out
    assert "ZeroDivisionError: float division by zero" in out
    assert "of wrong: return x / 0  # the line that must be named" in out
    assert "Traceback" not in out


def test_an_error_inside_a_library_is_told_with_the_readers_own_line(capsys):
    import numpy as np

    with when_ready("fun_dz"):
        np.zeros((2, 3)).reshape(7)
    out = capsys.readouterr().out
    assert "ValueError" in out
    assert "np.zeros((2, 3)).reshape(7)" in out


def test_an_error_in_a_cell_names_the_line_of_the_cell(capsys):
    source = 'with when_ready("fun_dz"):\n    1 / 0\n'
    exec(compile(source, "<ipython-input-7-abc>", "exec"), {"when_ready": when_ready})
    assert "line 2 of this cell" in capsys.readouterr().out


def test_a_cell_run_before_the_one_above_says_to_run_that_one(capsys):
    source = 'with when_ready("fun_dz"):\n    losses_of_above\n'
    exec(compile(source, "<ipython-input-7-abc>", "exec"), {"when_ready": when_ready})
    said = "This cell needs losses_of_above, which a cell above makes: run those first.\n"
    assert capsys.readouterr().out == said


def test_a_name_that_is_missing_in_an_exercise_is_an_error_of_the_exercise(capsys):
    def misspelt():
        return lossess  # noqa: F821

    with when_ready("fun_dz"):
        misspelt()
    out = capsys.readouterr().out
    assert "stopped with an error" in out
    assert "of misspelt: return lossess" in out


def test_several_exercises_are_listed_as_in_a_sentence(capsys):
    with when_ready("a", "b", "c"):
        unwritten(1)
    assert capsys.readouterr().out == "This cell waits for your a, b and c.\n"


def test_half_a_picture_is_closed_and_an_older_one_is_kept():
    plt.close("all")
    older = plt.figure()
    with when_ready("fun_dz"):
        plt.figure()
        unwritten(1)
    assert plt.get_fignums() == [older.number]
    plt.close("all")


def test_an_interrupt_still_interrupts():
    with pytest.raises(KeyboardInterrupt), when_ready("fun_dz"):
        raise KeyboardInterrupt


@pytest.mark.parametrize("names", [(), (unwritten,)], ids=["none", "a function"])
def test_a_missing_name_is_told(names):
    with pytest.raises(TypeError, match="Expected the name"), when_ready(*names):
        pass


def endless():
    raise AssertionError("a function that was stopped is called again")


def test_a_function_that_was_stopped_when_it_was_checked_is_not_called_again(capsys, monkeypatch):
    monkeypatch.setattr(endless, STOPPED, True, raising=False)
    with when_ready("endless"):
        print("before")
        endless()
        print("after")
    assert capsys.readouterr().out == (
        "before\nThis cell waits for your endless, which had not come to an end in its check.\n"
        "Mend it, run its cell and its check, then this cell.\n"
    )
    with pytest.raises(AssertionError):  # the cell's own name stands for it again
        endless()


def test_what_a_block_puts_in_the_place_of_a_stopped_function_stays(monkeypatch):
    monkeypatch.setattr(endless, STOPPED, True, raising=False)
    cell = {"when_ready": when_ready, "endless": endless}
    exec('with when_ready("endless"):\n    endless = 7\n', cell)
    assert cell["endless"] == 7


def test_an_exercise_whose_cell_has_not_run_is_waited_for_without_an_error(capsys):
    cell = "with when_ready('fun_dz'):\n    fun_dz(1.3, -0.4)\n"
    exec(cell, {"when_ready": when_ready})
    told = "This cell waits for your fun_dz: run the cell that defines it first.\n"
    assert capsys.readouterr().out == told
