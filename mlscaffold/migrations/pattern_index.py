"""Patterns by the kind of node and the last name at which they can match, for the libraries in use."""

import ast
import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from mlscaffold.migrations.library_changes import AFTER_FAILURE, ROOTS, LibraryChange, libraries, patterns

ALWAYS = frozenset({"python"})
PARTS = {"tensorflow": ("tensorflow", "keras"), "keras": ("keras", "tensorflow")}
KINDS = (ast.Assign, ast.Expr, ast.Compare, ast.BinOp, ast.Call, ast.Subscript, ast.Attribute, ast.Name)
"""Classes of nodes at which patterns are looked for, the containing ones first."""
STORED = "stored"
OPERATOR = re.compile(r" (==|!=|is|//|=|[+*-]) ")


@dataclass(frozen=True, slots=True)
class Index:
    """Changes to look for.

    Args:
        patterns: kind of node and last name -> changes whose patterns may match there.
        names: dotted name -> its change.
        ends: last parts of those names.
        at: class of node -> last names at which something may match.
    """

    patterns: Mapping[tuple[str, str], tuple[LibraryChange, ...]]
    names: Mapping[str, LibraryChange]
    ends: frozenset[str]
    at: Mapping[type[ast.AST], frozenset[str]]


def index_of(roots: frozenset[str], *, after_failure: bool = False) -> Index:
    """Return the changes of the libraries that code imports.

    Args:
        roots: first parts of the names of all imported modules.
        after_failure: whether to include the patterns that only explain or predict a failed run.
    """
    return _index((roots & _roots()) | ALWAYS, after_failure)


@cache
def _roots() -> frozenset[str]:
    return frozenset(root for library in libraries() for root in roots_of(library))


def roots_of(library: str) -> tuple[str, ...]:
    """Return the modules of which one is imported where a library is used."""
    root = ROOTS.get(library, library)
    return PARTS.get(root, (root,))


@cache
def _index(roots: frozenset[str], after_failure: bool) -> Index:
    """Return the index of several libraries, combined from that of each."""
    used = [_of_library(one, after_failure) for one in libraries() if not roots.isdisjoint(roots_of(one))]
    found: dict[tuple[str, str], tuple[LibraryChange, ...]] = {}
    names: dict[str, LibraryChange] = {}
    for one in used:
        names.update(one.names)
        for place, changes in one.patterns.items():
            found[place] = (*found.get(place, ()), *changes)
    ends = frozenset().union(*(one.ends for one in used))
    at = {kind: {last for name, last in found if name == kind.__name__} for kind in KINDS}
    for kind in (ast.Attribute, ast.Name):
        at[kind] |= ends
    return Index(found, names, ends, {kind: frozenset(lasts) for kind, lasts in at.items()})


@cache
def _of_library(library: str, after_failure: bool) -> Index:
    found: defaultdict[tuple[str, str], list[LibraryChange]] = defaultdict(list)
    changes = [one for one in patterns(library) if after_failure or one.fix not in AFTER_FAILURE]
    names = {one.pattern: one for one in changes if one.is_name}
    for one in changes:
        for place in () if one.is_name else places(one):
            found[place].append(one)
    ends = frozenset(name.rpartition(".")[2] for name in names)
    return Index({place: tuple(changes) for place, changes in found.items()}, names, ends, {})


def places(change: LibraryChange) -> tuple[tuple[str, str], ...]:
    """Return the kinds of node at which a change's pattern may match, with the last name there.

    They are read from the text: parsing all patterns would take longer than checking a notebook.
    """
    old = change.pattern.strip("()") if change.pattern.startswith("(") else change.pattern
    if old.endswith("= ..."):
        return tuple((STORED, kind) for kind in _stored_in(old.removesuffix("= ...").strip()))
    first, kind = _first(old)
    bare = _without_brackets(first)
    last = bare.rpartition(".")[2]
    if kind:
        return ((kind, last),)
    is_statement = change.replacement == "pass" or bool(re.search(r" = (?!\.\.\.)", change.replacement))
    if is_statement:
        return (("Expr", last),)
    if bare == first:
        return (("Attribute", last),) if bare.startswith("_") else (("Attribute", last), ("Name", last))
    return (("Call" if first.endswith(")") else "Subscript", last),)


def _stored_in(target: str) -> tuple[str, ...]:
    """Return the kinds of node of the object whose item is assigned."""
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
    """Return the first operand of a pattern, and the class of the whole where it has an operator."""
    for found in OPERATOR.finditer(old):
        before = old[: found.start()]
        if before.count("(") == before.count(")"):
            sign = found[1]
            return before, "Assign" if sign == "=" else "Compare" if sign in {"==", "!=", "is"} else "BinOp"
    return old, ""


def _without_brackets(text: str) -> str:
    """Return what is called or subscripted, without any brackets."""
    while text and text[-1] in ")]":
        depth = 0
        for place in range(len(text) - 1, -1, -1):
            depth += (text[place] in ")]}") - (text[place] in "([{")
            if depth == 0:
                break
        text = text[:place]
    return text
