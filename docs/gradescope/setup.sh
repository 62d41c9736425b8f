#!/usr/bin/env bash
# Run once by Gradescope, as root, when the container is built: Python, bubblewrap, the course.
# TORCH_INDEX may name the index with PyTorch's builds for CPUs ("Get Started" on pytorch.org), which
# are several GB smaller than the ones that pip takes by itself.
set -euo pipefail
source=${AUTOGRADER_ROOT:-/autograder}/source
course=/opt/autograd-course

export DEBIAN_FRONTEND=noninteractive
apt-get update
for minor in 14 13 12 11; do
    python=python3.$minor
    apt-cache show "$python-venv" >/dev/null 2>&1 && break
done
apt-get install -y --no-install-recommends bubblewrap "$python" "$python-venv"
"$python" -m venv "$course"
index=()
[ -z "${TORCH_INDEX:-}" ] || index=(--extra-index-url "$TORCH_INDEX")
"$course/bin/pip" install --no-cache-dir "${index[@]}" -c "$source/constraints.txt" "$source"/*.whl
chmod -R go-rwx "$source" # the solution is in it
