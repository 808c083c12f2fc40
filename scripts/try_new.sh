#!/usr/bin/env bash
# Creates a new project and runs everything in it: lock, lint, types, tests, run, predict, card.
# usage: scripts/try_new.sh [FOLDER]     the project is created in FOLDER, by default late-parcels in the current one
set -euo pipefail

folder=$(python3 -c 'import os, sys; print(os.path.abspath(sys.argv[1]))' "${1:-late-parcels}")
source "$(dirname "${BASH_SOURCE[0]}")/environment.sh"

mlscaffold new late-parcels --output "$folder" --author "Ada Lovelace" --email ada@example.org
cd "$folder"
test -f uv.lock || uv lock
uv sync --quiet
uv run ruff check
uv run ruff format --check
uv run mypy
uv run pytest --quiet --cov
uv run python -m late_parcels run
uv run python -m late_parcels predict data/parcels.csv | head -n 3
uv run python -m late_parcels card
git diff --exit-code
printf '\nThe project is in %s, the outputs of its run in its folder outputs.\n' "$folder"
