"""Components: optional parts of a project, each a template of new files and a table of additions to shared files."""

from __future__ import annotations

from mlscaffold.projects.components.component import Component, check_known, dependents, names, read, resolved
from mlscaffold.projects.components.compose import (
    BARE,
    component_files,
    values_with,
    with_additions_of,
    with_components,
    without_components,
)

__all__ = [
    "BARE",
    "Component",
    "check_known",
    "component_files",
    "dependents",
    "names",
    "read",
    "resolved",
    "values_with",
    "with_additions_of",
    "with_components",
    "without_components",
]
