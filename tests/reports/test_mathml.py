"""Formulas on pages: real MathML for what lessons write, and text for what could do harm."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest
from nbconvert.filters.markdown_mistune import MarkdownWithMath

from autograder.reports.mathml import ATTRIBUTES, ELEMENTS, MathRenderer, mathml

ROOT = Path(__file__).resolve().parents[2]


def rendered(markdown: str) -> str:
    return MarkdownWithMath(renderer=MathRenderer(escape=False)).render(markdown)


def test_a_formula_is_a_fraction_and_not_its_source():
    tree = ElementTree.fromstring(mathml(r"\frac{\partial z}{\partial x} < 2", "inline"))
    fraction = tree.find(".//mfrac")
    assert [("".join(part.itertext())) for part in fraction] == ["∂z", "∂x"]
    assert "".join(tree.itertext()).endswith("<2")


def test_formulas_in_html_are_shown_but_in_code_a_dollar_is_a_dollar():
    page = rendered("<ul>\n<li>$a &lt; b$ and <code>$c$</code></li>\n</ul>")
    assert "<mi>a</mi><mo>&lt;</mo><mi>b</mi>" in page
    assert "<code>$c$</code>" in page


@pytest.mark.parametrize("path", sorted(ROOT.glob("solutions/en/*/*.ipynb")), ids=lambda p: p.stem)
def test_all_formulas_of_the_lessons_become_mathml(path):
    cells = json.loads(path.read_text())["cells"]
    text = "\n\n".join("".join(c["source"]) for c in cells if c["cell_type"] == "markdown")
    page = rendered(text)
    assert "<math" in page or "$" not in text
    assert "<code>\\" not in page


@pytest.mark.parametrize(
    "tex",
    [
        r"\text{<script>alert(1)</script>}",
        r"\text{&lt;script&gt;alert(1)&lt;/script&gt;}",
        r"\href{javascript:alert(1)}{x}",
        r"\style{background:url(//x)}{x}",
        r"\class{a}{x}",
        "<img src=x onerror=alert(1)>",
        r"\frac{",
        "{" * 900,
        r"\sqrt" * 199,
        "x" * 5_000,
        r"\mathchoice",
        "",
    ],
)
def test_what_a_hand_in_writes_as_a_formula_is_a_known_element_or_text(tex):
    tree = ElementTree.fromstring(mathml(tex, "block"))
    for element in tree.iter():
        assert element.tag in ELEMENTS | {"code"}
        assert set(element.keys()) <= ATTRIBUTES
