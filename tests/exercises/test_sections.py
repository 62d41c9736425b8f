"""Each section of each lesson runs after `resume`'s choice of cells as it does after all cells."""

from __future__ import annotations

import json

import pytest

from autograder.exercises import lesson_names
from autograder.notebook.open_notebook import cells_of
from autograder.notebook.resuming import chosen_cells, sections_of
from tests.marks import long
from tests.notebook.test_stale import ROOT, Notebook

ERROR = "\x00"
TELL_ERRORS = f"""
def tell(shell, kind, value, trace, tb_offset=None):
    print({ERROR!r} + kind.__name__ + {ERROR!r})
get_ipython().set_custom_exc((Exception,), tell)
"""


FIRST, *OTHERS = lesson_names()


@pytest.mark.parametrize("lesson", [FIRST, *map(long, OTHERS)])
def test_a_section_runs_after_what_it_builds_on_as_it_does_after_all(lesson, tmp_path):
    path = ROOT / "solutions" / "en" / lesson / f"{lesson}.ipynb"
    cells = cells_of(json.loads(path.read_text(encoding="utf-8")))
    numbers = [n for n, cell in enumerate(cells) if cell.is_code]
    kernel = Notebook(tmp_path)
    try:
        kernel.run(f"import sys; sys.path.insert(0, {str(ROOT)!r})")
        after_all = {n: _error(kernel, cells[n].text) for n in numbers}
        sections = list(sections_of(cells))
        ends = [section.begin for section in sections[1:]] + [len(cells)]
        for section, end in zip(sections, ends, strict=True):
            chosen = chosen_cells(cells, section.begin)
            assert len(chosen) < section.begin or section.number < 3, "it chooses"
            kernel.run("%reset -f")
            for n in chosen:
                assert not _error(kernel, cells[n].text), (section.title, cells[n].text)
            for n in range(section.begin, end):
                if n in after_all:
                    assert _error(kernel, cells[n].text) == after_all[n], cells[n].text
    finally:
        kernel.close()


def _error(kernel: Notebook, text: str) -> str:
    """The class of the error that ends a cell, or nothing."""
    kernel.run(TELL_ERRORS, "tell")
    return next(iter(kernel.run(text, "cell").split(ERROR)[1:]), "")
