"""Names that a notebook defines several times: the names of the versions, and whether code means several of them."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from mlscaffold.analysis.names import mentioned_names
from mlscaffold.stages.definition_facts import DefinitionFacts
from mlscaffold.stages.introspection import NAMES


def new_name(index: int, candidates: Sequence[int], facts: DefinitionFacts) -> str:
    """Return the name of a definition in the project: the last version keeps it, unless an import has it too.

    Args:
        index: number of the definition.
        candidates: numbers of the definitions that are not dropped.
        facts: the definitions.
    """
    name = facts.name(index)
    later = any(i > index and i in candidates for i in facts.versions[name])
    return f"{name}_cell{facts.cell(index)}" if later or name in facts.imported else name


def shows_name(index: int, facts: DefinitionFacts) -> bool:
    """Return whether something may look at the name of a function or class."""
    name = facts.name(index)
    return (
        isinstance(facts.definitions[index], ast.ClassDef)
        or name in facts.values
        or facts.seen.looks_at(NAMES)
    )


def versions_clash(index: int, candidates: Sequence[int], facts: DefinitionFacts) -> bool:
    """Return whether a definition cannot have a name of its own, because code means several versions by one name.

    The arguments are those of `new_name`.
    """
    name = facts.name(index)
    versions = [i for i in facts.versions[name] if i in candidates]
    if facts.is_read_elsewhere(index) and (len(versions) > 1 or name in facts.variables):
        return True
    if new_name(index, candidates, facts) == name:
        return False
    return _reads_itself_later(index, facts) or not _can_be_renamed(index, facts)


def _reads_itself_later(index: int, facts: DefinitionFacts) -> bool:
    """Return whether a version may still run, and read its own name, when the name means a later version."""
    name = facts.name(index)
    is_class = isinstance(facts.definitions[index], ast.ClassDef)
    return name in facts.names[index].free and (is_class or name in facts.values)


def _can_be_renamed(index: int, facts: DefinitionFacts) -> bool:
    """Return whether a new name changes nothing: neither a decorator nor the names of private attributes read it."""
    node = facts.definitions[index]
    if not shows_name(index, facts):
        return True
    private = isinstance(node, ast.ClassDef) and any(map(_is_private, ast.walk(node)))
    return not private and all(_is_dataclass(decorator) for decorator in node.decorator_list)


def _is_private(node: ast.AST) -> bool:
    """Return whether a name has the class's name in it at run time: `self.__rate`."""
    name = node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
    name = node.name if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) else name
    return name.startswith("__") and not name.endswith("__")


def _is_dataclass(node: ast.expr) -> bool:
    called = node.func if isinstance(node, ast.Call) else node
    return "dataclass" in mentioned_names(called) or getattr(called, "attr", "") == "dataclass"
