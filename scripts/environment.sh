# Makes a virtual environment in a folder of its own and installs this checkout with its group `dev`.
# Sourced by the other scripts; needs python3 with venv and pip. PYTHON names another interpreter.

project=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
environment=$(mktemp -d "${TMPDIR:-/tmp}/mlscaffold-XXXXXX")
trap 'rm -rf "$environment"' EXIT

"${PYTHON:-python3}" -m venv "$environment/venv"
PATH="$environment/venv/bin:$PATH"
cd "$project"
python -m pip install --quiet --disable-pip-version-check --upgrade 'pip>=25.1'
python -m pip install --quiet --editable . --group dev
