#!/usr/bin/env bash
# Builds the package, installs what was built in a fresh environment, and uses it from another folder.
# usage: scripts/try_package.sh wheel|sdist      needs uv
set -euo pipefail

kind=${1:?wheel or sdist}
project=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
folder=$(mktemp -d "${TMPDIR:-/tmp}/mlscaffold-package-XXXXXX")
trap 'rm -rf "$folder"' EXIT

uv build --quiet "--$kind" --out-dir "$folder/dist" "$project"
uv venv --quiet "$folder/venv"
built=("$folder"/dist/mlscaffold_cli-*)
VIRTUAL_ENV="$folder/venv" uv pip install --quiet "${built[0]}"
cp -r "$project/examples/who_buys" "$folder/notebook"
cd "$folder"
mlscaffold=venv/bin/mlscaffold
"$mlscaffold" --version
"$mlscaffold" check --exit-zero notebook
"$mlscaffold" new late-parcels --no-lock --no-git
"$mlscaffold" harden notebook/who_buys.ipynb --output who-buys --no-run
"$mlscaffold" codemods >codemods.txt
grep -q print-to-logging codemods.txt
