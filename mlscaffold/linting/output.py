"""A summary of a run of `check`, as lines and as JSON; `full_output` shows the source, `ci_output` has the formats of CI systems.

JSON has this stable shape: `version` is 1. `findings` is a list sorted by place; each has `path`, `code`, `message`,
`severity` (`error` or `warning`), `cell` (number of the code cell from 1; 0 for the whole file; null in Python files),
`line`, `column`, `end_line`, `end_column` (from 1, in characters, the end exclusive), `fix` (the codemod, null if there is
none). `summary` counts `files`, `errors`, `warnings`, `fixable`, `fixable_unsafely` and `in_baseline`.
"""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from mlscaffold.errors import printable
from mlscaffold.finding import RUFF_FIX, Finding
from mlscaffold.linting.cache import Cache

FORMATS = ("full", "concise", "json", "sarif", "github", "junit")


@dataclass(frozen=True, slots=True)
class Summary:
    """The findings of a run, and how many there are.

    Args:
        findings: the findings, sorted by place.
        files: how many files were checked.
        in_baseline: how many findings are in the baseline.
        note: a message about the run, "" for none.
        names: the names of the rules by their codes.
        beyond: how many more findings there are at the strictest level, 0 where it was not looked for.
        known: the results by file, for another run.
    """

    findings: tuple[Finding, ...]
    files: int
    in_baseline: int = 0
    note: str = ""
    names: Mapping[str, str] = field(default_factory=dict)
    beyond: int = 0
    known: Cache = field(default_factory=Cache, compare=False)

    @property
    def errors(self) -> int:
        """How many findings are errors."""
        return sum(finding.severity == "error" for finding in self.findings)

    @property
    def warnings(self) -> int:
        """How many findings are warnings."""
        return len(self.findings) - self.errors

    @property
    def fixable(self) -> int:
        """How many findings have a fix that does not change results."""
        return self._with_fix(safe=True)

    @property
    def fixable_unsafely(self) -> int:
        """How many findings have a fix that may change results."""
        return self._with_fix(safe=False)

    def _with_fix(self, *, safe: bool) -> int:
        names = fixes_that_are(safe=safe) if any(finding.fix for finding in self.findings) else ()
        return sum(finding.fix in names for finding in self.findings)

    @property
    def files_with_findings(self) -> int:
        """In how many files there are findings."""
        return len({finding.path for finding in self.findings})


@cache
def fixes_that_are(*, safe: bool) -> frozenset[str]:
    """Return the values of `Finding.fix` that keep results, or those that may change them."""
    from mlscaffold.rewriting.codemod import installed

    names = {codemod.name for codemod in installed() if codemod.safe is safe}
    return frozenset(names | {RUFF_FIX} if safe else names)


def in_notebook(finding: Finding) -> bool:
    """Return whether a finding is in a notebook, where its place has a cell."""
    return finding.path.lower().endswith(".ipynb")


def finding_line(finding: Finding) -> str:
    """Return `file:cell:line:column: CODE message`, without the cell for Python files."""
    cell = f"{finding.cell}:" if in_notebook(finding) else ""
    place = f"{printable(finding.path)}:{cell}{finding.line}:{finding.column}"
    return f"{place}: {finding.code} {finding.message}"


def concise(summary: Summary) -> str:
    """Return a line for each finding, and their number."""
    return "\n".join([*map(finding_line, summary.findings), counts(summary)])


def counts(summary: Summary) -> str:
    """Return how many findings there are, and how many can be fixed."""
    known = f"; {counted(summary.in_baseline, 'finding')} in the baseline" if summary.in_baseline else ""
    if not summary.findings:
        return f"no findings in {counted(summary.files, 'file')}{known}"
    parts = (counted(summary.errors, "error"), counted(summary.warnings, "warning"))
    found = ", ".join(part for part in parts if not part.startswith("0 "))
    files = f"{summary.files_with_findings} of {counted(summary.files, 'file')}"
    return f"{found} in {files}{_fixable(summary)}{known}"


def _fixable(summary: Summary) -> str:
    safe, unsafe = summary.fixable, summary.fixable_unsafely
    parts = [f"{safe} with --fix"] * bool(safe) + [f"{unsafe} with --unsafe-fixes"] * bool(unsafe)
    return f"; fixable: {', '.join(parts)}" if parts else ""


def statistics(summary: Summary) -> str:
    """Return the number of findings of each rule, the highest first."""
    by_code = Counter(finding.code for finding in summary.findings)
    rows = sorted(by_code.items(), key=lambda row: (-row[1], row[0]))
    width = len(str(rows[0][1])) if rows else 0
    lines = [f"{count:>{width}}  {code:<7} {summary.names.get(code, '')}".rstrip() for code, count in rows]
    return "\n".join([*lines, counts(summary)])


def counted(count: int, word: str) -> str:
    """Return a number with a noun."""
    return f"{count} {word}" if count == 1 else f"{count} {word}s"


def as_json(summary: Summary) -> str:
    """Return a summary as JSON."""
    numbers = {
        "files": summary.files,
        "errors": summary.errors,
        "warnings": summary.warnings,
        "fixable": summary.fixable,
        "fixable_unsafely": summary.fixable_unsafely,
        "in_baseline": summary.in_baseline,
    }
    whole = {"version": 1, "findings": [_json_finding(one) for one in summary.findings], "summary": numbers}
    return json.dumps(whole, indent=2, ensure_ascii=False)


def _json_finding(finding: Finding) -> dict[str, object]:
    cell = finding.cell if in_notebook(finding) else None
    return {**finding._asdict(), "cell": cell, "fix": finding.fix or None}
