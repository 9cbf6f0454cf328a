# make demo: set up, then open the seed article (ARGS=--no-open only makes the project and prints its path)
# make test: set up, then run the tests          make help: the rest
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV := $(shell command -v uv 2>/dev/null)
ARGS ?=
DB ?= demo.db
FUZZ := build/fuzz
DOCCANO := build/doccano

# what reads our exports: half a gigabyte, for .ci/run --full
.PHONY: setup-full demo test check setup setup-dev docs screenshots benchmarks fuzz doccano clean help

help:
	@grep -E '^# make' Makefile | sed 's/^# //'
	@echo "make check: everything .ci/run checks · make docs: remake generated files · make screenshots · make benchmarks"
	@echo "make fuzz: fuzz the readers (ARGS='--seconds 600 csv' one of them for longer)"

setup: $(VENV)/.stamp
setup-dev: $(VENV)/.stamp-dev

ifdef UV
install = $(UV) pip install --quiet --python $(BIN)/python
else
install = $(BIN)/python -m pip install --quiet --disable-pip-version-check
endif

$(BIN)/python:
ifdef UV
	@$(UV) venv --quiet --python $(PYTHON) $(VENV)
else
	@$(PYTHON) -m venv $(VENV)
	@$(install) --upgrade 'pip>=25.1'
endif

$(VENV)/.stamp: pyproject.toml | $(BIN)/python
	@echo "setting up in $(VENV) …" >&2
	@$(install) --editable .
	@touch $@

$(VENV)/.stamp-dev: pyproject.toml | $(BIN)/python
	@echo "setting up in $(VENV) …" >&2
	@$(install) --editable . --group dev
	@touch $@ $(VENV)/.stamp

setup-full: $(VENV)/.stamp-full

$(VENV)/.stamp-full: pyproject.toml | $(BIN)/python
	@echo "setting up in $(VENV), with what reads our exports …" >&2
	@$(install) --editable . --group dev --group consumers
	@touch $@ $(VENV)/.stamp-dev $(VENV)/.stamp

demo: setup
	@$(BIN)/annotator demo --db "$(DB)" $(ARGS)

test: setup-dev
	@$(BIN)/python -m pytest -n auto $(ARGS)

docs: setup-dev
	@$(BIN)/python -m tests.generate

screenshots: setup-dev
	@$(BIN)/python -m tests.screenshots
	@$(BIN)/python -m tests.tour

benchmarks: setup-dev
	@for script in benchmarks/bench_*.py; do $(BIN)/python $$script; done

# The fuzzer has an environment of its own: it has no wheel for every machine, and nothing else needs it.
$(FUZZ)/.stamp: BIN := $(FUZZ)/.venv/bin
$(FUZZ)/.stamp: pyproject.toml
	@echo "setting up in $(FUZZ)/.venv …" >&2
	@mkdir -p $(FUZZ)
ifdef UV
	@$(UV) venv --quiet --allow-existing --python $(PYTHON) $(FUZZ)/.venv
else
	@$(PYTHON) -m venv $(FUZZ)/.venv
	@$(install) --upgrade 'pip>=25.1'
endif
	@$(install) --editable '.[html]'
	@touch $@

$(FUZZ)/.stamp-atheris: BIN := $(FUZZ)/.venv/bin
$(FUZZ)/.stamp-atheris: tests/fuzz/requirements.txt $(FUZZ)/.stamp
	@$(install) --only-binary atheris --requirement $< >$(FUZZ)/install.txt 2>&1 && touch $@ || true

fuzz: $(FUZZ)/.stamp-atheris
	@if [ -e $(FUZZ)/.stamp-atheris ]; then $(FUZZ)/.venv/bin/python -m tests.fuzz.run $(ARGS); \
	else echo "SKIPPED, no reader was fuzzed: atheris cannot be installed here:"; tail -n 2 $(FUZZ)/install.txt; fi

# doccano asks for old versions of what others use, and is large: its own import is tried in an environment of its own.
$(DOCCANO)/.stamp: BIN := $(DOCCANO)/.venv/bin
$(DOCCANO)/.stamp: pyproject.toml tests/interop/doccano.txt
	@echo "setting up in $(DOCCANO)/.venv …" >&2
	@mkdir -p $(DOCCANO)
ifdef UV
	@$(UV) venv --quiet --allow-existing --python $(PYTHON) $(DOCCANO)/.venv
else
	@$(PYTHON) -m venv $(DOCCANO)/.venv
	@$(install) --upgrade 'pip>=25.1'
endif
	@$(install) --editable . --requirement tests/interop/doccano.txt
	@touch $@

doccano: $(DOCCANO)/.stamp
	@$(DOCCANO)/.venv/bin/python -m pytest -q -m full -W default -p no:cacheprovider tests/interop/test_doccano_import.py

check:
	@bash .ci/run

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
