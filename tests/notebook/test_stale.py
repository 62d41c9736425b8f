"""A check in a real kernel judges what the latest run of a cell made, or says why there is none."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from jupyter_client.manager import start_new_kernel

ROOT = Path(__file__).resolve().parents[2]
SETUP = (
    f"import sys; sys.path.insert(0, {str(ROOT)!r})\nimport numpy as np\n"
    "from autograder import check, hint, scorecard"
)
RIGHT = """def fun_dz(x, y):
    shared = 2 * np.cos(x**2 + y**2)
    return x * shared, y * shared
"""
WRONG = RIGHT.replace("x * shared, y * shared", "y * shared, x * shared")
CHECK = 'check("fun_dz")'
OLD_CHECK = 'check("fun_dz", fun_dz)'
STALE = "Nothing new was checked: fun_dz is still that of an earlier run."
QUICK = """import autograder.notebook.checking as checking
from dataclasses import replace
find = checking.find_exercise
checking.find_exercise = lambda name: replace(find(name), time_limit_s=0.3)
"""


class Notebook:
    """A notebook's cells, by their ids, in a kernel."""

    def __init__(self, folder: Path) -> None:
        self.manager, self.client = start_new_kernel(cwd=str(folder))

    def close(self) -> None:
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)

    def restart(self) -> None:
        self.manager.restart_kernel(now=True)
        self.client.wait_for_ready(timeout=120)

    def run(self, text: str, cell: str | None = "answer", when_it_shows: str = "") -> str:
        """What a run of the cell shows: cards as text, errors by their class.

        Where it shows ``when_it_shows``, it is interrupted.
        """
        content = {"code": text, "silent": False, "store_history": True, "stop_on_error": False}
        metadata = {} if cell is None else {"cellId": cell}
        message = self.client.session.msg("execute_request", content, metadata=metadata)
        self.client.shell_channel.send(message)
        shown = []
        while True:
            got = self.client.get_iopub_msg(timeout=120)
            if got["parent_header"].get("msg_id") != message["header"]["msg_id"]:
                continue
            kind, said = got["msg_type"], got["content"]
            if kind == "status" and said["execution_state"] == "idle":
                return " ".join(shown)
            if kind in ("execute_result", "display_data"):
                data = said["data"]
                shown.append(re.sub("<[^>]+>", "", data.get("text/html", data["text/plain"])))
            elif kind in ("stream", "error"):
                shown.append(said.get("text", "") + said.get("ename", ""))
            if when_it_shows and when_it_shows in "".join(shown):
                self.manager.interrupt_kernel()
                when_it_shows = ""

    def check(self, text: str = CHECK) -> str:
        return self.run(text, "check")


@pytest.fixture(scope="module")
def kernel(tmp_path_factory):
    notebook = Notebook(tmp_path_factory.mktemp("notebook"))
    assert notebook.run(SETUP, "setup") == ""
    yield notebook
    notebook.close()


@pytest.fixture
def notebook(kernel):
    """A notebook in which the answer is right and has been checked."""
    assert kernel.run(RIGHT) == ""
    assert "Passed" in kernel.check()
    return kernel


BROKEN = {
    "a colon is missing": (RIGHT.replace("y):", "y)"), "SyntaxError: expected &#x27;:&#x27;"),
    "an index is typed as such": (RIGHT.replace("x**2", "x²"), "SyntaxError: invalid character"),
    "a line is indented too far": (
        RIGHT.replace("    return", "      return"), "IndentationError: unexpected indent"
    ),
    "the body isn't indented": (
        RIGHT.replace("    ", ""), "IndentationError: expected an indented block"
    ),
    "a question ends it": (
        RIGHT.replace("    return", "    if x = 1:\n        x = 2\n    return"),
        "SyntaxError: invalid syntax. Maybe you meant &#x27;==&#x27; or &#x27;:=&#x27; instead of "
        "&#x27;=&#x27;? Mend that, run",
    ),
    "def is misspelt": (RIGHT.replace("def", "dfe"), "SyntaxError: invalid syntax"),
    "the cell has a magic": ("%%time\n" + RIGHT.replace("y):", "y)"), "SyntaxError: expected"),
    "an exception comes before it": ("1 / 0\n" + RIGHT, "ZeroDivisionError: division by zero"),
    "an exception is in its head": (
        RIGHT.replace("x, y)", "x, y=undefined)"), "NameError: name &#x27;undefined&#x27;"
    ),
    "its value has an exception": ("fun_dz = [1][3]", "IndexError: list index out of range"),
}  # fmt: skip


