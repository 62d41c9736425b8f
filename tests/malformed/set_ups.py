"""Hand-ins whose set-up cell is gone, is no code any more, or fails somewhere.

All answers are right: what fails in the set-up has to cost the line it is in, and no point.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tests.grading.material import RIGHT
from tests.malformed.changes import Change, both, first, inserted, sourced
from tests.malformed.commanded import set_up
from tests.malformed.material import Malformation, Notebook, code, set_up_cell

DZ = "fun_dz"
PIP = (
    "import subprocess, sys\nsubprocess.check_call([sys.executable, '-m', 'pip', 'install', 'x'])\n"
)


@dataclass(frozen=True)
class SetUpCase(Malformation):
    """A malformation of the set-up; ``looked_at`` tells whether somebody is to look at it."""

    looked_at: bool = True


def below(after: str) -> Change:
    """Adds lines at the end of the set-up."""

    def change(notebook: Notebook) -> None:
        cell = set_up_cell(notebook)
        cell["source"] = "".join(cell["source"]).rstrip("\n") + "\n" + after

    return change


def instead(source: str) -> Change:
    def change(notebook: Notebook) -> None:
        set_up_cell(notebook)["source"] = source

    return change


def exchanged(old: str, new: str) -> Change:
    """Exchanges a part of the set-up."""

    def change(notebook: Notebook) -> None:
        source = "".join(set_up_cell(notebook)["source"])
        assert old in source
        set_up_cell(notebook)["source"] = source.replace(old, new)

    return change


def deleted(notebook: Notebook) -> None:
    notebook["cells"].remove(set_up_cell(notebook))


def turned(kind: str) -> Change:
    def change(notebook: Notebook) -> None:
        cell = set_up_cell(notebook)
        cell["cell_type"] = kind
        del cell["outputs"], cell["execution_count"]

    return change


def without_ids(notebook: Notebook) -> None:
    notebook["nbformat_minor"] = 0
    for cell in notebook["cells"]:
        del cell["id"]


def moved_to_the_end(notebook: Notebook) -> None:
    cell = set_up_cell(notebook)
    notebook["cells"].remove(cell)
    notebook["cells"].append(cell)


def split(notebook: Notebook) -> None:
    """A cell for each line, as somebody leaves them who looked for the one that fails."""
    cell = set_up_cell(notebook)
    place = notebook["cells"].index(cell)
    lines = ["import cudf as pd, os", *"".join(cell["source"]).splitlines()]
    notebook["cells"][place : place + 1] = [code(line) for line in lines if line.strip()]


def case(*changes: Change, words: str = "", looked_at: bool = True, **points: float) -> SetUpCase:
    return SetUpCase(both(*changes), words, points, looked_at)


OWN = sourced(DZ, "def fun_dz(x, y):\n    c = factor(x, y)\n    return 2 * x * c, 2 * y * c")
FACTOR = "def factor(x, y):\n    return np.cos(x**2 + y**2)\n"
ENDS: Mapping[str, str] = {
    "exit()": "`exit()` ends Python, and was not run",
    "quit()": "`quit()` ends Python, and was not run",
    "import os\nos._exit(0)": "`os._exit(0)` ends Python, and was not run",
    "import sys\nsys.exit()": "sys.exit()`",
    "raise SystemExit": "raise SystemExit`",
}
"""Lines that end Python, or ask for it, and what is told of them."""
HIDDEN_END = "(lambda leave: leave(0))(__import__('os')._exit)"
MISSING = "`import cudf as pd` was not run: `cudf` is not installed here"

SET_UPS: Mapping[str, SetUpCase] = {
    # a module that isn't here
    "pandas above the imports": case(set_up("import cudf as pd\n"), words=MISSING, looked_at=False),
    "two packages of Colab's among others": case(
        set_up("import os, cudf as pd, random\nfrom lightgbm import (\n    Booster,\n)\n"),
        sourced(DZ, "random.random()\n" + RIGHT[DZ]),
        words="`lightgbm` is not installed here",
        looked_at=False,
    ),
    "everything of a package": case(
        set_up("from fastai.vision.all import *\n"), words="fastai", looked_at=False
    ),
    "pandas, and a look at its version": case(
        set_up("import cudf as pd\nprint(pd.__version__)\n"), words="print(pd.__version__)"
    ),
    "pandas on one line with others": case(set_up("import cudf as pd; import os\n"), words="cudf"),
    "pandas in an answer that doesn't need it": case(
        sourced(DZ, "import cudf as pd\n" + RIGHT[DZ]), words=MISSING, looked_at=False
    ),
    "pandas inside of a function that doesn't need it": case(
        sourced(DZ, RIGHT[DZ].replace("):\n", "):\n    import cudf as pd\n")),
        words=MISSING,
        looked_at=False,
    ),
    "pandas in an answer that does": case(
        sourced(DZ, "import cudf as pd\n" + RIGHT[DZ].replace("return ", "pd.x; return ")),
        words=f"{DZ}: Unsure",
        fun_dz=0.0,
    ),
    "a package in the set-up that an answer needs": case(
        set_up("import cudf as pd\n"),
        sourced(DZ, RIGHT[DZ].replace("return ", "pd.x; return ")),
        words=f"{DZ}: Unsure",
        fun_dz=0.0,
    ),
    "a package with another in reserve": case(
        set_up("try:\n    import cupy as np\nexcept ImportError:\n    import numpy as np\n"),
        looked_at=False,
    ),
    "a module that the notebook writes itself": case(
        set_up("open('own_words.py', 'w').write('a = 1')\nimport own_words\nown_words.a\n"),
        looked_at=False,
    ),
    "a file of the student's own": case(
        set_up("import my_helpers\n"), words="my_helpers", looked_at=False
    ),
    # a line that fails
    "a drive that isn't mounted": case(
        set_up("import os\nos.chdir('/content/drive/MyDrive/course')\n"),
        words="`os.chdir('/content/drive/MyDrive/course')` failed with FileNotFoundError",
    ),
    "a window for pictures": case(
        set_up("import matplotlib\nmatplotlib.use('TkAgg')\n"), words="matplotlib.use('TkAgg')"
    ),
    "an installation in the browser": case(
        set_up("import piplite\nawait piplite.install('sympy')\n"),
        words="`await piplite.install('sympy')` was not run",
        looked_at=False,
    ),
    "an installation in the browser by micropip": case(
        set_up("import micropip\nawait micropip.install(['sympy',\n    'torch'])\n"),
        words="micropip",
        looked_at=False,
    ),
    "pip by subprocess": case(set_up(PIP), words="was not run", looked_at=False),
    "pip by subprocess where a package is missing": case(
        set_up(
            "try:\n    import cudf\nexcept ImportError:\n    import os, sys\n"
            "    os.system(f'{sys.executable} -m pip install cudf')\n    import cudf\n"
        ),
        words="cudf",
    ),
    "pip as a module": case(
        set_up("import pip\npip.main(['install', 'x'])\n"), words="was not run", looked_at=False
    ),
    "a helper of an older release": case(
        set_up("from utils import old_helper, setup_notebook\n"),
        words="`from utils import old_helper` failed with ImportError",
    ),
    "a call of a helper of an older release": case(
        set_up("import utils\nutils.use_old_style(size=3)\n"), words="utils.use_old_style"
    ),
    "a file of data that wasn't handed in": case(
        set_up("import numpy\ndata = numpy.loadtxt('data.csv')\n"), words="FileNotFoundError"
    ),
    "a download": case(
        set_up("import urllib.request\nurllib.request.urlopen('http://localhost:9/')\n"),
        words="urlopen",
    ),
    "an assertion of a GPU": case(
        exchanged("import torch\n", "import torch\nassert torch.cuda.is_available(), 'no GPU'\n"),
        words="AssertionError",
    ),
    "a GPU that isn't there": case(below("x = torch.zeros(1).cuda()"), words="cuda()"),
    "a name that is misspelt": case(below("torch.manual_sed(0)"), words="torch.manual_sed(0)"),
    "a question": case(set_up("name = input('Your name?')\n"), words="input("),
    "a line that leaves": case(set_up("import sys\nsys.exit('no Colab')\n"), words="sys.exit"),
    "a plain exception": case(set_up("raise RuntimeError('x' * 10_000)\n"), words="RuntimeError"),
    "Colab and its secrets": case(
        set_up("from google.colab import userdata\nkey = userdata.get('K')\nprint(key[:3])\n"),
        words="print(key[:3])",
    ),
    "Colab's drive over several lines": case(
        set_up(
            "from google.colab import (\n    drive,\n)\ndrive.mount(\n    '/content/drive'\n)\n"
        ),
        words="was not run",
        looked_at=False,
    ),
    "Colab's drive on one line": case(
        set_up("from google.colab import drive; drive.mount('/content/drive')\n"),
        words="was not run",
        looked_at=False,
    ),
    "an extension that isn't here": case(
        set_up("%load_ext memory_profiler\n"), words="%load_ext memory_profiler", looked_at=False
    ),
    "a magic for one line, used wrongly": case(set_up("%time\n%precision x\n"), words="%precision"),
    # no Python
    "a slip in the imports": case(exchanged("import torch\n", "import torch as\n"), words="Syntax"),
    "print of Python 2": case(set_up("print 'hello'\n"), words="print 'hello'"),
    "an installation without a sign": case(
        set_up("pip install numpy sympy\n"),
        words="`pip install numpy sympy` was not run",
        looked_at=False,
    ),
    "a bracket that isn't closed": case(below("rates = [0.1, 0.2\n"), words="rates = [0.1, 0.2"),
    "a line that begins indented": case(set_up("    import os\n"), words="IndentationError"),
    "merge marks": case(
        exchanged(
            "import torch\n",
            "<<<<<<< HEAD\nimport torch\n=======\nimport torch, os\n>>>>>>> theirs\n",
        ),
        words="merge conflict",
    ),
    # what is left of the set-up goes on
    "a function of the student's own below what fails": case(
        set_up("import os\nos.chdir('/nowhere')\n"), below(FACTOR), OWN, words="os.chdir"
    ),
    "a function of the student's own beside a slip": case(
        set_up("print 'hello'\n"), below(FACTOR), OWN, words="print 'hello'"
    ),
    "other names for the lesson's modules": case(
        instead("import nothing_such.x\nimport math as np\nimport sympy, torch\nnp.nothing\n"),
        sourced(DZ, "import numpy\n" + RIGHT[DZ].replace("np.", "numpy.")),
        sourced("gradient_descent", RIGHT["gradient_descent"].replace("np.", "numpy.")),
        words="np.nothing",
    ),
    # gone
    "deleted": case(deleted, words="its cell was missing"),
    "turned to text": case(turned("markdown"), words="its cell was text"),
    "turned to raw text": case(turned("raw"), words="its cell was text"),
    "turned to text without ids": case(turned("markdown"), without_ids, words="its cell was text"),
    "emptied": case(instead(""), words="its cell was missing"),
    "all of it commented out": case(
        instead("# import numpy as np\n# import sympy, torch"), words="its cell was missing"
    ),
    "without what the answers need": case(exchanged("import sympy\n", ""), words="it lacked sympy"),
    "below all answers": case(moved_to_the_end, words="it stood below"),
    "handed to another program": case(
        set_up("%%script false --no-raise-error\n"), words="its cell was missing"
    ),
    "split over many cells, with pandas": case(split, words="cudf", looked_at=False),
    "split over many cells that fail": case(
        split, first("import numpy as np\nnp.nothing"), words="np.nothing", looked_at=True
    ),
    "failing, without ids": case(
        set_up("import os\nos.chdir('/nowhere')\n"), without_ids, words="os.chdir"
    ),
    # Python ends
    **{f"{line!r} in the set-up": case(set_up(f"{line}\n"), words=ENDS[line]) for line in ENDS},
    **{f"{line!r} below the set-up": case(below(line), words=ENDS[line]) for line in ENDS},
    **{f"{line!r} above the set-up": case(first(line), words=ENDS[line]) for line in ENDS},
    **{
        f"{line!r} between exercises": case(inserted("test_fun_dz", line), words=ENDS[line])
        for line in ENDS
    },
    "an end behind a condition": case(first("if True:\n    quit"), words="`quit` ends Python"),
    "a restart after an installation": case(
        set_up("import os\n!pip install x\nos.kill(os.getpid(), 9)\n"),
        words="`os.kill(os.getpid(), 9)`",
    ),
    "a restart by the kernel itself": case(
        first("import IPython\nIPython.Application.instance().kernel.do_shutdown(True)"),
        words="do_shutdown(True)` ends Python",
    ),
    "an end that can't be read, in the set-up": case(
        set_up(f"{HIDDEN_END}\n"), words=f"`{HIDDEN_END}` failed"
    ),
    "an end that can't be read, between exercises": case(
        inserted("test_fun_dz", HIDDEN_END), words="Python ended in it"
    ),
    "an end below what an answer needs": case(
        inserted("test_gradient_formula", f"{FACTOR}exit()"), OWN, words="`exit()` ends Python"
    ),
    "a function of the student's own called exit": case(
        first("def exit():\n    global h\n    h = 1\nexit()"),
        sourced(DZ, "h\n" + RIGHT[DZ]),
        looked_at=False,
    ),
    # no trouble at all
    "more imports": case(set_up("import os, random\nrandom.seed(0)\n"), looked_at=False),
    "a star": case(
        instead("from numpy import *\nimport numpy as np, sympy, torch\n"), looked_at=False
    ),
    "another style": case(below("%config InlineBackend.figure_format = 'retina'"), looked_at=False),
}
