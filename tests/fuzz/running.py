"""Runs a generated notebook and its project, and reports where their values differ."""

from __future__ import annotations

import ast
import contextlib
import importlib
import io
import json
import logging
import random
import signal
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from mlscaffold.filesystem.writer import write_files
from mlscaffold.hardening.analyze import Analysis, analyze
from mlscaffold.hardening.data_files import files_of
from mlscaffold.hardening.package_files import sources
from mlscaffold.hardening.project_folder import ProjectFolder
from mlscaffold.notebook.magics import to_python_cells
from mlscaffold.notebook.read import parse_notebook
from mlscaffold.plan import PlannedFile, ProjectPlan
from mlscaffold.projects.answers import Answers
from mlscaffold.projects.ruff_format import fix_and_format
from mlscaffold.projects.template import render_base
from mlscaffold.rewriting.codemod import hardening_codemods
from mlscaffold.stages import build
from mlscaffold.stages.statement_roles import StatementUnit

PACKAGE = "fuzzed_notebook"
SECONDS = 1.0
NOWHERE = ProjectFolder(Path("/nonexistent"), Path("/nonexistent"))
Snapshot = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Ran:
    """The run of a notebook.

    Args:
        cells: its cells without the statements that fail.
        after: the names and values after each statement, by cell and line.
        printed: the lines that it printed.
        shown: the values that it showed, as text.
    """

    cells: tuple[str, ...]
    after: Mapping[tuple[int, int], Snapshot]
    printed: Counter[str]
    shown: Counter[str]


class TooLongError(Exception):
    """A generated program does not end."""


def notebook_json(cells: Sequence[str], headings: Sequence[str] = ()) -> bytes:
    """Return an .ipynb file; a heading becomes a markdown cell before its cell."""
    written: list[dict[str, object]] = []
    for number, source in enumerate(cells):
        heading = headings[number] if number < len(headings) else ""
        if heading:
            written.append({"cell_type": "markdown", "metadata": {}, "source": heading})
        code = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None, "source": source}
        written.append(code)
    return json.dumps({"cells": written, "metadata": {}, "nbformat": 4, "nbformat_minor": 4}).encode()


# ---- the notebook -----------------------------------------------------------------------------------------
def run_notebook(program: Sequence[Sequence[str]]) -> Ran:
    """Run cells of statements, leaving out those that fail."""
    remaining = [list(cell) for cell in program]
    while True:
        found = _attempt(remaining)
        if isinstance(found, Ran):
            return found
        cell, statement = found
        del remaining[cell][statement]


def _attempt(program: list[list[str]]) -> Ran | tuple[int, int]:
    """Run the cells; return what they did, or the place of the first statement that fails."""
    names: dict[str, Any] = {"__name__": "__main__"}
    after: dict[tuple[int, int], Snapshot] = {}
    shown: Counter[str] = Counter()
    out = io.StringIO()
    random.seed(12345)
    with contextlib.redirect_stdout(out):
        for number, cell in enumerate(program):
            line = 1
            for place, text in enumerate(cell):
                try:
                    with limited():
                        _execute(
                            text, names, after, (number + 1, line), shown if place == len(cell) - 1 else None
                        )
                except TooLongError:
                    raise
                except Exception:  # noqa: BLE001
                    return number, place
                line += text.count("\n") + 1
    printed = Counter(line for line in out.getvalue().split("\n") if line)
    return Ran(tuple("\n".join(cell) for cell in program), after, printed, shown)


def _execute(
    text: str,
    names: dict[str, Any],
    after: dict[tuple[int, int], Snapshot],
    where: tuple[int, int],
    shown: Counter[str] | None,
) -> None:
    body = ast.parse(text).body
    for node in body:
        last = (
            shown is not None and node is body[-1] and isinstance(node, ast.Expr) and not text.endswith(";")
        )
        if last and isinstance(node, ast.Expr) and shown is not None:
            value = eval(compile(ast.Expression(node.value), "<cell>", "eval"), names)
            plain = isinstance(value, (int, str, list)) and not isinstance(node.value, ast.Call)
            if plain:
                shown[str(value)] += 1
        else:
            exec(compile(ast.Module([node], []), "<cell>", "exec"), names)
        first = min([node.lineno, *(d.lineno for d in getattr(node, "decorator_list", []))])
        after[where[0], where[1] + first - 1] = snapshot(names)


@contextlib.contextmanager
def limited() -> Iterator[None]:
    """Stop code that runs too long."""

    def stop(number: int, frame: object) -> None:
        raise TooLongError

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def snapshot(names: Mapping[str, Any]) -> Snapshot:
    """Return the values of variables as text."""
    return {name: described(value) for name, value in names.items() if not name.startswith("__")}


def described(value: Any, depth: int = 0) -> str:
    """Return a value as text, with its parts; all functions and iterators look alike."""
    if depth > 6:
        return "..."
    inner = depth + 1
    if isinstance(value, (int, float, str, type(None))):
        return repr(value)
    if isinstance(value, dict):
        return f"{{{', '.join(f'{described(k, inner)}: {described(v, inner)}' for k, v in value.items())}}}"
    if isinstance(value, (list, tuple)):
        return f"{type(value).__name__}[{', '.join(described(v, inner) for v in value)}]"
    if isinstance(value, (set, frozenset)):
        return f"set[{', '.join(sorted(described(v, inner) for v in value))}]"
    if isinstance(value, type):
        own = {k: v for k, v in vars(value).items() if not k.startswith("__") and not callable(v)}
        return f"class {described(own, inner)}" if value.__module__ != "builtins" else repr(value)
    if type(value).__name__.startswith(("Box", "Case")):
        return f"object {described(vars(value), inner)}"
    return "<other>"


