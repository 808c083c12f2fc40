"""For people: a finding a line, and how many there are."""

from __future__ import annotations

from collections import Counter

from mlscaffold.finding import Finding
from mlscaffold.linting.output.summary import Summary, is_cell


def render(told: Summary) -> str:
    """Return `file:cell:line:column: CODE message` for notebooks, without the cell for Python files, and a summary."""
    return "\n".join([*(line(finding) for finding in told.findings), summary(told)])


def line(finding: Finding) -> str:
    """Return the line for a finding."""
    cell = f"{finding.cell}:" if is_cell(finding) else ""
    place = f"{finding.path}:{cell}{finding.line}:{finding.column}"
    return f"{place}: {finding.code} {finding.message}"


def summary(told: Summary) -> str:
    """Return how many findings there are, and how many a machine may mend."""
    known = f"; {counted(told.answered, 'finding')} in the baseline" if told.answered else ""
    if not told.findings:
        return f"nothing found in {counted(told.files, 'file')}{known}"
    parts = (counted(told.errors, "error"), counted(told.warnings, "warning"))
    what = ", ".join(part for part in parts if not part.startswith("0 "))
    return f"{what} in {told.concerned} of {counted(told.files, 'file')}{_mend(told)}{known}"


def _mend(told: Summary) -> str:
    safe, unsafe = told.mendable, told.mendable_unsafely
    parts = [f"{safe} with --fix"] * bool(safe) + [f"{unsafe} with --unsafe-fixes"] * bool(unsafe)
    return f"; a machine can mend {', '.join(parts)}" if parts else ""


def statistics(told: Summary, names: dict[str, str]) -> str:
    """Return how often each rule found something, the most frequent first.

    Args:
        told: what was found.
        names: the rules' names by code.
    """
    counts = Counter(finding.code for finding in told.findings)
    rows = sorted(counts.items(), key=lambda row: (-row[1], row[0]))
    width = len(str(rows[0][1])) if rows else 0
    lines = [f"{count:>{width}}  {code:<7} {names.get(code, '')}".rstrip() for code, count in rows]
    return "\n".join([*lines, summary(told)])


def counted(count: int, word: str) -> str:
    """Return a number with a noun."""
    return f"{count} {word}" if count == 1 else f"{count} {word}s"
