#!/bin/sh
# Grades every lesson that somebody handed in. Where submitted/ is empty, it grades a simulated class
# instead, in a folder of its own, so that no simulated student gets into the course's gradebook.
# `tools/grade.sh before` is for what comes before set-up: it sees to the sandbox, or refuses hand-ins.
# SANDBOX=off runs hand-ins without one, with the rights of whoever grades.
set -eu
cd "$(dirname "$0")/.."

handed_in() { [ -n "$(find submitted -mindepth 1 -not -name '.*' -print -quit 2>/dev/null)" ]; }

# Why hand-ins can't be sandboxed here, and what helps; fails where they can be.
no_sandbox() { ! "$1" -m autograder.kernels.availability 2>&1; }

if [ "${1:-}" = before ]; then
    python=${PYTHON:-python3}
    if [ "${SANDBOX:-}" = off ] || ! command -v "$python" >/dev/null; then
        exit 0 # set-up says what is wrong with Python
    fi
    tools/system_packages.sh bubblewrap 2>/dev/null || true # installs it as root on Debian; else it is told below
    if handed_in && problem=$(no_sandbox "$python"); then
        echo "Hand-ins can't be graded yet. $problem" >&2
        echo "Then run the same command again. Or, with your own rights and for notebooks that you have read: make grade SANDBOX=off" >&2
        exit 2
    fi
    exit 0
fi

PATH="$PWD/.venv/bin:$PATH" # nbgrader calls `alembic` by name
autograder() { .venv/bin/python -m autograder "$@"; }

lessons=$(ls solutions/en)
sandbox=${SANDBOX:-auto}
set --
if handed_in; then
    submitted=submitted
    out=grading
    for lesson in $lessons; do # also where a file stands at another place, or is spelt a little otherwise
        spelt=$(printf %s "$lesson" | tr _ '?')
        [ -z "$(find submitted -ipath "submitted/*$spelt*" -print -quit 2>/dev/null)" ] || set -- "$@" "$lesson"
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
    if [ "$sandbox" != off ] && problem=$(no_sandbox .venv/bin/python); then
        sandbox=off # these notebooks were written a moment ago, by the lines above and of the course's own code
        echo "The class was made here just now, so it runs without a sandbox; hand-ins of others wouldn't. $problem"
    fi
fi

if [ $# -eq 0 ]; then
    echo "submitted/ has no hand-in of a lesson. What is looked for: submitted/STUDENT/LESSON/LESSON.ipynb, with a LESSON of:" >&2
    echo "$lessons" >&2
    echo "What is there:" >&2
    find submitted -mindepth 1 -maxdepth 3 -not -name '.*' | sort | head -n 8 >&2
    exit 1
fi
code=0
autograder grade "$@" --submitted "$submitted" --out "$out" --sandbox "$sandbox" || code=$?
if [ "$code" -eq 1 ]; then
    echo "The results are complete. Some hand-ins could not be graded, as told above, so the exit code is 1,"
    echo "which make reports as an error."
fi
exit "$code"
