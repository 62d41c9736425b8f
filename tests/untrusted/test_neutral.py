"""Text cells, outputs and pictures of a hand-in, after they were made harmless."""

from __future__ import annotations

import base64
import io
import re

import nbformat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nbconvert.filters.markdown_mistune import markdown2html_mistune
from PIL import Image

from autograder.grading.markdown import harmless_markdown
from autograder.grading.neutral import MAX_CHARACTERS, MAX_OUTPUTS, neutral, plain, shown
from autograder.grading.pictures import JPEG, PNG, picture
from autograder.records.signs import ACTING
from tests.untrusted.displays import ESCAPES, PWNED, TEXTS

HONEST_TEXT = """\
## My notes

The *slope* is **2x**, see [the page](https://pytorch.org) and `a < b`. If 1 < 2 then $x < y$:

$$\\frac{\\partial z}{\\partial x} = 2x \\cos(x^2)$$

- one
- two

| a | b |
|---|:-:|
| 1 | 2 |

```python
print("<b>")
```
"""
ACTIVE = re.compile(
    r"<(script|style|iframe|object|embed|img|svg|form|base|link|meta|button|details|div style)"
    r"|<[^>]*\son\w+\s*=|href=\"\s*(javascript|data|vbscript)",
    re.IGNORECASE,
)


def png(width: int = 3, height: int = 2) -> str:
    """A picture that Pillow draws, as base64."""
    return drawn("PNG", width, height)


def drawn(kind: str, width: int = 3, height: int = 2) -> str:
    file = io.BytesIO()
    Image.new("RGB", (width, height)).save(file, kind)
    return base64.b64encode(file.getvalue()).decode()


