# Chores. `make help` lists them; `make check` is exactly what CI runs after the set-up.
SHELL := /bin/sh
.DEFAULT_GOAL := help
VENV := .venv
BIN := $(VENV)/bin
# The oldest Python that we support comes first: what runs there runs on the newer ones.
FIND_PYTHON = for p in python3.11 python3.12 python3.13 python3 python3.14; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && { echo $$p; break; }; done
PYTHON ?= $(shell $(FIND_PYTHON))
PIP = $(BIN)/python -m pip -qq --disable-pip-version-check --no-input install
COMPILE = UV_CUSTOM_COMPILE_COMMAND="make lock" $(BIN)/uv pip compile --quiet --universal --generate-hashes \
	--python-version 3.11 --no-emit-index-url pyproject.toml --group build
# Two processes, each with its own server, in random order; `make check pytest_args=-x` has one that stops at a failure.
pytest_args ?= -n 2 --dist worksteal --durations 15

.NOTPARALLEL:
.PHONY: help demo setup test check format lint types imports schema tests bench migration lock venv run-packages browser

help: ## this list
	@awk -F':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: run-packages ## a sandbox workspace, Candor and a fictional company, in one process: open the address it prints
	@exec $(BIN)/candor demo

setup: venv ## the virtual environment with all dependencies, nothing started
	@if ! cmp -s requirements-dev.lock $(VENV)/installed-dev.lock; then \
		echo "Installing the locked dependencies, tests' included, into $(VENV)"; \
		$(PIP) --require-hashes -r requirements-dev.lock && \
		cp requirements.lock $(VENV)/installed.lock && cp requirements-dev.lock $(VENV)/installed-dev.lock; fi
	@$(MAKE) --no-print-directory run-packages

test: setup browser check ## the same set-up plus a PostgreSQL and a browser for tests, then everything that CI runs

check: format lint types imports schema tests ## lint, types, imports, schema, tests

format: ; @echo "== ruff format" && $(BIN)/ruff format --check --quiet . || { echo "Run: $(BIN)/ruff format ."; exit 1; }
lint: ; @echo "== ruff check" && $(BIN)/ruff check --quiet .
types: ; @echo "== mypy" && $(BIN)/mypy
imports: ; @echo "== import contracts" && $(BIN)/lint-imports --no-logo
schema: ; @echo "== models against migrations" && $(BIN)/python -m storage.migrations.check
tests: ; @echo "== pytest" && mkdir -p var/artifacts && $(BIN)/python -m pytest $(pytest_args)

bench: setup ## the benchmarks; what they mean stands in benchmarks/README.md
	@for b in ack delivery home; do echo "== $$b"; $(BIN)/python -m benchmarks.$$b || exit 1; done

migration: setup ## m="add colours to kudos": writes the next migration from the models
	@test -n "$(m)" || { echo 'Say what it does: make migration m="add colours to kudos"'; exit 2; }
	@$(BIN)/python -m storage.migrations.write "$(m)"

lock: setup ## writes both locks anew from pyproject.toml; add up=--upgrade for newer versions
	@$(COMPILE) $(up) -o requirements.lock
	@$(COMPILE) $(up) --group dev -c requirements.lock -o requirements-dev.lock

venv:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed, and none was found."; exit 1; }
	@test -x $(BIN)/pip && $(BIN)/python -c "" 2>/dev/null || { echo "Making $(VENV) with $(PYTHON)"; \
		$(PYTHON) -c 'import ensurepip' 2>/dev/null || { \
			test "$$(id -u)" = 0 && command -v apt-get >/dev/null && apt-get -qq update && \
			DEBIAN_FRONTEND=noninteractive apt-get -qq install -y python3-venv >/dev/null; } || \
			{ echo "$(PYTHON) cannot make virtual environments: install python3-venv."; exit 1; }; \
		$(PYTHON) -m venv --clear $(VENV); }

run-packages: venv
	@if ! cmp -s requirements.lock $(VENV)/installed.lock; then \
		echo "Installing the locked dependencies into $(VENV)"; \
		$(PIP) --require-hashes -r requirements.lock && cp requirements.lock $(VENV)/installed.lock; fi
	@if ! cmp -s pyproject.toml $(VENV)/installed.toml || ! test -x $(BIN)/candor; then \
		$(PIP) --no-deps --no-build-isolation --editable . && cp pyproject.toml $(VENV)/installed.toml; fi

# $CHROMIUM, else one on the path, else Debian's where we may install it, else Playwright's own.
browser:
	@if test -n "$$CHROMIUM" || command -v chromium >/dev/null || command -v chromium-browser >/dev/null; then :; \
	elif test "$$(id -u)" = 0 && command -v apt-get >/dev/null; then \
		echo "Installing Chromium for the browser tests"; apt-get -qq update && \
		DEBIAN_FRONTEND=noninteractive apt-get -qq install -y chromium fonts-liberation fonts-noto-color-emoji >/dev/null; \
	else $(BIN)/python -m playwright install chromium; fi || echo "No browser could be had; the tests will say so."
