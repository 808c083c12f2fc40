"""Paths that a user names become the notebooks and Python files under them."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable, Iterator, Sequence

from mlscaffold.errors import MlscaffoldError
from mlscaffold.filesystem.globs import matches

PYTHON = (".py", ".pyi", ".pyw")
NOTEBOOK = ".ipynb"
SKIPPED = frozenset(
    (
        ".git .hg .svn .venv venv env .env .tox .nox .eggs node_modules __pycache__ site-packages .ipynb_checkpoints "
        ".mypy_cache .pytest_cache .ruff_cache .mlscaffold_cache build dist _build buck-out __pypackages__"
    ).split()
)


def find(
    paths: Sequence[str], root: str, exclude: Sequence[str] = (), *, force: bool = False
) -> tuple[str, ...]:
    """Return the files to check.

    A file that is named is always checked. In a folder git is asked for what it does not ignore; where there is no
    git, all files are taken but those in folders of tools and of what builds leave behind.

    Args:
        paths: files and folders, as the user names them.
        root: the folder that patterns start from.
        exclude: patterns of paths that are left out.
        force: whether these patterns hold for named files too.

    Returns:
        Their paths, each once, as the user would name them, with `/`, in order.

    Raises:
        MlscaffoldError: a path does not exist, or is neither a notebook nor a Python file.
    """
    found: dict[str, None] = {}
    for path in paths:
        if os.path.isfile(path):
            named = _named(path)
            found |= {named: None} if not (force and excluded(named, root, exclude)) else {}
        elif os.path.isdir(path):
            found |= dict.fromkeys(one for one in _inside(path) if not excluded(one, root, exclude))
        else:
            raise MlscaffoldError("there is no such file or folder", where=path, hint="Check the path")
    return tuple(sorted(found))


def excluded(path: str, root: str, patterns: Iterable[str]) -> bool:
    """Say whether a path is meant by one of some patterns."""
    relative = relative_to(path, root)
    return any(matches(relative, pattern) for pattern in patterns)


def relative_to(path: str, root: str) -> str:
    """Return a path as seen from a folder, with `/`."""
    if os.path.isabs(path) or root != os.getcwd():
        return os.path.relpath(os.path.abspath(path), root).replace(os.sep, "/")
    return os.path.normpath(path).replace(os.sep, "/")


def is_notebook(path: str) -> bool:
    """Say whether a path is that of a notebook."""
    return path.lower().endswith(NOTEBOOK)


def _named(path: str) -> str:
    suffix = os.path.splitext(path)[1].lower()
    if suffix in {*PYTHON, NOTEBOOK} or (not suffix and not os.path.basename(path).startswith(".")):
        return _plain(path)
    hint = "Name .ipynb and .py files, or folders"
    raise MlscaffoldError("this is neither a notebook nor a Python file", where=path, hint=hint)


def _plain(path: str) -> str:
    return os.path.normpath(path).replace(os.sep, "/")


def _inside(folder: str) -> Iterator[str]:
    listed = _by_git(folder)
    for path in _walked(folder) if listed is None else listed:
        whole = os.path.join(folder, path)
        if SKIPPED.isdisjoint(path.split("/")[:-1]) and os.path.isfile(whole):
            yield _plain(whole)


def _by_git(folder: str) -> list[str] | None:
    """Return what git lists in a folder; None where it cannot, and where it ignores the folder itself."""
    asked = ("ls-files", "-coz", "--exclude-standard", "--deduplicate", "--", "*.ipynb", "*.py", "*.pyw")
    listed = _git(folder, *asked)
    if listed is None:
        return None
    paths = [path for path in listed.split("\0") if path]
    return None if not paths and _git(folder, "check-ignore", "-q", ".") is not None else paths


def _git(folder: str, *arguments: str) -> str | None:
    try:
        done = subprocess.run(
            ["git", "-C", folder, *arguments],  # noqa: S607 - the user's git, wherever it is
            capture_output=True,
            check=False,
            stdin=subprocess.DEVNULL,
        )
    except OSError:
        return None
    return None if done.returncode else os.fsdecode(done.stdout)


def _walked(folder: str) -> Iterator[str]:
    for place, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if name not in SKIPPED)
        for name in sorted(files):
            if name.lower().endswith((".py", ".pyw", NOTEBOOK)):
                yield os.path.relpath(os.path.join(place, name), folder).replace(os.sep, "/")
