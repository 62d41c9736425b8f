#!/bin/sh
# Runs the findings that are named, or all, one after the other, with a line for each: name, seconds, whether
# what it tells still holds. What one printed that doesn't hold stands below its line.
# usage: tools/findings.sh [NAME...], as in: tools/findings.sh uv_takes_an_excluded_python
set -eu
cd "$(dirname "$0")/.."

known=$(cd findings && ls | sed -n 's/\.sh$//p')
for name in "$@"; do
    if [ ! -f "findings/$name.sh" ]; then
        echo "There is no findings/$name.sh. There are:" >&2
        echo "$known" >&2
        exit 2
    fi
done
[ $# -gt 0 ] || set -- $known # one word a name

printed=$(mktemp)
trap 'rm -f "$printed"' EXIT
failed=0
for name in "$@"; do
    printf '%-36s' "$name"
    began=$(date +%s)
    code=0
    bash "findings/$name.sh" >"$printed" 2>&1 || code=$?
    case $code in
        0) word=held ;;
        1) word=changed ;;
        *) word="did not run" ;;
    esac
    printf ' %4d s  %s\n' $(($(date +%s) - began)) "$word"
    if [ "$code" -ne 0 ]; then
        failed=1
        sed 's/^/    /' "$printed"
    fi
done
exit "$failed"
