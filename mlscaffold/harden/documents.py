"""README.md and HARDENING.md."""

from __future__ import annotations

from collections.abc import Sequence

from mlscaffold.harden.model import Hardening
from mlscaffold.polish import LintFinding
from mlscaffold.project.plan import PlannedFile


def documents(hardening: Hardening, findings: Sequence[LintFinding]) -> tuple[PlannedFile, ...]:
    """Return the documents."""
    return (PlannedFile("README.md", f"# {hardening.title}\n".encode()),)
