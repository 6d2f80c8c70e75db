# The environment is kept in .venv and made once; after that nothing here needs the network.
.DEFAULT_GOAL := help
PYTHON ?= python3
PORT ?= 8501
BIN := .venv/bin

.PHONY: run test check lint bench load facts clean help

run: .venv/run ## open the application (PORT=8501; HEADLESS=1 opens no browser; WATCH=1 follows changes of the code)
	$(BIN)/python -m streamlit run app/asgi.py --server.port $(PORT) --server.headless $(if $(HEADLESS),true,false) --server.showEmailPrompt false --server.fileWatcherType $(if $(WATCH),auto,none)

test: .venv/dev ## run all tests
	$(BIN)/python -m pytest -q

check: lint test ## lint, types, import direction, tests

lint: .venv/dev ## lint, types, import direction
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: .venv/bench ## measure speed and memory beside other libraries (TITLES="10000 100000")
	$(BIN)/python -m core bench --titles $(or $(TITLES),10000) $(if $(WRITE),--write)

load: .venv/dev ## send 50 viewers to the application and measure (LOAD="--reruns 18000 --store STORE")
	$(BIN)/python scripts/load.py $(LOAD)

facts: .venv/dev ## check the embedded catalogue's facts against FILES="catalogue.csv …"
	$(BIN)/python scripts/check_facts.py $(FILES)

clean: ## remove the environment and everything built under data/
	rm -rf .venv data

help: ## list these commands
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:[^#]*## /\t/' | expand -t 10

.venv/bin/python:
	$(PYTHON) -m venv .venv

.venv/run: requirements.txt | .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	touch $@

.venv/dev: requirements-dev.txt requirements.txt | .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	touch .venv/run $@

.venv/bench: requirements-bench.txt requirements.txt | .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-bench.txt
	touch .venv/run $@
