"""The project's code as a graph: what each function, class and constant mentions and calls."""

import ast
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from mlscaffold.analysis.imports import absolute, bindings, qualified_name

Function = ast.FunctionDef | ast.AsyncFunctionDef
MAX_ALIASES = 5
"""Steps from a name to its definition: a package, its subpackages; deeper is rare, and a cycle of imports must end."""


@dataclass(frozen=True, slots=True)
class Definition:
    """A name that a module defines at its top.

    Args:
        name: its full name, such as `late_parcels.data.load`.
        path: the file.
        line: its line there.
        node: its code.
        uses: full names that it mentions.
        calls: its calls, in order: full names, and `.name` for methods of unknown objects.
        passes: pairs of function and argument in its calls, both as full names.
    """

    name: str
    path: str
    line: int
    node: ast.stmt
    uses: frozenset[str]
    calls: tuple[str, ...]
    passes: frozenset[tuple[str, str]]

    @property
    def place(self) -> str:
        """File and line."""
        return f"{self.path}:{self.line}"

    @property
    def label(self) -> str:
        """File, line and the short name."""
        return f"{self.place} `{self.short}`"

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
        path: the file, relative to the project's folder.
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
    """The graph.

    Args:
        definitions: by full name.
        aliases: imported names, such as those that a package re-exports, with what they mean.
        unread: files that are not valid Python.
    """

    definitions: Mapping[str, Definition]
    aliases: Mapping[str, str]
    unread: tuple[str, ...] = ()

    def resolved(self, name: str) -> str:
        """Return the name under which something is defined; names of libraries stay."""
        for _ in range(MAX_ALIASES):
            if name in self.definitions or name not in self.aliases:
                break
            name = self.aliases[name]
        parent = name
        while parent not in self.definitions and "." in parent:
            parent = parent.rpartition(".")[0]
        return parent if parent in self.definitions else name

    def reach(self, starts: Iterable[str]) -> frozenset[str]:
        """Return all full names that can be reached from some, themselves among them."""
        visited: set[str] = set()
        pending = [self.resolved(name) for name in starts]
        while pending:
            name = pending.pop()
            if name not in visited:
                visited.add(name)
                found = self.definitions.get(name)
                pending += [self.resolved(use) for use in found.uses] if found else []
        return frozenset(visited)

    def defined(self, names: Iterable[str]) -> tuple[Definition, ...]:
        """Return the definitions of those names that the project defines, in the order of places."""
        found = (self.definitions[name] for name in names if name in self.definitions)
        return tuple(sorted(found, key=lambda part: (part.path, part.line)))

    def reach_defined(self, starts: Iterable[str]) -> tuple[Definition, ...]:
        """Return all definitions that can be reached from some names."""
        return self.defined(self.reach(starts))


def names_of(definitions: Iterable[Definition]) -> frozenset[str]:
    """Return the full names of some definitions."""
    return frozenset(part.name for part in definitions)


def read_module(root: Path, path: str) -> Module | None:
    """Read a file; None if it is not valid Python."""
    try:
        tree = ast.parse((root / path).read_bytes())
    except (OSError, SyntaxError, ValueError):
        return None
    name, is_package = module_name(path)
    defined = {bound: f"{name}.{bound}" for node in tree.body for bound in _bound(node)}
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
    definitions = {part.name: part for module in modules for part in _definitions(module)}
    aliases = {
        f"{module.name}.{name}": target
        for module in modules
        for name, target in module.names.items()
        if f"{module.name}.{name}" != target
    }
    return Code(definitions, aliases, tuple(unread))


def _definitions(module: Module) -> Iterator[Definition]:
    for node in module.tree.body:
        for short in _bound(node):
            names = names_in(node, module)
            name = f"{module.name}.{short}"
            uses, calls = mentioned(node, names) - {name}, called([node], names)
            yield Definition(name, module.path, node.lineno, node, uses, calls, _passed(node, names))


def _bound(node: ast.stmt) -> tuple[str, ...]:
    if isinstance(node, Function | ast.ClassDef):
        return (node.name,)
    targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
    is_assignment = isinstance(node, ast.Assign | ast.AnnAssign)
    return tuple(target.id for target in targets if is_assignment and isinstance(target, ast.Name))


def names_in(node: ast.AST, module: Module) -> dict[str, str]:
    """Return the full names that a module's names have in a definition, whose own variables hide them."""
    hidden = _own_names(node) if isinstance(node, Function) else frozenset()
    return {name: full for name, full in module.names.items() if name not in hidden}


def _own_names(function: ast.AST) -> frozenset[str]:
    """Return the names that a function binds itself: parameters and variables."""
    nodes = tuple(ast.walk(function))
    parameters = {node.arg for node in nodes if isinstance(node, ast.arg)}
    stored = {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    return frozenset(parameters | stored)


def imported(tree: ast.AST, module: str, is_package: bool) -> dict[str, str]:
    """Return the full name of each name that a module imports, in its functions too.

    Args:
        tree: the module.
        module: its full name.
        is_package: whether it is an `__init__`.
    """
    return {
        name: absolute(target, module, is_package=is_package)
        for node in ast.walk(tree)
        for name, target in bindings(node).items()
    }


def mentioned(node: ast.AST, names: Mapping[str, str]) -> frozenset[str]:
    """Return the full names that a piece of code mentions."""
    return frozenset(name for part in ast.walk(node) if (name := qualified_name(part, names)))


def called(nodes: Iterable[ast.AST], names: Mapping[str, str]) -> tuple[str, ...]:
    """Return what is called, in order: full names, and `.name` for methods of unknown objects."""
    calls = (part for node in nodes for part in ast.walk(node) if isinstance(part, ast.Call))
    return tuple(call_name(call, names) for call in calls)


def call_name(call: ast.Call, names: Mapping[str, str]) -> str:
    """Return what a call calls: a full name, or `.name` for a method of an unknown object."""
    function = call.func
    plain = function.id if isinstance(function, ast.Name) else ""
    method = f".{function.attr}" if isinstance(function, ast.Attribute) else plain
    return qualified_name(function, names) or method


def _passed(node: ast.AST, names: Mapping[str, str]) -> frozenset[tuple[str, str]]:
    """Return pairs of function and argument in all calls of a piece of code, both as full names."""
    return frozenset(
        (qualified_name(call.func, names), name)
        for call in ast.walk(node)
        if isinstance(call, ast.Call)
        for argument in (*call.args, *(keyword.value for keyword in call.keywords))
        if (name := qualified_name(argument, names))
    )
