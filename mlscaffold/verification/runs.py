"""Runs of the notebook and of projects generated from it; no run is repeated."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from mlscaffold.analysis.statements import Statement
from mlscaffold.filesystem import writer
from mlscaffold.notebook.cells import Notebook
from mlscaffold.notebook.magics import PythonCell
from mlscaffold.results.hardening import GeneratedProject
from mlscaffold.stages.opt_outs import OptOuts
from mlscaffold.verification.captures import Capture, captures
from mlscaffold.verification.copies import copy_folder
from mlscaffold.verification.environment import Environment
from mlscaffold.verification.notebook_run import (
    NotebookRun,
    Progress,
    compare_runs,
    plan_of,
    run_notebook,
)
from mlscaffold.verification.project_run import ProjectRun, run_project
from mlscaffold.verification.sandbox import Sandbox
from mlscaffold.verification.verdicts import first_difference

LIBRARIES = re.compile(r"(?:/|[A-Z]:\\)[^\s'\"()]*(?:site-packages|dist-packages|lib/python[\d.]+)[/\\]")


@dataclass(frozen=True, slots=True)
class VerificationTarget:
    """The notebook and the project to verify.

    Args:
        notebook: the notebook as in its file, secrets included: it is the one that runs.
        cells: its code cells as Python.
        statements: its statements before any rewriting.
        folder: the notebook's folder.
        paths: paths that the notebook mentions.
        output: the folder of the new project, which is no part of the notebook's.
        python: the interpreter that has the notebook's libraries.
        secrets: environment variables that replace the secrets in the source.
        generate: generates the project without some refactorings.
        redact: removes secrets from a text.
    """

    notebook: Notebook
    cells: tuple[PythonCell, ...]
    statements: tuple[Statement, ...]
    folder: Path
    paths: tuple[str, ...]
    output: Path
    python: str
    secrets: Mapping[str, str]
    generate: Callable[[OptOuts], GeneratedProject]
    redact: Callable[[str], str]


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
    known_unstable: frozenset[str] | None = None

    def notebook(self, generated: GeneratedProject) -> NotebookRun:
        """Return a run of the notebook that notes the outputs of a project's stages."""
        wanted = self.captures(generated)
        keys = frozenset(capture.key for capture in wanted)
        for noted, run in self.notebooks:
            if keys <= noted:
                return run
        run = self._run(generated, wanted, f"{self.prefix}notebook-{len(self.notebooks) + 1}", 0)
        self.notebooks.append((keys, run))
        return run

    def captures(self, generated: GeneratedProject) -> tuple[Capture, ...]:
        """Return the places in the notebook at which the outputs of a project's stages are noted."""
        return captures(generated.hardening, self.target.statements)

    def project(
        self, generated: GeneratedProject, environment: Environment | None = None
    ) -> tuple[NotebookRun, ProjectRun]:
        """Run a project and compare its outputs with the notebook's values.

        Args:
            generated: the project.
            environment: the interpreter to run it with, None for the notebook's.
        """
        notebook = self.notebook(generated)
        self.count += 1
        name = f"{self.prefix}run-{self.count}"
        folder = self.write(generated, name)
        self.progress("project: running")
        spec = {
            "package": generated.hardening.package,
            "notebook": str(notebook.folder),
            "keys": {f"{c.stage}/{c.output}": c.key for c in self.captures(generated)},
            "figures": {stem: cell for cell, stem in generated.hardening.figures},
        }
        environment = environment or Environment(self.target.python, False)
        project = run_project(self.sandbox, environment, folder, spec, self.target.secrets, name)
        return notebook, project

    def unstable(
        self, generated: GeneratedProject, notebook: NotebookRun, project: ProjectRun
    ) -> frozenset[str]:
        """Return the keys of values and figures on which two runs of the notebook do not agree.

        The second run is made only if something differs.
        """
        difference = first_difference(generated.hardening, project, notebook, frozenset())
        if self.known_unstable is None and difference is not None:
            self.progress("notebook: second run, to find unstable values")
            second = self._run(generated, self.captures(generated), f"{self.prefix}again", 1)
            notes = compare_runs(
                self.sandbox, self.target.python, notebook.folder, second.folder, "stability"
            )
            self.known_unstable = frozenset(note["key"] for note in notes)
        return self.known_unstable or frozenset()

    def write(self, generated: GeneratedProject, name: str) -> Path:
        """Write a project into the sandbox, and return its folder."""
        folder = self.sandbox.folder / f"{name}-project"
        writer.write_files(generated.plan.files, folder)
        return folder

    def redact(self, text: str) -> str:
        """Remove secrets and paths of this machine from a text: those of the sandbox and of installed libraries."""
        text = LIBRARIES.sub("", text)
        inside = re.escape(str(self.sandbox.folder)) + r"/[\w.-]+/?"
        return self.target.redact(re.sub(inside, "", text).replace(f"{self.target.folder}/", ""))

    def _run(
        self, generated: GeneratedProject, wanted: Sequence[Capture], name: str, hash_seed: int
    ) -> NotebookRun:
        target = self.target
        seed = 0 if generated.hardening.seed else None
        plan = plan_of(target.notebook, target.cells, wanted, seed, generated.hardening.package)
        clone_folder = self.sandbox.folder / f"{name}-folder"
        copy = copy_folder(target.folder, clone_folder, target.paths, target.output)
        run = run_notebook(self.sandbox, target.python, plan, copy, name, self.progress, hash_seed)
        shutil.rmtree(clone_folder, ignore_errors=True)
        return run
