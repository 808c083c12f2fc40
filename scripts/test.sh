#!/usr/bin/env bash
# Passes the tests and checks in a fresh environment; fails with the first step that fails.
set -euo pipefail

source "$(dirname "${BASH_SOURCE[0]}")/environment.sh"

ruff check
ruff format --check
mypy
lint-imports
python -m pytest --numprocesses auto "$@"
python scripts/try_projects.py --today
