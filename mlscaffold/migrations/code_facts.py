"""What a piece of code calls, names and holds as constants: the places where an old form can stand."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Call:
    """A call.

    Args:
        callee: what is called: its whole name where its first part is imported, else as it stands.
        known: whether the first part is imported.
        own: whether it is a plain name that no import can have bound: a function of the notebook, or a builtin.
        arguments: what is given by position.
        keywords: names and values of what is given by keyword.
        open: whether there are `*` or `**`, so that more may be given than stands here.
        receiver: what a method is called on, None for a plain function.
    """

    callee: str
    known: bool
    own: bool
    arguments: tuple[ast.expr, ...]
    keywords: tuple[tuple[str, ast.expr], ...]
    open: bool
    receiver: ast.expr | None = None

    @property
    def last(self) -> str:
        """The last part of its name."""
        return self.callee.rpartition(".")[2]

    def keyword(self, name: str) -> ast.expr | None:
        """Return the value of a keyword, None where it is not given."""
        return dict(self.keywords).get(name)


@dataclass(frozen=True, slots=True)
class Code:
    """A piece of code.

    Args:
        calls: its calls.
        names: modules, functions and attributes that it names, attributes of unknown objects as `.name`;
            `[]=` where it sets items.
        constants: its constants, as code.
        classes: the classes that it defines.
        roots: the top modules that it, or what came before it, imports.
        alone: whether it is a single statement, imports aside, so that the error can come from nowhere else.
    """

    calls: tuple[Call, ...] = ()
    names: frozenset[str] = frozenset()
    constants: frozenset[str] = frozenset()
    classes: frozenset[str] = frozenset()
    roots: frozenset[str] = frozenset()
    alone: bool = False

    @property
    def features(self) -> frozenset[str]:
        """All that it can be told by."""
        keywords = {f"{call.last}({name}=)" for call in self.calls for name, _ in call.keywords}
        return self.names | self.constants | keywords


def read(source: str, imports: Mapping[str, str], line: int = 0) -> Code:
    """Read code.

    Args:
        source: Python; what cannot be parsed gives an empty answer.
        imports: alias -> qualified name of what is imported before it.
        line: the line that matters; the statement that it stands in is read alone. 0 for all of them.
    """
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        return Code()
    every = {**imports, **dict(imported(tree))}
    body = [
        node for node in tree.body if node.lineno <= line <= (node.end_lineno or node.lineno)
    ] or tree.body
    nodes = [inner for node in body for inner in ast.walk(node)]
    return Code(
        tuple(_call(node, every) for node in nodes if isinstance(node, ast.Call)),
        frozenset(name for node in nodes for name in _names(node, every)),
        frozenset(ast.unparse(node) for node in nodes if isinstance(node, ast.Constant)),
        frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.ClassDef)),
        frozenset(name.partition(".")[0] for name in every.values()),
        len([node for node in body if not isinstance(node, ast.Import | ast.ImportFrom)]) <= 1,
    )


def imported(tree: ast.AST) -> Iterator[tuple[str, str]]:
    """Yield alias and qualified name of all that code imports."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield (alias.asname, alias.name) if alias.asname else (alias.name.partition(".")[0],) * 2
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for alias in node.names:
                yield alias.asname or alias.name, f"{node.module}.{alias.name}"


def _call(node: ast.Call, imports: Mapping[str, str]) -> Call:
    callee, known = _dotted(node.func, imports)
    starred = any(isinstance(argument, ast.Starred) for argument in node.args)
    return Call(
        callee,
        known,
        isinstance(node.func, ast.Name) and not known and "*" not in imports,
        tuple(argument for argument in node.args if not isinstance(argument, ast.Starred)),
        tuple((keyword.arg, keyword.value) for keyword in node.keywords if keyword.arg),
        starred or any(keyword.arg is None for keyword in node.keywords),
        node.func.value if isinstance(node.func, ast.Attribute) else None,
    )


def _dotted(node: ast.expr, imports: Mapping[str, str]) -> tuple[str, bool]:
    if isinstance(node, ast.Name):
        return imports.get(node.id, node.id), node.id in imports
    if isinstance(node, ast.Attribute):
        owner, known = _dotted(node.value, imports)
        return (f"{owner}.{node.attr}", True) if known else (f".{node.attr}", False)
    return "", False


def _names(node: ast.AST, imports: Mapping[str, str]) -> Iterator[str]:
    if isinstance(node, ast.Attribute):
        yield _dotted(node, imports)[0]
        yield f".{node.attr}"
    elif isinstance(node, ast.Name):
        yield _dotted(node, imports)[0]
    elif isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store):
        yield "[]="
    elif isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom) and node.module:
        yield node.module
        yield from (f"{node.module}.{alias.name}" for alias in node.names)
