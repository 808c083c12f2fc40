"""Which libraries one process imports for several runs of a notebook and its project."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from mlscaffold.analysis.statements import Statement
from mlscaffold.verification.probe.process import LATE

SAFE = (
    "IPython",
    "matplotlib",
    "numpy",
    "pandas",
    "scipy",
    "seaborn",
    "sklearn",
    "statsmodels",
    "torch",
    "torchvision",
)
"""Libraries that are slow to import, and that work in a fork of a process that has done no more than import them:
their threads begin with the first computation, or begin again in a fork. Of others (tensorflow, polars, jax) that is
not so, or not known."""
OWN_PROCESS = re.compile(
    r"\benviron\b|\bputenv\b|%env\b|%set_env\b|\bsys\.(?:modules|meta_path|path_hooks)\b|\breload\b|\bfork|\bmultiprocessing\b"
    r"|\bsetsid\b|\b__import__\b|\bsite-packages\b|%load_ext autoreload"
)
"""Code that depends on what a new process has: variables that libraries read when they are imported, the modules that are
loaded, processes that it forks itself."""
SHELL = "IPython.core.interactiveshell"


def preloaded_modules(
    statements: Sequence[Statement], folders: Iterable[Path], loaded: Iterable[str] = ()
) -> tuple[str, ...]:
    """Return the modules to import once, in the order of the notebook; none if its code needs a process of its own.

    Args:
        statements: the notebook's statements.
        folders: folders whose modules come before those of libraries.
        loaded: the modules that its run has loaded.
    """
    if any(OWN_PROCESS.search(statement.source) for statement in statements):
        return ()
    local = {
        path.stem for folder in folders for path in folder.glob("*") if path.is_dir() or path.suffix == ".py"
    }
    settings = any((folder / "matplotlibrc").exists() for folder in folders)
    unsafe = local | ({"matplotlib", "seaborn"} if settings else set())
    wanted = [name for name in _imported(statements) if name.partition(".")[0] not in unsafe]
    safe = tuple(dict.fromkeys(name for name in wanted if name.partition(".")[0] in SAFE))
    roots = {name.partition(".")[0] for name in safe}
    found = (*safe, *(name for name in late_modules(loaded) if name.partition(".")[0] in roots))
    return (*found, SHELL) if found and "IPython" not in local else found


def late_modules(loaded: Iterable[str]) -> tuple[str, ...]:
    """Return those of the loaded modules that a library has imported when it needed them first."""
    return tuple(sorted(LATE.intersection(loaded)))


def _imported(statements: Iterable[Statement]) -> Iterator[str]:
    """Yield the modules that statements import."""
    for statement in statements:
        for node in ast.walk(statement.node):
            if isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                yield node.module
