"""LibCST, imported at its first use: importing it takes 0.4 s, which a list of the codemods does not need.

A codemod's module is imported to read its `CODEMOD`. So it imports `cst` from here, and its visitors derive from
`Transformer` and `Visitor`; `visitor_class` adds LibCST's base class to them when a codemod runs.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, TypeVar, cast

if TYPE_CHECKING:
    import libcst as cst
    from libcst import CSTTransformer as Transformer
    from libcst import CSTVisitor as Visitor
else:

    class _Module:
        def __getattr__(self, name: str) -> object:
            value = getattr(import_module("libcst"), name)
            setattr(self, name, value)
            return value

    class Transformer:
        """Stands for `libcst.CSTTransformer` until a codemod runs."""

    class Visitor:
        """Stands for `libcst.CSTVisitor` until a codemod runs."""

    cst = _Module()

__all__ = ["Transformer", "Visitor", "cst", "visitor_class"]
Kind = TypeVar("Kind", bound="Transformer | Visitor")


@cache
def visitor_class(kind: type[Kind]) -> type[Kind]:
    """Return a class of visitors with LibCST's base class, ready to walk a tree."""
    base = cst.CSTTransformer if issubclass(kind, Transformer) else cst.CSTVisitor
    return cast(type[Kind], type(kind.__name__, (kind, base), {}))
