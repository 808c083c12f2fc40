"""Findings for people: by file, each with its line of source, a caret below, and what helps."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from itertools import groupby
from unicodedata import combining, east_asian_width

from mlscaffold.errors import printable
from mlscaffold.finding import LEVELS, Finding
from mlscaffold.linting.output import Summary, counts, fixes_that_are, in_notebook
from mlscaffold.linting.source_lines import Lines
from mlscaffold.reporting.text_table import text_table

Style = Callable[[str, str], str]
"""Gives a text a style: bold, dim, error, warning or help."""
COLOURS = {"bold": "1", "dim": "2", "error": "1;31", "warning": "1;33", "help": "36"}
"""Codes of ECMA-48 (SGR)."""
WIDEST = 100  # columns of source that are shown: with place and margin it fits into terminals of 110
BEFORE = 40  # columns that are kept before the marked place of a longer line
TAB = "    "
ENOUGH = 5  # findings from which on a table by rule says more than it costs
_ADVICE = re.compile(r": (?=[a-z])")


def plain(text: str, style: str) -> str:  # noqa: ARG001 - the signature of `Style`
    """Return a text without a style, for files and pipes."""
    return text


def coloured(text: str, style: str) -> str:
    """Return a text with a style, for terminals."""
    return f"\x1b[{COLOURS[style]}m{text}\x1b[0m"


def full(summary: Summary, lines: Lines, style: Style = plain) -> str:
    """Return findings by file, a table by rule where there are several, and how many there are.

    Args:
        summary: the findings.
        lines: returns the text of a finding's line.
        style: gives a text a style.
    """
    parts = [
        "\n".join([style(printable(path), "bold"), *(_shown(one, lines(one), style) for one in found)])
        for path, found in groupby(summary.findings, lambda one: one.path)
    ]
    by_code = Counter(finding.code for finding in summary.findings)
    if len(by_code) > 1 and len(summary.findings) >= ENOUGH:
        parts.append(_table(by_code, summary.names))
    more = f"\n{summary.beyond} more at --level {LEVELS[-1]}" if summary.beyond else ""
    return "\n\n".join([*parts, f"{counts(summary)}{more}"])


def _table(by_code: Counter[str], names: Mapping[str, str]) -> str:
    rows = sorted(by_code.items(), key=lambda row: (-row[1], row[0]))
    width = len(str(rows[0][1]))
    return text_table([(f"{count:>{width}}", code, names.get(code, "")) for code, count in rows])


def _shown(finding: Finding, line: str, style: Style) -> str:
    return "\n".join(_parts(finding, line, style))


def _parts(finding: Finding, line: str, style: Style) -> Iterator[str]:
    what, advice = split_message(finding.message)
    code = style(finding.code, finding.severity)
    yield f"  {_place(finding)}: {code} {printable(what)}"
    margin = " " * len(number := f"{finding.line:>5}")
    if line.strip():
        text, caret = marked(line, finding)
        yield f"{style(f'{number} |', 'dim')} {text}"
        yield f"{style(f'{margin} |', 'dim')} {style(caret, finding.severity)}"
    helps = "; ".join(filter(None, (printable(advice), _fix(finding))))
    if helps:
        yield f"{margin} {style('=', 'dim')} {style('help', 'help')}: {helps}"


def _place(finding: Finding) -> str:
    if not in_notebook(finding):
        return f"line {finding.line}:{finding.column}"
    return f"cell {finding.cell}, line {finding.line}:{finding.column}" if finding.cell else "the notebook"


def _fix(finding: Finding) -> str:
    if not finding.fix:
        return ""
    return f"`{'--fix' if finding.fix in fixes_that_are(safe=True) else '--unsafe-fixes'}` does it"


def split_message(message: str) -> tuple[str, str]:
    """Return what is wrong and what to do about it, "" where a message only says the first.

    Colons in code, which is between backticks or brackets, divide nothing.
    """
    places = [found.start() for found in _ADVICE.finditer(message) if _is_prose(message[: found.start()])]
    return (message[: places[-1]], message[places[-1] + 2 :]) if places else (message, "")


def _is_prose(before: str) -> bool:
    """Return whether the end of a text is outside of code."""
    pairs = (("(", ")"), ("[", "]"), ("{", "}"))
    return before.count("`") % 2 == 0 and all(
        before.count(one) <= before.count(other) for one, other in pairs
    )


def marked(line: str, finding: Finding) -> tuple[str, str]:
    """Return a line of source as it is shown, and the carets below its marked part.

    Args:
        line: the text of the line.
        finding: its column and end, in characters from 1; a part that goes on in other lines is marked to the end of this one.
    """
    start = min(max(finding.column, 1) - 1, len(line))
    end = finding.end_column - 1 if finding.end_line == finding.line else len(line.rstrip())
    before, part, after = (
        _expanded(text) for text in (line[:start], line[start:end], line[max(start, end) :])
    )
    if _width(before) + _width(part) > WIDEST and len(before) > BEFORE:
        before = f"…{before[-BEFORE:]}"
    room = WIDEST - _width(before)
    if _width(part) > room:
        part, after = f"{part[: room - 1]}…", ""
    rest = room - _width(part)
    after = after.rstrip() if _width(after.rstrip()) <= rest else f"{after[: max(rest - 1, 0)]}…"
    return f"{before}{part}{after}", " " * _width(before) + "^" * max(1, _width(part.rstrip()))


def _expanded(text: str) -> str:
    """Return a text without tabs and without what a terminal would act on."""
    return printable(text.replace("\t", TAB))


def _width(text: str) -> int:
    """Return how many columns a text takes on a terminal (Unicode Standard Annex 11)."""
    return sum(0 if combining(one) else 2 if east_asian_width(one) in "WF" else 1 for one in text)
