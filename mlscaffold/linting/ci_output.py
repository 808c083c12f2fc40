"""Findings in the formats of CI systems, SARIF and GitHub Actions; lines of notebooks are those of the JSON file."""

import json
import re
from urllib.parse import quote

from mlscaffold import __version__
from mlscaffold.finding import Finding
from mlscaffold.linting.explain import Description, describe
from mlscaffold.linting.output import Summary, counts, in_notebook

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LINE = re.compile(r'^\s*"(?:[^"\\]|\\.)*",?\s*$')
_SOURCE = re.compile(r'^(\s*)"source": \[\s*$')
_TYPE = re.compile(r'^\s*"cell_type": "(\w+)"')
Lines = dict[tuple[int, int], int]
"""The line in the JSON file by the number of the cell and the line in the cell."""


def github(summary: Summary) -> str:
    """Return a workflow command for each finding, which GitHub shows next to the lines of a pull request."""
    lines = _lines_of_notebooks(summary)
    commands = [_command(one, lines.get(one.path, {})) for one in summary.findings]
    return "\n".join([*commands, counts(summary)])


def _command(finding: Finding, lines: Lines) -> str:
    if in_notebook(finding):
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


def sarif(summary: Summary) -> str:
    """Return findings as SARIF 2.1.0 for code scanning; the cell of a notebook is a logical location."""
    codes = sorted({finding.code for finding in summary.findings})
    indices = {code: index for index, code in enumerate(codes)}
    lines = _lines_of_notebooks(summary)
    results = [_result(one, indices[one.code], lines.get(one.path, {})) for one in summary.findings]
    driver = {
        "name": "mlscaffold",
        "semanticVersion": __version__,
        "rules": [_rule(code, describe(code)) for code in codes],
    }
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2, ensure_ascii=False)


def _rule(code: str, rule: Description | None) -> dict[str, object]:
    if rule is None:
        return {"id": code}
    return {
        "id": code,
        "name": rule.name,
        "shortDescription": {"text": rule.what},
        "fullDescription": {"text": rule.why},
        "defaultConfiguration": {"level": rule.severity},
    }


def _result(finding: Finding, index: int, lines: Lines) -> dict[str, object]:
    return {
        "ruleId": finding.code,
        "ruleIndex": index,
        "level": finding.severity,
        "message": {"text": finding.message},
        "locations": [_location(finding, lines)],
    }


def _location(finding: Finding, lines: Lines) -> dict[str, object]:
    if in_notebook(finding):
        region = {"startLine": lines.get((finding.cell, finding.line), 1)}
    else:
        region = {
            "startLine": max(1, finding.line),
            "startColumn": max(1, finding.column),
            "endLine": max(1, finding.end_line),
            "endColumn": max(1, finding.end_column),
        }
    physical = {"artifactLocation": {"uri": quote(finding.path)}, "region": region}
    if not in_notebook(finding):
        return {"physicalLocation": physical}
    return {"physicalLocation": physical, "logicalLocations": _logical(finding) if finding.cell else []}


def _logical(finding: Finding) -> list[dict[str, object]]:
    name = f"cell {finding.cell}"
    full = f"{name}, line {finding.line}, column {finding.column}"
    return [{"name": name, "fullyQualifiedName": full, "kind": "module"}]


def _lines_of_notebooks(summary: Summary) -> dict[str, Lines]:
    paths = {finding.path for finding in summary.findings if in_notebook(finding)}
    return {path: _lines_of_file(path) for path in paths}


def _lines_of_file(path: str) -> Lines:
    try:
        with open(path, encoding="utf-8") as file:
            return lines_in_json(file.read())
    except (OSError, ValueError):
        return {}


def lines_in_json(text: str) -> Lines:
    """Return the line in the text of a notebook for each line of its code cells.

    Returns:
        Nothing unless the text is formatted as Jupyter does, with one line of source per line: findings are then reported
        on its first line.
    """
    found: Lines = {}
    lines = text.split("\n")
    cell, kind, sources = 0, "", 0
    for number, line in enumerate(lines, start=1):
        if typed := _TYPE.match(line):
            kind = typed[1]
            cell += kind == "code"
        elif kind == "code" and _SOURCE.match(line):
            sources += 1
            for place in range(1, _block_size(lines, number) + 1):
                found[cell, place] = number + place
    return found if sources == _code_cells(text) else {}


def _block_size(lines: list[str], start: int) -> int:
    """Return how many lines from a place on are strings."""
    return next(
        (size for size, line in enumerate(lines[start:]) if not _LINE.match(line)), len(lines) - start
    )


def _code_cells(text: str) -> int:
    try:
        cells = json.loads(text).get("cells", [])
    except (ValueError, AttributeError):
        return -1
    return sum(cell.get("cell_type") == "code" and bool(cell.get("source")) for cell in cells)
