#!/usr/bin/env bash
# Checks that need no test run: lint, format, types, layers, words, reasons, structure, and our own check.
# Runs in the active environment; fails with the first check that fails.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
ruff check
ruff format --check
mypy
lint-imports
python scripts/check_words.py
python scripts/check_reasons.py
python scripts/check_structure.py
mlscaffold check
