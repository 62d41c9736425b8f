"""Hand-ins with commands that can't work while they are graded, or must not hang it."""

from __future__ import annotations

from tests.grading.material import RIGHT
from tests.malformed.changes import Change, first, sourced
from tests.malformed.material import Malformation as M
from tests.malformed.material import Notebook, set_up_cell

DZ = "fun_dz"
COLAB = "from google.colab import drive, files\ndrive.mount('/content/drive')\n"


def set_up(before: str) -> Change:
    """Puts lines before the lesson's own first ones: what fails there costs everything."""

    def change(notebook: Notebook) -> None:
        cell = set_up_cell(notebook)
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
    "an installation over two lines": M(
        set_up("!pip install torch \\\n    numpy\n"), "`!pip install torch \\` was not run"
    ),
    "an installation over many lines, in an answer": M(
        sourced(DZ, "!pip install -q \\\n  a==1 \\\n  b==2 \\\n\n" + RIGHT[DZ]), "was not run"
    ),
    "an installation over two lines inside of a block": M(
        set_up("try:\n    import torch\nexcept ImportError:\n    !pip \\\n    install torch\n"),
        "`!pip \\` was not run",
    ),
    "a magic over two lines": M(
        set_up("%pip install a \\\n    'b < 2'\n"), "`%pip install a \\` was not run"
    ),
    "an installation by another Python": M(
        set_up("!{sys.executable} -m pip install x\n!/usr/bin/python3.11 -m pip install y\n"),
        "`!/usr/bin/python3.11 -m pip install y` was not run",
    ),
    "an installation behind a pipe": M(set_up("!yes | pip3.11 install x\n"), "was not run"),
    "an installation without a sign": M(
        sourced(DZ, "pip install numpy\n" + RIGHT[DZ]), "`pip install numpy` was not run"
    ),
    "a measurement of memory": M(
        sourced(DZ, "%%memit -r 3\n" + RIGHT[DZ]), "`%%memit -r 3` was left out"
    ),
    "a title above a measurement of memory": M(
        sourced(DZ, "#@title 2\n%%memit\n" + RIGHT[DZ]), "`%%memit` was left out"
    ),
    "a debugger": M(sourced(DZ, "%%debug\n" + RIGHT[DZ]), "`%%debug` was left out"),
    "a measurement of memory in the set-up": M(set_up("%%memit\n"), "`%%memit` was left out"),
    "a formatter's magic over an answer with a shell command": M(
        sourced(DZ, "%%black\n!pip install \\\n  x\n" + RIGHT[DZ]), "`%%black` was left out"
    ),
    "another language's magic": M(first("%%R\nx <- c(1, 2)"), ""),
    "a title above a shell script": M(first("#@title x\n%%bash\nls"), "`%%bash` stood below"),
    "a magic told in a text": M(
        sourced(DZ, RIGHT[DZ].replace("):\n", '):\n    """\n%%memit\n    """\n')), ""
    ),
    "a question to the student": M(first("name = input('Your name? ')"), ""),
    "a question before an answer": M(sourced(DZ, "n = input()\n" + RIGHT[DZ]), "", LOST),
    "a cell that raises": M(first("raise SystemExit"), ""),
}

IN_IPYTHON = {
    "a title above the time": M(
        sourced(DZ, "#@title Exercise 2\n%%time\n" + RIGHT[DZ]), "`%%time` stood below a comment"
    ),
    "comments and empty lines above a capture": M(
        sourced(DZ, "# mine\n\n#@markdown x\n%%capture out\n" + RIGHT[DZ]),
        "`%%capture out` stood below a comment",
    ),
    "a comment between two magics": M(
        sourced(DZ, "%%capture\n# mine\n%%time\n" + RIGHT[DZ]), "`%%time` stood below a comment"
    ),
    "a time above a measurement of memory": M(
        sourced(DZ, "%%time\n%%memit\n" + RIGHT[DZ]), "`%%memit` was left out"
    ),
}
"""What needs a real kernel, since plain Python has no magics."""