def notebook(*outputs: dict[str, object], source: str = "1") -> nbformat.NotebookNode:
    cell = {"cell_type": "code", "id": "a", "metadata": {}, "source": source}
    cells = [{**cell, "execution_count": 1, "outputs": list(outputs)}]
    return nbformat.from_dict({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


def outputs_of(*outputs: dict[str, object]) -> list[nbformat.NotebookNode]:
    made = neutral(notebook(*outputs))
    nbformat.validate(made)
    found: list[nbformat.NotebookNode] = made.cells[0].outputs
    return found


def display(**data: object) -> dict[str, object]:
    named = {key.replace("_", "/", 1): value for key, value in data.items()}
    return {"output_type": "display_data", "data": named, "metadata": {"x": PWNED}}


def test_honest_text_stays_as_it_was_written():
    assert harmless_markdown(HONEST_TEXT) == HONEST_TEXT


@pytest.mark.parametrize("name", TEXTS)
def test_no_text_renders_as_anything_that_acts(name):
    assert not ACTIVE.search(markdown2html_mistune(harmless_markdown(TEXTS[name])))


def test_the_words_of_a_harmful_text_can_still_be_read():
    text = harmless_markdown("My <b onclick=x>bold</b> idea, `a<b>` and [here](javascript:x)")
    html = markdown2html_mistune(text)
    for words in ("My &lt;b onclick", "bold", "idea,", "<code>a&lt;b&gt;</code>", "here"):
        assert words in html


@pytest.mark.parametrize("command", [r"\href{javascript:x}{y}", r"\require{html}", r"\def\x{\x}"])
def test_formulas_lose_what_reaches_out_of_them(command):
    assert harmless_markdown(f"${command}$") == f"${command[0]} {command[1:]}$"


PIECES = st.sampled_from(
    ["<", ">", "script", "![", "](", "javascript:", ")", "`", "```\n", "\n", "    ", "$", "\\"]
    + ["&#x3c;"]
    + ["<!--", "-->", "onerror=", '"', "'", "a", " ", "[1]: ", "data:", "|", "-", "<svg/onload=x>"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=25).map("".join))
@settings(max_examples=300, deadline=None)
def test_no_text_of_odd_pieces_renders_as_anything_that_acts(text):
    html = markdown2html_mistune(harmless_markdown(text))
    assert not ACTIVE.search(html)


def test_what_else_than_text_and_pictures_is_named_and_left_out():
    [made] = outputs_of(
        display(text_html=f"<script>{PWNED}</script>", text_plain="a table", image_svg="<svg>")
    )
    assert made.data == {
        "text/plain": "a table\n[output of type text/html not shown]\n"
        "[output of type image/svg not shown]"
    }
    assert made.metadata == {}


def test_the_picture_in_the_html_of_a_widget_stays_and_only_the_picture():
    html = f'<script>{PWNED}</script><img alt="A" src="data:image/png;base64,{png()}" onload="x">'
    [made] = outputs_of(display(text_html=html, text_plain="a widget"))
    assert made.data["image/png"] == png()
    assert made.data["text/plain"] == "a widget\n[output of type text/html not shown]"
    assert set(made.data) == {"image/png", "text/plain"}
    for wrong in ("Zm9v", "", png()[:40], f'{png()}" onerror="x'.replace("=", "")[:50]):
        [made] = outputs_of(display(text_html=html.replace(png(), wrong)))
        assert set(made.data) == {"text/plain"}, wrong


def test_a_pictures_size_and_words_stay_and_nothing_that_acts_comes_with_them():
    told = {"width": 640, "height": 480, "alt": "A ring."}
    attack = {"width": '1" onload="x', "height": 10**9, "alt": f'"><script>{PWNED}</script>'}
    for metadata, kept in (
        (told, told),
        (attack, {"alt": f"script{PWNED}/script".replace("'", "")}),
        ("x", {}),
    ):
        output = display(image_png=png()) | {"metadata": {PNG: metadata, "image/jpeg": told}}
        [made] = outputs_of(output)
        assert made.metadata == ({PNG: kept} if kept else {})


def test_pictures_stay_as_they_are_and_what_only_claims_to_be_one_does_not():
    real, jpeg = png(), drawn("JPEG")
    [made] = outputs_of(display(image_png=real, text_plain="<Figure>"))
    assert made.data == {"image/png": real, "text/plain": "<Figure>"}
    assert picture(JPEG, jpeg) == jpeg
    for kind, text in ((PNG, jpeg), (JPEG, real), ("image/gif", real), (PNG, real[:40]), (PNG, 3)):
        assert picture(kind, text) is None
    [made] = outputs_of(display(image_png='" onerror="x'))
    assert list(made.data) == ["text/plain"]


@pytest.mark.parametrize("sides", [(20_000, 1), (0, 5), (9_000, 9_000)])
def test_pictures_of_too_many_points_are_left_out(sides):
    data = bytearray(base64.b64decode(png()))
    data[16:24] = b"".join(side.to_bytes(4, "big") for side in sides)
    assert picture(PNG, base64.b64encode(data).decode()) is None


def test_escape_sequences_and_direction_marks_are_gone_and_the_words_stay():
    assert shown("a\x1b[31mb\x1b]0;title\x07c\x1b(Bd\x9b2Je" + "f\r\ng") == "abcdef\ng"
    assert not ACTING.search(shown(ESCAPES) + plain(ESCAPES, 50))
    assert shown("50%\r100%\n") == "100%\n"
    assert shown("日本語 – é 👩‍🔬\n\tx") == "日本語 – é 👩‍🔬\n\tx"


def test_long_text_is_cut_and_says_so():
    many = shown("\n".join(["line"] * 10_000))
    assert many.endswith("[8,000 more lines not shown]")
    wide = shown("w" * 10_000)
    assert wide.endswith("… [8,000 more characters not shown]")
    assert len(shown("x\n" * 10**6)) < 2 * MAX_CHARACTERS
    stream = {"output_type": "stream", "name": "stdout", "text": "x"}
    made = outputs_of(*[stream] * (MAX_OUTPUTS + 5))
    assert made[-1].text == "[5 outputs not shown]\n"


def test_code_is_shown_with_its_hidden_signs_spelt_out():
    made = neutral(notebook(source="# a\u202eb\x1b[2J\nx = 1"))
    assert made.cells[0].source == "# a\\u202eb\\x1b[2J\nx = 1"


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
        max_leaves=8,
    )
)
@settings(max_examples=200, deadline=None)
def test_any_data_end_as_a_valid_notebook(data):
    from autograder.grading.outputs import mime_bundle

    bundle = mime_bundle({"text/plain": data, "image/png": data, "a/b+json": data, "t/h": data})
    outputs_of({"output_type": "display_data", "data": bundle, "metadata": {}})
