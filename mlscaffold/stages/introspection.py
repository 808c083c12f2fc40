"""What a notebook looks at of its own functions and classes apart from calling them: names, attributes, annotations, signatures."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from mlscaffold.analysis.imports import imported_modules

SETTERS = frozenset({"setattr", "delattr"})
SIGNATURES = frozenset(
    "signature getfullargspec getargspec getcallargs getsource getsourcelines co_varnames co_argcount __code__ "
    "__defaults__ __kwdefaults__ __signature__ interact interactive interact_manual isfunction isroutine FunctionType "
    "LambdaType".split()
)
"""Names of attributes and functions that read a function's parameters or its source."""
ANNOTATIONS = frozenset(
    "__annotations__ get_type_hints get_annotations signature getfullargspec fields __dataclass_fields__ "
    "__fields__ model_fields model_json_schema schema help __pydantic_fields__ __total__".split()
)
"""Names of attributes and functions that read annotations."""
DOCSTRINGS = frozenset({"__doc__", "getdoc", "help", "pydoc", "doctest", "run_docstring_examples", "testmod"})
NAMES = frozenset({"__name__", "__qualname__"})

SAVERS = frozenset({"save_figure", "save_figures"})


@dataclass(frozen=True, slots=True)
class Introspection:
    """What the statements of a notebook look at and set.

    Args:
        words: all names and attributes in the code.
        receivers: names whose attributes are set, apart from those of modules and `self`.
        attributes: the attributes that are set somewhere; `*` if any may be.
        texts: words in its strings, which code that runs strings may use as names.
        queried: words after `@` in its strings, which queries of pandas use as names.
    """

    words: frozenset[str]
    receivers: frozenset[str]
    attributes: frozenset[str]
    texts: frozenset[str]
    queried: frozenset[str] = frozenset()

    def looks_at(self, words: frozenset[str]) -> bool:
        """Return whether the code has one of some words."""
        return not self.words.isdisjoint(words)


def introspection(statements: Iterable[ast.stmt]) -> Introspection:
    """Return what statements look at and set."""
    words: set[str] = set()
    receivers: set[str] = set()
    attributes: set[str] = set()
    texts: list[str] = []
    for node in (node for statement in statements for node in ast.walk(statement)):
        words |= _words(node)
        for receiver, attribute in _sets(node):
            receivers |= {receiver} if receiver else set()
            attributes.add(attribute)
        texts += _texts(node)
    names = frozenset(name for text in texts for name in _identifiers(text))
    queried = frozenset(name for text in texts for name in re.findall(r"@([A-Za-z_]\w*)", text))
    return Introspection(frozenset(words), frozenset(receivers), frozenset(attributes), names, queried)


def _texts(node: ast.AST) -> Iterator[str]:
    """Yield the strings directly in a node; the names of figures, which hardening adds, are none."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in SAVERS:
        return
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Constant) and isinstance(child.value, str):
            yield child.value


def _words(node: ast.AST) -> set[str]:
    if isinstance(node, ast.Name):
        return {node.id}
    if isinstance(node, ast.Attribute):
        return {node.attr}
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        modules = {part for module in imported_modules(node) for part in module.split(".")}
        return modules | {alias.name for alias in node.names}
    return set()


def _identifiers(text: str) -> set[str]:
    return {
        word
        for word in "".join(c if c.isalnum() or c == "_" else " " for c in text).split()
        if not word[0].isdigit()
    }


def _sets(node: ast.AST) -> Iterator[tuple[str, str]]:
    """Yield the names whose attributes a node sets, "" for other objects, with the attribute."""
    if isinstance(node, ast.Attribute) and not isinstance(node.ctx, ast.Load):
        yield _receiver(node.value), node.attr
    elif isinstance(node, ast.Attribute) and node.attr == "__dict__":
        yield _receiver(node.value), "*"
    elif (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in {*SETTERS, "vars"}
        and node.args
    ):
        name = node.args[1].value if len(node.args) > 1 and isinstance(node.args[1], ast.Constant) else "*"
        yield _receiver(node.args[0]), str(name)


def _receiver(node: ast.expr) -> str:
    """Return the name of the object whose attribute is set; the class of `type(self)` counts as `cls`."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "type":
        return "cls"
    return "cls" if isinstance(node, ast.Attribute) and node.attr == "__class__" else ""


def uses_without_call(node: ast.AST, name: str) -> list[ast.Name]:
    """Return the uses of a function's name as a value; `f.__name__` is none."""
    return [use for use in _values(node) if use.id == name]


def names_without_call(node: ast.AST) -> frozenset[str]:
    """Return the names that are used as values somewhere; see `uses_without_call`."""
    return frozenset(use.id for use in _values(node))


def _values(node: ast.AST) -> list[ast.Name]:
    nodes = list(ast.walk(node))
    called = {id(n.func) for n in nodes if isinstance(n, ast.Call)}
    others = called | {id(n.value) for n in nodes if isinstance(n, ast.Attribute)}
    names = (n for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load))
    return [n for n in names if id(n) not in others]


def sets_own_state(node: ast.AST) -> bool:
    """Return whether a class's methods set attributes of the class: `cls.n = 1`, `type(self).n += 1`."""
    return any(receiver == "cls" for part in ast.walk(node) for receiver, _ in _sets(part))
