"""For programs: JSON whose shape stays.

`version` is 1. `findings` is a list in the order of places; each has `path`, `code`, `message`, `severity` (`error` or
`warning`), `cell` (number of the code cell from 1; 0 where the whole file is meant; null in Python files), `line`, `column`,
`end_line`, `end_column` (from 1, in characters, the end exclusive), `fix` (the codemod, null where none mends it).
`summary` counts `files`, `errors`, `warnings`, `mendable`, `mendable_unsafely` and `in_baseline`.
"""

from __future__ import annotations

import json

from mlscaffold.finding import Finding
from mlscaffold.linting.output.summary import Summary, is_cell


def render(told: Summary) -> str:
    """Return findings as JSON."""
    summary = {
        "files": told.files,
        "errors": told.errors,
        "warnings": told.warnings,
        "mendable": told.mendable,
        "mendable_unsafely": told.mendable_unsafely,
        "in_baseline": told.answered,
    }
    whole = {"version": 1, "findings": [_finding(one) for one in told.findings], "summary": summary}
    return json.dumps(whole, indent=2, ensure_ascii=False)


def _finding(finding: Finding) -> dict[str, object]:
    cell = finding.cell if is_cell(finding) else None
    return {**finding._asdict(), "cell": cell, "fix": finding.fix or None}
