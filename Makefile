# Everything a person does with this checkout. Needs python3 (3.11 or newer) and make, nothing else.

PYTHON ?= python3
PORT ?= 8000
ARGS ?=

VENV := .venv
BIN := $(VENV)/bin
STAMPS := $(VENV)/.installed
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
STATIC := msq/web/static/manifest.json
ASSET_SOURCES := $(shell find msq/web/assets -name node_modules -prune -o -type f -print)

# One step after another, for the steps print as they go and pip does not share.
.NOTPARALLEL:
.DELETE_ON_ERROR:
.PHONY: help setup demo test bench lint fmt lock assets wheel clean

help: ## show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(STAMPS)/dev $(STAMPS)/browser $(STAMPS)/postgresql $(STATIC) ## install what developing needs into .venv, build the style sheets
	@echo "Ready. Next: make demo, make test"

demo: $(STAMPS)/run $(STATIC) ## run a local demonstration with sample data (PORT=8000)
	@$(BIN)/msq demo --port $(PORT) $(ARGS)

test: $(STAMPS)/dev $(STAMPS)/browser $(STAMPS)/postgresql $(STATIC) ## run all tests; ARGS are for pytest
	@tools/test $(ARGS)

bench: $(STAMPS)/dev $(STATIC) ## measure speed and size (bench/)
	@$(BIN)/python -m bench $(ARGS)

lint: $(STAMPS)/dev $(STAMPS)/browser ## check style, types and imports; list long modules and functions
	@tools/lint

fmt: $(STAMPS)/dev ## format the code and repair what can be repaired
	@$(BIN)/ruff check --fix-only --quiet .
	@$(BIN)/ruff format .

lock: $(STAMPS)/dev ## renew requirements/*.txt from requirements/*.in; ARGS=--upgrade for newer versions
	@tools/lock $(ARGS)

texts: $(STAMPS)/run ## bring the translations up to date with what is said
	@$(BIN)/python -m msq.wording.extract
	@$(BIN)/msq forms texts $(patsubst %/instrument.yaml,%,$(wildcard forms/*/instrument.yaml))

assets: ## build the style sheets and scripts again
	@rm -f $(STATIC)
	@$(MAKE) --no-print-directory $(STATIC)

wheel: $(STAMPS)/dev $(STATIC) ## build the package into dist/
	@tools/quietly "wheel in dist/" $(BIN)/python -m hatchling build -t wheel

clean: ## remove all that was installed or built
	rm -rf $(VENV) dist msq/web/static msq/web/assets/node_modules .cache .hypothesis \
	  .import_linter_cache .mypy_cache .pytest_cache .ruff_cache .coverage .coverage.* htmlcov
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# A stamp is newer than the lock it was installed from; an interpreter that is gone makes all anew.

$(BIN)/python:
	@tools/venv $(PYTHON)

$(STAMPS)/run: requirements/run.txt requirements/build.txt pyproject.toml | $(BIN)/python
	@tools/quietly "packages to run msq" $(PIP) install --require-hashes \
	  -r requirements/run.txt -r requirements/build.txt
	@tools/quietly "msq itself" $(PIP) install --no-build-isolation --no-deps --editable .
	@mkdir -p $(@D) && touch $@

$(STAMPS)/dev: requirements/dev.txt pyproject.toml | $(BIN)/python
	@tools/quietly "packages to develop msq" $(PIP) install --require-hashes -r requirements/dev.txt
	@tools/quietly "msq itself" $(PIP) install --no-build-isolation --no-deps --editable .
	@mkdir -p $(@D) && touch $@ $(STAMPS)/run

# These two are not made for every machine: the tests that need them are then named as not run.
$(STAMPS)/browser $(STAMPS)/postgresql: $(STAMPS)/%: requirements/%.txt | $(STAMPS)/dev
	@tools/quietly "packages for tests with $*" $(PIP) install --only-binary :all: --require-hashes \
	  -r $< || echo "  Tests that need $* will not run."
	@mkdir -p $(@D) && touch $@

$(STATIC): $(ASSET_SOURCES) | $(BIN)/python
	@tools/assets
