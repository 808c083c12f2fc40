"""Lets a stage hand over its local variables when it returns, without slowing anything else down."""

from __future__ import annotations

import ast
import builtins
import inspect
import types
from collections.abc import Callable
from typing import Any

HOOK = "__mlscaffold_returned__"
LOCALS = "__mlscaffold_locals__"  # `locals` may be a name of the notebook

Receiver = Callable[[dict[str, Any]], None]


def with_locals(function: Any, receive: Receiver) -> Any:
    """Return a function that does the same, and calls `receive` with its local variables before it returns.

    Its code is compiled again, with the same lines, because a profiler would be called for each call in the process.
    A function whose source cannot be read is returned as it is.

    Args:
        function: a function of the project, plain or async.
        receive: called with the variables by name.
    """
    tree = _tree_of(function)
    if tree is None:
        return function
    definition = _Returns().visit(_bare(tree.body[0]))
    definition.body.append(ast.copy_location(ast.Return(_call(ast.Constant(None))), definition.body[-1]))
    module = ast.fix_missing_locations(ast.Module([definition], []))
    setattr(builtins, HOOK, _returning(receive))
    setattr(builtins, LOCALS, builtins.locals)
    namespace: dict[str, Any] = {}
    # `from __future__ import annotations` is a property of the code that compiles, which the module of a stage may have.
    flags = function.__code__.co_flags & _FUTURE
    code = compile(module, function.__code__.co_filename, "exec", flags, dont_inherit=True)
    exec(code, {"__builtins__": builtins}, namespace)  # noqa: S102  the source of the project's own function
    made = namespace[function.__name__]
    again = types.FunctionType(
        made.__code__, function.__globals__, function.__name__, function.__defaults__, function.__closure__
    )
    again.__kwdefaults__, again.__annotations__ = function.__kwdefaults__, function.__annotations__
    return again


_FUTURE = 0x1000000  # CO_FUTURE_ANNOTATIONS of CPython


def _tree_of(function: Any) -> ast.Module | None:
    """Return the source of a function, at its place in the file."""
    if not isinstance(function, types.FunctionType) or function.__closure__:
        return None
    try:
        lines, first = inspect.getsourcelines(function)
        tree = ast.parse("".join(lines))
    except (OSError, SyntaxError):
        return None
    if not isinstance(tree.body[0], (ast.FunctionDef, ast.AsyncFunctionDef)):
        return None
    return ast.increment_lineno(tree, first - 1)


def _bare(definition: Any) -> Any:
    """Return a definition without what is evaluated outside the function: decorators, defaults and annotations."""
    arguments = definition.args
    definition.decorator_list, definition.returns = [], None
    arguments.defaults = [ast.Constant(None) for _ in arguments.defaults]
    arguments.kw_defaults = [one and ast.Constant(None) for one in arguments.kw_defaults]
    for argument in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs):
        argument.annotation = None
    return definition


def _call(value: ast.expr) -> ast.expr:
    names = ast.Call(ast.Name(LOCALS, ast.Load()), [], [])
    return ast.Call(ast.Name(HOOK, ast.Load()), [value, names], [])


def _returning(receive: Receiver) -> Callable[[Any, Any], Any]:
    def hand_over(value: Any, names: Any) -> Any:
        receive(dict(names))
        return value

    return hand_over


class _Returns(ast.NodeTransformer):
    """Wraps what the outermost function returns."""

    depth = 0

    def visit(self, node: ast.AST) -> Any:
        """Visit a node, but none inside functions of the function."""
        inner = isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef))
        if inner and self.depth:
            return node
        self.depth += inner
        found = super().visit(node)
        self.depth -= inner
        return found

    def visit_Return(self, node: ast.Return) -> ast.Return:
        """Wrap a returned value."""
        return ast.copy_location(ast.Return(_call(node.value or ast.Constant(None))), node)
