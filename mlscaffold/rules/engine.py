"""Applies rules to files and drops findings that a `# noqa` comment suppresses."""

import re
from collections.abc import Iterable, Iterator
from functools import cache

from mlscaffold.finding import Finding
from mlscaffold.rules.rule import LintTarget, Rule, Shared, Violation

_NOQA = re.compile(r"#\s*noqa(?::\s*(?P<codes>[A-Z]+\d+(?:[,\s]+[A-Z]+\d+)*))?", re.IGNORECASE)
_FILE_NOQA = re.compile(
    r"^[ \t]*#[ \t]*mlscaffold:[ \t]*noqa(?::[ \t]*(?P<codes>[A-Z]+\d+(?:[,\s]+[A-Z]+\d+)*))?\s*$",
    re.IGNORECASE | re.MULTILINE,
)
EVERYTHING = frozenset({"*"})


def findings(file: LintTarget, rules: Iterable[Rule]) -> tuple[Finding, ...]:
    """Apply rules to a file.

    Args:
        file: the file.
        rules: the rules.

    Returns:
        Their findings that no comment suppresses, in the order of the rules.
    """
    return tuple(finding for rule in rules for finding in findings_of(file, rule))


def findings_of(file: LintTarget, rule: Rule) -> tuple[Finding, ...]:
    """Apply one rule to a file; see `findings`."""
    if rule.notebooks_only and not file.is_notebook:
        return ()
    return tuple(unsuppressed(file, (_finding(file, rule, violation) for violation in rule.check(file))))


def gathered(file: LintTarget, rules: Iterable[Rule]) -> tuple[tuple[str, Shared], ...]:
    """Return the facts that rules over several files gather from one, each with the rule's code."""
    return tuple(
        (rule.code, shared)
        for rule in rules
        if rule.gather
        for shared in rule.gather(file)
        if not suppressed(file, rule.code, shared.cell, shared.line, shared.line)
    )


def concluded(rule: Rule, shared: tuple[Shared, ...]) -> tuple[Finding, ...]:
    """Return what a rule over several files concludes from the facts of all files."""
    if rule.conclude is None:
        return ()
    pairs = rule.conclude(shared)
    return tuple(
        _placed(path, violation.cell, rule, violation, violation.column, violation.end_column)
        for path, violation in pairs
    )


def unsuppressed(file: LintTarget, findings: Iterable[Finding]) -> Iterator[Finding]:
    """Yield the findings that no comment suppresses."""
    for finding in findings:
        cell = finding.cell if file.is_notebook else min(1, finding.line)
        if not suppressed(file, finding.code, cell, finding.line, finding.end_line):
            yield finding


def suppressed(file: LintTarget, code: str, cell: int, line: int, end: int) -> bool:
    """Return whether a comment turns a rule off for a place, or for the file."""
    if not file.has_noqa:
        return False
    sources = {one.number: one.source for one in file.code}
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
    return frozenset().union(*map(_codes, _FILE_NOQA.finditer(source)))


def _on_line(text: str) -> frozenset[str]:
    match = _NOQA.search(text)
    return _codes(match) if match else frozenset()


def _codes(match: re.Match[str]) -> frozenset[str]:
    return frozenset(re.findall(r"[A-Z]+\d+", match["codes"].upper())) if match["codes"] else EVERYTHING


def _finding(file: LintTarget, rule: Rule, violation: Violation) -> Finding:
    source = next((one.source for one in file.python if one.number == violation.cell), "")
    lines = source.split("\n")
    column = _characters(lines, violation.line, violation.column)
    after = (
        _characters(lines, violation.end_line or violation.line, violation.end_column)
        if violation.end_column
        else column
    )
    return _placed(file.path, violation.cell if file.is_notebook else 0, rule, violation, column, after)


def _placed(path: str, cell: int, rule: Rule, violation: Violation, column: int, after: int) -> Finding:
    return Finding(
        path=path,
        code=rule.code,
        message=violation.message,
        cell=cell,
        line=violation.line,
        column=column,
        end_line=violation.end_line or violation.line,
        end_column=after or column,
        severity=violation.severity or rule.severity,
        fix=violation.fix,
    )


def _characters(lines: list[str], line: int, column: int) -> int:
    """Convert a column in bytes to one in characters."""
    if not 0 < line <= len(lines) or lines[line - 1].isascii():
        return column
    return len(lines[line - 1].encode()[: column - 1].decode(errors="ignore")) + 1
