#!/usr/bin/env bash
set -euo pipefail
# Question: does latex2mathml write \mathrm{d} and \mathrm d, which LaTeX takes for the same, in
#   the same way?
# Versions: latex2mathml 3.81.1
# Guess: yes: braces around one letter change nothing, and both are an <mi> that says
#   mathvariant="normal".
# So: no. With braces it is a bare <mi>d</mi>, and MathML slants a single letter that says nothing:
#   the upright d is lost. Without braces, and for two letters, mathvariant="normal" is there.
#   \mathbf{x} becomes the sign of a bold x, while \mathbf x and \boldsymbol{x} only name a
#   mathvariant, of which MathML Core knows none but "normal".
# Matters: the d of df/dx, an upright unit or a set T looks like a variable; bold vectors may look
#   like scalars.
# Relies: autograder/reports/mathml.py, whose pages show formulas as this package writes them

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3}" -m venv "$folder/venv" || exit 2
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check latex2mathml==3.81.1 || exit 2

"$folder/venv/bin/python" - <<'EOF'
from xml.etree import ElementTree

from latex2mathml.converter import convert

EXPECTED = {
    r"\mathrm d": [("d", "normal")],
    r"\mathrm{d}": [("d", None)],
    r"\mathrm{dx}": [("d", "normal"), ("x", "normal")],
    r"d": [("d", None)],
    r"\mathbf x": [("x", "bold")],
    r"\mathbf{x}": [("\N{MATHEMATICAL BOLD SMALL X}", None)],
    r"\boldsymbol{x}": [("x", "bold-italic")],
}
seen = {}
for tex in EXPECTED:
    letters = ElementTree.fromstring(convert(tex)).iterfind(".//{*}mi")
    seen[tex] = [(letter.text, letter.get("mathvariant")) for letter in letters]
    print(f"{tex:15} {seen[tex]}")
assert seen == EXPECTED, f"expected {EXPECTED}"
EOF
