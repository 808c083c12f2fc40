"""Verifies a project against a new run of the notebook that it keeps: every value in full instead of its fingerprint."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Any

from mlscaffold.errors import MlscaffoldError
from mlscaffold.hardening.generate import generate
from mlscaffold.hardening.run_and_verify import verification_target
from mlscaffold.hardening.source import read
from mlscaffold.plan import PlannedFile
from mlscaffold.results.hardening import GeneratedProject
from mlscaffold.results.verification import VerifiedProject
from mlscaffold.verification.captures import Capture
from mlscaffold.verification.expectations import Expected
from mlscaffold.verification.file_comparison import ProjectFile, matched
from mlscaffold.verification.notebook_run import NotebookRun, Progress
from mlscaffold.verification.observed_run import (
    ObservedFile,
    ObservedStage,
    fingerprints_of_files,
    sha256_of,
)
from mlscaffold.verification.probe.notes import by_key, read_node
from mlscaffold.verification.runs import Runs
from mlscaffold.verification.sandbox import Sandbox
from mlscaffold.verification.verify_copy import VerifyRequest, package_of, verify

END = "end:"
NOTE = "Values, figures and files are compared with a new run of the notebook, text and metrics with what was recorded."


def verify_with_notebook(
    sandbox: Sandbox,
    request: VerifyRequest,
    expected: Expected,
    beside: Iterable[PlannedFile],
    progress: Progress,
) -> VerifiedProject:
    """Run the notebook and the project, and compare them.

    Args:
        sandbox: where they run.
        request: the project.
        expected: what was recorded of it.
        beside: the notebook and the modules beside it.
        progress: receives a message for each step.

    Raises:
        MlscaffoldError: the notebook does not run to its end.
    """
    folder = _beside_notebook(sandbox.folder / "kept", request.folder, expected, beside)
    source = read(folder / expected.notebook)
    generated = generate(source, request.python)
    runs = Runs(
        verification_target(source, generated, request.python, request.folder), sandbox, progress, "full-"
    )
    run = runs.notebook(generated, complete=True)
    _check_finished(run, expected)
    again = expected_of_run(expected, generated, runs.captures(generated), run)
    files = dict(_files(expected, run))
    package = package_of(request.folder, expected)
    again = replace(again, files=fingerprints_of_files(sandbox, request.python, package, files, "full-files"))
    progress("project: running")
    found = verify(sandbox, request, again, whole=True)
    return replace(found, full=True, notes=(NOTE, *found.notes))


def _beside_notebook(folder: Path, project: Path, expected: Expected, beside: Iterable[PlannedFile]) -> Path:
    """Write the notebook, its modules and its data to a folder, and return it."""
    above = max([PurePosixPath(one.path).parts.count("..") for one in expected.data.values()], default=0)
    folder = folder.joinpath(*["inner"] * above)
    folder.mkdir(parents=True)
    for file in beside:
        (folder / file.path).parent.mkdir(parents=True, exist_ok=True)
        (folder / file.path).write_bytes(file.content)
    for place, data in expected.data.items():
        target = folder / data.path
        if (project / place).is_file() and not Path(data.path).is_absolute():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(project / place, target)
    return folder


def _check_finished(run: NotebookRun, expected: Expected) -> None:
    if run.finished:
        return
    failed = next((f"cell {cell['cell']}: {cell['error']}" for cell in run.cells if cell["error"]), run.why)
    hint = "Check the data and the interpreter (--python), or verify without --full"
    raise MlscaffoldError(f"the notebook stops: {failed}", where=expected.notebook, hint=hint, status=1)


def expected_of_run(
    expected: Expected, generated: GeneratedProject, captures: Iterable[Capture], run: NotebookRun
) -> Expected:
    """Return expectations with the values, figures and files of a run of the notebook.

    Args:
        expected: what was recorded.
        generated: the project that the notebook gives.
        captures: where its values were noted.
        run: the run.
    """
    own = {path: file for path, file in expected.observed.files.items() if file.own}
    written = {path: ObservedFile(sha256_of(place), own=False) for path, place in _files(expected, run)}
    observed = replace(
        expected.observed,
        stages=_stages(expected, captures, run),
        end=dict(_end(generated, run)),
        figures=tuple(_figures(expected, generated, run)),
        files={**own, **written},
    )
    recorded = tuple(one for one in expected.not_proven if one.stage in {"text", "command"})
    return replace(expected, observed=observed, not_proven=recorded)


def _stages(expected: Expected, captures: Iterable[Capture], run: NotebookRun) -> tuple[ObservedStage, ...]:
    """Return the recorded stages with the notebook's values."""
    folder = str(run.folder)
    notes = by_key(folder, "value")
    keys = {f"{capture.stage}/{capture.output}": capture.key for capture in captures}

    def values(stage: str, names: Iterable[str]) -> dict[str, Any]:
        found = {name: notes.get(keys.get(f"{stage}/{name}", "")) for name in names}
        return {
            name: read_node(folder, note["file"])
            for name, note in found.items()
            if note is not None and note["kind"] != "unbound"
        }

    return tuple(
        ObservedStage(stage.name, values(stage.name, stage.outputs), values(stage.name, stage.locals))
        for stage in expected.observed.stages
    )


def _end(generated: GeneratedProject, run: NotebookRun) -> Iterable[tuple[str, Any]]:
    """Yield the values that are alive at the notebook's end, under their names in the project."""
    renamed = dict(generated.hardening.renamed)
    for key, note in by_key(str(run.folder), "value").items():
        if key.startswith(END) and note["kind"] != "definition":
            name = key[len(END) :]
            yield renamed.get(name, name), read_node(str(run.folder), note["file"])


def _figures(expected: Expected, generated: GeneratedProject, run: NotebookRun) -> Iterable[tuple[str, Any]]:
    """Yield the figures of a run under the names of their files in the project, if they were recorded there."""
    recorded = {name for name, _ in expected.observed.figures}
    stems = dict(generated.hardening.figures)
    counts: dict[str, int] = {}
    for note in by_key(str(run.folder), "figure").values():
        stem = stems.get(note["cell"], "")
        counts[stem] = counts.get(stem, 0) + 1
        name = stem if counts[stem] == 1 else f"{stem}-{counts[stem]}"
        if name in recorded:
            yield name, read_node(str(run.folder), note["file"])


def _files(expected: Expected, run: NotebookRun) -> Iterable[tuple[str, Path]]:
    """Yield the files of a run under their paths in the project."""
    recorded = [
        ProjectFile(path, Path(path)) for path, file in expected.observed.files.items() if not file.own
    ]
    for path, found in matched(tuple(run.files), recorded).items():
        yield found.path, run.files[path]
