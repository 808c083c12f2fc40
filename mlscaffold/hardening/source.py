"""Reads a notebook, with all that is beside it and matters to its code."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from mlscaffold.analysis.deep_stack import with_deep_stack
from mlscaffold.analysis.environment_variables import Variable
from mlscaffold.errors import MlscaffoldError
from mlscaffold.filesystem import writer
from mlscaffold.hardening.environment_files import (
    read_variables,
    secrets_of_environment,
    variables_of_files,
)
from mlscaffold.hardening.hosts.adapt import adapt
from mlscaffold.hardening.hosts.adapted import Beside
from mlscaffold.hardening.hosts.host_secrets import placeholders
from mlscaffold.hardening.local_code import LocalCode, local_code
from mlscaffold.hardening.project_folder import ProjectFolder, project_folder
from mlscaffold.hardening.search_path_changes import without_search_path
from mlscaffold.hardening.secrets_to_environment import Clean, remove_secrets
from mlscaffold.hardening.size_limits import without_oversized
from mlscaffold.notebook.cells import Change, Notebook
from mlscaffold.notebook.magics import PythonCell, to_python_cells
from mlscaffold.notebook.read import parse_notebook
from mlscaffold.notebook.sensitive.secrets import redact
from mlscaffold.results.hardening import Remark

UNFIT = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\\]")
"""Characters that a name in a project must not have: control characters, line ends, bytes that are no text, backslashes."""


@dataclass(frozen=True, slots=True)
class Source:
    """A notebook as it was read.

    Args:
        file: its path.
        content: its bytes.
        notebook: its cells, with removed APIs migrated if `changes` lists any.
        cells: the code cells as Python.
        clean: the notebook and its cells without secrets.
        changes: what was replaced in it before, such as calls of Colab and removed APIs; `content` has none of them.
        remarks: what a person should know of these.
        folder: its project folder.
        local: the project's own modules that it imports.
        variables: the environment variables that the code reads.
        opened: the files that a run of the notebook read, relative to its folder; None if it was not run.
        placeholders: what the runs have for secrets of the notebook's host that are not set here.
    """

    file: Path
    content: bytes
    notebook: Notebook
    cells: tuple[PythonCell, ...]
    clean: Clean
    folder: ProjectFolder
    local: LocalCode
    variables: tuple[Variable, ...] = ()
    changes: tuple[Change, ...] = ()
    remarks: tuple[Remark, ...] = ()
    opened: frozenset[str] | None = None
    placeholders: Mapping[str, str] = field(default_factory=dict)


@with_deep_stack
def read(file: Path, included: tuple[Path, ...] = ()) -> Source:
    """Read a notebook.

    Args:
        file: its path.
        included: files and folders outside its project folder that the user takes along.

    Raises:
        MlscaffoldError: the file cannot be read or is not a Python notebook.
    """
    _check_name(file)
    content = writer.read_bytes(file)
    adapted = adapt(parse_notebook(content, file.name), Beside(project_folder(file, included)))
    source = source_of(file, content, adapted.notebook, included)
    secrets = source.clean.secrets
    changes = (
        replace(change, what=redact(change.what, secrets), now=redact(change.now, secrets))
        for change in adapted.changes
    )
    missing = placeholders(adapted.changes, (*os.environ, *variables_of_files(source.folder)))
    remarks = _adapted(adapted.changes, missing)
    return replace(source, changes=tuple(changes), remarks=remarks, placeholders=missing)


def _check_name(file: Path) -> None:
    """Refuse a name that cannot be written into a project's settings, or that is no name on other systems.

    Raises:
        MlscaffoldError: it has such a character.
    """
    if UNFIT.search(file.name):
        what = "the file's name has a line break, a control character or a backslash"
        raise MlscaffoldError(what, where=str(file), hint="Rename the file")


def _adapted(changes: Sequence[Change], missing: Iterable[str]) -> tuple[Remark, ...]:
    """Return the remarks that the notebook was run without what only its host has."""
    hosted = [change for change in changes if change.by == "hosts"]
    if not hosted:
        return ()
    secrets = (
        Remark(f"`{name}` is not set here, so the runs had a placeholder for it.", hosted[0].location)
        for name in missing
    )
    what = "One statement was" if len(hosted) == 1 else f"{len(hosted)} statements were"
    text = (
        f"{what} replaced or dropped before the notebook was run, because they need its host or other files."
    )
    return (Remark(f"{text} The project is compared with that notebook.", hosted[0].location), *secrets)


@with_deep_stack
def source_of(file: Path, content: bytes, notebook: Notebook, included: tuple[Path, ...] = ()) -> Source:
    """Return a notebook with its cells as Python, with and without secrets.

    Args:
        file: its path.
        content: its bytes.
        notebook: its cells.
        included: files and folders outside its project folder that the user takes along.
    """
    cells = without_oversized(to_python_cells(notebook))
    folder = project_folder(file, included)
    local = local_code(cells, folder)
    modules = [path for name in sorted(local.homes) for path in local.files(name)]
    clean = remove_secrets(notebook, cells, modules, tuple(secrets_of_environment((), folder)))
    clean = replace(clean, cells=without_search_path(clean.cells, local))
    variables = read_variables(clean.cells, local, clean.module)
    clean = clean.also(secrets_of_environment(variables, folder))
    return Source(file, content, notebook, cells, clean, folder, local, variables)
