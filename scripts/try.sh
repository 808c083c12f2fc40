#!/usr/bin/env bash
# Hardens the example notebook and runs the resulting project.
# usage: scripts/try.sh [FOLDER]     the project is created in FOLDER, by default who-buys in the current one
set -euo pipefail

folder=$(python3 -c 'import os, sys; print(os.path.abspath(sys.argv[1]))' "${1:-who-buys}")
source "$(dirname "${BASH_SOURCE[0]}")/environment.sh"

mlscaffold harden examples/who_buys/who_buys.ipynb --output "$folder"

python -m venv "$environment/project"
"$environment/project/bin/python" -m pip install --quiet --disable-pip-version-check --editable "$folder"
"$environment/project/bin/python" -m who_buys run
printf '\nThe project is in %s, the outputs of its run in its folder outputs.\n' "$folder"
