"""The command `harden`: reads a notebook, generates and proves a project, then writes it or merges it into the old one."""

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from mlscaffold.commands.verify_merged import MergedVerdict, verify_merged
from mlscaffold.environments import interpreter
from mlscaffold.errors import MlscaffoldError
from mlscaffold.filesystem import writer
from mlscaffold.hardening.generate import generate
from mlscaffold.hardening.run_recorded_tests import without_recording
from mlscaffold.hardening.source import Source, read
from mlscaffold.notebook.magics import PythonCell
from mlscaffold.plan import ProjectPlan
from mlscaffold.projects.answers import Specification, recover
from mlscaffold.projects.components.component import resolved
from mlscaffold.projects.merge.preconditions import check_ready
from mlscaffold.projects.merge.run_update import update
from mlscaffold.projects.merge.update_report import UpdateResult
from mlscaffold.projects.new.lock import relock
from mlscaffold.projects.rendered_project import compose, read_project, with_template_files_note
from mlscaffold.projects.snapshot import with_snapshot
from mlscaffold.reporting.hardening_json import as_json
from mlscaffold.reporting.terminal import terminal
from mlscaffold.results.hardening import GeneratedProject, Hardening


@dataclass(frozen=True, slots=True)
class RunOptions:
    """How to run the notebook and the project to prove that they compute the same.

    Args:
        timeout: seconds for one run.
        clean: whether the project runs in a fresh environment made from its own pyproject.toml.
        progress: called with a message for each step.
        memory: bytes of memory that one run may use with all its processes, 0 for most of the machine's.
    """

    timeout: float
    clean: bool
    progress: Callable[[str], None]
    memory: int = 0


Merge = Callable[[ProjectPlan], UpdateResult]
"""Merges a hardened project into an existing one."""


@dataclass(frozen=True, slots=True)
class HardenResult:
    """The result of the command.

    Args:
        hardening: the result for the notebook.
        output: the project's folder.
        summary: the summary for the terminal.
        merged: the result of merging into an existing project, None for a new folder.
        verdict: whether the merged project computes what the notebook computes, None for a new folder.
    """

    hardening: Hardening
    output: str
    summary: str
    merged: UpdateResult | None = None
    verdict: MergedVerdict | None = None

    @property
    def report(self) -> str:
        """The report for the terminal: of a merged project, first the verdict on what is now on disk."""
        parts = (self.verdict and self.verdict.text, self.summary, self.merged and self.merged.text)
        return "\n\n".join(part for part in parts if part)

    @property
    def status(self) -> int:
        """Exit status: 1 for skipped cells, an unproven run, failing tests or conflicts, else 0."""
        proof = self.hardening.proof
        unproven = proof is not None and not proof.proven
        failing = proof is not None and bool(proof.tests.failed)
        conflicts = self.merged is not None and self.merged.status > 0
        broken = self.verdict is not None and self.verdict.status > 0
        return int(bool(self.hardening.skipped) or unproven or failing or conflicts or broken)

    def as_json(self) -> dict[str, object]:
        """Return the report for `--json`."""
        report = as_json(self.hardening, self.output)
        if self.merged is None:
            return report
        files = {one.path: one.kind for one in self.merged.files}
        verdict = {"merged": self.verdict.as_json()} if self.verdict else {}
        return report | {"files": files, "conflicts": list(self.merged.conflicts)} | verdict


def harden(
    notebook: Path,
    output: Path,
    python: str | None,
    strict: bool,
    options: RunOptions | None = None,
    merge: Merge | None = None,
    dry_run: bool = False,
    included: tuple[Path, ...] = (),
) -> HardenResult:
    """Turn a notebook into a project, and prove that it computes the same.

    Args:
        notebook: the notebook's file.
        output: the project's folder, which is created.
        python: the interpreter that has the notebook's libraries, None to find one.
        strict: whether to refuse a notebook with a cell that cannot be parsed.
        options: how to run it, None to execute none of its code.
        merge: merges the result into an existing project, None to write a new folder.
        dry_run: whether the merge only shows what would change, so that there is no merged project to verify.
        included: files and folders outside the notebook's project folder to copy from, too.

    Raises:
        MlscaffoldError: the notebook cannot be read, or the folder cannot be written.
    """
    if merge is None:
        writer.check_free(output)
    source = read(notebook, included)
    if strict:
        _check_parsed(source.cells, notebook)
    known = interpreter.known(python or "", source.notebook.kernel)
    interpreter.version_of(known or sys.executable)  # one that is too old is refused before anything runs
    if options is None:
        generated = without_recording(generate(source, known or sys.executable))
        merged = _write(generated.plan, output, merge)
        verdict = verify_merged(None, output, merged, known) if merged and not dry_run else None
    else:
        generated, merged, verdict = _verified(source, known, output, options, merge, dry_run)
    summary = terminal(generated.hardening, str(output))
    return HardenResult(generated.hardening, str(output), summary, merged, verdict)


