"""The project's code as a graph: what each function, class and constant mentions and calls."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from mlscaffold.scoring.qualified_names import called, imported, mentioned, own_names, passed

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True)
class Definition:
    """A name that a module defines at its top.

    Args:
        name: its full name, such as `late_parcels.data.load`.
        path: the file.
        line: its line there.
        node: its code.
        uses: full names that it mentions.
        calls: what it calls, in order: full names, and `.name` for methods of what is not known.
        passes: what it passes to what, both as full names.
    """

    name: str
    path: str
    line: int
    node: ast.stmt
    uses: frozenset[str]
    calls: tuple[str, ...]
    passes: frozenset[tuple[str, str]] = frozenset()

    @property
    def place(self) -> str:
        """File and line."""
        return f"{self.path}:{self.line}"

    @property
    def short(self) -> str:
        """The last part of its name."""
        return self.name.rpartition(".")[2]

    @property
    def module(self) -> str:
        """The last part of its module's name."""
        return self.name.split(".")[-2]


@dataclass(frozen=True, slots=True)
class Module:
    """A file of Python.

    Args:
        path: the file, as seen from the project's folder.
        name: its full name.
        tree: its syntax tree.
        names: full names of what it imports and defines.
    """

    path: str
    name: str
    tree: ast.Module
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Code:
    """All of it.

    Args:
        definitions: by full name.
        aliases: names that stand for others, as a package hands them on.
        unread: files that are no Python.
    """

    definitions: Mapping[str, Definition]
    aliases: Mapping[str, str]
    unread: tuple[str, ...] = ()

    def settled(self, name: str) -> str:
        """Return the name under which something is defined; names of libraries stay."""
        for _ in range(5):
            if name in self.definitions or name not in self.aliases:
                break
            name = self.aliases[name]
        above = name
        while above not in self.definitions and "." in above:
            above = above.rpartition(".")[0]
        return above if above in self.definitions else name

    def reach(self, starts: Iterable[str]) -> frozenset[str]:
        """Return all full names that can be come to from some, themselves among them."""
        seen: set[str] = set()
        waiting = [self.settled(name) for name in starts]
        while waiting:
            name = waiting.pop()
            if name not in seen:
                seen.add(name)
                found = self.definitions.get(name)
                waiting += [self.settled(one) for one in found.uses] if found else []
        return frozenset(seen)

    def own(self, names: Iterable[str]) -> tuple[Definition, ...]:
        """Return those of some names that the project defines, in the order of places."""
        found = (self.definitions[name] for name in names if name in self.definitions)
        return tuple(sorted(found, key=lambda one: (one.path, one.line)))


def read_module(root: Path, path: str) -> Module | None:
    """Read a file; None where it is no Python."""
    try:
        tree = ast.parse((root / path).read_bytes())
    except (OSError, SyntaxError, ValueError):
        return None
    name, is_package = module_name(path)
    defined = {one: f"{name}.{one}" for node in tree.body for one in _bound(node)}
    return Module(path, name, tree, imported(tree, name, is_package) | defined)


def module_name(path: str) -> tuple[str, bool]:
    """Return the full name of the module in a file, and whether it is a package."""
    parts = path.removesuffix(".py").split("/")
    parts = parts[parts.index("src") + 1 :] if "src" in parts[:-1] else parts
    is_package = parts[-1] == "__init__" and len(parts) > 1
    return ".".join(parts[:-1] if is_package else parts), is_package


def graph(modules: Iterable[Module], unread: Iterable[str] = ()) -> Code:
    """Return the graph of some modules."""
    modules = tuple(modules)
    definitions = {one.name: one for module in modules for one in _definitions(module)}
    aliases = {
        f"{module.name}.{name}": target
        for module in modules
        for name, target in module.names.items()
        if f"{module.name}.{name}" != target
    }
    return Code(definitions, aliases, tuple(unread))


def _definitions(module: Module) -> Iterator[Definition]:
    for node in module.tree.body:
        for name in _bound(node):
            own = own_names(node)
            names = {one: meant for one, meant in module.names.items() if one not in own}
            uses = mentioned(node, names) - {f"{module.name}.{name}"}
            yield Definition(
                f"{module.name}.{name}",
                module.path,
                node.lineno,
                node,
                uses,
                called([node], names),
                passed(node, names),
            )


def _bound(node: ast.stmt) -> tuple[str, ...]:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return (node.name,)
    if isinstance(node, ast.Assign):
        return tuple(one.id for one in node.targets if isinstance(one, ast.Name))
    if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
        return (node.target.id,)
    return ()
