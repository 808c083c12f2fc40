"""Which optional dependencies a run has loaded: engines that a library imports by name, only when it needs them."""

from __future__ import annotations

import re
from importlib import metadata
from typing import Any

from .notes import Notes
from .process import die_with_parent

ACCELERATORS = frozenset({"bottleneck", "numba", "numexpr"})
"""Optional dependencies that change how fast something is computed, not what."""


def main(spec: dict[str, Any]) -> None:
    """Find them.

    Args:
        spec: `out`, a folder for the notes; `modules`, the top-level modules that were loaded; `requirements`, names of
            the distributions that the project asks for already.
    """
    die_with_parent()
    notes = Notes(spec["out"])
    asked = {_normal(name) for name in spec["requirements"]}
    optional = {name for one in asked for name in _optional(one)}
    owners = metadata.packages_distributions()
    loaded = {_normal(name) for module in spec["modules"] for name in owners.get(module, [])}
    for name in sorted((loaded & optional) - asked - ACCELERATORS):
        notes.say("extra", name=name, version=metadata.version(name))


def _optional(distribution: str) -> set[str]:
    """Return what a distribution asks for only with one of its extras (https://peps.python.org/pep-0508)."""
    try:
        lines = metadata.requires(distribution) or []
    except metadata.PackageNotFoundError:
        return set()
    found = (re.match(r"[\w.-]+", line) for line in lines if re.search(r"\bextra\s*==", line))
    return {_normal(name[0]) for name in found if name}


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
