#!/bin/sh
# Sets up .venv/: chooses a Python, which then runs tools/environment.py. PYTHON names one; without
# it, the first suitable one on PATH is taken.
# usage: tools/setup.sh lab (what learning, teaching and grading need) or dev (that and developers' tools)
set -eu
cd "$(dirname "$0")/.."

# The range of requires-python in pyproject.toml; a test compares the two.
suits() {
    "$1" -c 'import sys; v = sys.version_info[:3]; sys.exit(not ((3, 11) <= v < (3, 15) and v != (3, 14, 1)))' 2>/dev/null
}

version() {
    "$1" -c 'import platform; print(platform.python_version())' 2>/dev/null
}

# What to do about a missing Python, as the first words of a sentence.
how_to_get_one() {
    sudo="sudo "
    [ "$(id -u)" -ne 0 ] || sudo=""
    for minor in 14 13 12 11; do
        if apt-cache show "python3.$minor-venv" >/dev/null 2>&1; then
            echo "get one with \`${sudo}apt-get install python3.$minor-venv\`"
            return
        fi
    done
    if command -v brew >/dev/null; then
        echo "get one with \`brew install python@3.13\`"
    else
        echo "get one from https://www.python.org/downloads/ or with conda (environment.yml)"
    fi
}

no_python() {
    echo "Python 3.11 to 3.14 is needed (not 3.14.1), but $1: $(how_to_get_one), then run the same command again." >&2
    echo "Where it has another name or place: make PYTHON=/path/to/python3.13 setup" >&2
    exit 1
}

if [ -n "${PYTHON:-}" ]; then
    python=$PYTHON
    suits "$python" || no_python "PYTHON=$python is $(version "$python" || echo "no Python that runs")"
else
    python=""
    for name in python3 python3.14 python3.13 python3.12 python3.11; do
        if suits "$name"; then
            python=$name
            break
        fi
    done
    [ -n "$python" ] || no_python "python3 is $(version python3 || echo "not there")"
fi

has_venv() {
    "$python" -c 'import ensurepip, venv' 2>/dev/null
}

if ! has_venv; then
    minor=$("$python" -c 'import sys; print(sys.version_info[1])')
    tools/system_packages.sh "python3.$minor-venv"
    if ! has_venv; then
        echo "$python has neither venv nor ensurepip, which come with it from elsewhere: name another, as in make PYTHON=/usr/bin/python3 setup" >&2
        exit 1
    fi
fi

exec "$python" -m tools.environment "$1" "$python"
