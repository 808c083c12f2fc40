"""Applying one codemod to a piece of source."""

from __future__ import annotations

from typing import Any

import libcst as cst

from mlscaffold.codemod import Codemod, Context, Rewrite
from mlscaffold.notebook.cells import Location
from mlscaffold_codemods import CODEMODS

PLACE = Location(cell=1)


def named(name: str) -> Codemod:
    """Return the codemod of that name."""
    return next(codemod for codemod in CODEMODS if codemod.name == name)


def rewrite(name: str, source: str, **known: Any) -> Rewrite:
    """Apply a codemod to a statement; `known` are fields of the context."""
    return named(name).rewrite(cst.parse_module(source), Context(location=PLACE, **known))


def apply(name: str, source: str, **known: Any) -> str:
    """Return what a codemod makes of a statement, as source; the filter by words is held to as well."""
    if not any(word in source for word in named(name).words):
        return source
    return rewrite(name, source, **known).module.code


def kinds(name: str, source: str, **known: Any) -> list[str]:
    """Return the kinds of the changes that a codemod reports."""
    return [change.kind for change in rewrite(name, source, **known).changes]
