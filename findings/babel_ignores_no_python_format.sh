#!/usr/bin/env bash
set -euo pipefail
# Question: a catalog of prose says "#, no-python-format" at "about 100% sure", as gettext has it
#   for text that is no template. What does Babel make of it, and of a formula's braces?
# Versions: babel 2.18.0
# Guess: the flag is kept and obeyed: nobody looks for placeholders in the translation. Flags come
#   from extracting Python sources, so that a catalog made of a list of texts has none.
# So: each message gets the flags that its text looks like as it is read or made, whatever the file
#   says: both flags stand there, and pybabel compile fails for want of the placeholder "% s".
#   $\frac{1}{2}$ becomes python-brace-format.
# Matters: translators' editors warn of formulas and percentages, and no flag in the file makes
#   Babel stop.
# Relies: tools/translations.py, which takes both flags off before each catalog is written

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3}" -m venv "$folder/venv" || exit 2
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check babel==2.18.0 || exit 2

cat >"$folder/ja.po" <<'EOF'
msgid ""
msgstr "Content-Type: text/plain; charset=utf-8\n"

#, no-python-format
msgid "about 100% sure"
msgstr "ほぼ確実"
EOF
cd "$folder"
code=0
said=$(venv/bin/pybabel compile --locale ja --input-file ja.po --output-file ja.mo 2>&1) || code=$?
printf '%s\npybabel compile: exit code %s\n' "$said" "$code"
[ "$code" -eq 1 ]
[[ "$said" == *"placeholders are incompatible"* ]]

venv/bin/python - <<'EOF'
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

with open("ja.po", "rb") as file:
    flags = read_po(file, locale="ja").get("about 100% sure").flags
print("read from the file:", sorted(flags))
assert flags == {"no-python-format", "python-format"}

made = Catalog(locale="ja")
for text in (r"half is $\frac{1}{2}$", r"all of $\mathbb{R}^n$", "half is $1/2$"):
    made.add(text)
    print(f"made of {text!r}:", sorted(made.get(text).flags))
flagged = ["python-brace-format" in message.flags for message in made if message.id]
assert flagged == [True, True, False]
EOF