@pytest.mark.parametrize("what", BROKEN)
@pytest.mark.parametrize("cell", ["answer", None, "another"])
def test_a_cell_that_ended_with_an_error_leaves_nothing_new_to_check(notebook, what, cell):
    text, error = BROKEN[what]
    assert notebook.run(text, cell).endswith(("Error", error.partition(":")[0]))
    for check in (CHECK, OLD_CHECK):
        said = notebook.check(check)
        assert STALE in said and "Stopped with an error" in said
        assert f"The latest run of its cell defined nothing new: it ended with {error}" in said
        assert "Mend that, run the cell, then this check." in said
        assert "In your code:line " in said
    assert notebook.run(WRONG, cell) == ""
    assert "swapped" in notebook.check()


def test_the_learners_own_line_of_the_error_is_on_the_card(notebook):
    notebook.run(RIGHT.replace("y):", "y)"))
    assert "line 1: def fun_dz(x, y)Hint" in notebook.check()


def test_a_cell_that_was_interrupted_before_its_definition_leaves_nothing_new(notebook):
    text = "print('here')\nwhile True:\n    pass\n" + RIGHT
    assert "KeyboardInterrupt" in notebook.run(text, when_it_shows="here")
    said = notebook.check()
    assert STALE in said
    assert "The latest run of its cell was interrupted and defined nothing new." in said
    assert "In your code:line " in said


@pytest.mark.parametrize("after", ["1 / 0", "return 3", "fun_dz(1)", "raise KeyboardInterrupt"])
def test_what_was_defined_before_the_error_is_new_and_judged(notebook, after):
    assert notebook.run(WRONG + after).endswith(("Error", "Interrupt"))
    assert "swapped" in notebook.check()


def test_a_renamed_function_is_told_with_its_new_name(notebook):
    notebook.run(WRONG.replace("fun_dz", "fun_dx"))
    for check in (CHECK, OLD_CHECK):
        said = notebook.check(check)
        assert STALE in said and "Not attempted" in said
        assert "Its cell has run again since, and now defines fun_dx instead." in said
    notebook.run(WRONG.replace("fun_dz", "fun_dx") + "# again")
    assert STALE in notebook.check()
    notebook.run("fun_dz = fun_dx", "elsewhere")
    assert "swapped" in notebook.check()


def test_an_answer_that_was_taken_out_of_its_cell_is_told(notebook):
    notebook.run("# nothing left")
    assert "and doesn&#x27;t define fun_dz any more. Define fun_dz there" in notebook.check()


def test_an_answer_that_moved_to_another_cell_is_judged(notebook):
    notebook.run(WRONG, "new")
    notebook.run("a = 1", "answer")
    assert "swapped" in notebook.check()


def test_without_ids_of_cells_a_copy_under_another_name_changes_nothing(kernel):
    kernel.run(RIGHT, None)
    kernel.run(WRONG.replace("fun_dz", "fun_dz2"), None)
    assert "Passed" in kernel.check()


@pytest.mark.parametrize(
    "experiment",
    [
        "fun_dz(1",
        "print fun_dz(1, 2)",
        "fun_dz(1)",
        "assert fun_dz(0, 0) == 1",
        "if fun_dz(1, 2):",
        "result = fun_dz(1, 2",
        "class Try:\n    def fun_dz(self, x)\n        return x",
        "def other():\n    def fun_dz(x, y):\n        return 1\n1 / 0",
        "%%html\ndef fun_dz(x, y",
    ],
)
def test_a_failed_experiment_elsewhere_changes_nothing(notebook, experiment):
    notebook.run(experiment, "scratch")
    assert "Passed" in notebook.check()


def test_what_another_object_does_is_judged_whatever_the_name_stands_for(notebook):
    notebook.run("def fun_dz(x, y)")
    assert "Passed" in notebook.check('check("fun_dz", lambda x, y: fun_dz(x, y))')


def test_what_came_by_other_ways_is_new(notebook):
    notebook.run("def fun_dz(x, y)")
    assert STALE in notebook.check()
    notebook.run(f"exec({WRONG!r})", "scratch")
    assert "swapped" in notebook.check()


