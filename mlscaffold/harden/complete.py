"""What the runs add to a project: the proof, and what it teaches."""

from __future__ import annotations

import json
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from mlscaffold import disk
from mlscaffold.errors import MlscaffoldError
from mlscaffold.harden.documents import documents
from mlscaffold.harden.files import mentioned
from mlscaffold.harden.make import Source, Taught, make
from mlscaffold.harden.prepare import statements_of
from mlscaffold.harden.tests import with_tests
from mlscaffold.hardening import Made
from mlscaffold.notebook.secret_literals import SecretLiteral
from mlscaffold.notebook.secrets import redact
from mlscaffold.project.plan import PlannedFile
from mlscaffold.proof import Proof
from mlscaffold.report.html import html_report
from mlscaffold.verify.captures import captures
from mlscaffold.verify.environment import make_environment
from mlscaffold.verify.notebook_run import Progress
from mlscaffold.verify.prove import Proved, Subject, not_run, prove, without_paths
from mlscaffold.verify.sandbox import Sandbox
from mlscaffold.verify.thin_run import run_thin


def complete(
    source: Source, python: str, output: Path, clean: bool, sandbox: Sandbox, progress: Progress
) -> Made:
    """Make a project, run it and the notebook, and add what the runs have shown.

    Args:
        source: the notebook.
        python: the interpreter that has its libraries, "" to make an environment with what it seems to need.
        output: where the project is going to stand.
        clean: whether to run it in a fresh environment of its own.
        sandbox: where everything runs.
        progress: told what is being done.
    """
    try:
        python = python or _environment(source, sandbox, progress)
    except MlscaffoldError as error:
        made = make(source, sys.executable)
        return _with_proof(source, made, not_run(error))
    made = make(source, python)
    try:
        subject = subject_of(source, made, python, output, clean)
        proved = prove(subject, made, sandbox, progress)
    except MlscaffoldError as error:
        return _with_proof(source, made, not_run(error))
    return _with_runs(source, python, subject, proved, sandbox, progress)


def _with_runs(
    source: Source, python: str, subject: Subject, proved: Proved, sandbox: Sandbox, progress: Progress
) -> Made:
    """Add what the runs teach, record tests, and run these and the thin notebook at the same time."""
    progress("recording tests, running the notebook of the project")
    taught = make(source, python, proved.kept, _taught(proved.proof))
    if not proved.notebook.finished or proved.project.failure:
        return _with_proof(source, taught, proved.proof)
    with ThreadPoolExecutor(1) as pool:
        thin = pool.submit(_thin, subject, taught, proved, sandbox)
        tested, tests = with_tests(taught, proved.environment, sandbox, subject.secrets)
        proof = replace(proved.proof, thin=thin.result(), tests=tests)
    return _with_proof(source, tested, proof)


def _thin(subject: Subject, made: Made, proved: Proved, sandbox: Sandbox) -> str:
    """Run the thin notebook, and say how that ended."""
    folder = sandbox.folder / "thin-project"
    disk.write_files(made.plan.files, folder)
    wanted = captures(made.hardening, subject.original)
    said = run_thin(
        sandbox, subject.python, folder, proved.notebook.folder, wanted, proved.shaky, subject.secrets
    )
    return without_paths(sandbox, subject.blot)(said)


def _taught(proof: Proof) -> Taught:
    """Return what the project takes over from the runs: of values only those that are the same in each run."""
    equal = {(value.stage, value.name) for value in proof.values if value.verdict == "equal"}
    observed = tuple(one for one in proof.observed if (one.stage, one.name) in equal)
    return Taught(observed, tuple(f"{name}=={version}" for name, version in proof.imports))


def _environment(source: Source, sandbox: Sandbox, progress: Progress) -> str:
    """Make an environment with the libraries that the notebook seems to need, and return its interpreter.

    Raises:
        MlscaffoldError: it cannot be made.
    """
    progress("making an environment with the notebook's libraries")
    guessed = make(source, sys.executable)
    folder = sandbox.folder / "guessed"
    disk.write_files(guessed.plan.files, folder)
    package = guessed.hardening.package
    made = make_environment(sandbox, folder, sys.executable, package, "notebook-environment", lambda: None)
    if not made.clean:
        raise MlscaffoldError(
            f"no environment could be made for the notebook: {made.why_not}",
            hint="Name the interpreter that has its libraries with --python",
        )
    return made.python


def _with_proof(source: Source, made: Made, proof: Proof) -> Made:
    hardening = replace(made.hardening, proof=proof)
    page = PlannedFile("report.html", html_report(hardening, made.plan.files).encode())
    files = source.clean.clean((*documents(hardening), *_baseline(proof), page))
    return Made(hardening, made.plan.with_files(files))


def _baseline(proof: Proof) -> tuple[PlannedFile, ...]:
    """Return the metrics of the proven run as a file, by which later runs are judged."""
    unstable = {value.name for value in proof.values if value.verdict != "equal"}
    metrics = {name: number for name, number in proof.metrics if name not in unstable}
    if not metrics:
        return ()
    rounded = {name: float(f"{n:.10g}") if isinstance(n, float) else n for name, n in metrics.items()}
    return (PlannedFile("baseline.json", (json.dumps(rounded, indent=2) + "\n").encode()),)


def subject_of(source: Source, made: Made, python: str, output: Path, clean: bool) -> Subject:
    """Return what is to be proved of a project that has been made."""
    secrets = source.clean.secrets
    return Subject(
        notebook=source.notebook,
        cells=source.cells,
        original=statements_of(source.clean.cells)[0],
        beside=source.file.resolve().parent,
        outside=tuple(sorted(mentioned(made.hardening.flow.statements))),
        output=output,
        python=python,
        secrets={secret.variable: secret.value for secret in secrets if isinstance(secret, SecretLiteral)},
        clean=clean,
        make=lambda kept, imports: make(
            source,
            python,
            kept,
            Taught(requirements=tuple(f"{name}=={version}" for name, version in imports)),
        ),
        blot=lambda text: redact(text, secrets) if secrets else text,
    )
