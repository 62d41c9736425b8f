# Every target does the set-up it needs; `make help` says what there is.
# Paths are relative, so that a checkout may stand in a folder with spaces.

PYTHON ?= python3
VENV := .venv
INSTALLED := $(VENV)/installed
# As in an activated environment: nbgrader calls `alembic`, and Jupyter calls `jupyter-...`, by name.
RUN := PATH="$$PWD/$(VENV)/bin:$$PATH" $(VENV)/bin/python

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
# The recipes share files (notebooks embed pictures); what can run in parallel does so inside them.
.NOTPARALLEL:
.PHONY: help setup packages lab notebooks pictures sandbox grade test long fresh lint check format clean

help: ## say what each target does
	@sed -n 's/^\([a-z]*\):.* ## /\1\t/p' Makefile | while IFS="$$(printf '\t')" read -r target text; do printf '  make %-10s %s\n' "$$target" "$$text"; done

setup: $(INSTALLED) ## make .venv/ with all that the course needs

# The stamp holds the folder that it was made in: a moved checkout gets a new environment.
ifneq ($(shell cat $(INSTALLED) 2>/dev/null),$(CURDIR))
.PHONY: $(INSTALLED)
endif

$(INSTALLED): pyproject.toml setup.py constraints.txt
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed, which $(PYTHON) is not. Name one: make PYTHON=python3.12 setup" >&2; exit 1; }
	@"$(PYTHON)" -c 'import ensurepip, venv' 2>/dev/null || tools/system_packages.sh python3-venv
	@test "$$(cat $@ 2>/dev/null)" = "$$(pwd -P)" || "$(PYTHON)" -m venv --clear $(VENV)
	$(RUN) -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@pwd -P > $@

packages: # Debian packages that tests and grading need beside Python
	@tools/system_packages.sh bubblewrap chromium fonts-noto-cjk

lab: setup ## open the course in JupyterLab
	@mkdir -p $(VENV)/etc/jupyter/labconfig
	@echo '{"@jupyterlab/apputils-extension:notification": {"fetchNews": "false"}}' > $(VENV)/etc/jupyter/labconfig/default_setting_overrides.json
	$(RUN) -m jupyterlab --LabApp.default_url=/lab/tree/course/en --LabApp.news_url=None $(LAB_ARGS)

notebooks: setup ## build course/ and solutions/ from lessons/
	$(RUN) -m tools.notebooks

pictures: setup ## draw the expected pictures, lessons/pictures/, anew
	$(RUN) -m tools.pictures

sandbox: # what grading needs beside Python, seen to or told before set-up takes minutes
	@PYTHON="$(PYTHON)" SANDBOX="$(SANDBOX)" tools/grade.sh before

grade: sandbox setup ## grade submitted/, or a simulated class where that is empty
	@SANDBOX="$(SANDBOX)" tools/grade.sh

test: setup packages ## run the tests, but for further cases that take long
	$(RUN) -m pytest -n 2 --dist loadfile -m "not long"

long: setup packages ## run the cases that take long: every lesson in Colab, in the browser...
	$(RUN) -m pytest -n 2 --dist loadfile -m long

fresh: ## try the README's commands on a bare Debian machine, made for the moment
	@"$(PYTHON)" -m tools.fresh

lint: setup ## lint, check format and types, check that notebooks are up to date
	$(RUN) -m ruff check
	$(RUN) -m ruff format --check
	$(RUN) -m mypy
	$(RUN) -m tools.notebooks --check

check: lint test long ## lint, then run the tests: all that must pass before a commit

format: setup ## format the code and mend what the linter can
	$(RUN) -m ruff check --fix
	$(RUN) -m ruff format

clean: ## remove what was built or installed; hand-ins and grades stay
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
