#!/usr/bin/env bash
set -euo pipefail
# Question: networkx 3.6.1 says Requires-Python: !=3.14.1,>=3.11. What does uv pip compile answer
#   for Python 3.14.1?
# Versions: uv 0.13.9, networkx 3.6.1
# Guess: that there is no solution, as pip says. At least --universal, which writes markers for
#   other Pythons, would write one for this.
# So: it pins networkx 3.6.1, without a marker and with success, also where 3.14.1 is asked for by
#   name. The exclusion is not looked at; the lower bound is: for 3.10 there is no solution.
#   Nothing is told before pip refuses the file.
# Matters: a constraints file that uv made for all promised Pythons doesn't install on one of them.
# Relies: tools/pins.py, where excluding() compares each pin with each promised Python

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3}" -m venv "$folder/venv" || exit 2
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check uv==0.13.9 || exit 2
pip() { "$folder/venv/bin/pip" --disable-pip-version-check "$@"; }
fetch() { pip download --no-deps --dest "$folder" --only-binary :all: "$@" networkx==3.6.1; }
fetch --quiet --python-version 3.14.0 || exit 2

cd "$folder"
echo networkx==3.6.1 >wanted.in
compile() { venv/bin/uv pip compile --no-header --no-annotate "$@" wanted.in 2>said; }
failed=()
universal="--universal --python-version 3.11"
for asked in "--python-version 3.14.1" "$universal" "--python-version 3.10"; do
    # Unquoted: one word an option.
    if made=$(compile $asked); then
        echo "uv, $asked: $made"
        [ "$made" = networkx==3.6.1 ]
    else
        echo "uv, $asked: no solution"
        failed+=("$asked")
    fi
done
[ "${failed[*]}" = "--python-version 3.10" ]

if fetch --python-version 3.14.1 >said 2>&1; then
    echo "pip, 3.14.1: networkx==3.6.1"
    exit 1
fi
grep "requires a different Python" said
