#!/usr/bin/env bash
# When only settings change.
set -euo pipefail

exec bash "$(dirname "$0")/../../hooks/predeploy/https_only.sh"
