"""What functions hold apart from their code, and the state of objects that pickle does not store: files, databases, locks."""

from __future__ import annotations

import functools
import inspect
import io
import os
import re
import sys
import types
from typing import Any

from .connections import connection_state

STREAMS = {"print": "stdout", "<stdout>": "stdout", "error": "stderr", "<stderr>": "stderr"}
"""Names of the standard streams: of their own, and of those that record a notebook's text."""
GRAPH = frozenset({"container", "_prog_prefix"})
"""Attributes of an argument that refer back to its parser."""
STATEMENTS = 100_000  # statements of a database in memory that are described: its tables, row by row


Held = tuple[Any, dict[str, Any]]
"""What names a function (itself, or a text), and the values that it holds."""


def held_values(value: Any) -> Held | None:
    """Return the name of a function or generator, and the values that it holds: defaults, closure, arguments, variables.

    None for other values.
    """
    if isinstance(value, types.FunctionType):
        return value, {**_defaults(value), **_closure(value)}
    if isinstance(value, functools.partial):
        name, inner = held_values(value.func) or (value.func, {})
        numbered = {f"argument {number}": part for number, part in enumerate(value.args)}
        return name, {**inner, **numbered, **value.keywords}
    if isinstance(value, types.MethodType):
        return value.__func__, {"object": value.__self__}
    if isinstance(value, types.BuiltinFunctionType):
        receiver = value.__self__
        return value, {} if receiver is None or isinstance(receiver, types.ModuleType) else {
            "object": receiver
        }
    if inspect.isgenerator(value):
        frame = value.gi_frame
        held = {} if frame is None else {name: part for name, part in frame.f_locals.items() if name != ".0"}
        return value.__name__, {"whether it has ended": frame is None, **held}
    return None


def _defaults(function: types.FunctionType) -> dict[str, Any]:
    code, defaults = function.__code__, function.__defaults__ or ()
    names = code.co_varnames[: code.co_argcount]
    last = names[len(names) - len(defaults) :]
    return {**dict(zip(last, defaults)), **(function.__kwdefaults__ or {})}


def _closure(function: types.FunctionType) -> dict[str, Any]:
    found = {}
    for name, cell in zip(function.__code__.co_freevars, function.__closure__ or ()):
        try:
            found[name] = cell.cell_contents
        except ValueError:  # not bound yet
            continue
    return found


def live_state(value: Any) -> dict[str, Any] | None:
    """Return the state of an object that cannot be pickled, None for others."""
    if isinstance(value, io.IOBase):
        return _file(value)
    if isinstance(value, memoryview):
        return {"format": value.format, "items": value.tolist()}
    if isinstance(value, re.Match):
        return {"pattern": value.re.pattern, "text": value.string, "span": value.span()}
    argparse: Any = sys.modules.get("argparse")
    if argparse is not None and isinstance(value, argparse._ActionsContainer):  # noqa: SLF001  parsers and groups
        return _parser(value)
    sqlite3: Any = sys.modules.get("sqlite3")
    if sqlite3 is not None and isinstance(value, sqlite3.Connection):
        return _database(value)
    if sqlite3 is not None and isinstance(value, sqlite3.Cursor):
        return {"description": value.description, "rows": value.rowcount, "last": value.lastrowid}
    connection = connection_state(value)
    if connection is not None:
        return connection
    if hasattr(value, "acquire") and hasattr(value, "release"):
        return {"locked": value.locked() if hasattr(value, "locked") else None}
    weights, config = getattr(value, "get_weights", None), getattr(value, "get_config", None)
    if callable(weights) and callable(config) and not isinstance(value, type):  # a model or layer of Keras
        return {"weights": weights(), "config": config()}
    return None


def standard_stream(value: Any) -> str:
    """Return `stdout` or `stderr` for a standard stream or one that records it, "" for other objects."""
    if not isinstance(value, io.TextIOBase):
        return ""
    name = getattr(value, "how", "") or getattr(value, "name", "")
    return STREAMS.get(name, "") if isinstance(name, str) else ""


def _parser(parser: Any) -> dict[str, Any]:
    """Return the arguments of a parser; groups refer to each other in cycles, and the program's name is the run's."""
    arguments = [
        {key: part for key, part in vars(action).items() if key not in GRAPH}
        for action in parser._actions  # noqa: SLF001  there is no public list
    ]
    kinds = [type(action).__name__ for action in parser._actions]  # noqa: SLF001
    return {"description": parser.description, "kinds": kinds, "arguments": arguments}


def _file(file: Any) -> dict[str, Any]:
    """Return the state of an open file: whole if it is in memory, else its name and position."""
    if hasattr(file, "getvalue"):
        return {"closed": True} if file.closed else {"content": file.getvalue(), "position": file.tell()}
    name = getattr(file, "name", "")
    state = {"name": os.path.basename(name) if isinstance(name, str) else name, "closed": file.closed}
    return {**state, "mode": getattr(file, "mode", "")}


def _database(connection: Any) -> dict[str, Any]:
    """Return the content of a database in memory; one in a file is compared as that file."""
    try:
        path = next((row[2] for row in connection.execute("PRAGMA database_list") if row[1] == "main"), "")
        content = [] if path else [line for _, line in zip(range(STATEMENTS), connection.iterdump())]
    except sys.modules["sqlite3"].Error as error:  # it is closed, or used by another thread
        return {"error": str(error)}
    return {"path": os.path.basename(path), "content": content}