def harden_again(
    notebook: Path,
    output: Path,
    python: str | None,
    strict: bool,
    options: RunOptions | None = None,
    dry_run: bool = False,
    included: tuple[Path, ...] = (),
) -> HardenResult:
    """Harden a changed notebook, and merge the result into the project that was made from it.

    Args:
        notebook: the notebook's file.
        output: the project's folder.
        python: the interpreter that has the notebook's libraries, None to find one.
        strict: whether to refuse a notebook with a cell that cannot be parsed.
        options: how to run it, None to execute none of its code.
        dry_run: whether to show only what would change.
        included: files and folders outside the notebook's project folder to copy from, too.

    Returns:
        The hardening and the result of the merge, with status 1 if there are conflicts.

    Raises:
        MlscaffoldError: the project was made from something else, or cannot be updated; then nothing was run.
    """
    check_ready(output)
    project = read_project(output)
    _check_same_notebook(project.specification, project.folder, notebook)
    return harden(
        notebook,
        output,
        python,
        strict,
        options,
        lambda plan: merge_hardened(plan, output, dry_run),
        dry_run,
        included,
    )


def merge_hardened(plan: ProjectPlan, folder: Path, dry_run: bool = False) -> UpdateResult:
    """Merge a newly hardened notebook into its project, which keeps its components.

    Args:
        plan: the newly hardened project, without snapshot and components.
        folder: the project's folder, or one inside.
        dry_run: whether to show only what would change.

    Returns:
        The result, with status 1 if there are conflicts.

    Raises:
        MlscaffoldError: the project cannot be updated; then nothing was changed.
    """
    project = read_project(folder)
    answers = recover({file.path: file.content for file in plan.files}).answers
    wanted = resolved(project.specification.components)
    return update(project.folder, compose(with_template_files_note(plan), wanted, answers), dry_run, relock)


def updatable(plan: ProjectPlan) -> ProjectPlan:
    """Return a hardened project with the snapshot that an update needs; the last step before it is written."""
    return with_snapshot(with_template_files_note(plan))


def _verified(
    source: Source, python: str, output: Path, options: RunOptions, merge: Merge | None, dry_run: bool
) -> tuple[GeneratedProject, UpdateResult | None, MergedVerdict | None]:
    """Generate a project, prove it, and write it; a merged project is verified again as it is on disk."""
    from mlscaffold.hardening.run_and_verify import interpreter_of_project, run_and_verify
    from mlscaffold.verification.sandbox import Limits, Sandbox

    usual = Limits(options.timeout)
    with Sandbox(replace(usual, memory=options.memory or usual.memory)) as sandbox:
        generated = run_and_verify(source, python, output, options.clean, sandbox, options.progress)
        merged = _write(generated.plan, output, merge)
        verdict = None
        if merged and not dry_run:
            options.progress("merged project: running")
            verdict = verify_merged(sandbox, output, merged, interpreter_of_project(sandbox, python))
    return generated, merged, verdict


def _write(plan: ProjectPlan, output: Path, merge: Merge | None) -> UpdateResult | None:
    if merge is not None:
        return merge(plan)
    writer.write_project(updatable(plan), output)
    return None


def _check_parsed(cells: Sequence[PythonCell], notebook: Path) -> None:
    for cell in cells:
        if cell.failure is not None:
            error = cell.failure
            raise MlscaffoldError(
                error.what, where=str(notebook), hint=error.hint, location=error.location, status=1
            )


def _check_same_notebook(specification: Specification, folder: Path, notebook: Path) -> None:
    sources = [path for path, _ in specification.answers.notebooks]
    if specification.is_new or not sources:
        what, hint = "this project was not made from a notebook", "Choose another folder with --output"
    elif Path(sources[0]).name != notebook.name:
        what = f"this project was made from {sources[0]}, not from {notebook.name}"
        hint = "Choose another folder with --output, or rename the notebook back"
    else:
        return
    raise MlscaffoldError(what, where=str(folder), hint=hint)
