"""What the command gives back."""

from __future__ import annotations

from dataclasses import dataclass

from mlscaffold.projects.merge.update_report import Updated
from mlscaffold.reporting.hardening_json import as_json
from mlscaffold.results.hardening import Hardening


@dataclass(frozen=True, slots=True)
class HardenResult:
    """What the command shows.

    Args:
        hardening: what became of the notebook.
        output: the project's folder.
        told: the text for the terminal.
        brought: what merging it into a project that was there has come to, None where a folder was made.
    """

    hardening: Hardening
    output: str
    told: str
    brought: Updated | None = None

    @property
    def report(self) -> str:
        """The text for the terminal."""
        return f"{self.told}\n\n{self.brought.text}" if self.brought else self.told

    @property
    def status(self) -> int:
        """Exit status: 1 where something was set aside, is not the notebook's when run, fails or is in conflict; else 0."""
        proof = self.hardening.proof
        unproven = proof is not None and not proof.proven
        failing = proof is not None and bool(proof.tests.failed)
        conflicts = self.brought is not None and self.brought.status > 0
        return int(bool(self.hardening.aside) or unproven or failing or conflicts)

    def as_json(self) -> dict[str, object]:
        """Return the report for machines."""
        merged = {"files": {one.path: one.kind for one in self.brought.files}} if self.brought else {}
        conflicts = {"conflicts": list(self.brought.conflicts)} if self.brought else {}
        return as_json(self.hardening, self.output) | merged | conflicts
