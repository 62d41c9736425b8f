"""From bytes to a notebook: what is read, and what is refused in words. nbformat is the oracle."""

from __future__ import annotations

import copy
import json

import nbformat
import pytest

from autograder.errors import SubmissionError
from autograder.grading.hand_ins import read_hand_in
from autograder.grading.notebooks import notebook_bytes, parse_notebook
from tests.grading.material import saved_by_colab

REFUSED = {  # bytes, words of the message
    "empty": (b"", "empty"),
    "blank": (b"  \n", "empty"),
    "a page": (b"\n<html></html>", "web page"),
    "a picture": (b"\x89PNG\r\n\x1a\n\xff\xfe", "a picture, not a notebook"),
    "Latin-1": ('{"cells": "é"}'.encode("latin-1"), "not text in UTF-8"),
    "Python": (b"print(1)", "Python code"),
    "cut off": (b'{"cells": [{"cell_type": "co', "cut off"),
    "a list": (b"[1, 2]", "a list without cells"),
    "a number": (b"3", "a value without cells"),
    "other JSON": (b'{"a": 1}', "an object without cells"),
    "deep": (b'{"cells": ' + b"[" * 100_000, "not JSON"),
    "cells that are text": (b'{"nbformat": 4, "cells": "abc"}', "not a valid notebook"),
}
ODD = {  # bytes of what is read as far as it goes, the sources of its cells
    "cells that are numbers": (b'{"nbformat": 4, "cells": [1]}', []),
    "a cell without a type": (b'{"nbformat": 4, "cells": [{"source": "a"}]}', ["a"]),
    "a cell of a strange type": (b'{"cells": [{"cell_type": "x", "source": ["a", "b"]}]}', ["ab"]),
    "a strange format": (b'{"nbformat": 9, "cells": []}', []),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_no_notebook_is_refused_with_what_it_is(case):
    data, words = REFUSED[case]
    with pytest.raises(SubmissionError, match=words) as refusal:
        parse_notebook(data)
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize("case", ODD)
def test_what_is_odd_is_read_as_far_as_it_goes(case):
    data, expected = ODD[case]
    parsed = parse_notebook(data)
    nbformat.validate(parsed)
    assert sources(parsed) == expected


def sources(notebook: dict) -> list[str]:
    return ["".join(cell["source"]) for cell in notebook["cells"]]


@pytest.mark.parametrize("change", ["none", "colab", "bom", "ids", "no ids", "format 3", "widgets"])
def test_the_notebook_is_valid_and_holds_the_same_cells(change, release):
    notebook = copy.deepcopy(release)
    if change == "colab":
        notebook = saved_by_colab(notebook)
    if change == "ids":
        notebook["cells"][2]["id"] = notebook["cells"][1]["id"]
    if change == "no ids":
        for cell in notebook["cells"]:
            del cell["id"]
    if change == "format 3":
        notebook = nbformat.convert(nbformat.reads(json.dumps(notebook), as_version=4), 3)
    if change == "widgets":
        notebook["metadata"]["widgets"] = {"application/vnd.jupyter.widget-state+json": {}}
    data = (b"\xef\xbb\xbf" if change == "bom" else b"") + json.dumps(notebook).encode()
    parsed = parse_notebook(data)
    nbformat.validate(nbformat.reads(notebook_bytes(parsed).decode(), as_version=4))
    assert sources(parsed) == sources(release)
    assert all(not cell.outputs for cell in parsed.cells if cell.cell_type == "code")
    assert len({cell.id for cell in parsed.cells}) == len(parsed.cells)


def test_a_link_is_not_followed(tmp_path):
    (tmp_path / "secret").write_text("{}")
    (tmp_path / "a.ipynb").symlink_to(tmp_path / "secret")
    with pytest.raises(SubmissionError, match="is a link"):
        read_hand_in(tmp_path / "a.ipynb")


def test_a_missing_notebook_is_told_with_what_is_there_instead(tmp_path):
    (tmp_path / "renamed.ipynb").touch()
    with pytest.raises(
        SubmissionError, match=r"no file .*a\.ipynb\. The folder has renamed\.ipynb"
    ):
        read_hand_in(tmp_path / "a.ipynb")
