# Every target does the set-up it needs; `make help` says what there is.
# Paths are relative, so that a checkout may stand in a folder with spaces.

VENV := .venv
# As in an activated environment: nbgrader calls `alembic`, and Jupyter calls `jupyter-...`, by name.
RUN := PATH="$$PWD/$(VENV)/bin:$$PATH" $(VENV)/bin/python
# What stands for an environment with all that the course needs, and for one with developers' tools as well.
INSTALLED := $(VENV)/installed-lab
DEVELOPING := $(VENV)/installed-dev
# Ends with the twenty slowest tests: where the time of a run goes.
IN_PARALLEL := -n 2 --dist loadfile --durations=20 --durations-min=1

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
# The recipes share files (notebooks embed pictures); what can run in parallel does so inside them.
.NOTPARALLEL:
.PHONY: help setup packages lab anew update teach notebooks solutions pictures handout sandbox grade test long fresh lint check format constraints lowest findings clean

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

lab: setup ## open your lessons, my/, in JupyterLab
	@tools/lab.sh $(LAB_ARGS)

anew: setup ## begin a lesson of my/ anew: LESSON=01_gradient_vectors
	@$(RUN) -m autograder anew $(LESSON)

update: setup ## take a lesson's new version into my/, with your answers: LESSON=...
	@$(RUN) -m autograder update $(LESSON)

teach: setup ## open the whole project in JupyterLab, with Formgrader
	@tools/lab.sh teach $(LAB_ARGS)

notebooks: $(DEVELOPING) ## build course/ and solutions/ from lessons/
	$(RUN) -m tools.notebooks $(if $(FORCE),--force)

solutions: $(DEVELOPING) ## run the solutions that changed, course/en/solutions/, as learners read them
	$(RUN) -m tools.solved

pictures: $(DEVELOPING) ## draw the expected pictures, lessons/pictures/, anew
	$(RUN) -m tools.pictures

handout: $(DEVELOPING) ## pack the lessons into one zip for students, dist/; SOLUTIONS=no leaves those out
	@$(RUN) -m tools.handout $(if $(filter no,$(SOLUTIONS)),--no-solutions)

sandbox: # what grading needs beside Python, seen to or told before set-up takes minutes
	@PYTHON="$(PYTHON)" SANDBOX="$(SANDBOX)" tools/grade.sh before

grade: sandbox setup ## grade submitted/, or a simulated class where that is empty
	@SANDBOX="$(SANDBOX)" tools/grade.sh

test: $(DEVELOPING) packages ## run the tests, but for further cases that take long
	$(RUN) -m pytest $(IN_PARALLEL) -m "not long"

long: $(DEVELOPING) packages ## run the cases that take long: every lesson in Colab, in the browser...
	$(RUN) -m pytest $(IN_PARALLEL) -m long

fresh: ## try the README's commands on a bare Debian machine, made for the moment
	@"$(or $(PYTHON),python3)" -m tools.fresh

lint: $(DEVELOPING) ## lint, check format and types, check that notebooks are up to date
	$(RUN) -m ruff check
	$(RUN) -m ruff format --check
	$(RUN) -m mypy
	$(RUN) -m tools.notebooks --check
	$(RUN) -m tools.solved --check

check: lint test long ## lint, then run the tests: all that must pass before a commit

format: $(DEVELOPING) ## format the code and mend what the linter can
	$(RUN) -m ruff check --fix
	$(RUN) -m ruff format

constraints: $(DEVELOPING) # the pins of all that set-up installs; PINS=--upgrade takes the newest of everything
	$(RUN) -m tools.pins $(PINS)

lowest: $(DEVELOPING) packages # two lessons and a small class with the lowest versions that pyproject.toml lets in
	$(RUN) -m tools.lowest

findings: ## try the surprises in findings/ again: a quarter of an hour; for some: NAMES="one other"
	@tools/findings.sh $(NAMES)

clean: ## remove what was built or installed; my/, hand-ins and grades stay
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
