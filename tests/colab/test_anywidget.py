"""anywidget in Colab: tried for, and done without where it can't be had."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from utils import colab

FOUND = "import importlib.util; print(importlib.util.find_spec('anywidget') is not None)"


@pytest.fixture
def without(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "anywidget", None)


def pip_that(code: str) -> tuple[str, ...]:
    """A command in the place of pip, which gets pip's arguments."""
    return (sys.executable, "-c", code)


def test_what_is_there_is_not_installed_again() -> None:
    assert colab.try_for_anywidget(pip_that("raise SystemExit('never called')"))


def test_pip_is_asked_for_it_and_told_to_give_up_soon(without: None, tmp_path: Path) -> None:
    note = tmp_path / "asked"
    code = f"import pathlib, sys; pathlib.Path({str(note)!r}).write_text(' '.join(sys.argv[1:]))"
    colab.try_for_anywidget(pip_that(code))
    assert note.read_text() == "install --quiet --retries=0 --timeout=5 anywidget"


@pytest.mark.parametrize(
    "pip",
    [
        pip_that("raise SystemExit('no network')"),
        pip_that("import time; time.sleep(60)"),
        ("no such program",),
    ],
)
def test_where_pip_fails_hangs_or_is_missing_the_lesson_goes_on_in_silence(
    without: None,
    monkeypatch: pytest.MonkeyPatch,
    pip: tuple[str, ...],
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(colab, "TRY_S", 0.5)
    assert colab.try_for_anywidget(pip) is False
    assert capfd.readouterr() == ("", "")


@pytest.mark.long
def test_it_goes_with_what_colab_has_and_changes_none_of_it(colab_python: Path) -> None:
    def versions() -> str:
        return subprocess.check_output([colab_python, "-m", "pip", "freeze"], text=True)

    before = set(versions().splitlines())
    assert subprocess.check_output([colab_python, "-c", FOUND], text=True) == "False\n"
    try:
        subprocess.run([colab_python, "-m", "pip", "install", "-q", "anywidget"], check=True)
        code = (
            "import anywidget, traitlets\n"
            "class View(anywidget.AnyWidget):\n"
            "    _esm = 'export default { render() {} }'\n"
            "    ask = traitlets.Dict().tag(sync=True)\n"
            "assert View(ask={'number': 1})._repr_mimebundle_()"
        )
        subprocess.run([colab_python, "-c", code], check=True)
        assert before <= set(versions().splitlines())
    finally:
        extra = ["anywidget", "psygnal"]
        subprocess.run([colab_python, "-m", "pip", "uninstall", "-y", "-q", *extra], check=True)
