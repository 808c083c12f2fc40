"""The evidence for scoring, gathered once."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from mlscaffold.filesystem.discovery import find
from mlscaffold.scoring.code_graph import Code, Definition, Module, graph, read_module
from mlscaffold.scoring.history import History, read_history
from mlscaffold.scoring.junit_record import Record, read_record
from mlscaffold.scoring.measured import Measured, read_measured
from mlscaffold.scoring.score_settings import Settings
from mlscaffold.scoring.suite import TestFunction, is_test_file, suite_of
from mlscaffold.scoring.workflows import Step, runs_tests, steps_of, watched

BESIDE = frozenset({"tests", "test", "notebooks", "docs", "examples", "scripts", "benchmarks", "outputs"})
TOOLS = frozenset({"noxfile.py", "setup.py", "conftest.py", "tasks.py"})


@dataclass(frozen=True, slots=True)
class Project:
    """A project, from its files.

    Args:
        root: its folder.
        settings: its settings of `score`.
        code: its code, its tests' helpers included.
        paths: the files of its code, tests left out.
        own: full names of what its code defines, tests left out.
        tests: its tests.
        record: the last run of the tests.
        measured: the last run of the pipeline.
        history: its Git history.
        steps: the steps of its workflows.
        watched: what reports new versions of libraries.
    """

    root: Path
    settings: Settings
    code: Code
    paths: tuple[str, ...] = ()
    own: frozenset[str] = frozenset()
    tests: tuple[TestFunction, ...] = ()
    record: Record = field(default_factory=Record)
    measured: Measured = field(default_factory=Measured)
    history: History = field(default_factory=History)
    steps: tuple[Step, ...] = ()
    watched: str = ""

    @property
    def definitions(self) -> tuple[Definition, ...]:
        """What its code defines, tests left out."""
        return self.code.own(self.own)

    @property
    def passed(self) -> tuple[TestFunction, ...]:
        """The tests that passed in the last run, if that counts."""
        known = self.record.passed
        return tuple(test for test in self.tests if test.key in known)

    def automatic(self, *, scheduled: bool = False) -> Step | None:
        """Return the step of a workflow that runs the tests by itself.

        Args:
            scheduled: whether only one that runs by the clock counts, as for what is to be watched.
        """
        found = (step for step in self.steps if runs_tests(step, self.root))
        return next((step for step in found if not scheduled or "schedule" in step.triggers), None)


def gather(root: Path, settings: Settings) -> Project:
    """Gather the evidence of a project.

    Args:
        root: its folder.
        settings: its settings of `score`.
    """
    history = read_history(root)
    paths = [Path(path).relative_to(root).as_posix() for path in find([str(root)], str(root))]
    paths = [path for path in paths if path.endswith(".py")]
    code_paths = [path for path in paths if is_code(path)]
    test_paths = [path for path in paths if _is_of_tests(path)]
    modules, unread = _read(root, code_paths)
    test_modules, _ = _read(root, test_paths)
    code = graph((*modules, *test_modules), unread)
    counted = [*code_paths, *test_paths]
    return Project(
        root,
        settings,
        code,
        tuple(code_paths),
        frozenset(name for name, one in code.definitions.items() if one.path in set(code_paths)),
        suite_of(test_modules),
        read_record(root, settings.junit, counted),
        read_measured(root, settings.metrics, code_paths, history.tracked, _texts(modules)),
        history,
        steps_of(root),
        watched(root),
    )


def is_code(path: str) -> bool:
    """Return whether a file is code of the project itself, no test, notebook, script or tool's file."""
    folders = path.split("/")[:-1]
    name = path.rpartition("/")[2]
    if folders[:1] == ["src"]:
        return not is_test_file(path)
    return BESIDE.isdisjoint(folders) and name not in TOOLS and not is_test_file(path)


def _is_of_tests(path: str) -> bool:
    folders = path.split("/")[:-1]
    return is_test_file(path) or path.endswith("conftest.py") or not {"tests", "test"}.isdisjoint(folders)


def _read(root: Path, paths: Iterable[str]) -> tuple[list[Module], list[str]]:
    read = {path: read_module(root, path) for path in paths}
    return [one for one in read.values() if one], [path for path, one in read.items() if one is None]


def _texts(modules: Iterable[Module]) -> frozenset[str]:
    nodes = (node for module in modules for node in ast.walk(module.tree))
    return frozenset(
        one.value for one in nodes if isinstance(one, ast.Constant) and isinstance(one.value, str)
    )
