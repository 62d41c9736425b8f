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
    for lesson in $lessons; do # also where a file stands at another place: `autograder grade` finds it
        [ -z "$(find submitted -mindepth 2 -maxdepth 4 -path "submitted/*$lesson*" -print -quit)" ] || set -- "$@" "$lesson"
    done
else
    submitted=grading/simulated/submitted
    out=grading/simulated
    students=${STUDENTS:-20}
    lessons=${LESSONS:-$lessons}
    echo "submitted/ is empty, so this is a simulated class of $students, kept apart in $out/. It takes minutes: about a"
    echo "second a hand-in and lesson on two cores. For less: make grade STUDENTS=3 LESSONS=01_gradient_vectors"
    rm -rf "$submitted" # the last one, made of lessons as they were then
    for lesson in $lessons; do
        autograder simulate "$lesson" --students "$students" --seed 1 --out "$submitted" >/dev/null
        set -- "$@" "$lesson"
    done
fi

if [ $# -eq 0 ]; then
    echo "submitted/ has no hand-in of a lesson. What is looked for: submitted/STUDENT/LESSON/LESSON.ipynb, with a LESSON of:" >&2
    echo "$lessons" >&2
    echo "What is there:" >&2
    find submitted -mindepth 1 -maxdepth 3 -not -name '.*' | sort | head -n 8 >&2
    exit 1
fi
code=0
autograder grade "$@" --submitted "$submitted" --out "$out" || code=$?
if [ "$code" -eq 1 ]; then
    echo "The results are complete. Some hand-ins could not be graded, as told above, so the exit code is 1,"
    echo "which make reports as an error."
fi
exit "$code"
