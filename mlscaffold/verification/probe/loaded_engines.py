"""Finds optional dependencies that a run loaded: engines that a library imports by name when it needs them."""

from __future__ import annotations

import re
from importlib import metadata
from typing import Any

from .notes import Notes
from .process import die_with_parent

ACCELERATORS = frozenset({"bottleneck", "numba", "numexpr"})
"""Optional dependencies that change the speed of a computation, not its result."""


def main(spec: dict[str, Any]) -> None:
    """Find optional dependencies.

    Args:
        spec: `out`, a folder for the notes; `modules`, the top-level modules that were loaded; `requirements`, names of
            the distributions that the project requires already; `engines`, distributions that libraries load by name
            and do not all declare.
    """
    die_with_parent()
    notes = Notes(spec["out"])
    required = {_normal(name) for name in spec["requirements"]}
    optional = {name for one in required for name in _optional(one)} | {
        _normal(one) for one in spec["engines"]
    }
    modules = set(spec["modules"])
    loaded = {_normal(one.metadata["Name"]) for one in metadata.distributions() if modules & _modules(one)}
    for name in sorted((loaded & optional) - required - ACCELERATORS):
        notes.write("extra", name=name, version=metadata.version(name))


def _modules(distribution: metadata.Distribution) -> set[str]:
    """Return the top-level modules of a distribution; `packages_distributions` is newer than Python 3.9."""
    listed = (distribution.read_text("top_level.txt") or "").split()
    files = (path for path in distribution.files or () if path.suffix in (".py", ".so", ".pyd"))
    return set(listed) or {path.parts[0].partition(".")[0] for path in files}


def _optional(distribution: str) -> set[str]:
    """Return what a distribution requires only with one of its extras (https://peps.python.org/pep-0508)."""
    try:
        lines = metadata.requires(distribution) or []
    except metadata.PackageNotFoundError:
        return set()
    found = (re.match(r"[\w.-]+", line) for line in lines if re.search(r"\bextra\s*==", line))
    return {_normal(name[0]) for name in found if name}


def _normal(name: str) -> str:
    # As packaging.utils.canonicalize_name, which may be missing in the user's interpreter.
    return re.sub(r"[-_.]+", "-", name).lower()
