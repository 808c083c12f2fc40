#!/usr/bin/env bash
# Passes the checks and tests in a fresh environment; fails with the first step that fails.
set -euo pipefail

source "$(dirname "${BASH_SOURCE[0]}")/environment.sh"

scripts/checks.sh
python -m pytest --numprocesses auto "$@"
python scripts/try_projects.py --today
