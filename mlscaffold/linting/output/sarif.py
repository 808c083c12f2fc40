"""For code scanning: SARIF 2.1.0; the cell of a notebook is a logical location."""

from __future__ import annotations

import json
from collections.abc import Iterable
from urllib.parse import quote

from mlscaffold import __version__
from mlscaffold.finding import Finding
from mlscaffold.linting.explain import Described, described
from mlscaffold.linting.output.raw import raw_lines
from mlscaffold.linting.output.summary import Summary, is_cell

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {"error": "error", "warning": "warning"}


def render(told: Summary) -> str:
    """Return findings as SARIF; lines of notebooks are those of the JSON file."""
    codes = sorted({finding.code for finding in told.findings})
    places = {code: place for place, code in enumerate(codes)}
    lines = {one.path: raw_lines(one.path) for one in told.findings if is_cell(one)}
    results = [_result(one, places[one.code], lines.get(one.path, {})) for one in told.findings]
    driver = {
        "name": "mlscaffold",
        "semanticVersion": __version__,
        "rules": [_rule(code, described(code)) for code in codes],
    }
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2, ensure_ascii=False)


def _rule(code: str, about: Described | None) -> dict[str, object]:
    if about is None:
        return {"id": code}
    return {
        "id": code,
        "name": about.name,
        "shortDescription": {"text": about.what},
        "fullDescription": {"text": about.why},
        "defaultConfiguration": {"level": _LEVELS[about.severity]},
    }


def _result(finding: Finding, place: int, lines: dict[tuple[int, int], int]) -> dict[str, object]:
    return {
        "ruleId": finding.code,
        "ruleIndex": place,
        "level": _LEVELS[finding.severity],
        "message": {"text": finding.message},
        "locations": [_location(finding, lines)],
    }


def _location(finding: Finding, lines: dict[tuple[int, int], int]) -> dict[str, object]:
    artifact = {"uri": quote(finding.path)}
    if not is_cell(finding):
        region = {
            "startLine": max(1, finding.line),
            "startColumn": max(1, finding.column),
            "endLine": max(1, finding.end_line),
            "endColumn": max(1, finding.end_column),
        }
        return {"physicalLocation": {"artifactLocation": artifact, "region": region}}
    physical = {
        "artifactLocation": artifact,
        "region": {"startLine": lines.get((finding.cell, finding.line), 1)},
    }
    return {"physicalLocation": physical, "logicalLocations": list(_logical(finding))}


def _logical(finding: Finding) -> Iterable[dict[str, object]]:
    if finding.cell:
        name = f"cell {finding.cell}"
        full = f"{name}, line {finding.line}, column {finding.column}"
        yield {"name": name, "fullyQualifiedName": full, "kind": "module"}
