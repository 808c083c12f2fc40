"""Findings in the formats of CI systems: SARIF, GitHub Actions and JUnit; lines of notebooks are those of the JSON file."""

import json
import re
from urllib.parse import quote
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from mlscaffold import __version__
from mlscaffold.finding import Finding
from mlscaffold.linting.explain import Description, describe
from mlscaffold.linting.output import Summary, counts, finding_line, in_notebook

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_NOT_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
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


def junit(summary: Summary) -> str:
    """Return findings as JUnit's XML, a failed test case each, as GitLab, Jenkins and Azure read it.

    The form is that of Jenkins' `junit-10.xsd`; a run without findings has one passed test case.
    """
    suite = Element("testsuite", name="mlscaffold", errors="0", failures=str(len(summary.findings)))
    for finding in summary.findings:
        case = SubElement(
            suite, "testcase", classname=_xml(finding.path), name=_xml(_name(finding)), time="0"
        )
        case.set("file", _xml(finding.path))
        failure = SubElement(case, "failure", type=finding.severity, message=_xml(finding.message))
        failure.text = _xml(finding_line(finding))
    if not summary.findings:
        SubElement(suite, "testcase", classname="mlscaffold", name=counts(summary), time="0")
    suite.set("tests", str(len(suite)))
    indent(suite)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + tostring(suite, encoding="unicode")


def _name(finding: Finding) -> str:
    cell = f"cell {finding.cell}, " if in_notebook(finding) and finding.cell else ""
    return f"{finding.code} ({cell}line {finding.line}, column {finding.column})"


def _xml(text: str) -> str:
    """Return a text without the characters that XML 1.0 cannot hold."""
    return _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text)


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
