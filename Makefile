# `make help` lists what there is. Every target sets up what it needs in .venv and does so again only after
# pyproject.toml or constraints.txt have changed. PYTHON=/path/to/python chooses another Python.

.DEFAULT_GOAL := help
.PHONY: help run test check lint format bench clean install install-dev
MAKEFLAGS += --no-print-directory
# What was compiled is kept, whatever the shell says: without it each start compiles the program and the tests anew.
unexport PYTHONDONTWRITEBYTECODE

help: ## list the targets
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/make \1	\2/p' Makefile | expand -t 16

run: install ## serve the demo school at http://127.0.0.1:8000 (DEMO=0: without it); Ctrl-C ends it
	@grep -qs '^ *DEMO=' .env || export DEMO=$${DEMO-1}; exec .venv/bin/justdriving run

test: install-dev ## run the tests; ARGS="-k slots" chooses some
	@.venv/bin/pytest -n auto --dist worksteal $(ARGS)

check: lint ## lint, types, import contracts, migrations and tests: what CI runs
	@.venv/bin/mypy
	@.venv/bin/lint-imports --no-logo
	@scratch=$$(mktemp -d) && trap 'rm -rf "$$scratch"' EXIT && export DATABASE_URL= DATA_DIR="$$scratch" \
		&& .venv/bin/justdriving migrate && .venv/bin/justdriving migrate --check
	@$(MAKE) test

lint: install-dev ## check format and style
	@.venv/bin/ruff format --check
	@.venv/bin/ruff check

format: install-dev ## put code into its format and mend what can be mended
	@.venv/bin/ruff check --fix
	@.venv/bin/ruff format

bench: install-dev ## run the benchmarks
	@.venv/bin/python -m benchmarks

clean: ## remove what the other targets made, except the demo's data in .data
	@rm -rf .venv build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

install:
	@.ci/install .

install-dev:
	@.ci/install '.[dev]'
