"""What findings depend on besides the files: the settings, the rules, and ruff with what it is told."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import astuple
from importlib.util import find_spec

from mlscaffold import __version__
from mlscaffold.linting.cache import key_of
from mlscaffold.linting.check_settings import Settings

_CONFIGURATION = ("pyproject.toml", "ruff.toml", ".ruff.toml")
_PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def way_of_asking(settings: Settings, root: str, folders: Iterable[str]) -> str:
    """Return a text that is another one where the same file might get other findings.

    Args:
        settings: what the project wants.
        root: the project's folder.
        folders: the folders of the files; ruff reads its configuration there and above.
    """
    configuration = (
        os.path.join(folder, name) for folder in sorted(_upwards(folders)) for name in _CONFIGURATION
    )
    parts = (__version__, sys.version, root, os.getcwd(), astuple(settings))
    return key_of((*parts, *_stamps(configuration), *_stamps(_modules()), *_stamps(_ruff())))


def _upwards(folders: Iterable[str]) -> set[str]:
    found: set[str] = set()
    for start in folders:
        folder = start
        while folder not in found:
            found.add(folder)
            folder = os.path.dirname(folder)
    return found


def _modules() -> Iterator[str]:
    """Yield the files of this package: in a checkout the rules change while the version stays."""
    for folder, folders, files in os.walk(_PACKAGE):
        folders[:] = sorted(name for name in folders if name not in {"__pycache__", "templates"})
        yield from (os.path.join(folder, name) for name in sorted(files) if not name.endswith(".pyc"))


def _ruff() -> Iterator[str]:
    spec = find_spec("ruff")
    if spec and spec.origin:
        yield spec.origin


def _stamps(paths: Iterable[str]) -> Iterator[tuple[str, int, int]]:
    for path in paths:
        try:
            seen = os.stat(path)
        except OSError:
            continue
        yield path, seen.st_mtime_ns, seen.st_size
