"""For GitHub Actions: commands that put findings beside the lines of a pull request."""

from __future__ import annotations

from mlscaffold.finding import Finding
from mlscaffold.linting.output.raw import raw_lines
from mlscaffold.linting.output.summary import Summary, is_cell
from mlscaffold.linting.output.text import summary


def render(told: Summary) -> str:
    """Return a workflow command for each finding; lines of notebooks are those of the JSON file."""
    paths = {finding.path for finding in told.findings if is_cell(finding)}
    lines = {path: raw_lines(path) for path in paths}
    return "\n".join([*(_command(one, lines.get(one.path, {})) for one in told.findings), summary(told)])


def _command(finding: Finding, lines: dict[tuple[int, int], int]) -> str:
    if is_cell(finding):
        place = f"line={lines.get((finding.cell, finding.line), 1)}"
        where = f"cell {finding.cell}, line {finding.line}: " if finding.cell else ""
    else:
        place = f"line={finding.line},endLine={finding.end_line},col={finding.column}"
        where = ""
    title = f"mlscaffold {finding.code}"
    properties = f"file={_property(finding.path)},{place},title={_property(title)}"
    return f"::{finding.severity} {properties}::{_data(where + finding.message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
