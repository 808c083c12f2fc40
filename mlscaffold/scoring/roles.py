"""Roles of the code's functions: read, make features, train, evaluate, serve, stop a run."""

import ast
import re
from collections.abc import Iterable, Iterator

from mlscaffold.analysis.metrics import calls_metric
from mlscaffold.scoring.code_graph import Definition, Function, names_of
from mlscaffold.scoring.project_evidence import Project
from mlscaffold.scoring.suite import ORDERINGS, TestFunction

_READS = re.compile(
    r"^(?:pandas|polars|dask\.dataframe|pyarrow\.\w+|datasets)\.(?:read_\w+|scan_\w+|load_dataset)$|^numpy\.(?:load|loadtxt|genfromtxt)$"
)
_TRAINS = re.compile(r"^(?:xgboost|lightgbm|catboost)\.(?:train|cv)$")
_SERVES = re.compile(r"^(?:predict\w*|serv\w+|inference|scoring_service|app|api)$")
_FEATURES = re.compile(r"feature|preprocess|preparation|transform", re.IGNORECASE)
_MODEL_CALLS = frozenset({".fit", ".fit_transform", ".partial_fit", ".backward"})
_ANSWERS = frozenset({".predict", ".predict_proba", ".decision_function", ".score_samples"})
_GATES = re.compile(r"(?:^|_)gate(?:$|_)|quality|^check_metrics?$|^validate_model", re.IGNORECASE)
_STARTS = frozenset({"main", "STAGES", "run", "pipeline", "train"})
COMMANDS = frozenset({"main", "cli", "app"})
DUMMIES = re.compile(r"(?:^|\.)Dummy(?:Classifier|Regressor)$|(?:^|[._])baseline", re.IGNORECASE)


def is_function(part: Definition) -> bool:
    """Return whether a definition is a function."""
    return isinstance(part.node, Function)


def _functions(project: Project) -> Iterator[Definition]:
    return filter(is_function, project.definitions)


def readers(project: Project) -> tuple[Definition, ...]:
    """Return the definitions that read data."""
    return tuple(part for part in project.definitions if any(map(_READS.match, part.calls)))


def trainers(project: Project) -> tuple[Definition, ...]:
    """Return the functions that fit a model other than a baseline."""
    return tuple(function for function in _functions(project) if _trains(function))


def _trains(function: Definition) -> bool:
    if any(map(_TRAINS.match, function.calls)):
        return True
    fits = sum(call in _MODEL_CALLS for call in function.calls)
    return fits > sum(bool(DUMMIES.search(call)) for call in function.calls)


def servers(project: Project) -> tuple[Definition, ...]:
    """Return the functions that answer for new rows: in modules with a name for that, and they reach a model's answer."""
    named = [function for function in _functions(project) if _SERVES.match(function.module)]
    return tuple(
        function
        for function in named
        if any(_ANSWERS & set(part.calls) for part in project.code.reach_defined([function.name]))
    )


def feature_makers(project: Project) -> tuple[Definition, ...]:
    """Return the functions that make features, by their names or their modules' names."""
    return tuple(
        function
        for function in _functions(project)
        if _FEATURES.search(function.module) or re.search("feature", function.short, re.IGNORECASE)
    )


def evaluators(project: Project) -> tuple[Definition, ...]:
    """Return the functions that measure a model."""
    return tuple(function for function in _functions(project) if calls_metric(function.calls))


def quality_gates(project: Project) -> tuple[Definition, ...]:
    """Return the functions that stop a run: they compare a metric, and raise an error."""
    metrics = {name.rpartition(".")[2] for name, _ in project.measured.values}
    return tuple(
        function
        for function in _functions(project)
        if _stops(function.node) and (metrics & _compared(function.node) or _GATES.search(function.short))
    )


def _compared(node: ast.AST) -> set[str]:
    """Return the names that a function has as parameters or compares."""
    parameters = {part.arg for part in ast.walk(node) if isinstance(part, ast.arg)}
    comparisons = [part for part in ast.walk(node) if isinstance(part, ast.Compare)]
    inner = (part for comparison in comparisons for part in ast.walk(comparison))
    return parameters | {part.id for part in inner if isinstance(part, ast.Name)}


def _stops(node: ast.AST) -> bool:
    """Return whether code raises an error, or exits, under a comparison."""
    return any(_stops_here(part) for part in ast.walk(node))


def _stops_here(node: ast.AST) -> bool:
    if isinstance(node, ast.Assert):
        return _orders(node.test)
    if not isinstance(node, ast.If) or not _orders(node.test):
        return False
    return any(isinstance(part, ast.Raise) or _exits(part) for line in node.body for part in ast.walk(line))


def _orders(node: ast.AST) -> bool:
    """Return whether an expression compares by size."""
    comparisons = (part for part in ast.walk(node) if isinstance(part, ast.Compare))
    return any(isinstance(operator, ORDERINGS) for part in comparisons for operator in part.ops)


def _exits(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and ast.unparse(node.func) in {"sys.exit", "exit"}


def is_staged(project: Project, function: Definition) -> bool:
    """Return whether the pipeline reaches a function: what runs as a command, or a table of stages, mentions it."""
    starts = [part.name for part in project.definitions if part.short in _STARTS]
    return function.name in project.code.reach(starts)


def reached(project: Project, test: TestFunction) -> frozenset[str]:
    """Return all that a test reaches, by what it and its fixtures call."""
    return project.code.reach(targets(project, test, test.calls))


def rejected(project: Project, test: TestFunction) -> frozenset[str]:
    """Return all that a test reaches where it expects an error."""
    return project.code.reach(targets(project, test, test.rejected))


def targets(project: Project, test: TestFunction, calls: Iterable[str]) -> Iterator[str]:
    """Yield the targets of a test's calls: of a command line's `main(["predict", ...])` that command's function."""
    for call in calls:
        name = project.code.resolved(call)
        module, _, last = name.rpartition(".")
        words = [f"{module}.{text}" for text in test.strings if last in COMMANDS and text.isidentifier()]
        commands = [word for word in words if word in project.own and word != name]
        yield from commands or [name]
        if f"{module}.predict" in commands:
            yield from (server.name for server in servers(project))  # it may import them by name


def runs_all(project: Project, test: TestFunction) -> bool:
    """Return whether a test runs everything, from reading through training to measuring; not only a dry run."""
    if test.is_dry_run:
        return False
    if _fixture_runs(project, test):
        return True
    parts = [names_of(found) for found in (readers(project), trainers(project), evaluators(project))]
    reaches = (project.code.reach([target]) for target in targets(project, test, test.calls))
    return any(all(part & reach for part in parts) for reach in reaches)


def _fixture_runs(project: Project, test: TestFunction) -> bool:
    """Return whether a test runs the whole pipeline through a fixture that gets the table of its stages."""
    stages = names_of(part for part in project.definitions if part.short == "STAGES")
    used = map(project.code.resolved, test.fixture_uses)
    return ".run" in test.calls and not stages.isdisjoint(used)
