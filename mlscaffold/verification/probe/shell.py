"""Runs the cells of a notebook, in IPython if the interpreter has it, else as plain Python.

IPython's own shell handles magics, `!`, `await` and `_` without a kernel; it costs 0.1 s.
"""

from __future__ import annotations

import ast
import builtins
import re
import sys
import types
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from typing import Any

from .charts import catch_shown
from .displays import WideTables, record_displays
from .figures import show_chart
from .transcript import Event, Stream, Transcript

HOOK = "__mlscaffold_reached__"
IMPORTED = -1
"""The place that the hook is called with after imports."""

Hook = Callable[[int], None]


@dataclass
class Outcome:
    """The result of a cell.

    Args:
        text: its output.
        events: the same, event by event.
        cut: whether there was more of it.
        error: `Type: message` of its error, "" for none.
        line: the line of the error, 0 if unknown.
        cell: number in the order of execution of the cell with that line, 0 if unknown.
        called: the library function that this line called, "" if unknown.
        value: the value that it showed last.
    """

    text: str = ""
    events: tuple[Event, ...] = ()
    cut: bool = False
    error: str = ""
    line: int = 0
    cell: int = 0
    called: str = ""
    value: Any = None


class Shell:
    """A namespace in which cells run one after the other."""

    def __init__(self, on_statement: Hook) -> None:
        self.on_statement = on_statement
        self.tables = WideTables()
        setattr(builtins, HOOK, self.reached)
        self.count = 0
        self.inspections: frozenset[str] = frozenset()
        self.marker = Marker()
        self.transcript = Transcript()
        self.ipython = _ipython(self.marker)
        if self.ipython is not None:
            record_displays(
                self.ipython, self.transcript, lambda command: command.strip() in self.inspections
            )
        self.module = types.ModuleType("__main__")
        if self.ipython is None:
            self.module.__dict__["__builtins__"] = builtins
            sys.modules["__main__"] = self.module
        self.own = frozenset(self.namespace)

    def reached(self, place: int) -> None:
        """Do what is to be done before a statement."""
        if place == IMPORTED:
            self.tables.apply()
            catch_shown(show_chart)
        else:
            self.on_statement(place)

    @property
    def namespace(self) -> dict[str, Any]:
        """The notebook's variables."""
        return self.module.__dict__ if self.ipython is None else self.ipython.user_ns

    def run(self, source: str, python: str | None, lines: tuple[int, ...]) -> Outcome:
        """Run a cell.

        Args:
            source: the cell as in the notebook.
            python: the same as Python, None if unknown; used without IPython.
            lines: lines of the statements before which the hook is called with the index in this tuple.
        """
        self.count += 1
        self.marker.set(lines, source)
        out, errors = (Stream(self.transcript, how) for how in ("print", "error"))
        with redirect_stdout(out), redirect_stderr(errors):
            outcome = self._plain(python) if self.ipython is None else self._ipython(source)
        outcome.cut = self.transcript.cut
        outcome.events = tuple(self.transcript.take())
        outcome.text = "".join(map(_with_end, outcome.events))
        return outcome

    def _ipython(self, source: str) -> Outcome:
        result = self.ipython.run_cell(source, store_history=True)
        error = result.error_before_exec or result.error_in_exec
        return Outcome(value=result.result) if error is None else _failed(error, result.result)

    def _plain(self, python: str | None) -> Outcome:
        if python is None:
            return Outcome(error="SyntaxError: the cell is not plain Python, and IPython is not installed")
        tree = self.marker.visit(ast.parse(python))
        last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
        try:
            self._execute(compile(ast.fix_missing_locations(tree), f"<cell {self.count}>", "exec", FLAGS))
            if last is None:
                return Outcome()
            code = compile(
                ast.fix_missing_locations(ast.Expression(last.value)), f"<cell {self.count}>", "eval", FLAGS
            )
            value = self._execute(code)
        except (Exception, SystemExit, KeyboardInterrupt) as error:  # noqa: BLE001  whatever a cell raises is its outcome
            return _failed(error, None)
        if value is not None:
            self.transcript.show(value, repr(value))
        return Outcome(value=value)

    def _execute(self, code: types.CodeType) -> Any:
        import asyncio
        import inspect

        value = eval(code, self.namespace)  # noqa: S307  running the notebook's code is the purpose
        return (
            asyncio.run(value)
            if inspect.iscoroutine(value) and code.co_flags & inspect.CO_COROUTINE
            else value
        )


