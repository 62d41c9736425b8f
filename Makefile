# Every target does the set-up it needs; `make help` says what there is.
# Paths are relative, so that a checkout may stand in a folder with spaces.

VENV := .venv
# As in an activated environment: nbgrader calls `alembic`, and Jupyter calls `jupyter-...`, by name.
RUN := PATH="$$PWD/$(VENV)/bin:$$PATH" $(VENV)/bin/python
# What stands for an environment with all that the course needs, and for one with developers' tools as well.
INSTALLED := $(VENV)/installed-lab
DEVELOPING := $(VENV)/installed-dev

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
# The recipes share files (notebooks embed pictures); what can run in parallel does so inside them.
.NOTPARALLEL:
.PHONY: help setup packages lab notebooks pictures sandbox grade test long fresh lint check format constraints lowest findings clean

help: ## say what each target does
	@sed -n 's/^\([a-z]*\):.* ## /\1\t/p' Makefile | while IFS="$$(printf '\t')" read -r target text; do printf '  make %-10s %s\n' "$$target" "$$text"; done

setup: $(INSTALLED) ## make .venv/ with all that learning, teaching and grading need

# A stamp holds the folder that it was made in: a moved checkout gets a new environment.
made_in = $(shell test -x $(VENV)/bin/python && cat $(1) 2>/dev/null)
ifneq ($(call made_in,$(INSTALLED)),$(CURDIR))
.PHONY: $(INSTALLED)
endif
ifneq ($(call made_in,$(DEVELOPING)),$(CURDIR))
.PHONY: $(DEVELOPING)
endif

$(INSTALLED) $(DEVELOPING): pyproject.toml setup.py constraints.txt
	@tools/setup.sh $(@F:installed-%=%)

packages: # Debian packages that tests and grading need beside Python
	@tools/system_packages.sh bubblewrap chromium fonts-noto-cjk

lab: setup ## open the course in JupyterLab
	@mkdir -p $(VENV)/etc/jupyter/labconfig
	@echo '{"@jupyterlab/apputils-extension:notification": {"fetchNews": "false"}}' > $(VENV)/etc/jupyter/labconfig/default_setting_overrides.json
	$(RUN) -m jupyterlab --LabApp.default_url=/lab/tree/course/en --LabApp.news_url=None $(LAB_ARGS)

notebooks: $(DEVELOPING) ## build course/ and solutions/ from lessons/
	$(RUN) -m tools.notebooks

pictures: $(DEVELOPING) ## draw the expected pictures, lessons/pictures/, anew
	$(RUN) -m tools.pictures

sandbox: # what grading needs beside Python, seen to or told before set-up takes minutes
	@PYTHON="$(PYTHON)" SANDBOX="$(SANDBOX)" tools/grade.sh before

grade: sandbox setup ## grade submitted/, or a simulated class where that is empty
	@SANDBOX="$(SANDBOX)" tools/grade.sh

test: $(DEVELOPING) packages ## run the tests, but for further cases that take long
	$(RUN) -m pytest -n 2 --dist loadfile -m "not long"

long: $(DEVELOPING) packages ## run the cases that take long: every lesson in Colab, in the browser...
	$(RUN) -m pytest -n 2 --dist loadfile -m long

fresh: ## try the README's commands on a bare Debian machine, made for the moment
	@"$(or $(PYTHON),python3)" -m tools.fresh

lint: $(DEVELOPING) ## lint, check format and types, check that notebooks are up to date
	$(RUN) -m ruff check
	$(RUN) -m ruff format --check
	$(RUN) -m mypy
	$(RUN) -m tools.notebooks --check

check: lint test long ## lint, then run the tests: all that must pass before a commit

format: $(DEVELOPING) ## format the code and mend what the linter can
	$(RUN) -m ruff check --fix
	$(RUN) -m ruff format

constraints: $(DEVELOPING) # the pins of all that set-up installs; PINS=--upgrade takes the newest of everything
	$(RUN) -m tools.pins $(PINS)

lowest: $(DEVELOPING) packages # two lessons and a small class with the lowest versions that pyproject.toml lets in
	$(RUN) -m tools.lowest

findings: ## try the surprises in findings/ again, in some minutes; for some: NAMES="one other"
	@tools/findings.sh $(NAMES)

clean: ## remove what was built or installed; hand-ins and grades stay
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
