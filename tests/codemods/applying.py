"""Applying one codemod to a piece of source."""

from __future__ import annotations

from typing import Any

import libcst as cst

from mlscaffold.notebook.cells import Location
from mlscaffold.rewriting.codemod import Codemod, Context, Rewrite
from mlscaffold_codemods import CODEMODS

PLACE = Location(cell=1)


def codemod_of(name: str) -> Codemod:
    """Return a codemod by its name."""
    return next(codemod for codemod in CODEMODS if codemod.name == name)


def rewrite(name: str, source: str, **known: Any) -> Rewrite:
    """Apply a codemod to a statement; `known` are fields of the context."""
    return codemod_of(name).rewrite(cst.parse_module(source), Context(location=PLACE, **known))


def apply(name: str, source: str, **known: Any) -> str:
    """Return the source after a codemod; its filter words count."""
    if not codemod_of(name).may_match(source):
        return source
    return rewrite(name, source, **known).module.code


def kinds(name: str, source: str, **known: Any) -> list[str]:
    """Return the kinds of the changes that a codemod reports."""
    return [change.kind for change in rewrite(name, source, **known).changes]
