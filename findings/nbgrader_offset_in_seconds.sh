#!/usr/bin/env bash
set -euo pipefail
# Question: when was a hand-in handed in, for nbgrader, that has "2030-01-01 10:00:00 +0900" in its
#   timestamp.txt, as git log --date=iso writes it?
# Versions: nbgrader 0.9.6
# Guess: at 01:00 UTC, an hour before it was due at 02:00 UTC.
# So: at 09:45 UTC, almost eight hours late. Where the time has two spaces, what follows the second
#   is read as seconds: 900 of them. "+09:00" and "JST" there are taken for UTC (JST isn't, where
#   it is the machine's own zone). With one space less, or with the zone's full name, all is as
#   guessed.
# Matters: who fills submitted/ from git repositories in Tokyo gives a whole class late penalties;
#   a teacher's own "2030-01-01 10:00:00 UTC" works.
# Relies: autograder/grading/arrivals.py, which reads such times itself

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3}" -m venv "$folder/venv" || exit 2
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check nbgrader==0.9.6 || exit 2

cd "$folder"
PATH="$folder/venv/bin:$PATH" TZ=UTC python -W ignore - <<'EOF'
from nbgrader.api import Gradebook

EXPECTED = {
    "2030-01-01 01:00:00 UTC": ("01:00:00", 0),
    "2030-01-01T10:00:00 +0900": ("01:00:00", 0),
    "2030-01-01 10:00:00+09:00": ("01:00:00", 0),
    "2030-01-01 10:00:00 Asia/Tokyo": ("01:00:00", 0),
    "2030-01-01 10:00:00 +0900": ("09:45:00", 27900),
    "2030-01-01 10:00:00 +09:00": ("10:00:00", 28800),
    "2030-01-01 10:00:00 JST": ("10:00:00", 28800),
}
seen = {}
with Gradebook("sqlite:///gradebook.db") as gradebook:
    gradebook.update_or_create_assignment("ps1", duedate="2030-01-01 02:00:00 UTC")
    gradebook.update_or_create_student("ada")
    for text in EXPECTED:
        handed_in = gradebook.update_or_create_submission("ps1", "ada", timestamp=text)
        late = int(handed_in.total_seconds_late)
        seen[text] = (f"{handed_in.timestamp:%H:%M:%S}", late)
        print(f"{text:31} is {seen[text][0]} UTC, {late / 3600:.2f} h late")
assert seen == EXPECTED, f"expected {EXPECTED}"
EOF
