"""Verifies a project on disk after a merge: what was proven before is the rendered project, not the merged one."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mlscaffold.errors import MlscaffoldError
from mlscaffold.projects.merge.update_report import UpdateResult
from mlscaffold.projects.rendered_project import project_folder
from mlscaffold.projects.snapshot import EXPECTED
from mlscaffold.reporting.verification_report import headline, verification_json, verification_text
from mlscaffold.results.verification import VerifiedProject, with_allowed
from mlscaffold.verification.allowances import read_allowances
from mlscaffold.verification.sandbox import Sandbox
from mlscaffold.verification.verify_copy import VerifyRequest, read_expected, verify

CONFLICTS = "The merged project is not verified yet: resolve the conflicts, then run `mlscaffold verify`."
NOT_RUN = "The merged project is not verified: run `mlscaffold verify`."


@dataclass(frozen=True, slots=True)
class MergedVerdict:
    """The verdict on a merged project.

    Args:
        text: the report, its first line says it all.
        found: the result, None if it was not verified.
    """

    text: str
    found: VerifiedProject | None = None

    @property
    def status(self) -> int:
        """1 if the project does not hold."""
        return int(self.found is not None and not self.found.holds)

    def as_json(self) -> dict[str, Any]:
        """Return the verdict for `--json`."""
        if self.found is None:
            return {"verified": None, "headline": self.text}
        return verification_json(self.found)


def verify_merged(
    sandbox: Sandbox | None, folder: Path, merged: UpdateResult, python: str
) -> MergedVerdict | None:
    """Verify a project after a merge, and return the verdict; None if nothing was recorded to compare with.

    Args:
        sandbox: where it runs, None to run nothing.
        folder: its folder, or one inside.
        merged: the result of the merge.
        python: the interpreter.
    """
    root = project_folder(folder.resolve())
    if not (root / EXPECTED).is_file():
        return None
    if merged.conflicts:
        return MergedVerdict(CONFLICTS)
    if sandbox is None:
        return MergedVerdict(NOT_RUN)
    try:
        found = verify(sandbox, VerifyRequest(root, python), read_expected(root)[0])
        found = with_allowed(found, read_allowances(root))
    except MlscaffoldError as error:
        return MergedVerdict(f"The merged project is not verified: {error}")
    return MergedVerdict(_report(found), found)


def _report(found: VerifiedProject) -> str:
    """Return one line if the project holds, else all lines."""
    text = headline(found) if found.holds else verification_text(found)
    return f"The merged project: {text[:1].lower()}{text[1:]}"
