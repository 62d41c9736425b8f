#!/bin/sh
# Grades every lesson that somebody handed in. Where submitted/ is empty, it grades a simulated class instead, in a folder
# of its own, so that no simulated student gets into the course's gradebook.
set -eu
cd "$(dirname "$0")/.."

autograder() { .venv/bin/python -m autograder "$@"; }

submitted=submitted
out=grading
if [ -z "$(find submitted -mindepth 1 -not -name '.*' -print -quit 2>/dev/null)" ]; then
    submitted=grading/simulated/submitted
    out=grading/simulated
    echo "Nobody has handed in anything (submitted/ is empty): here is a simulated class of 20."
    for folder in solutions/en/*/; do
        autograder simulate "$(basename "$folder")" --students 20 --seed 1 --out "$submitted"
    done
fi

set --
for folder in solutions/en/*/; do
    lesson=$(basename "$folder")
    [ -z "$(find "$submitted" -mindepth 2 -maxdepth 2 -name "$lesson" -print -quit)" ] || set -- "$@" "$lesson"
done
if [ $# -eq 0 ]; then
    echo "submitted/ has no hand-in of a lesson. What is looked for: submitted/STUDENT/LESSON/LESSON.ipynb, with a LESSON of:" >&2
    ls solutions/en >&2
    exit 1
fi

autograder grade "$@" --submitted "$submitted" --out "$out" --sandbox off
