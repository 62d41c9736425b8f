#!/bin/sh
# Grades every lesson that somebody handed in. Where submitted/ is empty, it grades a simulated class
# instead, in a folder of its own, so that no simulated student gets into the course's gradebook.
set -eu
cd "$(dirname "$0")/.."
PATH="$PWD/.venv/bin:$PATH" # nbgrader calls `alembic` by name

autograder() { .venv/bin/python -m autograder "$@"; }

lessons=$(ls solutions/en)
set --
if [ -n "$(find submitted -mindepth 1 -not -name '.*' -print -quit 2>/dev/null)" ]; then
    submitted=submitted
    out=grading
    for lesson in $lessons; do
        [ -z "$(find submitted -mindepth 2 -maxdepth 2 -name "$lesson" -print -quit)" ] || set -- "$@" "$lesson"
    done
else
    submitted=grading/simulated/submitted
    out=grading/simulated
    echo "submitted/ is empty, so this is a simulated class of 20, kept apart in $out/."
    rm -rf "$submitted" # the last one, made of lessons as they were then
    for lesson in $lessons; do
        autograder simulate "$lesson" --students 20 --seed 1 --out "$submitted"
        set -- "$@" "$lesson"
    done
fi

if [ $# -eq 0 ]; then
    echo "submitted/ has no hand-in of a lesson. What is looked for: submitted/STUDENT/LESSON/LESSON.ipynb, with a LESSON of:" >&2
    echo "$lessons" >&2
    exit 1
fi
autograder grade "$@" --submitted "$submitted" --out "$out"
