"""The import statements of a notebook, and the one that a name has at a statement."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from mlscaffold.analysis.dataflow import Traced
from mlscaffold.analysis.imports import local_name

HELPERS = "mlscaffold.project"  # placeholder for the project's helpers during the analysis


@dataclass(frozen=True, slots=True)
class Import:
    """One import of one name.

    Args:
        index: the statement number.
        name: the name that it binds.
        text: the import statement.
    """

    index: int
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Imports:
    """All imports of a notebook."""

    found: tuple[Import, ...]

    def texts(self, name: str, index: int) -> tuple[str, ...]:
        """Return the import statements that a name has at statement number `index`."""
        own = [i for i in self.found if i.name == name]
        if not own:
            return ()
        dotted = tuple(
            dict.fromkeys(i.text for i in own if i.text.startswith("import ") and " as " not in i.text)
        )
        if dotted and all(i.text in dotted for i in own):
            return dotted
        before = [i for i in own if i.index <= index]
        return ((before or own)[-1].text,)

    def conflicts(self, name: str) -> bool:
        """Return whether the notebook imports different objects under one name."""
        texts = {i.text for i in self.found if i.name == name}
        dotted = all(t.startswith("import ") and " as " not in t for t in texts)
        return len(texts) > 1 and not dotted


def imports_of(
    statements: Sequence[Traced], local: Iterable[str], package: str, kept: frozenset[int] = frozenset()
) -> Imports:
    """Collect the import statements at the top level of a notebook that move to the heads of modules.

    Args:
        statements: all statements.
        local: modules from the notebook's folder, which the package contains.
        package: name of the package.
        kept: numbers of the import statements that stay in their stage.
    """
    inside = frozenset(local)
    found: list[Import] = []
    for index, traced in enumerate(statements):
        node = traced.statement.node
        if index in kept:
            continue
        if isinstance(node, ast.Import):
            found += [Import(index, local_name(a), _plain(a, inside, package)) for a in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module != HELPERS:
            module = _module(node, inside, package)
            found += [Import(index, local_name(a), f"from {module} import {_alias(a)}") for a in node.names]
    return Imports(tuple(found))


def _plain(alias: ast.alias, local: frozenset[str], package: str) -> str:
    if alias.name.split(".")[0] in local:
        return f"from {package} import {_alias(alias)}"
    return f"import {_alias(alias)}"


def _module(node: ast.ImportFrom, local: frozenset[str], package: str) -> str:
    module = node.module or ""
    if node.level or module.split(".")[0] in local:
        return f"{package}.{module}".rstrip(".")
    return module


def _alias(alias: ast.alias) -> str:
    same = alias.asname is None or alias.asname == alias.name
    return alias.name if same else f"{alias.name} as {alias.asname}"


def block(texts: Iterable[str]) -> str:
    """Return import statements as a block; imports from the same module are joined."""
    plain: set[str] = set()
    joined: dict[str, set[str]] = defaultdict(set)
    for text in texts:
        if text.startswith("from ") and "#" not in text:
            module, _, names = text.removeprefix("from ").partition(" import ")
            joined[module].add(names)
        else:
            plain.add(text)
    froms = [f"from {module} import {', '.join(sorted(names))}" for module, names in sorted(joined.items())]
    return "\n".join([*sorted(plain), *froms])


def local_import(node: ast.Import | ast.ImportFrom, local: frozenset[str], package: str) -> str:
    """Return an import of modules from the notebook's folder as one from the package, "" for other imports."""
    if isinstance(node, ast.Import):
        if not any(alias.name.split(".")[0] in local for alias in node.names):
            return ""
        return "; ".join(_plain(alias, local, package) for alias in node.names)
    if not node.level and (node.module or "").split(".")[0] not in local:
        return ""
    return f"from {_module(node, local, package)} import {', '.join(_alias(alias) for alias in node.names)}"
