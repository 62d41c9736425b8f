#!/bin/sh
# Sees to the Debian packages named, of those it knows: installs what is missing as root, else says what to install and fails.
set -eu

present() {
    case $1 in
        bubblewrap) command -v bwrap ;;
        chromium) command -v chromium ;;
        fonts-noto-cjk) fc-list :lang=ja family | grep -q . ;;
        python3-venv) python3 -c 'import ensurepip, venv' ;;
        *) dpkg-query --show "$1" ;;
    esac >/dev/null 2>&1
}

missing=""
for package in "$@"; do
    present "$package" || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing:$missing"
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq
    # Unquoted: one word a package.
    apt-get install -y -qq --no-install-recommends $missing >/dev/null
else
    echo "Missing:$missing" >&2
    echo "On Debian or Ubuntu: sudo apt-get install$missing" >&2
    echo "Elsewhere, install what your system calls them, then run the same command again." >&2
    exit 1
fi
