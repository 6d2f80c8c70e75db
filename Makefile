# The environment is kept in .venv and made once; after that nothing here needs the network.
.DEFAULT_GOAL := help
PYTHON ?= python3
PORT ?= 8501
BIN := .venv/bin

.PHONY: run test check lint scan bench load facts package deploy destroy cloud cloud-down cost clean help

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

scan: .venv/scan ## install what the stack's tests ask besides, where it is there: checkov, asl-validator, the aws command

bench: .venv/bench ## measure speed and memory beside other libraries (TITLES="10000 100000")
	$(BIN)/python -m core bench --titles $(or $(TITLES),10000) $(if $(WRITE),--write)

load: .venv/dev ## send 50 viewers to the application and measure (LOAD="--reruns 18000 --store STORE")
	$(BIN)/python scripts/load.py $(LOAD)

facts: .venv/dev ## check the embedded catalogue's facts against FILES="catalogue.csv …"
	$(BIN)/python scripts/check_facts.py $(FILES)

package: .venv/run ## make what is deployed, under data/packages (ARGS="--architecture arm64")
	$(BIN)/python -m scripts.aws.packages $(ARGS)

deploy: ## deploy to AWS, or update what is there (ARGS="--environment prod --dry-run"; --help lists them)
	scripts/deploy.sh $(ARGS)

destroy: .venv/run ## remove an environment from AWS (ARGS="--environment dev")
	$(BIN)/python -m scripts.aws.destroy $(ARGS)

cloud: .venv/dev ## bring the whole stack up on this machine, without an account (PORT=8501); cloud-down takes it down
	$(BIN)/python -m scripts.aws.cloud up --port $(PORT)

cloud-down: .venv/dev ## take it down
	$(BIN)/python -m scripts.aws.cloud down

cost: .venv/run ## estimate what it costs a month (ARGS="--requests 1000 --json")
	$(BIN)/python -m scripts.aws.cost $(ARGS)

clean: ## remove the environment and everything built under data/
	rm -rf .venv data

help: ## list these commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:[^#]*## /\t/' | expand -t 12

.venv/bin/python:
	$(PYTHON) -m venv .venv

.venv/run: requirements.txt | .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	touch $@

.venv/dev: requirements-dev.txt requirements.txt | .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	touch .venv/run $@

# Each in an environment of its own: they pin much. Without npm the validator is left out.
.venv/scan: requirements-scan.txt tests/stack/package.json tests/stack/package-lock.json | .venv/bin/python
	$(PYTHON) -m venv .venv/checkov
	.venv/checkov/bin/python -m pip install --quiet --disable-pip-version-check -r requirements-scan.txt
	$(PYTHON) -m venv .venv/aws
	.venv/aws/bin/python -m pip install --quiet --disable-pip-version-check awscli==1.45.64
	mkdir -p .venv/asl
	cp tests/stack/package.json tests/stack/package-lock.json .venv/asl
	if command -v npm >/dev/null; then npm ci --prefix .venv/asl --silent --no-audit --no-fund; fi
	touch $@

.venv/bench: requirements-bench.txt requirements.txt | .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-bench.txt
	touch .venv/run $@
