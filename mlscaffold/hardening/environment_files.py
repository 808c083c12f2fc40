"""Files such as `.env`: where they are, and which variables they set for the runs. They are never copied."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from mlscaffold.analysis.dataflow import trace
from mlscaffold.analysis.environment_variables import Variable, environment_variables
from mlscaffold.analysis.statements import split
from mlscaffold.hardening.copied_files import SECRET
from mlscaffold.hardening.local_code import LocalCode, is_parsable
from mlscaffold.hardening.normalize import statements_of
from mlscaffold.hardening.project_folder import ProjectFolder
from mlscaffold.notebook.magics import PythonCell
from mlscaffold.notebook.sensitive.secret_names import is_secret, strength
from mlscaffold.notebook.sensitive.secrets import Secret
from mlscaffold.results.hardening import MissingFile

VALUES = re.compile(r"[^\s\"'=:,;{}\[\]]{4,}")
LARGEST = 100_000  # bytes of a file that may hold secrets: credentials and keys have a few thousand
SHORTEST = 4  # characters of a secret that is looked for in texts: shorter ones occur by chance


READS = re.compile(r"environ|getenv|decouple|dotenv|BaseSettings")
"""Words of code that reads environment variables."""


def read_variables(cells: Sequence[PythonCell], code: LocalCode) -> tuple[Variable, ...]:
    """Return the environment variables that a notebook and the project's modules that it imports read.

    Args:
        cells: the code cells as Python.
        code: these modules.
    """
    modules = (
        file.read_text(encoding="utf-8", errors="replace") for name in code.homes for file in code.files(name)
    )
    texts = [text for text in modules if READS.search(text) and is_parsable(text)]
    if not texts and not any(READS.search(cell.source) for cell in cells):
        return ()
    statements = [trace(statements_of(cells)[0]).statements]
    statements += [trace(split(0, text, silent=True)).statements for text in texts]
    return environment_variables([one for found in statements for one in found])


def variables_of_files(folder: ProjectFolder) -> Mapping[str, str]:
    """Return the variables of the nearest file `.env` in the notebook's folder or above, up to the project folder."""
    file = environment_file(folder)
    return dict(_assignments(file)) if file else {}


def environment_file(folder: ProjectFolder) -> Path | None:
    """Return the nearest file `.env`, as its libraries look for it, None if there is none."""
    above = (folder.beside, *folder.beside.parents)[: folder.depth + 1]
    return next((place / ".env" for place in above if (place / ".env").is_file()), None)


def secrets_of_environment(variables: Sequence[Variable], values: Mapping[str, str]) -> tuple[Secret, ...]:
    """Return the values of the variables that the code reads and that are secrets by their names.

    Args:
        variables: the variables that the code reads.
        values: the variables of files; those of this process come first.
    """
    found = ((one, os.environ.get(one.name) or values.get(one.name, "")) for one in variables)
    return tuple(
        Secret(value, "environment variable", 1)
        for one, value in found
        if strength(one.name) is not None and len(value) >= SHORTEST and value not in one.default
    )


def secrets_of_files(missing: Iterable[MissingFile]) -> tuple[Secret, ...]:
    """Return the secrets in files that a run has read and the project does not copy because they hold some.

    Args:
        missing: the files that are not copied.
    """
    files = [Path(one.source) for one in missing if one.source and one.why == SECRET]
    texts = [
        file.read_text(encoding="utf-8", errors="replace") for file in files if file.stat().st_size < LARGEST
    ]
    found = dict.fromkeys(
        value for text in texts for value in VALUES.findall(text) if is_secret(value, "key")
    )
    return tuple(Secret(value, "content of a file", 1) for value in found)


def _assignments(file: Path) -> Iterator[tuple[str, str]]:
    for line in file.read_text(encoding="utf-8", errors="replace").splitlines():
        name, equals, value = line.strip().removeprefix("export ").partition("=")
        if equals and not name.startswith("#"):
            yield name.strip(), value.strip().strip("'\"")
