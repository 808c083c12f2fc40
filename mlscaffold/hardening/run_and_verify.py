"""Runs the notebook and its project, and adds to the project what the runs have shown: proof, types, tests."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from mlscaffold.codegen.path_climbs import texts_go_up
from mlscaffold.errors import MlscaffoldError
from mlscaffold.filesystem import writer
from mlscaffold.hardening.data_files import mentioned
from mlscaffold.hardening.environment_files import secrets_of_files, variables_of_files
from mlscaffold.hardening.failure_hints import failure_hints
from mlscaffold.hardening.generate import Observations, documents, generate
from mlscaffold.hardening.normalize import statements_of
from mlscaffold.hardening.record_expectations import with_expectations
from mlscaffold.hardening.repair import Start, repair
from mlscaffold.hardening.run_recorded_tests import record, with_tests, without_recording
from mlscaffold.hardening.source import Source
from mlscaffold.hardening.stored_outputs import stored_differences
from mlscaffold.notebook.sensitive.secrets import redact, secret_finder
from mlscaffold.plan import PlannedFile
from mlscaffold.reporting.html import html_report
from mlscaffold.results.hardening import GeneratedProject
from mlscaffold.results.predict_outcome import PredictProof
from mlscaffold.results.proof import ProjectTests, Proof
from mlscaffold.verification.clean_run import fresh_environment, run_in_clean_env
from mlscaffold.verification.environment import Environment, add, load, make_environment
from mlscaffold.verification.notebook_run import Progress, run_thin
from mlscaffold.verification.predict_proof import prove_path
from mlscaffold.verification.project_run import ProjectRun
from mlscaffold.verification.prove import Attempt, prove
from mlscaffold.verification.record_expected import record_expected
from mlscaffold.verification.runs import Runs, VerificationTarget
from mlscaffold.verification.sandbox import Sandbox
from mlscaffold.verification.verdicts import proof_of

PARALLEL = 3
"""Threads: the environment, the thin notebook and the recording are independent; the proof uses the caller's."""


def run_and_verify(
    source: Source, python: str, output: Path, clean: bool, sandbox: Sandbox, progress: Progress
) -> GeneratedProject:
    """Generate a project, run it and the notebook, and add what the runs have shown.

    Args:
        source: the notebook.
        python: the interpreter that has its libraries, "" to create an environment with the inferred requirements.
        output: the project's folder.
        clean: whether to run the project in a fresh environment of its own.
        sandbox: where everything runs.
        progress: receives a message for each step.
    """
    try:
        python = python or _environment(source, sandbox, progress)

        def start_from(source: Source, prefix: str = "") -> Start:
            generated = generate(source, python)
            target = verification_target(source, generated, python, output)
            return Start(source, generated, Runs(target, sandbox, progress, prefix))

        start = repair(start_from(source), lambda repaired: start_from(repaired, "repaired-"))
        start = _with_opened(start, start_from)
        source, runs, generated = start.source, start.runs, start.generated
        with ThreadPoolExecutor(PARALLEL) as pool:
            try:
                return _with_runs(source, runs, generated, clean, pool)
            except BaseException:
                sandbox.stop()  # the pool waits for its threads, and they wait for their processes
                raise
    except MlscaffoldError as error:
        generated = generate(source, python or sys.executable)
        return _with_proof(source, generated, Proof(limits=(f"Nothing was run: {error}",)))


def _with_opened(start: Start, start_from: Callable[[Source], Start]) -> Start:
    """Return the start with the project that contains the files which the run of the notebook has opened."""
    run = start.runs.notebook(start.generated)
    opened, elsewhere = run.opened, [Path(path) for note in run.cells for path in note.get("secrets", ())]
    source = replace(start.source, opened=opened)
    again = start_from(source)
    private = [
        Path(one.source) for one in again.generated.hardening.files.missing if one.source and one.private
    ]
    if secrets := tuple(secrets_of_files((*private, *elsewhere))):
        again = start_from(replace(source, clean=source.clean.also(secrets)))
    again.runs.notebooks.extend(start.runs.notebooks)
    again.runs.prefix = start.runs.prefix
    return again


