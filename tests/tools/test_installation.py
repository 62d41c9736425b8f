"""The folded first cell, in real kernels: with the course, without it, in Colab and elsewhere."""

from __future__ import annotations

import json
import sys

import nbformat
import pytest
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from nbformat.v4 import new_code_cell, new_notebook

from tools.installation import FOLDED, installation, installing_code
from tools.notebooks import ROOT, lesson_names

KERNEL = """
import sys
sys.path.insert(0, {root!r})
sys.hidden = {hidden!r}

def without(find):
    def find_spec(name, *rest):
        return None if name.partition(".")[0] in sys.hidden else find(name, *rest)
    return find_spec

class Finder:
    def __init__(self, finder):
        self.find_spec = without(finder.find_spec)

sys.meta_path[:] = [Finder(finder) for finder in sys.meta_path]
if {colab!r}:
    sys.modules["google.colab"] = sys
from ipykernel.kernelapp import launch_new_instance
launch_new_instance()
"""
"""A kernel in which these modules are missing, as in a Python of another environment."""
FAKE_PIP = """
import sys
ipython = get_ipython()
ipython.run_line_magic = lambda *command: print("asked for", *command)
"""
ALL = {"autograder", "utils", "torch", "numpy", "matplotlib"}


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Runs code in a kernel without the ``hidden`` modules; gives the cells, outputs and all."""

    def runs(codes, hidden=(), colab=False, allow_errors=True):
        spec = tmp_path / "jupyter" / "kernels" / "other"
        spec.mkdir(parents=True, exist_ok=True)
        begin = KERNEL.format(root=str(ROOT), hidden=sorted(hidden), colab=colab)
        argv = [sys.executable, "-c", begin, "-f", "{connection_file}"]
        kernel = {"argv": argv, "display_name": "Other", "language": "python"}
        (spec / "kernel.json").write_text(json.dumps(kernel))
        monkeypatch.setenv("JUPYTER_PATH", str(tmp_path / "jupyter"))
        monkeypatch.setenv("IPYTHONDIR", str(tmp_path))
        notebook = new_notebook(cells=[new_code_cell(code) for code in codes])
        client = NotebookClient(
            notebook,
            kernel_name="other",
            timeout=120,
            allow_errors=allow_errors,
            resources={"metadata": {"path": str(tmp_path)}},
        )
        client.execute()
        return notebook.cells

    return runs


def shown(cell) -> str:
    """All that a cell shows, which is text and no error."""
    assert {output.output_type for output in cell.outputs} <= {"stream"}
    return "".join(output.text for output in cell.outputs)


def lesson_cells(name: str):
    path = ROOT / "course" / "en" / name / f"{name}.ipynb"
    return [c for c in nbformat.read(path, as_version=4).cells if c.cell_type == "code"]


@pytest.mark.parametrize("lesson", lesson_names(ROOT))
def test_in_each_lesson_the_cell_in_sight_is_below_a_folded_one_and_imports_alone(lesson):
    folded, set_up = lesson_cells(lesson)[:2]
    assert folded.metadata == FOLDED
    assert folded.source == installing_code("")
    assert set_up.metadata == {}
    assert "pip" not in set_up.source and "find_spec" not in set_up.source
    assert set_up.source.rstrip().endswith(("setup_notebook()", "scorecard()"))


def told(*names: str) -> str:
    """What a kernel without these modules says, outside Colab."""
    return (
        f"This notebook's kernel has no {', '.join(names)}: open the lesson with `make lab`, or "
        "choose the kernel with the course in it.\n"
    )


SET_UPS = [lesson_cells(name)[1].source for name in lesson_names(ROOT)]


def test_a_kernel_without_the_course_says_in_one_sentence_what_to_do(run):
    ran = run([installing_code(""), *SET_UPS, "never_made"], ALL)
    assert {shown(cell) for cell in ran} == {
        told("autograder", "utils", "torch", "numpy", "matplotlib")
    }


def test_a_kernel_with_the_course_and_without_torch_says_so(run):
    ran = run([installing_code(""), SET_UPS[3]], {"torch"})
    assert [shown(cell) for cell in ran] == [told("torch")] * 2


def test_run_all_ends_at_the_sentence(run):
    with pytest.raises(CellExecutionError, match="no autograder, utils: open the lesson"):
        run([installing_code(""), "print('reached')"], {"autograder", "utils"}, allow_errors=False)


def test_where_the_course_is_the_cell_is_silent_and_errors_are_shown_as_ever(run):
    cells = [installing_code(""), SET_UPS[1], "print(get_ipython().custom_exceptions)", "not_made"]
    ran = run(cells, ())
    assert [shown(cell) for cell in ran[:3]] == ["", "", "()\n"]
    assert ran[3].outputs[0].ename == "NameError"


def test_pip_runs_in_colab_alone_and_only_where_the_course_is_missing(run):
    cells = [FAKE_PIP, installing_code("")]
    assert "asked for" not in shown(run(cells, {"autograder"})[1])
    assert shown(run(cells, (), colab=True)[1]) == ""
    assert shown(run(cells, {"autograder"}, colab=True)[1]).startswith("asked for pip install -q ")


ADDRESS = "https://github.com/who/what"


@pytest.mark.parametrize(
    ("address", "command", "advice"),
    [
        (
            "",
            "--no-index --find-links . autograd-course",
            "put the course's wheel into Files on the left, and run this cell again.",
        ),
        (
            ADDRESS,
            f"git+{ADDRESS}",
            f"pip says above why it can't install {ADDRESS}; mend that, and run this cell again.",
        ),
    ],
    ids=["without a repository", "with one"],
)
def test_colab_is_told_what_to_do_where_pip_could_not_install(run, address, command, advice):
    ran = run([FAKE_PIP, installing_code(address), SET_UPS[1]], {"autograder", "utils"}, colab=True)
    said = f"This notebook's kernel has no autograder, utils: {advice}\n"
    assert shown(ran[1]) == f"asked for pip install -q {command}\n{said}"
    assert shown(ran[2]) == said


def test_after_a_second_try_that_installs_errors_are_shown_as_ever(run):
    installs = "ipython.run_line_magic = lambda *_: sys.hidden.clear()"
    cells = [FAKE_PIP, installing_code(""), installs, installing_code(""), "not_made"]
    ran = run(cells, {"autograder", "utils"}, colab=True)
    assert "put the course's wheel" in shown(ran[1])
    assert shown(ran[3]) == ""
    assert ran[4].outputs[0].ename == "NameError"


def test_the_cells_id_does_not_depend_on_the_repository():
    assert installation("").id == installation(ADDRESS).id
    assert installation("").source != installation(ADDRESS).source
