"""What the command gives back."""

from __future__ import annotations

from dataclasses import dataclass

from mlscaffold.hardening import Hardening
from mlscaffold.report.machine import as_json


@dataclass(frozen=True, slots=True)
class HardenResult:
    """What the command shows.

    Args:
        hardening: what became of the notebook.
        output: the project's folder.
        report: the text for the terminal.
    """

    hardening: Hardening
    output: str
    report: str

    @property
    def status(self) -> int:
        """Exit status: 1 where something was set aside, or was run and is not the notebook's; else 0."""
        proof = self.hardening.proof
        return int(bool(self.hardening.aside) or (proof is not None and not proof.proven))

    def as_json(self) -> dict[str, object]:
        """Return the report for machines."""
        return as_json(self.hardening, self.output)