def _root(source: Source) -> Path | None:
    """Return the project folder if the code may use what is in it above the notebook's folder, None if it does not."""
    folder, code = source.folder, source.local
    modules = (
        file.read_text(encoding="utf-8", errors="replace") for name in code.homes for file in code.files(name)
    )
    above = any(not home.is_relative_to(folder.beside) for home in code.homes.values())
    climbs = above or texts_go_up(cell.source for cell in source.cells) or texts_go_up(modules)
    return folder.root if climbs and folder.depth else None


def _with_runs(
    source: Source, runs: Runs, generated: GeneratedProject, clean: bool, pool: ThreadPoolExecutor
) -> GeneratedProject:
    """Prove a project and add what the runs have shown; independent runs are parallel."""
    python = runs.target.python
    first, environment = generated, pool.submit(fresh_environment, runs, generated) if clean else None
    proved = prove(runs, generated)
    observations = _with_path(source, runs, proved, _observations(runs, proved))
    again = runs.unstable(proved.generated, proved.notebook, proved.project).texts
    stored = stored_differences(source.notebook, proved.notebook.texts, again)
    source = replace(source, remarks=(*source.remarks, *stored))
    generated = generate(source, python, proved.opt_outs, observations)
    if not proved.notebook.finished or proved.project.failure:
        who = "project" if proved.notebook.finished else "notebook"
        untested = ProjectTests(left_out=(f"The {who}'s run did not reach its end.",))
        found = proof_after(runs, proved, generated, proved.project)
        return _with_proof(source, generated, replace(found, tests=untested))
    thin = pool.submit(_thin, runs, proved, generated)
    recorded = pool.submit(record, runs, generated)
    owners = environment.result() if environment else Environment(python, False, "--no-clean-env is set.")
    later = set(generated.hardening.requirements).difference(first.hardening.requirements)
    if later:
        add(runs.sandbox, owners, sorted(later))
        runs.sandbox.servers.forget()  # what the server has imported was looked for before
    owned = run_in_clean_env(
        runs,
        generated,
        owners,
        proved.notebook,
        lambda found: generate(source, python, proved.opt_outs, observations.with_imports(found)),
        lambda made, project: (
            not any(one.verdict == "differs" for one in proof_after(runs, proved, made, project).channels)
        ),
    )
    expected = pool.submit(record_expected, runs, owned.generated, owners)
    generated, tests = with_tests(runs, owned.generated, owners, recorded.result())
    proof = replace(
        proof_after(runs, replace(proved, notebook=owned.notebook), generated, owned.project),
        environment="clean" if owners.clean else "notebook",
        why_not_clean=owners.why_not,
        imports=owned.imports,
        thin=thin.result(),
        tests=tests,
    )
    return with_expectations(source, _with_proof(source, generated, proof), expected.result(), proof)


def _with_path(source: Source, runs: Runs, proved: Attempt, observations: Observations) -> Observations:
    """Replay the path from raw rows to the notebook's final prediction, if there is one, and add what that shows."""
    if not proved.notebook.finished or proved.project.failure:
        return observations

    def proof(start: PredictProof) -> tuple[PredictProof | None, bool]:
        trial = generate(source, runs.target.python, proved.opt_outs, replace(observations, predict=start))
        found = prove_path(runs, trial, trial.path) if trial.path is not None else None
        return found, trial.path is not None and trial.path.decoded is not None

    found, decodes = proof(PredictProof())
    if found is not None and found.refused and decodes:  # the answers as they are may have a path
        found, _ = proof(PredictProof(decoded=False))
    return observations if found is None else replace(observations, predict=found)


def interpreter_of_project(sandbox: Sandbox, python: str) -> str:
    """Return the interpreter of the environment that was made for the project, the notebook's if there is none.

    Args:
        sandbox: where everything ran.
        python: the notebook's interpreter, "" if an environment was made for the notebook, too.
    """
    for name in ("environment", "notebook-environment"):
        for inside in ("bin/python", "Scripts/python.exe"):
            if (sandbox.folder / name / inside).exists():
                return str(sandbox.folder / name / inside)
    return python or sys.executable


