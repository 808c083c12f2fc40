"""Makes hardened projects, applies edits to copies of them, and lets `verify` judge."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from mlscaffold.commands.harden import updatable
from mlscaffold.commands.verify import VerifyOptions, verify
from mlscaffold.filesystem import writer
from mlscaffold.hardening.generate import generate
from mlscaffold.hardening.record_expectations import with_expectations
from mlscaffold.hardening.run_and_verify import verification_target
from mlscaffold.hardening.run_recorded_tests import without_recording
from mlscaffold.hardening.source import read
from mlscaffold.results.proof import Proof
from mlscaffold.verification.environment import Environment
from mlscaffold.verification.record_expected import record_expected
from mlscaffold.verification.runs import Runs
from mlscaffold.verification.sandbox import Limits, Sandbox
from tests.verification.verify_edits.edit import Edit

REPOSITORY = Path(__file__).resolve().parents[3]
FOLDERS = ("examples", "tests/golden")


@dataclass(frozen=True)
class Judged:
    """An edit with the verdict.

    Args:
        edit: the edit.
        wrong: what is wrong with the verdict, "" if it is as expected.
        report: what `verify` reports.
    """

    edit: Edit
    wrong: str
    report: str


def hardened(name: str, python: str, folder: Path) -> Path:
    """Return a hardened project with expectations; the notebook itself is not run, which takes the longest.

    Args:
        name: a folder of examples/ or tests/golden/.
        python: an interpreter with the notebook's libraries.
        folder: where it is made.
    """
    beside = next(path for one in FOLDERS if (path := REPOSITORY / one / name).is_dir())
    copied = shutil.copytree(beside, folder / f"{name}-notebook")
    source = read(next(copied.glob("*.ipynb")))
    generated = without_recording(generate(source, python))
    project = folder / name
    with Sandbox(Limits()) as sandbox:
        runs = Runs(verification_target(source, generated, python, project), sandbox, lambda _: None)
        expected = record_expected(runs, generated, Environment(python, False))
    if expected.observed.failure:
        raise RuntimeError(f"{name}: {expected.observed.failure}")
    generated = with_expectations(source, generated, expected, Proof())
    writer.write_project(updatable(generated.plan), project)
    return project


def judged(edit: Edit, project: Path, python: str, folder: Path) -> Judged:
    """Apply an edit to a copy of a project, and verify it.

    Args:
        edit: the edit.
        project: the project.
        python: an interpreter with its libraries.
        folder: the copy, which is made.
    """
    shutil.copytree(project, folder)
    [pipeline] = (folder / "src").glob("*/pipeline.py")
    edit.change(pipeline.parent)
    result = verify(folder, VerifyOptions(python=python))
    return Judged(
        edit, _wrong(edit, result.found.failure, [one.name for one in result.found.failing]), result.report
    )


def _wrong(edit: Edit, failure: str, names: list[str]) -> str:
    if failure:
        return failure
    if edit.keeps:
        return f"differs: {', '.join(names)}" if names else ""
    if not names:
        return "nothing differs"
    return "" if names[0] == edit.first else f"first is {names[0]}, not {edit.first}"
