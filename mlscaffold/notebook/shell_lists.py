"""Results of `!command`, which in a notebook are lists with attributes of their own: `.n`, `.s`, `.l`, `.p`, `.grep()`."""

import ast
import re
from collections.abc import Iterable, Iterator

from mlscaffold.notebook.conversion import Conversion, literal
from mlscaffold.notebook.ipython_calls import Replacement

_CAPTURED = re.compile(
    r"(?m)^[ \t]*([^\W\d]\w*)[ \t]*=[ \t]*(?:!|%sx\b|%system\b|get_ipython\(\)\.getoutput\()"
)
_BOUND = re.compile(r"(?m)^[ \t]*([^\W\d]\w*)[ \t]*=(?!=)")
_DERIVED = re.compile(r"(?m)^[ \t]*([^\W\d]\w*)[ \t]*=[ \t]*([^\W\d]\w*)\.(?:grep|fields)\(")
_ATTRIBUTES = {
    **dict.fromkeys(("n", "nlstr"), '"\\n".join({})'),
    **dict.fromkeys(("s", "spstr"), '" ".join({})'),
    **dict.fromkeys(("l", "list"), "{}"),
    **dict.fromkeys(("p", "paths"), '[__import__("pathlib").Path(line) for line in {}]'),
}
_WHY = "The result of a shell command is a plain list of lines."
_PLAIN = re.compile(r"[\w -]+")


def shell_lists(sources: Iterable[str]) -> frozenset[str]:
    """Return the names that are bound to results of shell commands, and to nothing else."""
    text = "\n".join(sources)
    captured = _CAPTURED.findall(text)
    derived = [name for name, other in _DERIVED.findall(text) if other in captured]
    found = [*captured, *derived]
    bound = _BOUND.findall(text)
    return frozenset(name for name in found if bound.count(name) == found.count(name))


def uses_of_lists(tree: ast.Module, names: frozenset[str]) -> Iterator[Replacement]:
    """Yield replacements for the attributes and methods that only a result of a shell command has."""
    yield from _inside(tree, names)


def _inside(node: ast.AST, names: frozenset[str]) -> Iterator[Replacement]:
    if isinstance(node, ast.expr) and not isinstance(node, ast.Name):
        code = _code(node, names)
        if code:
            yield Replacement(node, Conversion(_WHY, "rewritten", code))
            return
    for child in ast.iter_child_nodes(node):
        yield from _inside(child, names)


def _code(node: ast.expr, names: frozenset[str]) -> str:
    """Return plain Python for a use of a result, "" for any other expression."""
    if isinstance(node, ast.Name):
        return node.id if node.id in names else ""
    if isinstance(node, ast.Attribute) and node.attr in _ATTRIBUTES:
        inner = _code(node.value, names)
        return _ATTRIBUTES[node.attr].format(inner) if inner else ""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and len(node.args) == 1:
        inner = _code(node.func.value, names)
        if inner and not node.keywords:
            return _method(node.func.attr, node.args[0], inner)
    return ""


def _method(name: str, argument: ast.expr, inner: str) -> str:
    value = argument.value if isinstance(argument, ast.Constant) else None
    if name == "grep" and isinstance(value, str):
        if _PLAIN.fullmatch(value):
            return f"[line for line in {inner} if {literal(value.lower())} in line.lower()]"
        return (
            f'[line for line in {inner} if __import__("re").search({value!r}, line, 2)]'  # 2 is re.IGNORECASE
        )
    if name == "fields" and isinstance(value, int):
        return f"[line.split()[{value}] for line in {inner} if len(line.split()) > {value}]"
    return ""
