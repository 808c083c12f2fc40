"""Finds the modules of a project that come from our templates: in its private package, before that beside its stages."""

from __future__ import annotations

import importlib
import importlib.util
from typing import Any

PRIVATE = "_runtime"
EARLIER = frozenset({"artifacts", "cli", "notebooks", "runner"})
"""Modules that were beside the stages before there was the private package."""


def runtime_module(package: str, name: str) -> Any:
    """Import a module of a project's runtime.

    Args:
        package: the project's import package.
        name: the module's name, such as `runner`.
    """
    inner = f"{PRIVATE}." if has_runtime(package) else ""
    return importlib.import_module(f"{package}.{inner}{name}")


def has_runtime(package: str) -> bool:
    """Return whether a project has the private package."""
    return importlib.util.find_spec(f"{package}.{PRIVATE}") is not None


def modules_without_notebook_code(package: str) -> frozenset[str]:
    """Return the modules of a project that are not the notebook's; those that begin with `_` are none either."""
    own = {"config", "pipeline", "predict"}
    return frozenset(own if has_runtime(package) else own | EARLIER)
