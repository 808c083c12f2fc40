"""Turns the paths that a user names into the notebooks and Python files under them."""

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path

from mlscaffold.errors import MlscaffoldError
from mlscaffold.filesystem.git import Git

PYTHON = (".py", ".pyi", ".pyw")
NOTEBOOK = ".ipynb"
TEXT_NOTEBOOKS = (".md", ".markdown", ".rmd", ".qmd")
"""Notebooks of jupytext, R Markdown and Quarto: most files of these names are documents, so they are read only by name."""
HEADER_BYTES = 4_000  # of a script: jupytext's header has some ten to forty lines
_HEADER = re.compile(rb"\A(?:#![^\n]*\n)?# ---\r?\n(?:#[^\n]*\n)*?#[ \t]+jupytext:(?:[^\n]*\n(?=#))*")
SKIPPED = frozenset(
    (
        ".git .hg .svn .venv venv env .env .tox .nox .eggs node_modules __pycache__ site-packages .ipynb_checkpoints "
        ".mypy_cache .pytest_cache .ruff_cache .mlscaffold_cache build dist _build buck-out __pypackages__"
    ).split()
)
"""Folders of tools and of build results."""


def find(
    paths: Sequence[str], root: str, exclude: Sequence[str] = (), *, force: bool = False
) -> tuple[str, ...]:
    """Return the files to check.

    A file that is named explicitly is always checked. In a folder, Git lists the files that it does not ignore; without
    Git, all files are listed except those in `SKIPPED` folders.

    A script that is jupytext's twin of a notebook among them is left out.

    Args:
        paths: files and folders, as the user names them.
        root: the folder that patterns are relative to.
        exclude: patterns of paths to leave out.
        force: whether these patterns also apply to files named explicitly.

    Returns:
        Their paths, each once, as the user would name them, with `/`, in order.

    Raises:
        MlscaffoldError: a path does not exist, or is neither a notebook nor a Python file.
    """
    found: dict[str, None] = {}
    for path in paths:
        if os.path.isfile(path):
            file = _checked(path)
            found |= {file: None} if not (force and excluded(file, root, exclude)) else {}
        elif os.path.isdir(path):
            found |= dict.fromkeys(file for file in _files_in(path) if not excluded(file, root, exclude))
        else:
            raise MlscaffoldError("no such file or folder", where=path, hint="Check the path")
    return tuple(sorted(found.keys() - _twins(found)))


def _twins(paths: Iterable[str]) -> set[str]:
    """Return the scripts that jupytext keeps as twins of notebooks which are checked, too: each finding would come twice."""
    notebooks = [path.removesuffix(NOTEBOOK) for path in paths if path.endswith(NOTEBOOK)]
    stems = {os.path.basename(notebook) for notebook in notebooks}
    return {
        path
        for path in paths
        if path.endswith(".py")
        and os.path.basename(path[:-3]) in stems
        and _is_twin(path, path[:-3] in notebooks)
    }


def _is_twin(path: str, is_beside: bool) -> bool:
    """Return whether a script has jupytext's header, and names a notebook in it unless that is beside it."""
    with open(path, "rb") as file:
        header = _HEADER.match(file.read(HEADER_BYTES))
    return bool(header) and (is_beside or bool(header and b"ipynb" in header[0]))


def excluded(path: str, root: str, patterns: Iterable[str]) -> bool:
    """Return whether a path matches one of the patterns."""
    relative = relative_to(path, root)
    return any(matches(relative, pattern) for pattern in patterns)


def relative_to(path: str, root: str) -> str:
    """Return a path relative to a folder, with `/`."""
    if os.path.isabs(path) or root != os.getcwd():
        return os.path.relpath(os.path.abspath(path), root).replace(os.sep, "/")
    return _normalized(path)


def is_notebook(path: str) -> bool:
    """Return whether a path is a notebook's."""
    return path.lower().endswith((NOTEBOOK, *TEXT_NOTEBOOKS))


def is_text_notebook(path: str) -> bool:
    """Return whether a path is that of a notebook in Markdown."""
    return path.lower().endswith(TEXT_NOTEBOOKS)


def matches(path: str, pattern: str) -> bool:
    """Return whether a pattern matches a path or a folder above it; `*` stays in a folder, `**` does not.

    Args:
        path: relative, with `/`.
        pattern: `notebooks/explore/**`, `notebooks/`, `*.py`; without `/` it matches a name in any folder.
    """
    return bool(_compiled(pattern).match(path))


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    bare = pattern.removeprefix("./").strip("/")
    anywhere = "" if "/" in pattern.removeprefix("./").rstrip("/") else r"(?:.*/)?"
    return re.compile(f"{anywhere}{_translated(bare)}(?:/.*)?\\Z", re.DOTALL)


def _translated(pattern: str) -> str:
    parts = re.split(r"(\*\*/|/\*\*|\*\*|\*|\?)", pattern)
    regexes = {"**/": "(?:.*/)?", "/**": "(?:/.*)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    return "".join(regexes.get(part, re.escape(part)) for part in parts)


def _checked(path: str) -> str:
    """Return the path of a file named explicitly, if it can be checked at all."""
    suffix = os.path.splitext(path)[1].lower()
    if suffix in {*PYTHON, NOTEBOOK, *TEXT_NOTEBOOKS} or (
        not suffix and not os.path.basename(path).startswith(".")
    ):
        return _normalized(path)
    hint = "Name .ipynb, .py, .md, .Rmd and .qmd files, or folders"
    raise MlscaffoldError("this is neither a notebook nor a Python file", where=path, hint=hint)


def _normalized(path: str) -> str:
    return os.path.normpath(path).replace(os.sep, "/")


def _files_in(folder: str) -> Iterator[str]:
    listed = _git_files(folder)
    for path in _walk(folder) if listed is None else listed:
        whole = os.path.join(folder, path)
        if SKIPPED.isdisjoint(path.split("/")[:-1]) and os.path.isfile(whole):
            yield _normalized(whole)


def _git_files(folder: str) -> list[str] | None:
    """Return the files that Git lists in a folder, None if it cannot or if it ignores the folder itself."""
    git = Git(Path(folder)).configured(GIT_LITERAL_PATHSPECS="0")
    options = ("-coz", "--exclude-standard", "--deduplicate", "--", "*.ipynb", "*.py", "*.pyw")
    listed = git.query("ls-files", *options)
    if listed is None:
        return None
    paths = [path for path in listed.split("\0") if path]
    return None if not paths and git.query("check-ignore", "-q", ".") is not None else paths


def _walk(folder: str) -> Iterator[str]:
    for place, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if name not in SKIPPED)
        for name in sorted(files):
            if name.lower().endswith((".py", ".pyw", NOTEBOOK)):
                yield os.path.relpath(os.path.join(place, name), folder).replace(os.sep, "/")
