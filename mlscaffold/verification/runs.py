"""Runs of the notebook and of projects generated from it; no run is repeated."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Literal

from mlscaffold.analysis.statements import Statement
from mlscaffold.filesystem import writer
from mlscaffold.filesystem.janitor_process import remove
from mlscaffold.notebook.cells import Notebook
from mlscaffold.notebook.magics import PythonCell
from mlscaffold.results.hardening import GeneratedProject
from mlscaffold.stages.opt_outs import OptOuts
from mlscaffold.verification.captures import Capture, captures
from mlscaffold.verification.command_run import run_command
from mlscaffold.verification.copies import copy_folder
from mlscaffold.verification.environment import Environment
from mlscaffold.verification.file_comparison import (
    Notes,
    ProjectFile,
    compare_contents,
    compare_with_project,
)
from mlscaffold.verification.first_difference import first_difference
from mlscaffold.verification.forked_process import can_fork
from mlscaffold.verification.notebook_run import (
    NotebookRun,
    Progress,
    compare_runs,
    plan_of,
    run_notebook,
)
from mlscaffold.verification.opened_files import opened_files, put_missing
from mlscaffold.verification.preloaded_modules import preloaded_modules
from mlscaffold.verification.project_run import CommandResult, ProjectRun, run_project
from mlscaffold.verification.sandbox import Sandbox
from mlscaffold.verification.shared_files import SharedFiles, shared_files
from mlscaffold.verification.text_tokens import LIBRARIES
from mlscaffold.verification.unstable import STABLE, Unstable, places_of
from mlscaffold.verification.variable_names import end_names, imported_names, is_uncertain
from mlscaffold.verification.written_files import keep_written, stamps

LATER = 34_567_890  # seconds by which the second run's clock is ahead: another hour, day, month and year
Data = Literal["all", "public", ""]
"""Files that a project does not contain: all, without the private ones, none."""
WORKERS = 2
"""Runs beside that of the project: the second one of the notebook, and the command."""


@dataclass(frozen=True, slots=True)
class VerificationTarget:
    """The notebook and the project to verify.

    Args:
        notebook: the notebook as in its file, secrets included: it is the one that runs.
        cells: its code cells as Python.
        statements: its statements before any rewriting.
        folder: the notebook's folder.
        root: the project folder, if the code may use what is in it above the notebook's folder; None if it does not.
        search: folders with code of the project that the interpreter does not find by itself.
        paths: paths that the notebook mentions.
        output: the folder of the new project, which is no part of the notebook's.
        python: the interpreter that has the notebook's libraries.
        secrets: environment variables for the runs: secrets of the source, and variables of `.env`, as editors set them.
        generate: generates the project without some refactorings.
        redact: removes secrets from a text.
        holds_secret: returns whether a text holds a secret.
        placeholders: environment variables for all runs, instead of secrets of the notebook's host that are not set.
    """

    notebook: Notebook
    cells: tuple[PythonCell, ...]
    statements: tuple[Statement, ...]
    folder: Path
    root: Path | None
    search: tuple[Path, ...]
    paths: tuple[str, ...]
    output: Path
    python: str
    secrets: Mapping[str, str]
    generate: Callable[[OptOuts], GeneratedProject]
    redact: Callable[[str], str]
    holds_secret: Callable[[str], bool] = lambda _: False
    placeholders: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Runs:
    """Runs a verification target.

    Args:
        target: the notebook and the project to verify.
        sandbox: where everything runs.
        progress: receives a message for each step.
        prefix: prefix of the names of its runs in the sandbox, which others may use too.
    """

    target: VerificationTarget
    sandbox: Sandbox
    progress: Progress
    prefix: str = ""
    count: int = 0
    notebooks: list[tuple[frozenset[str], NotebookRun]] = field(default_factory=list)
    second_runs: dict[Path, Future[NotebookRun]] = field(default_factory=dict)
    known: dict[Path, Unstable] = field(default_factory=dict)
    pool: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(WORKERS))

    def load_once(self, python: str) -> None:
        """Let runs with an interpreter share one import of the notebook's libraries, where forks are safe."""
        target = self.target
        if can_fork() and python not in self.sandbox.servers.modules:
            modules = preloaded_modules(target.statements, (target.folder, *target.search), self.loaded)
            self.sandbox.servers.modules[python] = modules

    @property
    def loaded(self) -> frozenset[str]:
        """The modules that runs of the notebook have loaded."""
        return frozenset(name for _, run in self.notebooks for name in run.modules)

    @property
    def shared(self) -> SharedFiles:
        """The copies of large files, which all runs in the sandbox share."""
        return shared_files(self.sandbox.folder / "shared")

    def notebook(self, generated: GeneratedProject, complete: bool = False) -> NotebookRun:
        """Return a run of the notebook that notes the outputs of a project's stages.

        Args:
            generated: the project.
            complete: whether the local variables of its stages must be noted, too. A search for the cause of a
                difference does without: the values that are alive at the end show any difference that lasts.
        """
        wanted = self.captures(generated)
        needed = frozenset(capture.key for capture in wanted if complete or not capture.local)
        for noted, run in self.notebooks:
            if needed <= noted:
                return run
        run = self._run(generated, wanted, f"{self.prefix}notebook-{len(self.notebooks) + 1}")
        self.notebooks.append((frozenset(capture.key for capture in wanted), run))
        return run

    def captures(self, generated: GeneratedProject) -> tuple[Capture, ...]:
        """Return the places in the notebook at which the values of a project's stages are noted."""
        return captures(generated.hardening, self.target.statements)

    def project(
        self, generated: GeneratedProject, environment: Environment | None = None
    ) -> tuple[NotebookRun, ProjectRun]:
        """Run a project, and compare what it computes, writes and logs with the notebook.

        Args:
            generated: the project.
            environment: the interpreter to run it with for the last time, None for the notebook's in search of causes.
        """
        notebook = self.notebook(generated, complete=environment is not None)
        if is_uncertain(generated.hardening):
            self._second(generated, notebook)
        self.count += 1
        name = f"{self.prefix}run-{self.count}"
        environment_used = environment or Environment(self.target.python, False)
        at_once = environment is not None or self.count == 1
        self.load_once(environment_used.python)

        def commanded(name: str, forked: bool) -> Callable[[], CommandResult]:
            return self._command(generated, notebook, environment_used, name, at_once, forked)

        command = commanded(name, forked=environment is None)
        self.progress("project: running")
        spec = {
            "package": generated.hardening.package,
            "notebook": str(notebook.folder),
            "keys": {f"{c.stage}/{c.output}": c.key for c in self.captures(generated)},
            "figures": {stem: cell for cell, stem in generated.hardening.figures},
            **end_names(generated.hardening),
        }

        def observed(name: str) -> ProjectRun:
            folder = self.write(generated, name)
            return run_project(self.sandbox, environment_used, folder, spec, self.target.secrets, name)

        project = observed(name)
        if at_once and project.failure:
            command = command if environment is not None else commanded(f"{name}-new", forked=False)
            if not command().run.why and self.sandbox.servers.forget():
                project = observed(f"{name}-again")  # in a new process, as the command, which ended well
        files = self._compared_files(generated, notebook, project.files, f"{name}-files")
        return notebook, replace(project, compared_files=files, start_command=command)

    def unstable(self, generated: GeneratedProject, notebook: NotebookRun, project: ProjectRun) -> Unstable:
        """Return what two runs of the notebook do not agree on.

        The second run is made only if something differs, or if the code reads what no two runs have in common.
        """
        hardening = generated.hardening
        unstable = STABLE
        if is_uncertain(hardening) or first_difference(hardening, project, notebook, STABLE) is not None:
            if notebook.folder not in self.known:
                second = self._second(generated, notebook).result()
                self.known[notebook.folder] = self._compared(generated, notebook, second)
            unstable = self.known[notebook.folder]
        return unstable

    def write(self, generated: GeneratedProject, name: str, data: Data = "all") -> Path:
        """Write a project into the sandbox, and return its folder.

        Args:
            generated: the project.
            name: the beginning of the folder's name.
            data: which of the files that it does not contain are put there.
        """
        folder = self.sandbox.folder / f"{name}-project"
        writer.write_files(generated.plan.files, folder)
        missing = [one for one in generated.hardening.files.missing if data == "all" or not one.private]
        put_missing(missing if data else (), folder, self.shared.put)
        return folder

    def redact(self, text: str) -> str:
        """Remove secrets and paths of this machine from a text: those of the sandbox and of installed libraries."""
        text = LIBRARIES.sub("", text)
        inside = re.escape(str(self.sandbox.folder)) + r"/[\w.-]+/?"
        return self.target.redact(re.sub(inside, "", text).replace(f"{self.target.folder}/", ""))

    def _second(self, generated: GeneratedProject, notebook: NotebookRun) -> Future[NotebookRun]:
        """Start the second run of the notebook, unless it has started: with another hash seed and another time."""
        if notebook.folder not in self.second_runs:
            self.progress("notebook: second run, to find unstable values")
            wanted, name = self.captures(generated), f"{self.prefix}again-{len(self.second_runs) + 1}"
            self.second_runs[notebook.folder] = self.pool.submit(self._run, generated, wanted, name, 1, LATER)
        return self.second_runs[notebook.folder]

    def _compared(self, generated: GeneratedProject, first: NotebookRun, second: NotebookRun) -> Unstable:
        """Compare two runs of the notebook."""
        name = f"{self.prefix}stability-{len(self.known) + 1}"
        notes = compare_runs(self.sandbox, self.target.python, first.folder, second.folder, name)
        both = {path: (first.files[path], second.files[path]) for path in first.files if path in second.files}
        package = generated.hardening.package
        files = compare_contents(self.sandbox, self.target.python, both, package, f"{name}-files")
        return Unstable(places_of(notes), places_of(files), second.texts, second.beside)

    def _command(
        self,
        generated: GeneratedProject,
        notebook: NotebookRun,
        environment: Environment,
        name: str,
        at_once: bool,
        forked: bool,
    ) -> Callable[[], CommandResult]:
        """Return what runs the command line once, in a copy of the project of its own.

        Args:
            generated: the project.
            notebook: the run of the notebook, with whose files those of the command are compared.
            environment: the interpreter.
            name: name of the run that is observed.
            at_once: whether to start now, beside the run that is observed, since the result is needed in any case.
            forked: whether it may be a fork, in search of causes; the last run is that of the real command line.
        """

        def run() -> CommandResult:
            folder = self.write(generated, f"{name}-command")
            package, secrets = generated.hardening.package, self.target.secrets
            found = run_command(
                self.sandbox, environment, folder, package, secrets, f"{name}-command", forked
            )
            files = self._compared_files(generated, notebook, found.files, f"{name}-command-files")
            return CommandResult(found, files)

        return self.pool.submit(run).result if at_once else cache(run)

    def _compared_files(
        self, generated: GeneratedProject, notebook: NotebookRun, files: Sequence[ProjectFile], name: str
    ) -> Notes:
        """Compare files of the project with those of the notebook."""
        package = generated.hardening.package
        return compare_with_project(self.sandbox, self.target.python, notebook.files, files, package, name)

    def _run(
        self,
        generated: GeneratedProject,
        wanted: Sequence[Capture],
        name: str,
        hash_seed: int = 0,
        later: int = 0,
    ) -> NotebookRun:
        target = self.target
        seed = 0 if generated.hardening.seed else None
        imported = imported_names(target.statements)
        plan = plan_of(
            target.notebook, target.cells, wanted, seed, generated.hardening.package, imported, later
        )
        clone_folder = self.sandbox.folder / f"{name}-folder"
        copy = copy_folder(
            target.folder, clone_folder, target.paths, target.output, target.root, self.shared.put
        )
        base = target.folder.resolve()
        base = (base, *base.parents)[len(copy.relative_to(clone_folder).parts)]
        plan = replace(plan, roots=(str(clone_folder), str(base)))
        before = stamps(clone_folder)
        search = _search_path([clone_folder / folder.relative_to(base) for folder in target.search])
        variables = {**search, **target.secrets, **target.placeholders}
        run = run_notebook(self.sandbox, target.python, plan, copy, name, self.progress, hash_seed, variables)
        opened = opened_files(run, clone_folder, copy, base)
        files = keep_written(clone_folder, before, copy, run.folder / "files")
        remove(str(clone_folder))
        return replace(run, files=files, beside=str(copy), opened=opened)


def _search_path(folders: Sequence[Path]) -> dict[str, str]:
    return {"PYTHONPATH": os.pathsep.join(map(str, folders))} if folders else {}
