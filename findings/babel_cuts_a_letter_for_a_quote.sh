#!/usr/bin/env bash
set -euo pipefail
# Question: a translator loses the closing quote of a msgstr. Who notices, when Babel is told to
#   abort on what is invalid?
# Versions: babel 2.18.0
# Guess: read_po(..., abort_invalid=True) raises PoFileError with the line, and pybabel compile
#   fails.
# So: nobody, and a letter is gone. The first and the last sign are cut off without a look whether
#   they are quotes: the translation 勾配 (gradient) is read, and compiled with success, as 勾,
#   another word. A lost opening quote is taken the same way. A misspelt keyword raises, as
#   guessed.
# Matters: what is shown is another word, in a language that the maintainers may not read, and the
#   next update of the catalog writes the loss down.
# Relies: tools/translations.py, whose CATALOG_LINE looks at each line before Babel does

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3}" -m venv "$folder/venv" || exit 2
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check babel==2.18.0 || exit 2

cd "$folder"
venv/bin/python - <<'EOF'
import io
from pathlib import Path

from babel.messages.pofile import PoFileError, read_po

HEADER = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
CASES = {
    'msgstr "勾配"': "勾配",
    'msgstr "勾配': "勾",
    'msgstr 勾配"': "配",
    'msgsrt "勾配"': "PoFileError",
}
seen = {}
for line in CASES:
    text = f'{HEADER}msgid "gradient"\n{line}\n\nmsgid "slope"\nmsgstr "傾き"\n'
    try:
        catalog = read_po(io.BytesIO(text.encode()), locale="ja", abort_invalid=True)
        seen[line] = catalog.get("gradient").string
        assert catalog.get("slope").string == "傾き"
    except PoFileError as error:
        seen[line] = type(error).__name__
    print(f"{line:16} is read as {seen[line]!r}")
assert seen == CASES, f"expected {CASES}"
text = f'{HEADER}msgid "gradient"\nmsgstr "勾配\n\nmsgid "slope"\nmsgstr "傾き"\n'
Path("ja.po").write_text(text, encoding="utf-8")
EOF
venv/bin/pybabel compile --locale ja --input-file ja.po --output-file ja.mo
venv/bin/python - <<'EOF'
import gettext

with open("ja.mo", "rb") as file:
    words = gettext.GNUTranslations(file)
seen = [words.gettext(word) for word in ("gradient", "slope")]
print("compiled:", seen)
assert seen == ["勾", "傾き"]
EOF
