"""Verifies a project: runs it once in a copy of its folder, and compares the run with what was recorded."""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from mlscaffold.errors import MlscaffoldError
from mlscaffold.filesystem.writer import read_bytes
from mlscaffold.plan import PlannedFile
from mlscaffold.projects.snapshot import EXPECTED, is_project
from mlscaffold.results.verification import VerifiedProject
from mlscaffold.verification.compare_with_expected import Today, compared
from mlscaffold.verification.copies import copy_folder
from mlscaffold.verification.expectations import Expected, unpacked
from mlscaffold.verification.observed_run import Observed, RunSpec, fingerprints_of_files, observe, sha256_of
from mlscaffold.verification.sandbox import Sandbox

HOW = "Run `mlscaffold harden NOTEBOOK --output FOLDER` without --no-run; then the project has them"
LACKS = re.compile(r"ModuleNotFoundError: No module named '([\w.]+)'")


@dataclass(frozen=True, slots=True)
class VerifyRequest:
    """The project to verify.

    Args:
        folder: its folder, which stays as it is.
        python: the interpreter.
        stages: the stages to run with what they need, none for all.
    """

    folder: Path
    python: str
    stages: tuple[str, ...] = ()


def read_expected(folder: Path) -> tuple[Expected, tuple[PlannedFile, ...]]:
    """Return what was recorded of a project, and the notebook that it keeps.

    Args:
        folder: its folder.

    Raises:
        MlscaffoldError: it is no hardened project, or nothing was recorded.
    """
    if not is_project(folder):
        hint = "Go to a project that `mlscaffold harden` made"
        raise MlscaffoldError("this is no project of mlscaffold", where=str(folder), hint=hint)
    if not (folder / EXPECTED).is_file():
        raise MlscaffoldError("no recorded expectations to compare with", where=str(folder), hint=HOW)
    return unpacked(read_bytes(folder / EXPECTED))


def verify(
    sandbox: Sandbox, request: VerifyRequest, expected: Expected, whole: bool = False
) -> VerifiedProject:
    """Run a project and compare it with what was recorded.

    Args:
        sandbox: where it runs.
        request: the project.
        expected: what was recorded.
        whole: whether values and figures are expected in full instead of by their fingerprints.

    Raises:
        MlscaffoldError: a stage is unknown, or the interpreter lacks a library.
    """
    copy = fresh_copy(sandbox, request.folder, expected, "project")
    spec = RunSpec(request.python, package_of(request.folder, expected), request.stages, whole=whole)
    observed = observe(sandbox, copy, spec, "verified")
    _check_usage(observed, request, spec.package)
    changed = {
        path: file.place
        for path, file in observed.files.items()
        if path in expected.files
        and file.place is not None
        and file.sha256 != expected.observed.files[path].sha256
    }
    files = fingerprints_of_files(sandbox, spec.python, spec.package, changed, "verified-files")
    return compared(expected, Today(observed, files, digests(request.folder, expected), request.stages))


def fresh_copy(sandbox: Sandbox, folder: Path, expected: Expected, name: str) -> Path:
    """Return a copy of a project without what its earlier runs wrote."""
    copy = copy_folder(folder, sandbox.folder / name, (), folder / "outputs")
    shutil.rmtree(copy / "outputs", ignore_errors=True)
    for path in expected.observed.files:
        for place in (f"{top}/{path}" for top in ("workspace", "data")):
            if place not in expected.data:
                (copy / place).unlink(missing_ok=True)
    return copy


def package_of(folder: Path, expected: Expected) -> str:
    """Return the name of the project's package, which may have been renamed."""
    if (folder / "src" / expected.package).is_dir():
        return expected.package
    found = sorted((folder / "src").glob("*/pipeline.py"))
    if len(found) != 1:
        hint = "Restore the package, or keep one package with a pipeline.py below src/"
        raise MlscaffoldError(f"src/{expected.package} is missing", where=str(folder), hint=hint, status=1)
    return found[0].parent.name


def digests(folder: Path, expected: Expected) -> Mapping[str, str]:
    """Return digests of the files that a project reads, "" for missing ones."""
    places = {place: folder / place for place in expected.data}
    return {place: sha256_of(path) if path.is_file() else "" for place, path in places.items()}


def _check_usage(observed: Observed, request: VerifyRequest, package: str) -> None:
    """Refuse to judge a run that could not begin for a reason outside the project."""
    lacking = LACKS.match(observed.failure)
    if lacking and lacking[1].partition(".")[0] != package and not observed.stages:
        hint = "Install the project, or choose an interpreter that has its libraries with --python"
        raise MlscaffoldError(f"the interpreter lacks {lacking[1]}", where=request.python, hint=hint)
    if request.stages and "unknown stage" in observed.failure:
        what = observed.failure.partition(": ")[2] or observed.failure
        hint = "Name a stage of pipeline.py with --stage"
        raise MlscaffoldError(what, where=str(request.folder), hint=hint)
