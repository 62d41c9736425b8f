#!/usr/bin/env bash
set -euo pipefail
# Question: a gradebook is named by an address of SQLAlchemy's, with a setting (?timeout=30) or with
#   a blank in its folder (%20). Which commands of nbgrader take it?
# Versions: nbgrader 0.9.6, sqlalchemy 2.1.9
# Guess: all of them, as they all get it by --db.
# So: `db student add` and `db student list` do; `db upgrade` stops with FileNotFoundError. It makes
#   its copy of what stands behind "sqlite:///", unread: a file called "gradebook.db?timeout=30".
#   Before that it opens the same address as SQLAlchemy reads it, so that the real file is there.
# Matters: whoever moves a course to a new nbgrader, as its own error message about an old database
#   asks them to, gets a traceback about a file that they never named.
# Relies: autograder/grading/databases.py, which tells a file from its address; gradebook.py, whose
#   message about an old database names the command

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3}" -m venv "$folder/venv" || exit 2
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check \
    nbgrader==0.9.6 sqlalchemy==2.1.9 || exit 2

cd "$folder"
export PATH="$folder/venv/bin:$PATH" HOME="$folder"
mkdir "a course"
for name in "gradebook.db" "gradebook.db?timeout=30" "a%20course/gradebook.db"; do
    address="sqlite:///$name"
    nbgrader db student add ana --db "$address" 2>/dev/null
    nbgrader db student list --db "$address" 2>/dev/null | grep -q ana
    if nbgrader db upgrade --db "$address" >said 2>&1; then
        seen="upgraded"
    else
        seen=$(grep -o 'FileNotFoundError.*' said | tail -1)
    fi
    echo "$address: ana is in it; db upgrade: $seen"
    case "$address" in
    *\?timeout=30) [[ $seen == *"'gradebook.db?timeout=30'" ]] ;;
    *%20*) [[ $seen == *"'a%20course/gradebook.db'" ]] ;;
    *) [[ $seen == upgraded ]] ;;
    esac
done
