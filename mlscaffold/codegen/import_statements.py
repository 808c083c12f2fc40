"""The import statements of a notebook, and the one that a name has at a statement."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from mlscaffold.analysis.dataflow import Traced
from mlscaffold.analysis.imports import local_name
from mlscaffold.edits import Edit, SourceText, apply_edits

LOADED = "sys.modules"
LOADING = frozenset({"importlib.import_module", "import_module", "sys.modules.get", "sys.modules.pop"})
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
    top, _, inner = alias.name.partition(".")
    if top in local and inner and alias.asname:
        home, _, name = alias.name.rpartition(".")
        return f"from {package}.{home} import {name}" + (
            f" as {alias.asname}" if alias.asname != name else ""
        )
    if top in local:
        loaded = f"; import {package}.{alias.name}  # noqa: F401" if inner else ""
        return f"from {package} import {_alias(ast.alias(top, alias.asname))}{loaded}"
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


def with_local_imports(source: str, local: frozenset[str], package: str) -> str:
    """Return a module in which all code that gets modules from the notebook's folder gets them from the package.

    Args:
        source: the module; the imports at its head are from the package already.
        local: modules from the notebook's folder, which the package contains.
        package: the package that contains them.
    """
    if not any(name in source for name in local):
        return source
    text = SourceText.of(source)
    edits: list[Edit] = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, (ast.Import, ast.ImportFrom)) and not getattr(node, "level", 0):
            found = local_import(node, local, package)
            edits += [text.replacing(node, found)] if found else []
        edits += [text.replacing(part, repr(f"{package}.{name}")) for part, name in _loaded(node, local)]
    return apply_edits(source, edits)


def _loaded(node: ast.AST, local: frozenset[str]) -> Iterator[tuple[ast.Constant, str]]:
    """Yield the names of modules that are loaded, or looked up among the loaded ones, by a string."""
    if isinstance(node, ast.Compare):
        parts = [node.left] if ast.unparse(node.comparators[0]) == LOADED else []
    elif isinstance(node, ast.Subscript):
        parts = [node.slice] if ast.unparse(node.value) == LOADED else []
    else:
        is_loading = isinstance(node, ast.Call) and ast.unparse(node.func) in LOADING
        parts = node.args[:1] if is_loading and isinstance(node, ast.Call) else []
    for part in parts:
        if (
            isinstance(part, ast.Constant)
            and isinstance(part.value, str)
            and part.value.split(".")[0] in local
        ):
            yield part, part.value
