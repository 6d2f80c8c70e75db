# The environment is kept in .venv and made once; after that nothing here needs the network.
.DEFAULT_GOAL := help
PYTHON ?= python3
PORT ?= 8501
BIN := .venv/bin

.PHONY: run test check lint bench facts clean help

run: .venv/run ## open the application (PORT=8501; HEADLESS=1 opens no browser)
	$(BIN)/python -m streamlit run app/main.py --server.port $(PORT) --server.headless $(if $(HEADLESS),true,false) --server.showEmailPrompt false

test: .venv/dev ## run all tests
	$(BIN)/python -m pytest -q

check: lint test ## lint, types, import direction, tests

lint: .venv/dev ## lint, types, import direction
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: .venv/dev ## time the project beside scikit-learn, as ratios in one run
	$(BIN)/python scripts/bench.py

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
