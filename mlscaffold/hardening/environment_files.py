"""Files such as `.env`: where they are, and which variables they set for the runs. They are never copied."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from mlscaffold.analysis.dataflow import trace
from mlscaffold.analysis.environment_variables import SYSTEM, Variable, environment_variables
from mlscaffold.analysis.statements import split
from mlscaffold.hardening.content_secrets import secrets_in_content
from mlscaffold.hardening.copied_files import LARGEST_FILE
from mlscaffold.hardening.local_code import LocalCode, is_parsable
from mlscaffold.hardening.normalize import statements_of
from mlscaffold.hardening.project_folder import ProjectFolder
from mlscaffold.hardening.secrets_to_environment import CONTENT
from mlscaffold.notebook.magics import PythonCell
from mlscaffold.notebook.sensitive.secret_names import is_secret, looks_random, strength
from mlscaffold.notebook.sensitive.secret_patterns import known_secrets
from mlscaffold.notebook.sensitive.secrets import Secret, find_secrets
from mlscaffold.verification.probe.secret_files import holds_secrets

VALUES = re.compile(r"[^\s\"'=:,;{}\[\]]{4,}")
NAMES = re.compile(
    r"^[\s{,]*(?:export\s+)?[\"']?([A-Za-z_]\w*)[\"']?\s*[=:]\s*[\"']?(?=[^\s\"'=,}])", re.MULTILINE
)
"""Names at the beginning of lines that give them a value: the value may be a secret, the name is none."""
LARGEST = 100_000  # bytes of a file that may hold secrets: credentials and keys have a few thousand
SHORTEST = 4  # characters of a secret that is looked for in texts: shorter ones occur by chance


READS = re.compile(r"environ|getenv|decouple|dotenv|BaseSettings")
"""Words of code that reads environment variables."""


def read_variables(
    cells: Sequence[PythonCell], code: LocalCode, content: Callable[[Path], bytes] = Path.read_bytes
) -> tuple[Variable, ...]:
    """Return the environment variables that a notebook and the project's modules that it imports read.

    Args:
        cells: the code cells as Python.
        code: these modules.
        content: returns the content of one of them, without its secrets.
    """
    modules = (content(file).decode("utf-8", "replace") for name in code.homes for file in code.files(name))
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


def secrets_of_environment(variables: Sequence[Variable], folder: ProjectFolder) -> Iterator[Secret]:
    """Yield the secrets in environment variables: of this process, and of files such as `.env` of the project.

    Args:
        variables: the variables that the code reads.
        folder: the project folder.
    """
    read = {one.name: one.default for one in variables}
    places = (folder.beside, *folder.beside.parents)[: folder.depth + 1]
    files = [file for place in places for file in sorted(place.glob(".env*")) if file.is_file()]
    values = [*os.environ.items(), *(pair for file in files for pair in _assignments(file))]
    for name, value in values:
        if name not in SYSTEM and value not in read.get(name, ""):
            yield from (
                Secret(one, "environment variable", 1) for one in _secret_values(name, value, name in read)
            )


def _secret_values(name: str, value: str, is_read: bool) -> Iterator[str]:
    """Yield the secrets in the value of a variable: all of it, or a part such as the password of a URL."""
    how = strength(name)
    if (how is not None and (is_secret(value, how) or (is_read and len(value) >= SHORTEST))) or (
        is_read and looks_random(value)
    ):
        yield value
    yield from (found for _, found in known_secrets(value))


def secrets_of_files(files: Iterable[Path]) -> Iterator[Secret]:
    """Yield the secrets in files that a run has read and that hold some, by their names or content.

    Args:
        files: the files.
    """
    for file in files:
        if file.is_file() and file.stat().st_size <= LARGEST_FILE:
            yield from secrets_in_content(file)
            if holds_secrets(str(file)) and file.stat().st_size < LARGEST:
                yield from _secrets_of_named(file.read_text(encoding="utf-8", errors="replace"))


def _secrets_of_named(text: str) -> Iterator[Secret]:
    """Yield the secrets in a file whose name says that it holds some."""
    yield from find_secrets(text, python=False)
    values = dict.fromkeys(VALUES.findall(NAMES.sub(" ", text)))
    yield from (Secret(one, CONTENT, 1) for one in values if is_secret(one, "password", strict=True))


def _assignments(file: Path) -> Iterator[tuple[str, str]]:
    for line in file.read_text(encoding="utf-8", errors="replace").splitlines():
        name, equals, value = line.strip().removeprefix("export ").partition("=")
        if equals and not name.startswith("#"):
            yield name.strip(), value.strip().strip("'\"")
