"""Hand-ins that other tools wrote: other encodings, formats, ids and metadata. All is recovered."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

import nbformat

from tests.grading.material import saved_by_colab
from tests.malformed.material import Malformation, Notebook, cell, code, index, markdown


def recoded(encoding: str, start: bytes = b"") -> Callable[[Notebook], bytes]:
    return lambda notebook: start + json.dumps(notebook, ensure_ascii=False).encode(encoding)


def with_line_ends(notebook: Notebook) -> bytes:
    return json.dumps(notebook, indent=1).replace("\n", "\r\n").encode()


def with_windows_sources(notebook: Notebook) -> None:
    for each in notebook["cells"]:
        each["source"] = "".join(each["source"]).replace("\n", "\r\n")


def in_format(minor: int) -> Callable[[Notebook], None]:
    """Formats before 4.5 have no cell ids."""

    def change(notebook: Notebook) -> None:
        notebook["nbformat_minor"] = minor
        for each in notebook["cells"]:
            del each["id"]

    return change


def in_format_3(notebook: Notebook) -> bytes:
    old = nbformat.convert(nbformat.reads(json.dumps(notebook), as_version=4), 3)
    return json.dumps(old).encode()


def in_format_2(notebook: Notebook) -> bytes:
    old = json.loads(in_format_3(notebook))
    old["nbformat"] = 2
    for sheet in old["worksheets"]:
        for each in sheet["cells"]:
            each.pop("metadata", None)  # cells had none
    return json.dumps(old).encode()


def having(**values: Any) -> Callable[[Notebook], None]:
    def change(notebook: Notebook) -> None:
        notebook.update(copy.deepcopy(values))

    return change


def without(*keys: str) -> Callable[[Notebook], None]:
    def change(notebook: Notebook) -> None:
        for key in keys:
            del notebook[key]

    return change


def each_cell(**values: Any) -> Callable[[Notebook], None]:
    def change(notebook: Notebook) -> None:
        for each in notebook["cells"]:
            each.update(copy.deepcopy(values))

    return change


def each_cell_without(key: str) -> Callable[[Notebook], None]:
    def change(notebook: Notebook) -> None:
        for each in notebook["cells"]:
            each.pop(key, None)

    return change


def in_kernel(**kernel: Any) -> Callable[[Notebook], None]:
    def change(notebook: Notebook) -> None:
        notebook["metadata"] = {"kernelspec": kernel}

    return change


def without_a_kernel(notebook: Notebook) -> None:
    notebook["metadata"] = {}


def with_cell_metadata(**metadata: Any) -> Callable[[Notebook], None]:
    def change(notebook: Notebook) -> None:
        for each in notebook["cells"]:
            each["metadata"] |= copy.deepcopy(metadata)

    return change


def saved_in_colab(notebook: Notebook) -> bytes:
    return json.dumps(saved_by_colab(notebook)).encode()


def with_twice_the_key(notebook: Notebook) -> bytes:
    return b'{"cells": [], ' + json.dumps(notebook).encode()[1:]


def with_nan(notebook: Notebook) -> None:
    cell(notebook, "fun_dz")["metadata"]["duration"] = float("nan")


def followed_by(tail: bytes) -> Callable[[Notebook], bytes]:
    return lambda notebook: json.dumps(notebook, indent=1).encode() + tail


def over_an_older_save(notebook: Notebook) -> bytes:
    """The file as it is where a shorter save was written over a longer one, in Japanese."""
    new = json.dumps(notebook, indent=1).encode()
    older = copy.deepcopy(notebook)
    older["cells"].append(markdown("勾配" * 2_000))
    old = json.dumps(older, indent=1, ensure_ascii=False).encode()
    assert len(old) > len(new) + 4_000
    cut = len(new)
    while old[cut] & 0xC0 != 0x80:  # in the middle of a letter
        cut += 1
    return new + old[cut:]


def with_pictures_that_are_missing(notebook: Notebook) -> None:
    texts = (
        "![a](attachment:gone.png)",
        "![a][b]\n\n[b]: attachment:gone.png",
        "![a](attachment:a%20b.png 'title') and <img src='attachment:gone.png'>",
        "![a](attachment&#58;gone.png) ![b](attachment\\:gone.png)",
        "`![a](attachment:gone.png)` ![図](<attachment:図 (1).png>)",
    )
    notebook["cells"][1:1] = [markdown(text) for text in texts]


def with_a_picture_that_is_there(notebook: Notebook) -> None:
    notebook["cells"].insert(1, markdown("Mine: ![s](attachment:s.png) ![図](attachment:図.png)"))
    pictures = {"s.png": {"image/png": DOT}, "図.png": {"image/png": DOT}}
    notebook["cells"][1]["attachments"] = pictures


def with_large_outputs(notebook: Notebook) -> None:
    picture = {"image/png": "iVBORw0KGgo" * 3_000_000}
    cell(notebook, "test_fun_dz")["outputs"] = [
        {"output_type": "display_data", "data": picture, "metadata": {}}
    ]


def with_wrong_outputs(notebook: Notebook) -> None:
    result = {"output_type": "execute_result", "data": {"text/html": "3"}, "metadata": {}}
    cell(notebook, "test_fun_dz")["outputs"] = [result | {"execution_count": 1}]
    cell(notebook, "fun_dz")["outputs"] = {"not": "a list"}
    cell(notebook, "test_gradient_descent")["outputs"] = [None, 3, {"output_type": "new"}]


def with_no_cells_between(notebook: Notebook) -> None:
    place = index(notebook, "fun_dz")
    notebook["cells"][place:place] = [None, 7, "text", [code("fun_dz = 1")], True]


def with_sources(source: Callable[[str], Any]) -> Callable[[Notebook], None]:
    def change(notebook: Notebook) -> None:
        for each in notebook["cells"]:
            each["source"] = source("".join(each["source"]))

    return change


def lines_and_numbers(text: str) -> list[Any]:
    return [7, None, *text.splitlines(keepends=True), {"x": 1}]


def of_unknown_type(notebook: Notebook) -> None:
    cell(notebook, "fun_dz")["cell_type"] = "coode"


def without_types(notebook: Notebook) -> None:
    for each in notebook["cells"]:
        del each["cell_type"]


def with_broken_text(notebook: Notebook) -> None:
    notebook["cells"].insert(1, markdown("half a letter \ud83d, a zero \0, \x1b[31mred"))
    notebook["cells"].insert(1, code("word = '\ud83d'\nzero = 1 # \0"))


def with_attachments(notebook: Notebook) -> None:
    notebook["cells"][1]["attachments"] = {
        "a.png": {"image/png": "iVBORw0KGgo=", "text/html": "<script>alert(1)</script>"},
        "b": ["no bundle"],
    }


def with_long_text(notebook: Notebook) -> None:
    notebook["cells"].insert(1, markdown("[" * 300_000))


def with_empty_cells(notebook: Notebook) -> None:
    notebook["cells"] += [code("") for _ in range(3_000)]


def nested_metadata(depth: int) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for _ in range(depth):
        found = {"in": found}
    return found


DOT = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJg"
    "gg=="
)
VS_CODE = {"vscode": {"languageId": "python"}}
KAGGLE = {"_uuid": "8f2839f2", "_cell_guid": "b1076dfc", "trusted": True}
LATER = each_cell(later={"a": 1})

REWRITTEN = {
    "a byte order mark": Malformation(recoded("utf-8", b"\xef\xbb\xbf"), "byte order mark"),
    "UTF-16 with its mark": Malformation(recoded("utf-16"), "UTF-16"),
    "UTF-16 without a mark": Malformation(recoded("utf-16-be"), "UTF-16-BE"),
    "UTF-32": Malformation(recoded("utf-32"), "UTF-32"),
    "Windows line ends in the file": Malformation(with_line_ends, ""),
    "Windows line ends in the sources": Malformation(with_windows_sources, ""),
    "zero bytes at the end": Malformation(
        lambda nb: json.dumps(nb).encode() + bytes(99), "zero bytes"
    ),
    "the tail of an older save": Malformation(
        followed_by(b"       ]\n }\n"), "an older and longer"
    ),
    "the tail of an older save in its own letters": Malformation(
        over_an_older_save, "were left out"
    ),
    "a tail of bytes that are no text": Malformation(
        followed_by(b"\n\xff\xfe\x80" * 300), "were left out"
    ),
    "a tail of zeros and text": Malformation(
        followed_by(bytes(50) + b"}]" + bytes(9)), "were left out"
    ),
    "a mark, and the tail of an older save": Malformation(
        lambda nb: b"\xef\xbb\xbf" + followed_by(b'"x": 1}')(nb), "were left out"
    ),
    "two notebooks in one file": Malformation(
        lambda nb: json.dumps(nb).encode() * 2, "Unsure which notebook is meant"
    ),
    "pictures that are missing": Malformation(with_pictures_that_are_missing, ""),
    "a picture that is there": Malformation(with_a_picture_that_is_there, ""),
    "cells that stand twice in the file": Malformation(with_twice_the_key, "'cells' stood twice"),
    "NaN among the metadata": Malformation(with_nan, "NaN"),
    "old outputs of 30 MB": Malformation(with_large_outputs, "old outputs"),
    "outputs that crash a stock grader": Malformation(with_wrong_outputs, ""),
    "format 4.0": Malformation(in_format(0), "format 4.0"),
    "format 4.1": Malformation(in_format(1), "format 4.1"),
    "format 4.2": Malformation(in_format(2), "format 4.2"),
    "format 4.3": Malformation(in_format(3), "format 4.3"),
    "format 4.4": Malformation(in_format(4), "format 4.4"),
    "a later format": Malformation(having(nbformat_minor=9), "format 4.9"),
    "format 3": Malformation(in_format_3, "format 3.0"),
    "format 2": Malformation(in_format_2, "format 2.0"),
    "no format": Malformation(without("nbformat", "nbformat_minor"), "does not say its format"),
    "a format in words": Malformation(having(nbformat="four"), "does not say its format"),
    "keys that no format has": Malformation(LATER, ""),
    "sources as lists of lines": Malformation(
        with_sources(lambda s: s.splitlines(keepends=True)), ""
    ),
    "sources with numbers between the lines": Malformation(with_sources(lines_and_numbers), ""),
    "things that are no cells": Malformation(with_no_cells_between, "no cell: 5"),
    "an answer cell of an unknown type": Malformation(of_unknown_type, "unknown type 'coode'"),
    "cells without types": Malformation(without_types, "unknown type"),
    "metadata that are null": Malformation(having(metadata=None), "names no kernel"),
    "metadata that are a list": Malformation(having(metadata=["x"]), "names no kernel"),
    "metadata nested 300 deep": Malformation(with_cell_metadata(deep=nested_metadata(300)), ""),
    "no cell ids": Malformation(each_cell_without("id"), "got new ones"),
    "the same id for all cells": Malformation(each_cell(id="x"), "got new ones"),
    "ids that are not allowed": Malformation(each_cell(id="#VSC-1 ü"), "got new ones"),
    "ids that are numbers": Malformation(each_cell(id=3), "got new ones"),
    "the ids of the exercises in all cells": Malformation(each_cell(id="fun_dz"), "got new ones"),
    "half letters, zeros and escapes in the text": Malformation(with_broken_text, ""),
    "pasted pictures and scripts": Malformation(with_attachments, ""),
    "text of 300,000 characters": Malformation(with_long_text, "long text was cut"),
    "3,000 empty cells": Malformation(with_empty_cells, "Empty cells were left out"),
    "the kernel of another language": Malformation(in_kernel(name="ir", language="R"), "'ir'"),
    "a kernel of a conda environment": Malformation(
        in_kernel(name="conda-env-x-py"), "'conda-env-x-py'"
    ),
    "a kernel without a name": Malformation(in_kernel(display_name="Python"), "run with Python 3"),
    "a kernel whose name is an object": Malformation(in_kernel(name={"a": 1}), "(dict)"),
    "no kernel": Malformation(without_a_kernel, "names no kernel"),
    "traces of Colab": Malformation(saved_in_colab, "saved by Google Colab"),
    "traces of VS Code": Malformation(with_cell_metadata(**VS_CODE), "saved by VS Code"),
    "traces of Kaggle": Malformation(with_cell_metadata(**KAGGLE), "saved by Kaggle"),
    "tags that keep cells from running": Malformation(
        with_cell_metadata(tags=["skip-execution"]), ""
    ),
    "execution counts that are text": Malformation(each_cell(execution_count="3"), ""),
}
