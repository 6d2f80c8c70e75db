#!/usr/bin/env bash
# Deploys everything to AWS, or updates what is there; --help lists the options. Needs credentials, and nothing else.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
make --silent .venv/run
exec .venv/bin/python -m scripts.aws.deploy "$@"
