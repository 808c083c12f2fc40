#!/usr/bin/env bash
# Makes the environment .venv for work on mlscaffold, with this checkout and its group `dev` installed.
# Uses uv where it is installed, else python3 with venv and pip. PYTHON names another interpreter.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
if command -v uv >/dev/null; then
  uv venv --quiet --allow-existing ${PYTHON:+--python "$PYTHON"} .venv
  VIRTUAL_ENV="$PWD/.venv" uv pip install --quiet --editable . --group dev
else
  "${PYTHON:-python3}" -m venv .venv
  .venv/bin/python -m pip install --quiet --disable-pip-version-check --upgrade 'pip>=25.1'
  .venv/bin/python -m pip install --quiet --editable . --group dev
fi
echo "Created .venv. Next: source .venv/bin/activate"
