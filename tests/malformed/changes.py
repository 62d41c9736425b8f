"""What happens to cells by hand: moved, cut, merged, copied, retyped, stripped of their marks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.grading.material import RIGHT
from tests.malformed.material import (
    BLANK,
    Notebook,
    cell,
    code,
    index,
    known,
    put_after,
    strip,
    take,
)

Change = Callable[[Notebook], None]
DZ, CHECK_DZ = "fun_dz", "test_fun_dz"


def marked(name: str, /, **values: Any) -> Change:
    """Changes entries of nbgrader's metadata; None removes one."""

    def change(notebook: Notebook) -> None:
        found = cell(notebook, name)["metadata"]["nbgrader"]
        found.update(values)
        for key in [key for key, value in values.items() if value is None]:
            del found[key]

    return change


def unmarked(*grade_ids: str) -> Change:
    def change(notebook: Notebook) -> None:
        for name in grade_ids:
            del cell(notebook, name)["metadata"]["nbgrader"]

    return change


def with_marks_that_are(found: Any) -> Change:
    def change(notebook: Notebook) -> None:
        for each in notebook["cells"]:
            each["metadata"]["nbgrader"] = found

    return change


def sourced(grade_id: str, source: str) -> Change:
    def change(notebook: Notebook) -> None:
        cell(notebook, grade_id)["source"] = source

    return change


def typed(grade_id: str, kind: str) -> Change:
    def change(notebook: Notebook) -> None:
        found = cell(notebook, grade_id)
        found["cell_type"] = kind
        del found["outputs"], found["execution_count"]

    return change


def deleted(*grade_ids: str) -> Change:
    def change(notebook: Notebook) -> None:
        for name in grade_ids:
            take(notebook, name)

    return change


def moved(grade_id: str, place: int) -> Change:
    """Moves a cell to this index of what is left."""

    def change(notebook: Notebook) -> None:
        taken = take(notebook, grade_id)
        notebook["cells"].insert(place % (len(notebook["cells"]) + 1), taken)

    return change


def replaced(grade_id: str, *sources: str, copied: bool = True) -> Change:
    """Cuts a cell in pieces; JupyterLab copies the metadata to each of them."""

    def change(notebook: Notebook) -> None:
        place = index(notebook, grade_id)
        taken = take(notebook, grade_id)
        pieces = [code(source, grade_id if copied else None) for source in sources]
        pieces[0] |= {"metadata": taken["metadata"], "id": taken["id"]}
        notebook["cells"][place:place] = pieces

    return change


def inserted(after: str, *sources: str, grade_id: str | None = None) -> Change:
    def change(notebook: Notebook) -> None:
        put_after(notebook, after, *(code(source, grade_id) for source in sources))

    return change


def first(source: str, grade_id: str | None = None) -> Change:
    def change(notebook: Notebook) -> None:
        notebook["cells"].insert(2, code(source, grade_id))

    return change


def both(*changes: Change) -> Change:
    def change(notebook: Notebook) -> None:
        for each in changes:
            each(notebook)

    return change


def all_checks(place: int) -> Change:
    def change(notebook: Notebook) -> None:
        checks = [c for c in notebook["cells"] if str(known(c).get("grade_id")).startswith("test_")]
        rest = [c for c in notebook["cells"] if c not in checks]
        notebook["cells"] = [*checks, *rest] if place == 0 else [*rest, *checks]

    return change


def without_checks(notebook: Notebook) -> None:
    all_checks(-1)(notebook)
    del notebook["cells"][-4:]


def merged(*grade_ids: str) -> Change:
    """Merges cells into the first of them, as Jupyter's command does."""

    def change(notebook: Notebook) -> None:
        sources = ["".join(cell(notebook, name)["source"]) for name in grade_ids]
        cell(notebook, grade_ids[0])["source"] = "\n\n".join(sources)
        deleted(*grade_ids[1:])(notebook)

    return change


def merged_into_one(notebook: Notebook) -> None:
    cells = [c for c in notebook["cells"] if c["cell_type"] == "code"]
    whole = code("\n\n".join("".join(c["source"]) for c in cells))
    notebook["cells"] = [whole]


def swapped_marks(notebook: Notebook) -> None:
    a, b = cell(notebook, DZ)["metadata"], cell(notebook, "gradient_descent")["metadata"]
    a["nbgrader"], b["nbgrader"] = b["nbgrader"], a["nbgrader"]


def copied_below(grade_id: str, after: str) -> Change:
    def change(notebook: Notebook) -> None:
        again = {**cell(notebook, grade_id), "id": "a-copy"}
        put_after(notebook, after, again)

    return change


def stub_of(notebook: Notebook) -> str:
    return "".join(cell(notebook, BLANK)["source"]).replace(BLANK, DZ)


def answered_elsewhere(below: bool, answer: str = RIGHT[DZ]) -> Change:
    """The answer cell is as it was handed out; another cell without marks has the answer."""

    def change(notebook: Notebook) -> None:
        cell(notebook, DZ)["source"] = stub_of(notebook)
        place = index(notebook, CHECK_DZ) + 1 if below else index(notebook, DZ)
        notebook["cells"].insert(place, code(answer))

    return change


def unanswered_beside_an_old_try(notebook: Notebook) -> None:
    cell(notebook, DZ)["source"] = stub_of(notebook)
    old = {"cell_type": "raw", "id": "old", "metadata": {}, "source": RIGHT[DZ]}
    notebook["cells"].insert(index(notebook, DZ), old)


def with_another_docstring(notebook: Notebook) -> None:
    found = cell(notebook, DZ)
    found["source"] = found["source"].replace("Asked for.", "Later!") + "\n# to do"


def with_a_copy_of_the_stub(notebook: Notebook) -> None:
    put_after(notebook, DZ, code(stub_of(notebook), DZ))


def stripped(*changes: Change) -> Change:
    return both(*changes, strip)
