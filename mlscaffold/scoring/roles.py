"""Which parts of the code do what: read, make features, train, judge, serve, stop a run."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator

from mlscaffold.analysis.metrics import calls_metric
from mlscaffold.scoring.code_graph import Code, Definition
from mlscaffold.scoring.project_evidence import Project
from mlscaffold.scoring.suite import TestFunction

_READS = re.compile(
    r"^(?:pandas|polars|dask\.dataframe|pyarrow\.\w+|datasets)\.(?:read_\w+|scan_\w+|load_dataset)$|^numpy\.(?:load|loadtxt|genfromtxt)$"
)
_TRAINS = re.compile(r"^(?:xgboost|lightgbm|catboost)\.(?:train|cv)$")
_SERVES = re.compile(r"^(?:predict\w*|serv\w+|inference|scoring_service|app|api)$")
_FEATURES = re.compile(r"feature|preprocess|preparation|transform", re.IGNORECASE)
_MODEL_CALLS = frozenset({".fit", ".fit_transform", ".partial_fit", ".backward"})
_ANSWERS = frozenset({".predict", ".predict_proba", ".decision_function", ".score_samples"})
_STARTS = frozenset({"main", "STAGES", "run", "pipeline", "train"})
COMMANDS = frozenset({"main", "cli", "app"})
DUMMIES = re.compile(r"(?:^|\.)Dummy(?:Classifier|Regressor)$|(?:^|[._])baseline", re.IGNORECASE)


def is_function(one: Definition) -> bool:
    """Return whether a name stands for a function."""
    return isinstance(one.node, ast.FunctionDef | ast.AsyncFunctionDef)


def readers(project: Project) -> tuple[Definition, ...]:
    """Return the functions that read data."""
    return tuple(one for one in project.definitions if any(_READS.match(call) for call in one.calls))


def trainers(project: Project) -> tuple[Definition, ...]:
    """Return the functions that fit a model which is no mere baseline."""
    return tuple(one for one in project.definitions if is_function(one) and _trains(one))


def _trains(one: Definition) -> bool:
    if any(_TRAINS.match(call) for call in one.calls):
        return True
    fits = sum(call in _MODEL_CALLS for call in one.calls)
    return fits > sum(bool(DUMMIES.search(call)) for call in one.calls)


def servers(project: Project) -> tuple[Definition, ...]:
    """Return the functions that answer for new rows: those of modules named for it that ask a model, or lead to that."""
    found = [one for one in project.definitions if is_function(one) and _SERVES.match(one.module)]
    return tuple(one for one in found if _answers(project.code, one))


def _answers(code: Code, one: Definition) -> bool:
    reached = code.own(code.reach([one.name]))
    return any(_ANSWERS & set(other.calls) for other in reached)


def feature_makers(project: Project) -> tuple[Definition, ...]:
    """Return the functions that make features: those in modules, or with names, that say so."""
    return tuple(
        one
        for one in project.definitions
        if is_function(one)
        and (_FEATURES.search(one.module) or re.search("feature", one.short, re.IGNORECASE))
    )


def judges(project: Project) -> tuple[Definition, ...]:
    """Return the functions that measure a model."""
    return tuple(one for one in project.definitions if is_function(one) and calls_metric(one.calls))


def gates(project: Project) -> tuple[Definition, ...]:
    """Return the functions that stop a run: they compare a metric that they are given, and raise an error."""
    measured = {name.rpartition(".")[2] for name, _ in project.measured.values}
    return tuple(
        one
        for one in project.definitions
        if is_function(one) and _stops(one.node) and (measured & _asked(one) or _is_called_gate(one))
    )


def _is_called_gate(one: Definition) -> bool:
    return bool(
        re.search(r"(?:^|_)gate(?:$|_)|quality|^check_metrics?$|^validate_model", one.short, re.IGNORECASE)
    )


def _asked(one: Definition) -> set[str]:
    """Return the names that a function is given or compares."""
    compared = [
        part for node in ast.walk(one.node) if isinstance(node, ast.Compare) for part in ast.walk(node)
    ]
    parameters = {arg.arg for arg in ast.walk(one.node) if isinstance(arg, ast.arg)}
    return parameters | {part.id for part in compared if isinstance(part, ast.Name)}


def _stops(node: ast.AST) -> bool:
    """Return whether code raises an error, or leaves, under a comparison."""
    return any(_stops_here(one) for one in ast.walk(node))


def _stops_here(node: ast.AST) -> bool:
    if isinstance(node, ast.Assert):
        return _orders(node.test)
    if not isinstance(node, ast.If) or not _orders(node.test):
        return False
    return any(isinstance(one, ast.Raise) or _leaves(one) for part in node.body for one in ast.walk(part))


def _orders(node: ast.AST) -> bool:
    return any(
        isinstance(sign, ast.Lt | ast.LtE | ast.Gt | ast.GtE)
        for one in ast.walk(node)
        if isinstance(one, ast.Compare)
        for sign in one.ops
    )


def _leaves(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and ast.unparse(node.func) in {"sys.exit", "exit"}


def is_staged(project: Project, one: Definition) -> bool:
    """Return whether the pipeline reaches a function: what runs as a command, or a table of stages, mentions it."""
    starts = [other.name for other in project.definitions if other.short in _STARTS]
    return one.name in project.code.reach(starts)


def reached(project: Project, test: TestFunction) -> frozenset[str]:
    """Return all that a test comes to, by what it and its fixtures call."""
    return project.code.reach(meant(project, test, test.calls))


def refused(project: Project, test: TestFunction) -> frozenset[str]:
    """Return all that a test comes to where it expects an error."""
    return project.code.reach(meant(project, test, test.refused))


def meant(project: Project, test: TestFunction, calls: Iterable[str]) -> Iterator[str]:
    """Yield what some calls of a test mean: of a command line's `main(["predict", ...])` the function of that command."""
    for call in calls:
        name = project.code.settled(call)
        module, _, last = name.rpartition(".")
        words = [f"{module}.{text}" for text in test.texts if last in COMMANDS and text.isidentifier()]
        chosen = [word for word in words if word in project.own and word != name]
        yield from chosen or [name]
        if f"{module}.predict" in chosen:
            yield from (one.name for one in servers(project))  # it may import them by name


def fixture_runs(project: Project, test: TestFunction) -> bool:
    """Return whether a test runs the whole pipeline through a fixture that gets the table of its stages."""
    stages = {one.name for one in project.definitions if one.short == "STAGES"}
    return bool({project.code.settled(name) for name in test.fixture_uses} & stages) and ".run" in test.calls


def runs_all(project: Project, test: TestFunction) -> bool:
    """Return whether a test runs everything, from reading through training to measuring; not only asks for help or a list."""
    if test.only_looks:
        return False
    if fixture_runs(project, test):
        return True
    parts = [{one.name for one in found} for found in (readers(project), trainers(project), judges(project))]
    comes = (project.code.reach([one]) for one in meant(project, test, test.calls))
    return any(all(part & come for part in parts) for come in comes)
