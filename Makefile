# Every target does its own set-up first (tools/setup.sh). ARGS is handed on: make test ARGS="-k hours"
PYTHON ?=
ARGS ?=
PROCESSES ?= 4
export PYTHON

IN_VENV := .venv/bin/python

.DEFAULT_GOAL := help
.PHONY: help demo run test lint smoke texts pictures bench setup

help: ## list what can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-8s  %s\n", $$1, $$2}' Makefile

demo: ## try it: played computers, nothing to set up, nothing kept
	@tools/setup.sh run
	@$(IN_VENV) main.py demo $(ARGS)

run: ## run it on the data directory (./data, or TIMEKPR_MNGR_DATA)
	@tools/setup.sh run
	@$(IN_VENV) main.py serve $(ARGS)

test: ## run all tests, against real programs where there are any
	@tools/setup.sh dev
	@tools/setup.sh system
	@$(IN_VENV) -m pytest -n $(PROCESSES) $(ARGS)

lint: ## check format, style, types, texts and shell scripts
	@tools/setup.sh dev
	@$(IN_VENV) -m ruff format --check
	@$(IN_VENV) -m ruff check
	@$(IN_VENV) -m mypy .
	@$(IN_VENV) -m tools.texts --check
	@if command -v shellcheck >/dev/null; then shellcheck tools/*.sh git_copy/*.sh .ci/run; else echo "shellcheck is not installed: shell scripts not checked"; fi

smoke: ## start the demo, look at it and end it, as a person would
	@tools/setup.sh run
	@$(IN_VENV) -m tools.smoke_demo

texts: ## bring the translation catalogues up to date with the sources
	@tools/setup.sh dev
	@$(IN_VENV) -m tools.texts

pictures: ## take pictures of every page into docs/pictures
	@tools/setup.sh dev
	@tools/setup.sh system
	@$(IN_VENV) -m tools.pictures $(ARGS)

bench: ## measure cycles, outages, pages and storage beside OpenSSH and bare means (4 minutes)
	@tools/setup.sh dev
	@$(IN_VENV) -m bench $(ARGS)

setup: ## only set up: .venv, and the Debian packages the tests use
	@tools/setup.sh dev
	@tools/setup.sh system
