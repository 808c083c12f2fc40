"""What is told of a run, whatever the format."""

from __future__ import annotations

from dataclasses import dataclass

from mlscaffold.finding import Finding

RUFF = "ruff"  # what a finding's fix is where ruff itself mends it


@dataclass(frozen=True, slots=True)
class Summary:
    """What is told of a run.

    Args:
        findings: what was found, in the order of places.
        files: how many files were checked.
        answered: how many findings a baseline answers.
        note: what else there is to say.
    """

    findings: tuple[Finding, ...]
    files: int
    answered: int = 0
    note: str = ""

    @property
    def errors(self) -> int:
        """How many are errors."""
        return sum(finding.severity == "error" for finding in self.findings)

    @property
    def warnings(self) -> int:
        """How many are warnings."""
        return len(self.findings) - self.errors

    @property
    def mendable(self) -> int:
        """How many a machine may mend without changing results."""
        return self._with_fix(safe=True)

    @property
    def mendable_unsafely(self) -> int:
        """How many a machine may mend where results may change."""
        return self._with_fix(safe=False)

    def _with_fix(self, *, safe: bool) -> int:
        fixes = [finding.fix for finding in self.findings if finding.fix]
        if not fixes:
            return 0
        from mlscaffold.codemod import installed

        names = {codemod.name for codemod in installed() if codemod.safe is safe} | (
            {RUFF} if safe else set()
        )
        return sum(fix in names for fix in fixes)

    @property
    def concerned(self) -> int:
        """In how many files something was found."""
        return len({finding.path for finding in self.findings})


def is_cell(finding: Finding) -> bool:
    """Say whether a finding stands in a notebook, where a cell belongs to its place."""
    return finding.path.lower().endswith(".ipynb")
