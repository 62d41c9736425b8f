"""Hand-ins that are no notebook of the lesson, whatever is done: refused with words."""

from __future__ import annotations

import io
import json
import random
import zipfile
from collections.abc import Callable

from tests.malformed.material import Malformation, Notebook, code


def refused(data: bytes | Callable[[Notebook], bytes | None], words: str) -> Malformation:
    """A malformation that no repair can mend."""
    return Malformation((lambda notebook: data) if isinstance(data, bytes) else data, words, None)


def dumped(notebook: Notebook) -> bytes:
    return json.dumps(notebook).encode()


def zipped(notebook: Notebook) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(zipfile.ZipInfo("lesson.ipynb"), dumped(notebook))
    return buffer.getvalue()


def latin_1(notebook: Notebook) -> bytes:
    notebook["cells"][0]["source"] = "Lösung für Aufgabe 1"
    return json.dumps(notebook, ensure_ascii=False).encode("latin-1")


def nested(notebook: Notebook) -> bytes:
    return dumped(notebook)[:-1] + b', "deep": ' + b"[" * 50_000 + b"]" * 50_000 + b"}"


def in_conflict(notebook: Notebook) -> bytes:
    text = json.dumps(notebook, indent=1)
    half = len(text) // 2
    sides = "\n<<<<<<< HEAD\n1\n=======\n2\n>>>>>>> theirs\n"
    return (text[:half] + sides + text[half:]).encode()


def of_another_lesson(notebook: Notebook) -> None:
    notebook["cells"] = [
        code("import torch"),
        code("def sq_loss(a, b):\n    return (a - b) ** 2", "sq_loss"),
        code('check("sq_loss", sq_loss)', "test_sq_loss"),
    ]


def with_cells(cells: object) -> Callable[[Notebook], None]:
    def change(notebook: Notebook) -> None:
        notebook["cells"] = cells

    return change


def with_many_cells(notebook: Notebook) -> None:
    notebook["cells"] += [code(f"x = {n}") for n in range(20_000)]


def with_much_code(notebook: Notebook) -> None:
    notebook["cells"].append(code("data = [" + "1.0, " * 600_000 + "]"))


def with_many_values(notebook: Notebook) -> bytes:
    return dumped(notebook)[:-1] + b', "x": [' + b"1," * 6_000_000 + b"1]}"


def with_a_giant_number(notebook: Notebook) -> bytes:
    return dumped(notebook)[:-1] + b', "x": ' + b"9" * 10_000 + b"}"


PAGE = b"\n<!DOCTYPE html>\n<html><script>alert(1)</script><body>Sign in</body></html>"
PICTURE = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256))
LINK = b'{"url": "https://example.org/d/1", "doc_id": "1", "email": "a@example.org"}'
NOISE = bytes(range(255, 0, -1)) + random.Random(0).randbytes(3000)

UNREADABLE = {
    "an empty file": refused(b"", "empty"),
    "nothing but blanks and line ends": refused(b" \r\n\t\n", "empty"),
    "zero bytes, as a full disk leaves": refused(bytes(5000), "empty"),
    "a file that is cut off": refused(lambda nb: dumped(nb)[: len(dumped(nb)) // 2], "cut off"),
    "the first byte of a file": refused(b"{", "cut off"),
    "another object, and a notebook after it": refused(
        lambda nb: b'{"a": 1}' + dumped(nb), "not JSON"
    ),
    "other JSON, such as a link to a document": refused(LINK, "an object without cells"),
    "a JSON list": refused(b'[{"cells": []}]', "a list without cells"),
    "a JSON number": refused(b"42", "a value without cells"),
    "a notebook inside of a JSON text": refused(
        lambda nb: json.dumps(json.dumps(nb)).encode(), "text without cells"
    ),
    "JSON null": refused(b"null", "nothing without cells"),
    "a web page": refused(PAGE, "a web page"),
    "a picture": refused(PICTURE, "a picture"),
    "noise": refused(NOISE, "not text in UTF-8"),
    "a zip archive": refused(zipped, "a zip archive, not a notebook. Unpack it"),
    "a PDF": refused(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", "a PDF"),
    "a Python script": refused(
        b"import numpy as np\n\ndef fun_dz(x, y):\n    return x, y\n", "Python code"
    ),
    "letters in Latin-1": refused(latin_1, "Latin-1"),
    "half of UTF-16": refused(
        lambda nb: dumped(nb).decode().encode("utf-16")[:-1], "not text in UTF-8"
    ),
    "lists nested 50,000 deep": refused(nested, "nested too deeply"),
    "both sides of a merge conflict": refused(in_conflict, "merge conflict"),
    "six million values": refused(with_many_values, "more than 5,000,000 values"),
    "a number of 10,000 digits": refused(with_a_giant_number, "not JSON"),
    "the notebook of another lesson": refused(of_another_lesson, "of lesson 03_autograd"),
    "a notebook without cells": refused(with_cells([]), "nothing of the exercises"),
    "a notebook of somebody else's course": refused(
        with_cells([code("print('hello')")]), "another notebook"
    ),
    "cells that are an object": refused(with_cells({"0": code("x = 1")}), "no list of cells"),
    "cells that are null": refused(with_cells(None), "no list of cells"),
    "cells that are text": refused(with_cells("abc"), "no list of cells"),
    "cells that are numbers": refused(with_cells([1, 2, 3]), "nothing of the exercises"),
    "20,000 cells": refused(with_many_cells, "2000 are the limit"),
    "3 MiB of code": refused(with_much_code, "MiB of code"),
}
