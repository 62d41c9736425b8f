"""Hand-ins with commands that can't work while they are graded, or must not hang it."""

from __future__ import annotations

from tests.grading.material import RIGHT
from tests.malformed.changes import Change, first, sourced
from tests.malformed.material import Malformation as M
from tests.malformed.material import Notebook

DZ = "fun_dz"
COLAB = "from google.colab import drive, files\ndrive.mount('/content/drive')\n"


def set_up(before: str) -> Change:
    """Puts lines before the lesson's own first ones: what fails there costs everything."""

    def change(notebook: Notebook) -> None:
        cell = next(c for c in notebook["cells"] if c["cell_type"] == "code")
        cell["source"] = before + "".join(cell["source"])

    return change


LOST = {DZ: 0.0}

COMMANDED = {
    "an installation in the set-up": M(
        set_up("!pip install torch numpy\n"), "`!pip install torch numpy`"
    ),
    "an installation by a magic": M(set_up("%pip install -q sympy\n"), "`%pip install -q sympy`"),
    "an installation of a system package": M(set_up("!sudo apt-get install x\n"), "was not run"),
    "an installation by conda": M(set_up("%conda install y\n"), "was not run"),
    "an installation in an answer": M(sourced(DZ, "!pip install x\n" + RIGHT[DZ]), "was not run"),
    "an installation inside of a function": M(
        sourced(DZ, RIGHT[DZ].replace("):\n", "):\n    !pip install x\n")), "was not run"
    ),
    "an installation only told in a text": M(
        sourced(DZ, RIGHT[DZ].replace("):\n", '):\n    """\n    !pip install x\n    """\n')), ""
    ),
    "a magic that nobody knows": M(
        set_up("%tensorflow_version 2.x\n"), "`%tensorflow_version 2.x`"
    ),
    "a figure window that isn't there": M(set_up("%matplotlib widget\n"), "`%matplotlib widget`"),
    "twenty installations": M(set_up("!pip install x\n" * 20), "15 more lines"),
    "Google Drive in the set-up": M(set_up(COLAB), "`drive.mount('/content/drive')` was not run"),
    "google.colab under another name": M(
        set_up("import google.colab.files as f\nf.upload()\n"), "`f.upload()` was not run"
    ),
    "a question to the student": M(first("name = input('Your name? ')"), ""),
    "a question before an answer": M(sourced(DZ, "n = input()\n" + RIGHT[DZ]), "", LOST),
    "a cell that raises": M(first("raise SystemExit"), ""),
}
