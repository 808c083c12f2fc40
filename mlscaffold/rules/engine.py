"""Rules are put to a file; what its author has answered with `# noqa` is left out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from mlscaffold.rules.rule import Finding, Rule, Shared, Spot, Subject

WHOLE_FILE = 0
_NOQA = re.compile(r"#\s*noqa(?::\s*(?P<codes>[A-Z]+\d+(?:[,\s]+[A-Z]+\d+)*))?", re.IGNORECASE)
_FILE_NOQA = re.compile(
    r"^\s*#\s*mlscaffold:\s*noqa(?::\s*(?P<codes>[A-Z]+\d+(?:[,\s]+[A-Z]+\d+)*))?\s*$",
    re.IGNORECASE | re.MULTILINE,
)
EVERYTHING = frozenset({"*"})


def findings(subject: Subject, rules: Iterable[Rule]) -> tuple[Finding, ...]:
    """Put rules to a file.

    Args:
        subject: the file.
        rules: the rules.

    Returns:
        What they find and no comment answers, in the order of the rules.
    """
    return tuple(finding for rule in rules for finding in found(subject, rule))


def found(subject: Subject, rule: Rule) -> tuple[Finding, ...]:
    """Put one rule to a file; see `findings`."""
    if rule.notebooks_only and not subject.is_notebook:
        return ()
    return tuple(kept(subject, (_finding(subject, rule, spot) for spot in rule.check(subject))))


def gathered(subject: Subject, rules: Iterable[Rule]) -> tuple[tuple[str, Shared], ...]:
    """Return what a file gives to rules that look at several, each with the rule's code."""
    return tuple(
        (rule.code, shared)
        for rule in rules
        if rule.gather
        for shared in rule.gather(subject)
        if not answered(subject, rule.code, shared.cell, shared.line, shared.line)
    )


def concluded(rule: Rule, shared: tuple[Shared, ...]) -> tuple[Finding, ...]:
    """Return what a rule finds in what all files have given to it."""
    if rule.conclude is None:
        return ()
    pairs = rule.conclude(shared)
    return tuple(_placed(path, spot.cell, rule, spot, spot.column, spot.end_column) for path, spot in pairs)


def kept(subject: Subject, found: Iterable[Finding]) -> Iterator[Finding]:
    """Yield findings that no comment answers."""
    for finding in found:
        cell = finding.cell if subject.is_notebook else min(1, finding.line)
        if not answered(subject, finding.code, cell, finding.line, finding.end_line):
            yield finding


def answered(subject: Subject, code: str, cell: int, line: int, end: int) -> bool:
    """Say whether a comment turns a rule off for a place, or for the file."""
    sources = {one.number: one.source for one in subject.code}
    if any("mlscaffold:" in source and _is_off(code, _for_file(source)) for source in sources.values()):
        return True
    source = sources.get(cell, "")
    if "noqa" not in source.lower():
        return False
    return any(_is_off(code, _on_line(text)) for text in source.split("\n")[line - 1 : end])


def _is_off(code: str, codes: frozenset[str]) -> bool:
    return code in codes or codes == EVERYTHING


@cache
def _for_file(source: str) -> frozenset[str]:
    found = [_codes(match) for match in _FILE_NOQA.finditer(source)]
    return frozenset().union(*found)


def _on_line(text: str) -> frozenset[str]:
    found = _NOQA.search(text)
    return _codes(found) if found else frozenset()


def _codes(found: re.Match[str]) -> frozenset[str]:
    return frozenset(re.findall(r"[A-Z]+\d+", found["codes"].upper())) if found["codes"] else EVERYTHING


def _finding(subject: Subject, rule: Rule, spot: Spot) -> Finding:
    source = next((one.source for one in subject.python if one.number == spot.cell), "")
    lines = source.split("\n")
    column = _characters(lines, spot.line, spot.column)
    after = _characters(lines, spot.end_line or spot.line, spot.end_column) if spot.end_column else column
    return _placed(subject.path, spot.cell if subject.is_notebook else 0, rule, spot, column, after)


def _placed(path: str, cell: int, rule: Rule, spot: Spot, column: int, after: int) -> Finding:
    return Finding(
        path=path,
        code=rule.code,
        message=spot.message,
        cell=cell,
        line=spot.line,
        column=column,
        end_line=spot.end_line or spot.line,
        end_column=after or column,
        severity=spot.severity or rule.severity,
        fix=spot.fix,
    )


def _characters(lines: list[str], line: int, column: int) -> int:
    """Turn a column in bytes into one in characters."""
    if not 0 < line <= len(lines) or lines[line - 1].isascii():
        return column
    return len(lines[line - 1].encode()[: column - 1].decode(errors="ignore")) + 1
