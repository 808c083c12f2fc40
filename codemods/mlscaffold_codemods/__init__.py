"""Codemods that make notebook code fit for production: each public module of this package defines one, `CODEMOD`."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from mlscaffold.rewriting.codemod import Codemod, in_order


def _codemods() -> tuple[Codemod, ...]:
    names = [module.name for module in iter_modules(__path__) if not module.name.startswith("_")]
    return in_order(import_module(f"{__name__}.{name}").CODEMOD for name in names)


CODEMODS = _codemods()