def proof_after(runs: Runs, proved: Attempt, generated: GeneratedProject, project: ProjectRun) -> Proof:
    """Return the proof, from the last run of the project."""
    unstable = runs.unstable(generated, proved.notebook, project)
    found = proof_of(generated.hardening, proved.notebook, project, unstable, runs.target.cells, runs.redact)
    hints = failure_hints(found, generated.hardening.remarks)
    return replace(found, reverted=proved.reverted, limits=(*found.limits, *hints))


def _thin(runs: Runs, proved: Attempt, generated: GeneratedProject) -> str:
    """Run the thin notebook and return its result in words."""
    unstable = runs.unstable(proved.generated, proved.notebook, proved.project)
    result = run_thin(
        runs.sandbox,
        runs.target.python,
        runs.write(generated, "thin"),
        proved.notebook.folder,
        runs.captures(generated),
        unstable,
        runs.target.secrets,
    )
    return runs.redact(result)


def _observations(runs: Runs, proved: Attempt) -> Observations:
    """Return the observed values that are equal in all runs."""
    proof = proof_after(runs, proved, proved.generated, proved.project)
    outputs = [value for value in proof.values if value.where == "output"]
    equal = {(value.stage, value.name) for value in outputs if value.verdict == "equal"}
    return Observations(tuple(one for one in proof.observed if (one.stage, one.name) in equal))


def _environment(source: Source, sandbox: Sandbox, progress: Progress) -> str:
    """Create an environment with the inferred requirements, and return its interpreter.

    Raises:
        MlscaffoldError: it cannot be created.
    """
    progress("creating an environment with the notebook's libraries")
    inferred = generate(source, sys.executable)
    folder = sandbox.folder / "inferred"
    writer.write_files(inferred.plan.files, folder)
    environment = make_environment(sandbox, folder, sys.executable, "notebook-environment")
    if not environment.clean:
        raise MlscaffoldError(
            f"no environment could be created for the notebook: {environment.why_not}",
            hint="Choose an interpreter that has its libraries with --python",
        )
    add(sandbox, environment, ["ipython"])  # the notebook and the thin notebook run in it
    load(sandbox, environment, (f"{inferred.hardening.package}.pipeline",))
    return environment.python


def _with_proof(source: Source, generated: GeneratedProject, proof: Proof) -> GeneratedProject:
    generated = without_recording(generated)
    hardening = replace(generated.hardening, proof=proof)
    page = PlannedFile("report.html", html_report(hardening, generated.plan.files).encode())
    files = source.clean.clean((*documents(hardening), *_baseline(proof), page))
    return GeneratedProject(hardening, generated.plan.with_files(files))


def _baseline(proof: Proof) -> tuple[PlannedFile, ...]:
    """Return the metrics of the proven run as a file, with which later runs are compared."""
    unstable = {value.name for value in proof.values if value.verdict != "equal"}
    metrics = {name: number for name, number in proof.metrics if name not in unstable}
    if not metrics:
        return ()
    # ten digits: what is left of a float64 after the last bits that differ between platforms
    rounded = {name: float(f"{n:.10g}") if isinstance(n, float) else n for name, n in metrics.items()}
    return (PlannedFile("baseline.json", (json.dumps(rounded, indent=2) + "\n").encode()),)


def verification_target(
    source: Source, generated: GeneratedProject, python: str, output: Path
) -> VerificationTarget:
    """Return the project as the target of the verification."""
    secrets = source.clean.secrets
    literals = {name: value for one in source.clean.literals for value, name in one.variables.items()}
    return VerificationTarget(
        notebook=source.notebook,
        cells=source.cells,
        statements=statements_of(source.clean.cells)[0],
        folder=source.folder.beside,
        root=_root(source),
        search=source.local.search,
        paths=tuple(sorted(mentioned(generated.hardening.flow.statements))),
        output=output,
        python=python,
        secrets={**source.placeholders, **variables_of_files(source.folder), **literals},
        generate=lambda opt_outs: generate(source, python, opt_outs),
        redact=lambda text: redact(text, secrets),
        holds_secret=secret_finder(secrets),
        placeholders=source.placeholders,
    )