# ---- the project ------------------------------------------------------------------------------------------
@cache
def base() -> tuple[PlannedFile, ...]:
    """Return the files that are the same in all projects."""
    answers = Answers(project_slug="fuzzed-notebook", package=PACKAGE, description="Fuzzed.", version="0")
    return render_base(answers)


def build_project(
    cells: Sequence[str], headings: Sequence[str], formatted: bool
) -> tuple[Analysis, tuple[PlannedFile, ...]]:
    """Return a notebook's analysis and its project's files."""
    parsed = parse_notebook(notebook_json(cells, headings), "fuzzed_notebook.ipynb")
    analysis = analyze(parsed, to_python_cells(parsed), hardening_codemods(), lambda _: {})
    files = files_of(analysis.settings.fields, analysis.flow.statements, frozenset(), NOWHERE)
    code = sources(analysis, parsed, PACKAGE, "Fuzzed", files, frozenset())
    planned = (*base(), *code.files)
    return analysis, fix_and_format(ProjectPlan(planned))[0].files if formatted else planned


@contextlib.contextmanager
def cut_at(cuts: Sequence[int]) -> Iterator[None]:
    """Cut stages wherever the analysis allows it, by a pattern of zeros and ones."""

    def split(
        units: Sequence[StatementUnit], pinned: Sequence[tuple[int, int]]
    ) -> tuple[tuple[StatementUnit, ...], ...]:
        groups: list[list[StatementUnit]] = []
        for place, unit in enumerate(units):
            pinned_here = any(first < unit.index <= last for first, last in pinned)
            if groups and (pinned_here or not cuts[place % len(cuts)]):
                groups[-1].append(unit)
            else:
                groups.append([unit])
        return tuple(map(tuple, groups))

    if not cuts:
        yield
        return
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(build, "split", split)
        yield


def differences(
    ran: Ran, headings: Sequence[str], cuts: Sequence[int] = (), formatted: bool = False
) -> list[str]:
    """Harden a notebook, run the project, and return what differs, as sentences.

    Args:
        ran: the notebook, run.
        headings: headings before its cells.
        cuts: where to cut, by default at the best places.
        formatted: whether ruff formats the code, as the command does.
    """
    with cut_at(cuts):
        analysis, files = build_project(ran.cells, headings, formatted)
    with tempfile.TemporaryDirectory() as folder:
        write_files(files, Path(folder) / "project")
        return list(_compare(ran, analysis, Path(folder) / "project" / "src"))


def _compare(ran: Ran, analysis: Analysis, source: Path) -> Iterator[str]:
    places = {stage.name: max(unit.index for unit in stage.units) for stage in analysis.stages}
    log = io.StringIO()
    with _imported(source) as runner, contextlib.redirect_stdout(log), _logged(log):
        random.seed(12345)
        values: dict[str, Any] = {}
        pipeline = importlib.import_module(f"{PACKAGE}.pipeline")
        config = importlib.import_module(f"{PACKAGE}.config").Config()
        settings = {name: getattr(config, name) for name in config.__dataclass_fields__}
        for stage in pipeline.STAGES:
            try:
                with limited():
                    results = runner.perform(stage, settings | values)
            except Exception as error:  # noqa: BLE001
                yield f"stage {stage.name} fails: {type(error).__name__}: {error}"
                return
            values |= results
            if stage.name in places:
                at = analysis.flow.statements[places[stage.name]].statement.location
                yield from _wrong(stage.name, results, ran.after[at.cell, at.line])
    lines = Counter(line for line in log.getvalue().split("\n") if line)
    for line in ran.printed - lines:
        yield f"not printed: {line!r}"
    texts = log.getvalue()
    for value in ran.shown:
        if value not in texts:
            yield f"not shown: {value!r}"


def _wrong(stage: str, results: Mapping[str, Any], expected: Snapshot) -> Iterator[str]:
    for name, value in results.items():
        own = name if name in expected else name.rstrip("_") if not name[-1].isdigit() else name
        if value is None and (own not in expected or own != name):
            continue  # a variable that cuts its name with a function and has no value yet
        if described(value) != expected.get(own, "nothing"):
            yield f"{name} after {stage}: {described(value)}, in the notebook {expected.get(own, 'nothing')}"


@contextlib.contextmanager
def _imported(source: Path) -> Iterator[Any]:
    compiled, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    sys.path.insert(0, str(source))
    importlib.invalidate_caches()
    try:
        yield importlib.import_module(f"{PACKAGE}._runtime.runner")
    finally:
        sys.path.remove(str(source))
        sys.dont_write_bytecode = compiled
        for name in [n for n in sys.modules if n == PACKAGE or n.startswith(f"{PACKAGE}.")]:
            del sys.modules[name]


@contextlib.contextmanager
def _logged(stream: io.StringIO) -> Iterator[None]:
    root = logging.getLogger(PACKAGE)
    handler = logging.StreamHandler(stream)
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        yield
    finally:
        root.removeHandler(handler)
        root.setLevel(before)
