#!/usr/bin/env bash
set -euo pipefail
# Question: 30 students have feedback pages. Three of them handed in by e-mail, so that there is no
#   timestamp.txt beside their pages. Whom does nbgrader release_feedback give feedback?
# Versions: nbgrader 0.9.6
# Guess: the other 27, with a warning about those that it can't place in the exchange.
# So: those who come before the first of the three, in the order in which the system lists folders.
#   FileNotFoundError ends the command there. Who is behind, and did all right, gets nothing.
# Matters: one hand-in that came another way leaves a part of the class without feedback, and the
#   message names a file that no instructor ever wrote.
# Relies: autograder/grading/receipts.py keeps both files beside each page that it can

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3}" -m venv "$folder/venv" || exit 2
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check nbgrader==0.9.6 || exit 2

mkdir -p "$folder/exchange/course/feedback" "$folder/class"
cd "$folder/class"
export PATH="$folder/venv/bin:$PATH" HOME="$folder"
cat > nbgrader_config.py <<EOF
c = get_config()
c.CourseDirectory.course_id = "course"
c.Exchange.root = "$folder/exchange"
c.CourseDirectory.db_url = "sqlite:///gradebook.db"
EOF
for n in $(seq -w 30); do
    mkdir -p "feedback/s$n/ps1"
    echo "2026-12-01 10:00:00 UTC" > "feedback/s$n/ps1/timestamp.txt"
    echo "secret of s$n" > "feedback/s$n/ps1/submission_secret.txt"
    echo "<p>page of s$n" > "feedback/s$n/ps1/ps1.html"
done
rm feedback/s{05,15,25}/ps1/timestamp.txt
code=0
nbgrader release_feedback ps1 > said.txt 2>&1 || code=$?
released=$(find "$folder/exchange" -name "*.html" | wc -l)
error=$(grep -o "FileNotFoundError.*" said.txt | tail -n 1 | sed "s,$folder,...,")
echo "exit code $code, $released of 27 pages were released"
echo "$error"
[ "$code" -ne 0 ]
[ "$released" -lt 27 ] # all three last of 30: one in 4060
[[ "$error" == FileNotFoundError*feedback/s?5/ps1/timestamp.txt* ]]
