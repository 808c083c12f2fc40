"""Components: what a project can have besides its base, each a template of new files and a table of additions."""

from __future__ import annotations

from mlscaffold.projects.components.component import Component, names, read
from mlscaffold.projects.components.compose import BARE, added_to, bare, brought, values_with, with_components
from mlscaffold.projects.components.order import check_known, dependents, resolved

__all__ = [
    "BARE",
    "Component",
    "added_to",
    "bare",
    "brought",
    "check_known",
    "dependents",
    "names",
    "read",
    "resolved",
    "values_with",
    "with_components",
]
