"""``resume``: after a restart, runs what has to run before one can go on.

That is the lesson's set-up, the learner's answers, and the cells that define what the rest of the
notebook needs (see ``needs``). Their output isn't shown, and an error stops none of the others.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from IPython.utils.capture import capture_output

from autograder.notebook.needs import needed, uses_of
from autograder.notebook.open_notebook import NoNotebook, NotebookCell, open_notebook
from autograder.notebook.progress import SESSION, someone_is_there
from autograder.notebook.shells import find_shell
from autograder.notebook.showing import show
from autograder.records.resumed import Resumed, Stopped
from autograder.records.sentences import listed, say
from autograder.records.set_ups import RESUMES, set_up_among
from autograder.records.verdicts import Status

HEADING = re.compile(r"^## +(?P<title>(?P<number>\d+)\..*?)\s*$", re.MULTILINE)
STUB = "raise NotImplementedError"
MAX_ERROR = 200


@dataclass(frozen=True)
class Section:
    """A numbered section: its heading, and the number of its first cell among all cells."""

    number: int
    title: str
    begin: int


def resume(section: int | None = None, notebook: str | None = None) -> Resumed:
    """Runs what section ``section`` of this notebook builds on, and says what that was.

    Without a number it is the section with the first exercise that you haven't solved yet.
    ``notebook`` is the file's name, where the kernel can't tell it.
    """
    done = _resume(section, notebook)
    show(done)
    return done


def _resume(section: int | None, notebook: str | None) -> Resumed:
    shell = find_shell()
    if shell is None or not someone_is_there():
        return Resumed(
            problem=say(
                "`resume` runs cells for somebody who sits at a notebook. Here all cells run one "
                "after the other, so it does nothing."
            )
        )
    try:
        found = open_notebook(notebook)
    except NoNotebook as error:
        return Resumed(problem=error.args[0])
    sections = list(sections_of(found.cells))
    if section is not None and section not in [s.number for s in sections]:
        return Resumed(problem=_unknown(section, sections))
    at = _section(section, found.cells)
    chosen = chosen_cells(found.cells, at.begin if at else len(found.cells))
    saved = found.saved.strftime("%H:%M") if found.saved else ""
    return _run(shell, found.cells, chosen, at, saved)


def chosen_cells(cells: Sequence[NotebookCell], begin: int) -> list[int]:
    """The numbers of the cells that have to run, those that call ``resume`` left out."""
    uses = [uses_of(cell.text if cell.is_code else "") for cell in cells]
    answers = [n for n, cell in enumerate(cells) if cell.answer and STUB not in cell.text]
    chosen = needed(uses, [*set_up_cells(cells), *answers], begin)
    return [n for n in chosen if cells[n].is_code and not RESUMES.search(cells[n].text)]


def set_up_cells(cells: Sequence[NotebookCell]) -> list[int]:
    """The numbers of the code cells from the first one to that which imports the course."""
    code = [n for n, cell in enumerate(cells) if cell.is_code]
    return code[: set_up_among([cells[n].text for n in code]) + 1]


def _run(
    shell: Any, cells: Sequence[NotebookCell], chosen: list[int], at: Section | None, saved: str
) -> Resumed:
    answers, stopped, n_others = [], [], 0
    set_up = set_up_cells(cells)
    for n in chosen:
        cell = cells[n]
        error = _error_of(shell, cell)
        if isinstance(error, KeyboardInterrupt):
            return Resumed(problem=say("You stopped it. Run `resume()` again to go on."))
        if error is not None:
            stopped.append(Stopped(_called(cell), _words_of(error)))
        elif cell.answer:
            answers += [] if STUB in cell.text else [cell.answer]
        else:
            n_others += n not in set_up
    title = at.title if at else ""
    return Resumed(title, tuple(answers), n_others, tuple(stopped), saved)


def _error_of(shell: Any, cell: NotebookCell) -> BaseException | None:
    """Runs a cell without showing what it shows; what ended it, if anything did."""
    marks = {"cell_id": cell.id} if cell.id and _takes_cell_id(shell) else {}
    with capture_output():
        result = shell.run_cell(cell.text, store_history=False, **marks)
    before, during = result.error_before_exec, result.error_in_exec
    error: BaseException | None = during if before is None else before
    return error


def _takes_cell_id(shell: Any) -> bool:
    """Whether cells have ids in this version of IPython: Colab's 7.34 doesn't know them."""
    return "cell_id" in inspect.signature(shell.run_cell).parameters


def _called(cell: NotebookCell) -> str:
    """An answer's name, or the first line of any other cell."""
    if cell.answer:
        return say("Your answer `{name}`", name=cell.answer)
    first = next((line for line in cell.text.splitlines() if line.strip()), "")
    return say("The cell that begins with `{line}`", line=first[:60])


def _words_of(error: BaseException) -> str:
    text = str(error.msg if isinstance(error, SyntaxError) else error)
    name = type(error).__name__
    return f"{name}: {text}"[:MAX_ERROR] if text else name


def sections_of(cells: Sequence[NotebookCell]) -> Iterator[Section]:
    """The numbered sections of a notebook, in their order."""
    for n, cell in enumerate(cells):
        if not cell.is_code and (found := HEADING.search(cell.text)):
            yield Section(int(found["number"]), found["title"], n)


def _section(number: int | None, cells: Sequence[NotebookCell]) -> Section | None:
    """The section of this number; without one, where the first open exercise is.

    Where all are solved it is the last section; None in a notebook without sections.
    """
    sections = list(sections_of(cells))
    if number is not None:
        return next(s for s in sections if s.number == number)
    passed = {name for name, best in SESSION.best().items() if best.status is Status.PASSED}
    open_at = (n for n, cell in enumerate(cells) if cell.answer and cell.answer not in passed)
    first = next(open_at, len(cells))
    before = [s for s in sections if s.begin < first]
    return before[-1] if before else next(iter(sections), None)


def _unknown(section: object, sections: Sequence[Section]) -> str:
    numbers = listed([str(s.number) for s in sections])
    if not sections:
        return say("This notebook has no numbered sections: call `resume()` without a number.")
    return say(
        "This notebook has sections {numbers}, and you asked for {section}.",
        numbers=numbers,
        section=repr(section)[:40],
    )
