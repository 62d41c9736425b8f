#!/usr/bin/env bash
set -euo pipefail
# Question: what does "import nbformat" import, on a machine where Jupyter Server is installed too?
# Versions: nbformat 5.11.1, jupyter_events 0.12.1, jsonschema 4.26.0
# Guess: the same as without it. An import depends on what nbformat needs, and what checks the
#   format of web addresses comes when there is a format to check; notebooks have none.
# So: a parser generator, lark, and a grammar of web addresses that it works through, a hundred
#   modules more. Jupyter Server needs jupyter_events, that needs jsonschema's extra formats, and
#   jsonschema imports all that it finds.
# Matters: on the machine where this was found, the grammar took most of the time until a notebook
#   could be read; every command that reads one pays it, also nbconvert and nbgrader.
# Relies: autograder/grading/readiness.py, which keeps rfc3987_syntax from being imported

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3}" -m venv "$folder/venv" || exit 2
pip() { "$folder/venv/bin/pip" install --quiet --disable-pip-version-check "$@" || exit 2; }
cat >"$folder/look.py" <<'EOF'
import sys

sys.modules.update(dict.fromkeys(sys.argv[1:]))  # None: as if it weren't installed
import nbformat

nbformat.reads('{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}', as_version=4)
loaded = [name for name in ("jsonschema", "lark", "rfc3987_syntax") if sys.modules.get(name)]
print(*loaded)
EOF
look() { (cd "$folder" && venv/bin/python look.py "$@"); }

pip nbformat==5.11.1 jsonschema==4.26.0
alone=$(look)
pip jupyter_events==0.12.1 jsonschema==4.26.0
beside=$(look)
without=$(look rfc3987_syntax)
echo "nbformat alone imports:          $alone"
echo "with jupyter_events installed:   $beside"
echo "with rfc3987_syntax kept away:   $without"
[ "$alone" = "jsonschema" ]
[ "$beside" = "jsonschema lark rfc3987_syntax" ]
[ "$without" = "jsonschema" ]
