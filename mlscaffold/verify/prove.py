"""The proof: the notebook and the project are run, and what stages give is compared; what differs is taken back."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path

from mlscaffold import disk
from mlscaffold.errors import MlscaffoldError
from mlscaffold.flow.statements import Statement
from mlscaffold.hardening import Made
from mlscaffold.notebook.kept import NOTHING, Kept
from mlscaffold.notebook.magics import PythonCell
from mlscaffold.notebook.model import Notebook
from mlscaffold.proof import Proof, TakenBack
from mlscaffold.verify.candidates import Candidate, candidates
from mlscaffold.verify.captures import Capture, captures
from mlscaffold.verify.copies import copy_folder
from mlscaffold.verify.environment import Environment, add, make_environment
from mlscaffold.verify.extras import extras
from mlscaffold.verify.notebook_run import Progress, Ran, plan_of, run_notebook
from mlscaffold.verify.project_run import ProjectRan, run_project
from mlscaffold.verify.sandbox import Sandbox
from mlscaffold.verify.stability import unstable
from mlscaffold.verify.verdicts import Differing, first_differing, proof_of

Imports = tuple[tuple[str, str], ...]
"""Names and versions of distributions."""
LACKING = re.compile(r"ImportError|ModuleNotFoundError|optional dependency")
ATTEMPTS = 12  # project runs that look for what to take back


@dataclass(frozen=True, slots=True)
class Subject:
    """What is to be proved.

    Args:
        notebook: the notebook as it stands in its file, secrets included: it is what runs.
        cells: its code cells as Python.
        original: its statements before any rewriting.
        beside: the notebook's folder.
        outside: paths that the notebook names.
        output: the folder of the project to be, which is no part of the notebook's.
        python: the interpreter that has the notebook's libraries.
        secrets: environment variables that stand for what were secrets in the source.
        clean: whether to make a fresh environment for the project.
        make: makes the project, all but the refactorings given, with distributions more that it asks for.
        blot: takes secrets out of a text.
    """

    notebook: Notebook
    cells: tuple[PythonCell, ...]
    original: tuple[Statement, ...]
    beside: Path
    outside: tuple[str, ...]
    output: Path
    python: str
    secrets: Mapping[str, str]
    clean: bool
    make: Callable[[Kept, Imports], Made]
    blot: Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Proved:
    """What the proof leaves.

    Args:
        made: the project that is proved.
        kept: refactorings that were not made.
        shaky: keys of values that are not reproducible.
        proof: what the runs have shown.
        environment: the interpreter that the project ran with.
        notebook: the run of the notebook.
        project: the project's last run.
        folder: the project's files as it ran.
    """

    made: Made
    kept: Kept
    shaky: frozenset[str]
    proof: Proof
    environment: Environment
    notebook: Ran
    project: ProjectRan
    folder: Path


def prove(subject: Subject, made: Made, sandbox: Sandbox, progress: Progress) -> Proved:
    """Run the notebook and the project, compare, and take back what is not equal.

    Args:
        subject: what is to be proved.
        made: the project with all refactorings.
        sandbox: where everything runs.
        progress: told what is being done.
    """
    with ThreadPoolExecutor(1) as pool:
        runs = _Runs(subject, sandbox, progress, pool, made)
        try:
            return runs.proved(made)
        finally:
            pool.shutdown(cancel_futures=True)


@dataclass
class _Runs:
    """The runs of one proof; none is repeated that has been made."""

    subject: Subject
    sandbox: Sandbox
    progress: Progress
    pool: ThreadPoolExecutor
    first: Made
    count: int = 0
    imports: Imports = ()
    notebooks: list[tuple[frozenset[str], Ran]] = field(default_factory=list)
    environment: Future[Environment] = field(init=False)

    def __post_init__(self) -> None:
        self.environment = self.pool.submit(self._environment, self.first)

    def proved(self, made: Made) -> Proved:
        """Prove a project, taking back what has to be."""
        kept, taken = NOTHING, list[TakenBack]()
        notebook, project, folder = self.compared(made)
        if notebook.finished and LACKING.search(project.failure):
            made = self.with_extras(made, notebook)
            notebook, project, folder = self.compared(made)
        shaky = self.shaky(made, notebook, project)
        differing = first_differing(made.hardening, project, notebook, shaky)
        tried: set[bytes] = {_code(made)}
        while differing is not None and self.count < ATTEMPTS:
            found = self.mended(made, kept, differing, tried, notebook)
            if found is None:
                break
            candidate, made, kept, project, notebook, folder = found
            taken.append(TakenBack(candidate.what, differing.stage, candidate.cells, differing.why))
            differing = first_differing(made.hardening, project, notebook, shaky)
        environment = self.environment.result()
        blot = without_paths(self.sandbox, self.subject.blot)
        proof = proof_of(made.hardening, notebook, project, shaky, self.subject.cells, blot)
        proof = replace(
            proof,
            environment="clean" if environment.clean else "notebook",
            why_not_clean=environment.why_not,
            taken_back=tuple(taken),
            imports=self.imports,
        )
        return Proved(made, kept, shaky, proof, environment, notebook, project, folder)

    def with_extras(self, made: Made, notebook: Ran) -> Made:
        """Have the project ask for what the notebook's run has loaded by name only."""
        requirements = made.hardening.requirements
        self.imports = extras(self.sandbox, self.subject.python, notebook, requirements)
        add(self.sandbox, self.environment.result(), self.imports)
        return self.subject.make(NOTHING, self.imports)

    def mended(
        self, made: Made, kept: Kept, differing: Differing, tried: set[bytes], notebook: Ran
    ) -> tuple[Candidate, Made, Kept, ProjectRan, Ran, Path] | None:
        """Find the refactoring without which a stage gives what the notebook has."""
        for candidate in candidates(made.hardening, differing.stage):
            wanted = kept.also(candidate.refactorings, candidate.cells)
            other = self.subject.make(wanted, self.imports)
            if _code(other) in tried or self.count >= ATTEMPTS:
                continue
            tried.add(_code(other))
            self.progress(f"{differing.stage} differs: trying without {candidate.what}")
            ran, project, folder = self.compared(other)
            now = first_differing(other.hardening, project, ran, frozenset())
            if now is None or now.cell > differing.cell:
                return candidate, other, wanted, project, ran, folder
        return None

    def compared(self, made: Made) -> tuple[Ran, ProjectRan, Path]:
        """Run a project against the notebook's values; the notebook runs only if a value is missing."""
        wanted = captures(made.hardening, self.subject.original)
        notebook = self.notebook(made, wanted)
        self.count += 1
        folder = self.sandbox.folder / f"project-{self.count}"
        disk.write_files(made.plan.files, folder)
        environment = self.environment.result()
        if environment.clean and self.count > 1:
            environment = replace(environment, clean=False)  # its libraries, with this project's own source
        figures = {stem: cell for cell, stem in made.hardening.figures}
        self.progress("project: running")
        project = run_project(
            self.sandbox,
            environment,
            self._installed() if environment.clean else folder,
            made.hardening.package,
            notebook.folder,
            self.keys(made),
            figures,
            self.subject.secrets,
            f"run-{self.count}",
            lambda: None,
        )
        return notebook, project, folder

    def keys(self, made: Made) -> dict[str, str]:
        """Return under which key the notebook's value of what a stage gives is noted."""
        return {f"{c.stage}/{c.given}": c.key for c in captures(made.hardening, self.subject.original)}

    def notebook(self, made: Made, wanted: Sequence[Capture]) -> Ran:
        """Return a run of the notebook that notes the values wanted."""
        keys = frozenset(capture.key for capture in wanted)
        for known, ran in self.notebooks:
            if keys <= known:
                return ran
        ran = self._run_notebook(made, wanted, f"notebook-{len(self.notebooks) + 1}", 0)
        self.notebooks.append((keys, ran))
        return ran

    def shaky(self, made: Made, notebook: Ran, project: ProjectRan) -> frozenset[str]:
        """Return the keys of values that a second run of the notebook does not give again.

        The second run is made only where something differs.
        """
        if first_differing(made.hardening, project, notebook, frozenset()) is None:
            return frozenset()
        self.progress("notebook: running again, to see what is not reproducible")
        second = self._run_notebook(made, captures(made.hardening, self.subject.original), "again", 1)
        return unstable(self.sandbox, self.subject.python, notebook.folder, second.folder)

    def _run_notebook(self, made: Made, wanted: Sequence[Capture], name: str, hash_seed: int) -> Ran:
        subject = self.subject
        seed = 0 if made.hardening.seed else None
        plan = plan_of(subject.notebook, subject.cells, wanted, seed, made.hardening.package)
        target = self.sandbox.folder / f"{name}-folder"
        copy = copy_folder(subject.beside, target, subject.outside, subject.output)
        ran = run_notebook(self.sandbox, subject.python, plan, copy, name, self.progress, hash_seed)
        shutil.rmtree(target, ignore_errors=True)
        return ran

    def _environment(self, made: Made) -> Environment:
        if not self.subject.clean:
            return Environment(self.subject.python, False, "--no-clean-env was given.")
        folder = self._installed()
        disk.write_files(made.plan.files, folder)
        return make_environment(
            self.sandbox, folder, self.subject.python, made.hardening.package, "environment", lambda: None
        )

    def _installed(self) -> Path:
        return self.sandbox.folder / "installed"


def without_paths(sandbox: Sandbox, blot: Callable[[str], str]) -> Callable[[str], str]:
    """Return what takes secrets and paths of the sandbox out of a text."""
    inside = re.compile(re.escape(str(sandbox.folder)) + r"/[\w.-]+/?")
    return lambda text: blot(inside.sub("", text))


def _code(made: Made) -> bytes:
    """Return the project's source, to tell whether two projects are the same."""
    return b"\0".join(file.content for file in made.plan.files if file.path.startswith("src/"))


def not_run(error: MlscaffoldError) -> Proof:
    """Return the proof of a notebook that could not be run at all."""
    return Proof(limits=(f"Nothing was run: {error}",))
