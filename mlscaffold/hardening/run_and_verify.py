"""What the runs add to a project: the proof, and what it teaches."""

from __future__ import annotations

import json
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from mlscaffold.errors import MlscaffoldError
from mlscaffold.filesystem import writer
from mlscaffold.hardening.data_files import mentioned
from mlscaffold.hardening.documents import documents
from mlscaffold.hardening.generate import Observations, Source, make
from mlscaffold.hardening.normalize import statements_of
from mlscaffold.hardening.prune import without_recording
from mlscaffold.hardening.repair import Start, runnable
from mlscaffold.hardening.run_recorded_tests import with_tests
from mlscaffold.notebook.sensitive.secret_literals import SecretLiteral
from mlscaffold.notebook.sensitive.secrets import redact
from mlscaffold.plan import PlannedFile
from mlscaffold.reporting.html import html_report
from mlscaffold.results.hardening import Made
from mlscaffold.results.proof import Proof
from mlscaffold.verification.captures import captures
from mlscaffold.verification.clean_run import fresh_environment, run_as_owner
from mlscaffold.verification.environment import Environment, add, make_environment
from mlscaffold.verification.notebook_run import Progress
from mlscaffold.verification.project_run import ProjectRan
from mlscaffold.verification.prove import Proved, prove
from mlscaffold.verification.record_stages import record
from mlscaffold.verification.runs import Runs
from mlscaffold.verification.sandbox import Sandbox
from mlscaffold.verification.target import VerificationTarget
from mlscaffold.verification.thin_run import run_thin
from mlscaffold.verification.verdicts import proof_of


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

        def start_with(given: Source, prefix: str = "") -> Start:
            made = make(given, python)
            return Start(
                given, made, Runs(lint_target_of(given, made, python, output), sandbox, progress, prefix)
            )

        start = runnable(start_with(source), lambda mended: start_with(mended, "mended-"))
        source, runs, made = start.source, start.runs, start.made
        with ThreadPoolExecutor(3) as pool:
            try:
                return _with_runs(source, runs, made, clean, pool)
            except BaseException:
                sandbox.stop()  # the pool waits for its threads, and these for their processes
                raise
    except MlscaffoldError as error:
        made = make(source, python or sys.executable)
        return _with_proof(source, made, Proof(limits=(f"Nothing was run: {error}",)))


def _with_runs(source: Source, runs: Runs, made: Made, clean: bool, pool: ThreadPoolExecutor) -> Made:
    """Prove a project, and add what the runs teach; what does not wait for one another runs at the same time."""
    python = runs.target.python
    environment = pool.submit(fresh_environment, runs, made) if clean else None
    proved = prove(runs, made)
    taught = _taught(runs, proved)
    made = make(source, python, proved.kept, taught)
    if not proved.notebook.finished or proved.project.failure:
        return _with_proof(source, made, proof_after(runs, proved, made, proved.project))
    thin = pool.submit(_thin, runs, proved, made)
    recorded = pool.submit(record, runs, made)
    owners = environment.result() if environment else Environment(python, False, "--no-clean-env was given.")
    owned = run_as_owner(
        runs,
        made,
        owners,
        proved.notebook,
        lambda found: make(source, python, proved.kept, taught.with_imports(found)),
    )
    made, tests = with_tests(runs, owned.made, owners, recorded.result())
    proof = replace(
        proof_after(runs, proved, made, owned.project),
        environment="clean" if owners.clean else "notebook",
        why_not_clean=owners.why_not,
        imports=owned.imports,
        thin=thin.result(),
        tests=tests,
    )
    return _with_proof(source, made, proof)


def proof_after(runs: Runs, proved: Proved, made: Made, project: ProjectRan) -> Proof:
    """Return what the runs have shown, by the last run of the project."""
    unstable = runs.unstable(made, proved.notebook, project)
    found = proof_of(made.hardening, proved.notebook, project, unstable, runs.target.cells, runs.redact)
    return replace(found, taken_back=proved.taken_back)


def _thin(runs: Runs, proved: Proved, made: Made) -> str:
    """Run the thin notebook, and say how that ended."""
    wanted = captures(made.hardening, runs.target.original)
    unstable = runs.known or frozenset()
    said = run_thin(
        runs.sandbox,
        runs.target.python,
        runs.write(made, "thin"),
        proved.notebook.folder,
        wanted,
        unstable,
        runs.target.secrets,
    )
    return runs.redact(said)


def _taught(runs: Runs, proved: Proved) -> Observations:
    """Return what the project takes over from the runs: of values only those that are the same in each run."""
    proof = proof_after(runs, proved, proved.made, proved.project)
    equal = {(value.stage, value.name) for value in proof.values if value.verdict == "equal"}
    return Observations(tuple(one for one in proof.observed if (one.stage, one.name) in equal))


def _environment(source: Source, sandbox: Sandbox, progress: Progress) -> str:
    """Make an environment with the libraries that the notebook seems to need, and return its interpreter.

    Raises:
        MlscaffoldError: it cannot be made.
    """
    progress("making an environment with the notebook's libraries")
    guessed = make(source, sys.executable)
    folder = sandbox.folder / "guessed"
    writer.write_files(guessed.plan.files, folder)
    package = guessed.hardening.package
    made = make_environment(sandbox, folder, sys.executable, package, "notebook-environment", lambda: None)
    if not made.clean:
        raise MlscaffoldError(
            f"no environment could be made for the notebook: {made.why_not}",
            hint="Name the interpreter that has its libraries with --python",
        )
    add(sandbox, made, ["ipython"])  # notebooks run in it, the thin one too
    return made.python


def _with_proof(source: Source, made: Made, proof: Proof) -> Made:
    made = without_recording(made)
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


def lint_target_of(source: Source, made: Made, python: str, output: Path) -> VerificationTarget:
    """Return what is to be proved of a project that has been made."""
    secrets = source.clean.secrets
    return VerificationTarget(
        notebook=source.notebook,
        cells=source.cells,
        original=statements_of(source.clean.cells)[0],
        beside=source.file.resolve().parent,
        outside=tuple(sorted(mentioned(made.hardening.flow.statements))),
        output=output,
        python=python,
        secrets={secret.variable: secret.value for secret in secrets if isinstance(secret, SecretLiteral)},
        make=lambda kept: make(source, python, kept),
        redact=lambda text: redact(text, secrets) if secrets else text,
    )
