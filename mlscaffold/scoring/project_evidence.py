"""The evidence for scoring, gathered once."""

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
from mlscaffold.scoring.workflows import Step, runs_tests, steps_of, update_bot

NOT_SHIPPED = frozenset(
    {"tests", "test", "notebooks", "docs", "examples", "scripts", "benchmarks", "outputs"}
)
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
        update_bot: the bot that reports new versions of libraries.
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
    update_bot: str = ""

    @property
    def definitions(self) -> tuple[Definition, ...]:
        """What its code defines, tests left out."""
        return self.code.defined(self.own)

    @property
    def passed(self) -> tuple[TestFunction, ...]:
        """The tests that passed in the last run, if that counts."""
        known = self.record.passed
        return tuple(test for test in self.tests if test.key in known)

    def automatic(self, *, scheduled: bool = False) -> Step | None:
        """Return the step of a workflow that runs the tests.

        Args:
            scheduled: whether it has to run on a schedule, as for monitoring.
        """
        steps = (step for step in self.steps if not scheduled or "schedule" in step.triggers)
        return next((step for step in steps if runs_tests(step, self.root)), None)


def gather(root: Path, settings: Settings) -> Project:
    """Gather the evidence of a project.

    Args:
        root: its folder.
        settings: its settings of `score`.
    """
    history = read_history(root)
    found = (Path(path).relative_to(root).as_posix() for path in find([str(root)], str(root)))
    paths = [path for path in found if path.endswith(".py")]
    code_paths = tuple(filter(is_code, paths))
    test_paths = tuple(filter(_is_of_tests, paths))
    modules, unread = _read(root, code_paths)
    test_modules, _ = _read(root, test_paths)
    code = graph((*modules, *test_modules), unread)
    return Project(
        root,
        settings,
        code,
        paths=code_paths,
        own=frozenset(name for name, part in code.definitions.items() if part.path in code_paths),
        tests=suite_of(test_modules),
        record=read_record(root, settings.junit, (*code_paths, *test_paths)),
        measured=read_measured(root, settings.metrics, code_paths, history.tracked, _strings(modules)),
        history=history,
        steps=steps_of(root),
        update_bot=update_bot(root),
    )


def is_code(path: str) -> bool:
    """Return whether a file is code of the project itself, not a test, a script or a tool's file."""
    *folders, name = path.split("/")
    shipped = folders[:1] == ["src"] or (NOT_SHIPPED.isdisjoint(folders) and name not in TOOLS)
    return shipped and not is_test_file(path)


def _is_of_tests(path: str) -> bool:
    *folders, name = path.split("/")
    return is_test_file(path) or name.endswith("conftest.py") or not {"tests", "test"}.isdisjoint(folders)


def _read(root: Path, paths: Iterable[str]) -> tuple[list[Module], list[str]]:
    read = {path: read_module(root, path) for path in paths}
    return [module for module in read.values() if module], [path for path in read if read[path] is None]


def _strings(modules: Iterable[Module]) -> frozenset[str]:
    """Return the string literals of some modules."""
    nodes = (node for module in modules for node in ast.walk(module.tree) if isinstance(node, ast.Constant))
    return frozenset(node.value for node in nodes if isinstance(node.value, str))
