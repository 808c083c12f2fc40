"""Migrations by the kind of node and the last name that they can be found by; built for the libraries in use."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from mlscaffold.migrations.changes import ROOTS
from mlscaffold.migrations.table import Migration, libraries, migrations

ALWAYS = frozenset({"python"})
PARTS = {"tensorflow": ("tensorflow", "keras"), "keras": ("keras", "tensorflow")}
KINDS = (ast.Assign, ast.Expr, ast.Compare, ast.BinOp, ast.Call, ast.Subscript, ast.Attribute, ast.Name)
"""Classes of nodes at which forms are found; what a form consists of comes after it."""
STORED = "stored"
OPERATOR = re.compile(r" (==|!=|is|//|=|[+*-]) ")


@dataclass(frozen=True, slots=True)
class Index:
    """Migrations to look for.

    Args:
        forms: kind of node and last name -> patterns.
        names: dotted name -> what became of it.
        ends: last parts of those names.
        at: class of node -> last names at which something can be found there.
    """

    forms: Mapping[tuple[str, str], tuple[Migration, ...]]
    names: Mapping[str, Migration]
    ends: frozenset[str]
    at: Mapping[type[ast.AST], frozenset[str]]


def index_of(roots: frozenset[str]) -> Index:
    """Return the migrations of the libraries that code imports.

    Args:
        roots: first parts of the names of all imported modules.
    """
    return _index((roots & _roots()) | ALWAYS)


@cache
def _roots() -> frozenset[str]:
    return frozenset(root for library in libraries() for root in roots_of(library))


def roots_of(library: str) -> tuple[str, ...]:
    """Return the modules of which one is imported where a library is used."""
    root = ROOTS.get(library, library)
    return PARTS.get(root, (root,))


@cache
def _index(roots: frozenset[str]) -> Index:
    """Return what is known of several libraries, from what is known of each."""
    used = [_of_library(one) for one in libraries() if not roots.isdisjoint(roots_of(one))]
    forms: dict[tuple[str, str], tuple[Migration, ...]] = {}
    names: dict[str, Migration] = {}
    for one in used:
        names.update(one.names)
        for place, found in one.forms.items():
            forms[place] = (*forms.get(place, ()), *found)
    ends = frozenset().union(*(one.ends for one in used))
    at = {kind: {last for name, last in forms if name == kind.__name__} for kind in KINDS}
    for kind in (ast.Attribute, ast.Name):
        at[kind] |= ends
    return Index(forms, names, ends, {kind: frozenset(lasts) for kind, lasts in at.items()})


@cache
def _of_library(library: str) -> Index:
    forms: defaultdict[tuple[str, str], list[Migration]] = defaultdict(list)
    names = {one.old: one for one in migrations(library) if one.is_name}
    for one in migrations(library):
        for place in () if one.is_name else places(one):
            forms[place].append(one)
    ends = frozenset(name.rpartition(".")[2] for name in names)
    return Index({place: tuple(found) for place, found in forms.items()}, names, ends, {})


def places(migration: Migration) -> tuple[tuple[str, str], ...]:
    """Return the kinds of node at which a migration is looked for, with the last name there.

    They are read off the text: parsing all patterns would take longer than checking a notebook.
    """
    old = migration.old.strip("()") if migration.old.startswith("(") else migration.old
    if old.endswith("= ..."):
        return tuple((STORED, kind) for kind in _stored_in(old.removesuffix("= ...").strip()))
    first, kind = _first(old)
    bare = _without_brackets(first)
    last = bare.rpartition(".")[2]
    if kind:
        return ((kind, last),)
    is_statement = migration.new == "pass" or bool(re.search(r" = (?!\.\.\.)", migration.new))
    if is_statement:
        return (("Expr", last),)
    if bare == first:
        return (("Attribute", last),) if bare.startswith("_") else (("Attribute", last), ("Name", last))
    return (("Call" if first.endswith(")") else "Subscript", last),)


def _stored_in(target: str) -> tuple[str, ...]:
    """Return the kinds of node of what is subscripted where it is stored to."""
    inner = target[: target.rindex("[")] if target.endswith("]") else target
    if inner.endswith("]"):
        return ("Subscript",)
    if "." in inner:
        return ("Attribute",)
    return (
        ("Subscript", "Attribute")
        if inner.strip("_") == "column"
        else ("Name", "Subscript", "Attribute", "Call")
    )


def _first(old: str) -> tuple[str, str]:
    """Return the first operand of a pattern, and what the whole is called where it is more than that."""
    for found in OPERATOR.finditer(old):
        before = old[: found.start()]
        if before.count("(") == before.count(")"):
            sign = found[1]
            return before, "Assign" if sign == "=" else "Compare" if sign in {"==", "!=", "is"} else "BinOp"
    return old, ""


def _without_brackets(text: str) -> str:
    """Return what is called or subscripted first of all."""
    while text and text[-1] in ")]":
        depth = 0
        for place in range(len(text) - 1, -1, -1):
            depth += (text[place] in ")]}") - (text[place] in "([{")
            if depth == 0:
                break
        text = text[:place]
    return text
