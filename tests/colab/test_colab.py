"""A lesson in Colab: installed by its setup cell, run, checked, saved, handed in and graded."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from nbformat import NotebookNode

from autograder.grading.submission import grade_submission
from tests.marks import long
from tools.settings import pip_source

ROOT = Path(__file__).resolve().parents[2]
LESSONS = sorted(p.stem for p in (ROOT / "lessons").glob("0[1-9]*.py"))


def notebook_of(kind: str, lesson: str) -> NotebookNode:
    return nbformat.read(ROOT / kind / "en" / lesson / f"{lesson}.ipynb", as_version=4)


def solved(lesson: str) -> NotebookNode:
    """The release with the reference solutions typed in, as a student's work."""
    release, solution = notebook_of("course", lesson), notebook_of("solutions", lesson)
    for cell, answer in zip(release.cells, solution.cells, strict=True):
        if cell.metadata.get("nbgrader", {}).get("solution"):
            cell.source = answer.source
    return release


def as_saved_by_colab(notebook: NotebookNode) -> bytes:
    """The file that Colab writes: format 4.0, ids in metadata, its own keys everywhere."""
    data = json.loads(nbformat.writes(notebook))
    data["nbformat"], data["nbformat_minor"] = 4, 0
    data["metadata"] = {
        "colab": {"provenance": [], "toc_visible": True},
        "kernelspec": {"name": "python3", "display_name": "Python 3"},
        "language_info": {"name": "python"},
        "accelerator": "GPU",
    }
    for number, cell in enumerate(data["cells"]):
        cell.pop("id", None)
        cell["metadata"] = {**cell["metadata"], "id": f"Xy{number}"}
        if cell["cell_type"] == "code":
            base = {"base_uri": "https://localhost:8080/", "height": 35}
            cell["metadata"] |= {"colab": base, "outputId": f"out-{number}"}
    return json.dumps(data, indent=2).encode()


def run(notebook: NotebookNode, folder: Path, environment: dict[str, str]) -> None:
    client = NotebookClient(
        notebook,
        kernel_name="colab",
        timeout=120,
        allow_errors=True,
        resources={"metadata": {"path": str(folder)}},
    )
    client.execute(env=environment)


def errors(notebook: NotebookNode) -> list[str]:
    return [
        f"{cell.source[:80]!r}: {output.ename}: {output.evalue}"
        for cell in notebook.cells
        if cell.cell_type == "code"
        for output in cell.outputs
        if output.output_type == "error"
    ]


@pytest.mark.parametrize("lesson", [LESSONS[0], *map(long, LESSONS[1:])])
def test_a_lesson_runs_in_colab_from_one_wheel_and_its_saved_file_is_graded_in_full(
    lesson, wheel, colab_python, colab_kernel, tmp_path, monkeypatch
):
    content = tmp_path / "content"
    content.mkdir()
    shutil.copy(wheel, content)
    subprocess.run(
        [colab_python, "-m", "pip", "uninstall", "-y", "-q", "autograd-course"], check=True
    )
    notebook = solved(lesson)
    run(notebook, content, colab_kernel)
    assert errors(notebook) == []
    checks = [c for c in notebook.cells if c.metadata.get("nbgrader", {}).get("grade")]
    assert checks
    for cell in checks:
        (output,) = [o for o in cell.outputs if o.output_type == "execute_result"]
        assert float(output.data["text/plain"]) == cell.metadata.nbgrader.points, cell.source
        assert "Passed" in output.data["text/html"]
    shown = [c for c in notebook.cells if "expected_picture(" in c.source and c.cell_type == "code"]
    assert shown
    for cell in shown:
        assert any("<img" in o.get("data", {}).get("text/html", "") for o in cell.outputs), (
            cell.source
        )
    monkeypatch.delenv("JUPYTER_PATH")
    record = grade_submission(as_saved_by_colab(notebook), lesson, seed=3).record
    assert (record.status, record.score) == ("graded", record.max_score)


def test_the_package_installs_from_a_git_address_without_any_other_network(
    colab_python, colab_kernel, tmp_path
):
    clone = tmp_path / "origin"
    subprocess.run(["git", "clone", "-q", "--bare", str(ROOT), str(clone)], check=True)
    target = tmp_path / "site"
    source = pip_source(f"file://{clone}").split()
    subprocess.run(
        [colab_python, "-m", "pip", "install", "-q", "--no-deps", "--target", target, *source],
        check=True,
        env=colab_kernel,
    )
    assert (target / "autograder" / "__init__.py").is_file()
    assert list((target / "utils" / "pictures").glob("*.png"))
    assert not (target / "tests").exists()
