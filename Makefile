# Tieout needs python3 (3.11 or later) and make. Everything else is installed into .venv.
PYTHON ?= python3
PORT ?= 8000
AHEAD ?= 0
JOBS ?= 2
TESTS ?= not deep

BIN := .venv/bin
STAMP := .venv/.installed
# The sample company keeps its database, files and queue apart from everything else.
DEMO := TIEOUT_VAR_DIR=$(CURDIR)/var/demo EMAIL_URL=filemail:///$(CURDIR)/var/demo/mail DEBUG=0 PORT=$(PORT) CLOCK_AHEAD=$(AHEAD)
PYTEST := $(BIN)/pytest -n $(JOBS) --ignore=tests/journeys

.DEFAULT_GOAL := help
.PHONY: help setup demo demo-reset demo-tend test test-deep test-spark lint types bench screenshots lock

help:  ## List what make can do
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' Makefile
	@echo
	@echo "  PORT=8765 and DATABASE_URL=postgres://... may be set for demo; DATABASE_URL for test; AHEAD=7 moves the demo's clock."

setup: $(STAMP)  ## Create .venv with everything needed, at locked versions

$(STAMP): requirements/development.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Tieout needs Python 3.11 or later: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/development.txt
	@touch $@

demo: setup  ## Start Tieout with its sample company on 127.0.0.1:PORT
	@$(DEMO) $(BIN)/python -m config.demo

demo-reset: setup  ## Delete the sample company, so that the next demo starts over
	@$(DEMO) $(BIN)/python manage.py reset_demo

demo-tend: setup  ## Do what falls due in the sample company, AHEAD days from now
	@$(DEMO) $(BIN)/python manage.py tend

test: setup  ## Run every test that needs no service
	$(PYTEST) -m "$(TESTS)"

test-deep: setup  ## Run the suite with its full figures
	$(PYTEST)

test-spark: setup  ## Run the bridge as Spark SQL; needs Java and fetches Spark
	$(BIN)/pip install --quiet --disable-pip-version-check --target var/spark --upgrade \
	  --require-hashes -r requirements/spark.txt
	PYTHONPATH=var/spark $(BIN)/pytest tests/metrics/bridge/test_spark.py

lint: setup  ## Check style, templates and the direction of imports
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/djlint templates --lint --quiet
	$(BIN)/lint-imports

types: setup  ## Check types, strictly
	$(BIN)/mypy

bench: setup  ## Measure ours beside hand-written lower bounds
	$(BIN)/python -m benchmarks
	$(BIN)/python -m benchmarks.bridging --rows 1000000 10000000

screenshots: setup  ## Take the pictures of the README with Debian's chromium
	$(BIN)/python -m tests.journeys.screenshots

lock:  ## Write requirements/*.txt anew from requirements/*.in
	$(PYTHON) -m venv var/lock
	var/lock/bin/pip install --quiet uv
	for name in base production development spark; do \
	  var/lock/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	    --no-emit-index-url --no-header --no-annotate $(LOCK) \
	    requirements/$$name.in -o requirements/$$name.txt || exit 1; \
	done
