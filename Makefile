# What one does here. `make` alone lists it; CONTRIBUTING.md says more.

SHELL := /bin/bash
BIN := .venv/bin
CHECKED := drift tests benchmarks .github/action
# What development needs is more than the demo needs, so it serves for that, too.
RUNNABLE := $(if $(wildcard .venv/installed-dev),.venv/installed-dev,.venv/installed-run)
QUICK := not engine and not browser and not process

.DEFAULT_GOAL := help
.PHONY: help venv lock machine check unit test coverage demo bench accuracy why campaign fuzz docs dist screenshots clean

help: ## list the targets
	@sed -n 's/^\([a-z]*\):.*## /\1|/p' Makefile | awk -F'|' '{ printf "make %-10s%s\n", $$1, $$2 }'

venv: .venv/installed-dev ## .venv with everything for development, from the hashed lock

.venv/installed-%: requirements/%.txt pyproject.toml
	tests/machine/venv.sh $*

lock: ## make requirements/*.txt anew from pyproject.toml
	tests/machine/lock.sh

machine: venv ## say which engines and programs the tests lack; as root on Debian or Ubuntu, install them
	$(BIN)/python tests/machine/setup.py

check: venv ## formatting, lint, types, import contracts
	$(BIN)/ruff format --check $(CHECKED)
	$(BIN)/ruff check $(CHECKED)
	$(BIN)/mypy
	$(BIN)/lint-imports

unit: venv ## the quick tests: no engine, no browser, no process
	$(BIN)/pytest -q --numprocesses 2 -m '$(QUICK)'

test: machine check ## everything, with coverage of what runs in the tests
	tests/machine/test.sh

coverage: machine check ## everything, with coverage of the processes that tests start, too: nearly twice as long
	tests/machine/test.sh --measure-processes

demo: $(RUNNABLE) ## drift's own demonstration, with an engine or without
	$(BIN)/drift demo

bench: venv ## what is fast and what is not: each benchmark prints a table
	@shopt -s nullglob; for benchmark in benchmarks/[!_]*.py; do echo "== $$benchmark"; $(BIN)/python $$benchmark || exit; done

accuracy: venv ## drift made by the commands that people use, on a real engine: what is told, beside docker diff, AIDE and syft: docs/accuracy.md
	$(BIN)/python -m benchmarks.accuracy

why: venv ## how often `drift why` names the true cause first, on real containers: docs/why.md
	$(BIN)/python -m benchmarks.why

campaign: venv ## at length: the demo's drifts found exactly, random drifts the same by every route, 500 kills survived
	DRIFT_TEST_EFFORT=campaign $(BIN)/pytest tests/demo tests/nothing_lost tests/integration/test_campaign.py --record docs/campaigns.md

fuzz: venv ## the readers of hostile input, for minutes instead of seconds; by coverage where atheris is installed
	DRIFT_TEST_EFFORT=fuzz $(BIN)/pytest -m '$(QUICK)' tests/fuzz tests/source tests/tree tests/collectors
	$(BIN)/python -m tests.fuzz.coverage_guided 60

docs: venv ## the documentation site, in .cache/docs/site; a broken link is an error
	$(BIN)/python -m tests.docs.site .cache/docs

dist: venv ## what a release has: sdist, wheel and the wheel's bill of materials, the same bytes for the same commit
	tests/machine/dist.sh dist

screenshots: venv ## the HTML report in Chromium, light and dark, phone and laptop: docs/images
	$(BIN)/python -m tests.render.screenshots

clean: ## remove what was built here; the tests' cached images stay
	rm -rf .venv .cache .coverage* .hypothesis .mypy_cache .ruff_cache .pytest_cache .import_linter_cache build dist demo-out
	find drift tests benchmarks -name __pycache__ -prune -exec rm -rf {} +
