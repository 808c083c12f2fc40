"""The runs of the notebook and of projects made from it; none is repeated that has been made."""

from __future__ import annotations

import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from mlscaffold.filesystem import writer
from mlscaffold.results.hardening import Made
from mlscaffold.verification.captures import Capture, captures
from mlscaffold.verification.copies import copy_folder
from mlscaffold.verification.environment import Environment
from mlscaffold.verification.notebook_run import Progress, Ran, plan_of, run_notebook
from mlscaffold.verification.project_run import ProjectRan, run_project
from mlscaffold.verification.sandbox import Sandbox
from mlscaffold.verification.target import VerificationTarget
from mlscaffold.verification.unstable_values import unstable
from mlscaffold.verification.verdicts import first_differing

LIBRARIES = re.compile(r"(?:/|[A-Z]:\\)[^\s'\"()]*(?:site-packages|dist-packages|lib/python[\d.]+)[/\\]")


@dataclass
class Runs:
    """Runs what is to be proved.

    Args:
        target: what is to be proved.
        sandbox: where everything runs.
        progress: told what is being done.
        prefix: what the names of its runs begin with in the sandbox, which others may use too.
    """

    target: VerificationTarget
    sandbox: Sandbox
    progress: Progress
    prefix: str = ""
    count: int = 0
    notebooks: list[tuple[frozenset[str], Ran]] = field(default_factory=list)
    known: frozenset[str] | None = None

    def notebook(self, made: Made) -> Ran:
        """Return a run of the notebook that notes the values which a project gives."""
        wanted = captures(made.hardening, self.target.original)
        keys = frozenset(capture.key for capture in wanted)
        for known, ran in self.notebooks:
            if keys <= known:
                return ran
        ran = self._run(made, wanted, f"{self.prefix}notebook-{len(self.notebooks) + 1}", 0)
        self.notebooks.append((keys, ran))
        return ran

    def project(self, made: Made, environment: Environment | None = None) -> tuple[Ran, ProjectRan]:
        """Run a project and compare what it gives with the notebook's values.

        Args:
            made: the project.
            environment: the interpreter to run it with, None for the notebook's.
        """
        notebook = self.notebook(made)
        self.count += 1
        name = f"{self.prefix}run-{self.count}"
        folder = self.write(made, name)
        self.progress("project: running")
        project = run_project(
            self.sandbox,
            environment or Environment(self.target.python, False),
            folder,
            made.hardening.package,
            notebook.folder,
            {f"{c.stage}/{c.given}": c.key for c in captures(made.hardening, self.target.original)},
            {stem: cell for cell, stem in made.hardening.figures},
            self.target.secrets,
            name,
            lambda: None,
        )
        return notebook, project

    def unstable(self, made: Made, notebook: Ran, project: ProjectRan) -> frozenset[str]:
        """Return the keys of values that a second run of the notebook does not give again.

        The second run is made once, and only where something differs.
        """
        if self.known is None and first_differing(made.hardening, project, notebook, frozenset()) is not None:
            self.progress("notebook: running again, to see what is not reproducible")
            second = self._run(made, captures(made.hardening, self.target.original), f"{self.prefix}again", 1)
            self.known = unstable(self.sandbox, self.target.python, notebook.folder, second.folder)
        return self.known or frozenset()

    def write(self, made: Made, name: str) -> Path:
        """Write a project into the sandbox, and return its folder."""
        folder = self.sandbox.folder / f"{name}-project"
        writer.write_files(made.plan.files, folder)
        return folder

    def redact(self, text: str) -> str:
        """Take secrets and paths of this machine out of a text: those of the sandbox and of installed libraries."""
        text = LIBRARIES.sub("", text)
        inside = re.escape(str(self.sandbox.folder)) + r"/[\w.-]+/?"
        return self.target.redact(re.sub(inside, "", text).replace(f"{self.target.beside}/", ""))

    def _run(self, made: Made, wanted: Sequence[Capture], name: str, hash_seed: int) -> Ran:
        target = self.target
        seed = 0 if made.hardening.seed else None
        plan = plan_of(target.notebook, target.cells, wanted, seed, made.hardening.package)
        clone_folder = self.sandbox.folder / f"{name}-folder"
        copy = copy_folder(target.beside, clone_folder, target.outside, target.output)
        ran = run_notebook(self.sandbox, target.python, plan, copy, name, self.progress, hash_seed)
        shutil.rmtree(clone_folder, ignore_errors=True)
        return ran
