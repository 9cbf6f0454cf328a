# make demo: set up, then open the seed article (ARGS=--no-open only makes the project and prints its path)
# make test: set up, then run the tests          make help: the rest
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV := $(shell command -v uv 2>/dev/null)
ARGS ?=
DB ?= demo.db

.PHONY: demo test check setup docs screenshots benchmarks clean help

help:
	@grep -E '^# make' Makefile | sed 's/^# //'
	@echo "make check: everything .ci/run checks · make docs: remake generated files · make screenshots · make benchmarks"

setup: $(VENV)/.stamp

$(VENV)/.stamp: pyproject.toml
ifdef UV
	@test -x $(BIN)/python || uv venv --quiet --python $(PYTHON) $(VENV)
	@uv pip install --quiet --python $(BIN)/python --editable . --group dev
else
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade 'pip>=25.1'
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable . --group dev
endif
	@touch $@

demo: setup
	@$(BIN)/annotator demo --db "$(DB)" $(ARGS)

test: setup
	@$(BIN)/python -m pytest -n auto $(ARGS)

docs: setup
	@$(BIN)/python -m tests.generate

screenshots: setup
	@$(BIN)/python -m tests.screenshots

benchmarks: setup
	@for script in benchmarks/bench_*.py; do $(BIN)/python $$script; done

check:
	@bash .ci/run

clean:
	rm -rf $(VENV) dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
