#!/bin/sh
# Opens JupyterLab: for who learns, on the lessons in my/ and without nbgrader's views of a class; with "teach",
# on the whole project with Formgrader. nbgrader's Validate button is in both.
set -eu
cd "$(dirname "$0")/.."
PATH="$PWD/.venv/bin:$PATH" # Jupyter calls `jupyter-...` by name
case ${1-} in
teach)
    shift
    first=/lab/workspaces/teach # with tabs of its own
    ;;
*)
    .venv/bin/python -m autograder lessons
    first=/lab/tree/my/00_start/00_start.ipynb
    JUPYTER_CONFIG_PATH="$PWD/tools/jupyter/learner${JUPYTER_CONFIG_PATH:+:$JUPYTER_CONFIG_PATH}"
    ;;
esac
export JUPYTER_CONFIG_PATH="$PWD/tools/jupyter/everybody${JUPYTER_CONFIG_PATH:+:$JUPYTER_CONFIG_PATH}"
exec .venv/bin/python -m jupyterlab --LabApp.default_url="$first" --LabApp.news_url=None "$@"
