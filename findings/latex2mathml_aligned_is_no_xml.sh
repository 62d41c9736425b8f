#!/usr/bin/env bash
set -euo pipefail
# Question: latex2mathml knows align, align* and split. What does it make of aligned, which is
#   split by another name?
# Versions: latex2mathml 3.81.1
# Guess: the same table. Were it not known, the environment's name would be told by an exception.
# So: the environment is left out without a word, and the signs between its columns are written as
#   letters, each a bare "&": what comes out is not well-formed XML, and no XML parser takes it.
# Matters: aligned is what Markdown formulas use between dollars, since align may not stand there.
# Relies: autograder/reports/mathml.py, which writes the elements down itself and escapes their
#   text

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3}" -m venv "$folder/venv" || exit 2
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check latex2mathml==3.81.1 || exit 2

"$folder/venv/bin/python" - <<'EOF'
from xml.etree import ElementTree

from latex2mathml.converter import convert

EXPECTED = {
    "align": "a table",
    "align*": "a table",
    "split": "a table",
    "cases": "a table",
    "aligned": "not well-formed",
}
seen = {}
for name in EXPECTED:
    written = convert(rf"\begin{{{name}}} f &= x^2 \\ g &= 2x \end{{{name}}}")
    try:
        tables = ElementTree.fromstring(written).findall(".//{*}mtable")
        seen[name] = "a table" if tables else "no table"
    except ElementTree.ParseError:
        seen[name] = "not well-formed"
    print(f"{name:8} {seen[name]}")
    if seen[name] != "a table":
        print(f"         {written}")
assert seen == EXPECTED, f"expected {EXPECTED}"
EOF
