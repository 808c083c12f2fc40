"""The texts of a notebook that may be paths: literals, and what joins, f-strings, `+`, `/` and `%` build from them."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from mlscaffold.analysis import types
from mlscaffold.analysis.calls import path_arguments
from mlscaffold.analysis.dataflow import Traced

Template = tuple[str | None, ...]
"""Pieces of a text, None for one that is known only when the code runs."""
HERE = frozenset({"os.getcwd", "pathlib.Path.cwd"})
LISTS_HERE = frozenset({"os.listdir", "os.scandir"})
"""Functions that list the working folder if they have no argument."""
SAME = frozenset(
    "builtins.str os.fspath os.path.abspath os.path.expanduser os.path.normpath os.path.realpath".split()
)
"""Functions of one path that return a path to the same file."""
SAME_METHODS = frozenset({"absolute", "as_posix", "expanduser", "resolve"})
CONSTANTS = {
    "os.pardir": "..",
    "os.path.pardir": "..",
    "os.curdir": ".",
    "os.path.curdir": ".",
    "os.sep": "/",
}
SHOWING = re.compile(
    r"^(?:p?print|display|log|debug|info|warn\w*|error|critical|exception|write|writelines"
    r"|\w*(?:Error|Exception|Warning)|set_\w+|\w*(?:title|label))$"
)
"""Names of functions that only show their arguments: a path inside their text touches no file."""
HOLE = re.compile(r"%(?:\(\w+\))?[-#0 +]*\d*(?:\.\d+)?[a-zA-Z]")
FIELD = re.compile(r"\{[^{}]*\}")
PATTERN = re.compile(r"[*?]+|\[[^\]]*\]")
Place = tuple[int, int, int]
"""A literal: number of its statement, line and column."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A text that may be a path.

    Args:
        template: its pieces.
        mode: `r` or `w` for the path of a function that reads or writes it, "" if its use is unknown.
        function: qualified name of the function that receives it, "" if unknown.
        passed: whether it is built as a path, or is an argument of a function of which nothing is known.
    """

    template: Template
    mode: str = ""
    function: str = ""
    passed: bool = field(default=False, compare=False)

    @property
    def text(self) -> str | None:
        """The whole text, None if a part of it is unknown."""
        return None if None in self.template else "".join(piece or "" for piece in self.template)


def mentions(statements: Mapping[int, Traced], replaced: frozenset[Place]) -> Iterator[Mention]:
    """Yield the texts of all statements that may be paths.

    Args:
        statements: all statements of the notebook, by number.
        replaced: literals that are replaced by settings, and so are none of them.
    """
    known = known_texts(tuple(statements.values()))
    for index, traced in statements.items():
        yield from _Search(index, traced, known, replaced).of(traced.statement.node, None)


def passed_paths(statements: Sequence[Traced]) -> frozenset[str]:
    """Return the whole texts in variables that functions receive which read files.

    Args:
        statements: all statements of the notebook.
    """
    known = known_texts(statements)
    found: set[str] = set()
    for traced in statements:
        calls = [node for node in ast.walk(traced.statement.node) if isinstance(node, ast.Call)]
        for api, call in [(types.call_api(call, traced.env), call) for call in calls]:
            for mode, argument in path_arguments(call, api.path, ast.Name) if api else ():
                template = known.get(ast.unparse(argument), ())
                found |= {"".join(map(str, template))} if "r" in mode and None not in template else set()
    return frozenset(found)


def known_texts(statements: Sequence[Traced]) -> dict[str, Template]:
    """Return the variables that are bound once, to a text."""
    bound = Counter(n for t in statements for n in t.effects.binds | t.effects.maybe | t.effects.deletes)
    known: dict[str, Template] = {}
    for traced in statements:
        node = traced.statement.node
        if (
            not isinstance(node, ast.Assign)
            or len(node.targets) > 1
            or not isinstance(node.targets[0], ast.Name)
        ):
            continue
        template = template_of(node.value, traced, known)
        if template and bound[node.targets[0].id] == 1:
            known[node.targets[0].id] = template
    return known


class _Search:
    """A walk over a statement that finds the longest texts."""

    def __init__(
        self, index: int, traced: Traced, known: Mapping[str, Template], replaced: frozenset[Place]
    ) -> None:
        self.index, self.traced, self.known, self.replaced = index, traced, known, replaced
        self.seen: Templates = {}

    def of(self, node: ast.AST, call: ast.Call | None) -> Iterator[Mention]:
        """Yield the texts in a node, which is an argument of a call."""
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            return
        if call is not None and called_name(call) == "open" and _is_mode(node, call):
            return
        template = (
            template_of(node, self.traced, self.known, self.seen) if isinstance(node, ast.expr) else None
        )
        if template and not _is_reference(node):
            if not self._is_replaced(node) and not (
                call and SHOWING.match(called_name(call)) and _is_prose(template)
            ):
                yield self._mention(node, template, call)  # type: ignore[arg-type]
            return
        inner = call
        if isinstance(node, ast.Call):
            inner = node
            if not node.args and types.qualified(node.func, self.traced.env) in LISTS_HERE:
                yield Mention((".",), "r", "os.listdir")
        for child in ast.iter_child_nodes(node):
            yield from self.of(child, inner)

    def _is_replaced(self, node: ast.AST) -> bool:
        place = (self.index, getattr(node, "lineno", 0), getattr(node, "col_offset", 0))
        return isinstance(node, ast.Constant) and place in self.replaced

    def _mention(self, node: ast.expr, template: Template, call: ast.Call | None) -> Mention:
        known = types.call_api(call, self.traced.env) if call else None
        built = isinstance(node, (ast.Call, ast.Attribute)) or _joins(node)
        if call is None or known is None:
            unknown = call is not None and node in call.args and self._is_function(call.func)
            return Mention(template, passed=built or unknown)
        modes = [mode for mode, argument in path_arguments(call, known.path, ast.expr) if argument is node]
        if isinstance(call.func, ast.Attribute) and call.func.value is node and known.path.endswith(":self"):
            modes = ["w" if known.path.startswith("rw") else known.path[0]]
        return Mention(template, modes[0] if modes else "", known.name, built)

    def _is_function(self, node: ast.expr) -> bool:
        """Return whether a called object is a function or a class, not the method of an object."""
        return isinstance(node, ast.Name) or bool(types.qualified(node, self.traced.env))


def template_of(
    node: ast.expr, traced: Traced, known: Mapping[str, Template], seen: Templates | None = None
) -> Template | None:
    """Return the pieces of a text, None for anything else.

    Args:
        node: the expression.
        traced: its statement.
        known: variables that are texts.
        seen: by the identity of a node of the statement, what was found before.
    """
    seen = {} if seen is None else seen
    if id(node) not in seen:
        seen[id(node)] = _template_of(node, traced, known, seen)
    return seen[id(node)]


def _template_of(
    node: ast.expr, traced: Traced, known: Mapping[str, Template], seen: Templates
) -> Template | None:
    if isinstance(node, ast.Constant):
        return (node.value,) if isinstance(node.value, str) and node.value.strip() else None
    if isinstance(node, ast.Name):
        return known.get(node.id)
    if isinstance(node, ast.JoinedStr):
        return _together([_field(part, traced, known, seen) for part in node.values], "")
    if isinstance(node, ast.BinOp):
        return _of_operation(node, traced, known, seen)
    if isinstance(node, (ast.Attribute, ast.Subscript)):
        return _of_parent(node, traced, known, seen)
    return _of_call(node, traced, known, seen) if isinstance(node, ast.Call) else None


def _is_reference(node: ast.AST) -> bool:
    return isinstance(node, ast.Name) or (isinstance(node, ast.Attribute) and node.attr != "parent")


def _joins(node: ast.expr) -> bool:
    return isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div)


def _field(node: ast.expr, traced: Traced, known: Mapping[str, Template], seen: Templates) -> Template | None:
    if not isinstance(node, ast.FormattedValue):
        return template_of(node, traced, known, seen)
    return template_of(node.value, traced, known, seen) if node.format_spec is None else None


def _of_operation(
    node: ast.BinOp, traced: Traced, known: Mapping[str, Template], seen: Templates
) -> Template | None:
    left = template_of(node.left, traced, known, seen)
    if isinstance(node.op, ast.Mod) and left:
        return _with_holes(left, HOLE)
    if not isinstance(node.op, (ast.Add, ast.Div)):
        return None
    right = template_of(node.right, traced, known, seen)
    return _together([left, right], "/" if isinstance(node.op, ast.Div) else "")


def _of_parent(
    node: ast.Attribute | ast.Subscript, traced: Traced, known: Mapping[str, Template], seen: Templates
) -> Template | None:
    """Return the pieces of `path.parent` and `path.parents[n]`, and the constants of `os` for folders."""
    if isinstance(node, ast.Attribute) and node.attr == "parent":
        return _above(template_of(node.value, traced, known, seen), 1)
    if isinstance(node, ast.Attribute):
        text = CONSTANTS.get(types.qualified(node, traced.env))
        return (text,) if text else None
    parents, index = node.value, node.slice
    is_number = isinstance(index, ast.Constant) and isinstance(index.value, int)
    if not isinstance(parents, ast.Attribute) or parents.attr != "parents" or not is_number:
        return None
    return _above(template_of(parents.value, traced, known, seen), index.value + 1)  # type: ignore[attr-defined]  # it is a Constant


def _above(template: Template | None, levels: int) -> Template | None:
    """Return the folder so many levels above a path that is known; nothing if the path itself is not."""
    return (*template, "/.." * levels) if template and None not in template else None


def _of_call(
    node: ast.Call, traced: Traced, known: Mapping[str, Template], seen: Templates
) -> Template | None:
    name = types.qualified(node.func, traced.env)
    arguments = [template_of(argument, traced, known, seen) for argument in node.args]
    if name in HERE or (name == "pathlib.Path" and not arguments):
        return (".",)
    if name in {"os.path.join", "pathlib.Path", "pathlib.PurePath"}:
        return _together(arguments, "/") or ((None, "/", None) if len(arguments) > 1 else None)
    if name in SAME and len(arguments) == 1:
        return arguments[0]
    if name == "os.path.dirname" and len(arguments) == 1:
        return _above(arguments[0], 1)
    if not isinstance(node.func, ast.Attribute):
        return None
    receiver = template_of(node.func.value, traced, known, seen)
    if receiver is None:
        return None
    if node.func.attr == "joinpath":
        return _together([receiver, *arguments], "/")
    if node.func.attr in SAME_METHODS:
        return receiver
    return _with_holes(receiver, FIELD) if node.func.attr == "format" else None


def _together(parts: Sequence[Template | None], between: str) -> Template | None:
    """Join the pieces of several texts; None if all are unknown."""
    if not any(parts):
        return None
    found: list[str | None] = []
    for position, part in enumerate(parts):
        found += [between] if between and position else []
        found += part or (None,)
    return tuple(found)


def _with_holes(template: Template, hole: re.Pattern[str]) -> Template:
    """Return a template in which what a format replaces is unknown."""
    found: list[str | None] = []
    for piece in template:
        texts = [piece] if piece is None else hole.split(piece)
        for position, text in enumerate(texts):
            found += [None] if position else []
            found += [text] if text or text is None else []
    return tuple(found)


def with_pattern(template: Template) -> Template:
    """Return a template in which the wildcards of `glob` are unknown pieces."""
    return _with_holes(template, PATTERN)


def _is_mode(node: ast.AST, call: ast.Call) -> bool:
    """Return whether an argument of `open` is its mode or encoding."""
    return node in call.args[1:] or (isinstance(node, ast.keyword) and node.arg != "file")


def _is_prose(template: Template) -> bool:
    return len(template) > 1 or " " in (template[0] or " ")


def called_name(call: ast.Call) -> str:
    """Return the last part of the name of a called function, "" if it has none."""
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


Templates = dict[int, Template | None]
