# Everything needs only Python >= 3.11 and a package index.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: run test check bench contracts lock

run: .venv/running
	@$(BIN)/python -m deploy up --scenario babel-2022-q1

test: check
	$(BIN)/pytest -n 2 --dist loadgroup tests/service tests/journeys tests/system tests/browser

check: .venv/installed
	$(BIN)/ruff format --check --quiet .
	$(BIN)/ruff check --quiet .
	$(BIN)/mypy services shared deploy tests
	$(BIN)/lint-imports --no-cache > .venv/imports.txt || (cat .venv/imports.txt; exit 1)
	$(BIN)/pytest -n 2 tests/unit tests/architecture tests/contracts

bench: .venv/installed
	$(BIN)/python -m tests.bench

contracts: .venv/installed
	$(BIN)/python -m deploy.contracts

# Locks exact versions with hashes, for every platform, without any download address.
LOCK := $(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-header --no-annotate --quiet
lock: .venv/installed
	$(BIN)/pip install --quiet uv
	$(LOCK) -o requirements.txt
	$(LOCK) --extra test -c requirements.txt -o requirements-test.txt

INSTALL := $(BIN)/pip install --quiet --disable-pip-version-check

.venv/running: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed")'
	@echo "Installing into .venv (once) ..."
	@$(PYTHON) -m venv .venv
	@$(INSTALL) --require-hashes -r requirements.txt
	@touch $@

.venv/installed: .venv/running requirements-test.txt pyproject.toml
	@echo "Installing what the tests need (once) ..."
	@$(INSTALL) --require-hashes -r requirements-test.txt
	@$(INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@