def test_a_function_that_its_cell_defines_twice_is_judged_and_told(notebook):
    notebook.run(RIGHT + "\n\n" + WRONG)
    said = notebook.check()
    assert "swapped" in said
    assert "Its cell defines fun_dz more than once, in lines 1 and 6: the last one counts." in said
    notebook.run(f"try:\n{RIGHT.replace('def', ' def', 1).replace('    ', '     ')}\nfinally: pass")
    assert "more than once" not in notebook.check()


def test_a_missing_name_is_a_card_that_says_what_to_run(notebook):
    notebook.run("del fun_dz\nfor name in ('fun_dx', 'fun_dz2'): globals().pop(name, None)", "x")
    said = notebook.check()
    assert "Not attempted" in said and "Nothing in this notebook is named fun_dz yet." in said
    assert "run the cell above that defines fun_dz, then this check" in said
    notebook.run(RIGHT.replace("fun_dz", "fun_dx"), "x")
    said = notebook.check()
    assert "Much like it is fun_dx. If that is your answer, name it fun_dz in its cell" in said
    notebook.run(RIGHT.replace("y):", "y)"))
    said = notebook.check()
    assert "Stopped with an error" in said and "fun_dz isn&#x27;t defined yet." in said
    assert "SyntaxError: expected" in said
    assert notebook.check(OLD_CHECK) == "NameError"


LOOPS = {
    "while": ("i = 0\n    while i < 3:\n        x = x + 1\n", "line 3, while i &lt; 3:"),
    "while with a for in it": (
        "while x is not y:\n        for i in range(9):\n            i + 1\n",
        "line 2, while x is not y:",
    ),
    "for": ("ones = iter(int, 1)\n    for i in ones:\n        i + 1\n", "line 3, for i in ones:"),
    "except": (
        "while True:\n        try:\n            sum(range(999))\n        except:\n"
        "            pass\n", "line 2, while True:",
    ),
}  # fmt: skip


def test_an_endless_loop_is_stopped_and_named_and_the_kernel_goes_on(notebook):
    notebook.run(QUICK, "quick")
    for body, where in LOOPS.values():
        assert notebook.run(f"def fun_dz(x, y):\n    {body}    return x, y") == ""
        said = notebook.check()
        assert "Took too long" in said
        assert "fun_dz was stopped: it had not come to an end after 0.3 seconds." in said
        assert f"It was in the loop that begins in {where}." in said
        assert "In your code:line " in said and "limits.py" not in said
        assert notebook.run("print(6 * 7)", "x") == "42\n"
    notebook.run("checking.find_exercise = find", "quick")
    notebook.run(RIGHT)
    assert "Passed" in notebook.check()


def test_an_interrupted_check_is_a_card_with_the_line_that_was_running(notebook):
    notebook.run(
        "from IPython.display import display\n"
        "def fun_dz(x, y):\n    display('here')\n    while True:\n        pass"
    )
    said = notebook.run(CHECK, "check", when_it_shows="here")
    assert "Could not be checked" in said
    assert "The check was interrupted, so fun_dz was not judged." in said
    assert re.search("In your code:line [345], in fun_dz: (display|while True:|pass)", said)
    assert "_zmq" not in said
    assert "KeyboardInterrupt" not in said
    assert notebook.run("print(6 * 7)", "x") == "42\n"


def test_after_a_restart_a_missing_name_is_a_card(kernel):
    kernel.run(RIGHT)
    kernel.restart()
    kernel.run(SETUP, "setup")
    said = kernel.check()
    assert "Nothing in this notebook is named fun_dz yet." in said
    assert "After a start or restart of the kernel all cells are to be run again" in said
    kernel.run(RIGHT)
    assert "Passed" in kernel.check()


def test_a_slip_is_told_with_its_line_in_the_latest_source(notebook):
    slip = RIGHT.replace("return x", "return 3") + "    return x * shared, y * shared\n"
    for above in ("", "# a line\n\n"):
        notebook.run(above + slip)
        line = slip.count("\n") + above.count("\n")
        assert f"Line {line} stands below a return" in notebook.check()
    notebook.run("class SimpleGraph:\n    def __init__(w, b):\n        w.w = b\n")
    said = notebook.check('check("SimpleGraph")')
    assert "The first argument of the method __init__ in line 2 isn" in said
    notebook.run("del SimpleGraph")