def _with_end(event: Event) -> str:
    """Return the text of an event; a shown value ends its line."""
    text = str(event["text"])
    return f"{text}\n" if event["how"] == "show" and text else text


OWN = re.compile(r"<(?:ipython-input-|cell )(\d+)")
"""File names of cells in IPython and in this module, with their number in the order of execution."""
FLAGS = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT


class Marker(ast.NodeTransformer):
    """Inserts calls of the hook before the statements on some lines of a cell, and after imports."""

    def __init__(self) -> None:
        self.open: list[tuple[int, int]] = []
        self.magic = False
        self.depth = 0

    def set(self, lines: tuple[int, ...], source: str) -> None:
        """Set the lines of the next cell."""
        self.open = sorted((line, place) for place, line in enumerate(lines))
        first = next((line for line in source.splitlines() if line.strip()), "")
        self.magic = first.startswith("%%")
        self.depth = 0

    def visit_Module(self, node: ast.Module) -> ast.Module:
        """Mark a cell, or the body that a cell magic runs, which begins one line further down."""
        self.depth += 1
        if self.depth > 1 and not self.magic:
            return node
        shift = 1 if self.depth > 1 else 0
        body: list[ast.stmt] = []
        for statement in node.body:
            first = min([statement.lineno, *(d.lineno for d in getattr(statement, "decorator_list", []))])
            while self.open and self.open[0][0] <= first + shift:
                body.append(ast.copy_location(_call(self.open.pop(0)[1]), statement))
            body.append(statement)
            if any(isinstance(part, (ast.Import, ast.ImportFrom)) for part in ast.walk(statement)):
                body.append(ast.copy_location(_call(IMPORTED), statement))
        node.body = body
        return ast.fix_missing_locations(node)


def _call(place: int) -> ast.stmt:
    return ast.Expr(ast.Call(ast.Name(HOOK, ast.Load()), [ast.Constant(place)], []))


def _failed(error: BaseException, value: Any) -> Outcome:
    text = f"{type(error).__name__}: {error}".strip().rstrip(":")
    inner = _innermost(error)
    if inner is None:
        return Outcome(error=text, line=getattr(error, "lineno", 0) or 0, value=value)
    number = OWN.match(inner.tb_frame.f_code.co_filename)
    called = _function(inner.tb_next.tb_frame) if inner.tb_next else ""
    return Outcome(
        error=text, line=inner.tb_lineno, cell=int(number[1]) if number else 0, called=called, value=value
    )


def _innermost(error: BaseException) -> types.TracebackType | None:
    """Return the innermost step of a traceback inside a cell."""
    found, step = None, error.__traceback__
    while step is not None:
        found = step if OWN.match(step.tb_frame.f_code.co_filename) else found
        step = step.tb_next
    return found


def _function(frame: types.FrameType) -> str:
    """Return the qualified name of the function that a frame runs."""
    code = frame.f_code
    name = getattr(code, "co_qualname", "")
    if not name:  # Python 3.10 and before
        receiver = type(frame.f_locals["self"]).__name__ + "." if "self" in frame.f_locals else ""
        name = receiver + code.co_name
    return f"{frame.f_globals.get('__name__', '')}.{name}"


def _ipython(marker: Marker) -> Any:
    """Return IPython's shell, None where it is not installed."""
    try:
        from IPython.core.interactiveshell import InteractiveShell
    except ImportError:
        return None

    class QuietShell(InteractiveShell):
        """Leaves matplotlib's backend alone and prints no traceback."""

        def enable_gui(self, gui: Any = None) -> None:
            """Do nothing: there is no window."""

        def enable_matplotlib(self, gui: Any = None) -> tuple[str, str]:
            """Do nothing: the backend is set from outside."""
            return "agg", "agg"

        def showtraceback(self, *args: Any, **kwargs: Any) -> None:
            """Do nothing: the result holds the error."""

        showsyntaxerror = showtraceback

    from traitlets.config import Config

    settings = Config()
    settings.HistoryManager.enabled = False
    settings.InteractiveShell.colors = "nocolor"
    shell = QuietShell.instance(config=settings)
    setattr(shell.displayhook, "write_output_prompt", lambda: None)  # noqa: B010  it is a method
    shell.ast_transformers.append(marker)
    return shell
