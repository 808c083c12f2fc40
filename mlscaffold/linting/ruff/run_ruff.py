"""Run ruff for generic Python lint: it starts before our own rules and is collected after them."""

import json
import os
import re
import subprocess
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from mlscaffold.errors import MlscaffoldError
from mlscaffold.finding import RUFF_FIX, Finding
from mlscaffold.linting.ruff import UNKNOWN
from mlscaffold.linting.ruff.ruff_filter import (
    LOGGING,
    ignored,
    is_about_other_logger,
    is_needed,
    refuse_special_settings,
)
from mlscaffold.linting.ruff.ruff_rules import ruff_rules, severity_of
from mlscaffold.linting.selection import OWN, Selection
from mlscaffold.projects.ruff_format import ruff_environment

FILES_PER_PROCESS = 1000
"""Paths of up to 1 kB each then fit into a command line: its limit is 1 MB on macOS, 2 MB on Linux."""
SILENT_EXCEPT = ("S110", "S112")
JSON_CHECK = ("check", "--exit-zero", "--no-cache", "--no-fix", "--quiet", "--output-format=json")
_PLACE = re.compile(r"\bcell (\d+), line")
_CODE = re.compile(r"`([A-Z]+\d*)`")


class RuffRun(NamedTuple):
    """A running ruff.

    Args:
        parts: each process with its files.
        codes: the rules.
    """

    parts: tuple[tuple[subprocess.Popen[bytes], tuple[str, ...]], ...]
    codes: tuple[str, ...]


class RuffResult(NamedTuple):
    """The result of ruff.

    Args:
        findings: its findings, sorted by place.
        note: why it ignored the user's settings or some rules, "" otherwise.
    """

    findings: tuple[Finding, ...]
    note: str = ""


class _Output(NamedTuple):
    found: list[dict[str, Any]]
    note: str = ""


def start(selections: Mapping[str, Selection]) -> RuffRun | None:
    """Start ruff with all rules that apply to any file.

    Args:
        selections: the files, and the rules that apply to each.

    Raises:
        MlscaffoldError: ruff cannot be run.
    """
    codes = {code for selection in set(selections.values()) for code in _codes_of(selection)}
    return launch(tuple(selections), codes) if codes and selections else None


def collect(
    running: RuffRun | None, selections: Mapping[str, Selection], broken: Collection[str] = ()
) -> tuple[tuple[Finding, ...], str]:
    """Wait for ruff.

    Args:
        running: the running ruff.
        selections: the files, and the rules that apply to each.
        broken: files that our own rules could not read: if ruff fails, it runs again without them.

    Returns:
        The findings of the rules that apply to each file; and why ruff or some of its rules did not run, "" otherwise.
    """
    if running is None:
        return (), ""
    try:
        return _applicable(wait(running), selections)
    except MlscaffoldError as error:
        rest = {path: one for path, one in selections.items() if path not in broken}
        if broken and rest:
            return collect(start(rest), rest)
        return (), f"{error.what}; generic lint did not run"


def _applicable(result: RuffResult, selections: Mapping[str, Selection]) -> tuple[tuple[Finding, ...], str]:
    levels = {rule.code: rule.level for rule in ruff_rules()}
    found = ((one, levels.get(one.code, "production")) for one in result.findings)
    applicable = (one for one, level in found if selections[one.path].includes(one.code, level))
    return tuple(applicable), result.note


def _codes_of(selection: Selection) -> Iterator[str]:
    explicit = (*selection.select, *selection.extend)
    yield from (code for code in explicit if code != "ALL" and not code.startswith(OWN))
    yield from (rule.code for rule in ruff_rules() if selection.includes(rule.code, rule.level))


def launch(paths: Sequence[str], codes: Iterable[str]) -> RuffRun:
    """Start ruff without waiting for it.

    Args:
        paths: notebooks and Python files.
        codes: rules, or prefixes of them.

    Raises:
        MlscaffoldError: ruff cannot be run.
    """
    rules = tuple(sorted(set(codes)))
    files = tuple(paths) if rules else ()
    return RuffRun(tuple((_begin(some, rules), some) for some in batched(files)), rules)


def batched(paths: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Yield paths in parts that fit into a command line."""
    for first in range(0, len(paths), FILES_PER_PROCESS):
        yield paths[first : first + FILES_PER_PROCESS]


def wait(running: RuffRun) -> RuffResult:
    """Wait for ruff.

    Left out are syntax errors and invalid notebooks, which our own rules report, and what the user's settings of ruff
    ignore. If ruff rejects these settings, it runs without them, and the note says so.

    Args:
        running: the running ruff.

    Raises:
        MlscaffoldError: ruff fails for another reason.
    """
    found: list[Finding] = []
    notes: dict[str, None] = {}
    for process, paths in running.parts:
        output = _output(process, paths, running.codes)
        found += _findings(output.found, {os.path.abspath(path): path for path in paths}, _cells_of_file)
        notes |= {output.note: None} if output.note else {}
    return RuffResult(tuple(sorted(_without_repetition(found), key=_order)), "; ".join(notes))


def lint_content(content: bytes, path: str, selection: Selection) -> tuple[tuple[Finding, ...], str]:
    """Apply ruff to content that no file holds.

    Args:
        content: the bytes.
        path: the path of the file that they are for, whose settings apply.
        selection: the rules that apply.

    Returns:
        The findings; and why ruff or some of its rules did not run, "" otherwise.

    Raises:
        MlscaffoldError: ruff cannot be run.
    """
    codes = tuple(sorted(set(_codes_of(selection))))
    if not codes:
        return (), ""
    paths = ("--stdin-filename", path, "-")
    try:
        output = _output(_begin(paths, codes), paths, codes, content)
    except MlscaffoldError as error:
        return (), f"{error.what}; generic lint did not run"
    names = {os.path.abspath(path): path, path: path}
    found = _findings(output.found, names, lambda _: _cells(content.decode("utf-8-sig", "replace"), path))
    return _applicable(RuffResult(tuple(_without_repetition(tuple(found))), output.note), {path: selection})


def explanation(code: str) -> str:
    """Return ruff's own explanation of a rule in Markdown, "" for an unknown rule."""
    done = subprocess.run([binary(), "rule", code], capture_output=True, check=False)
    return "" if done.returncode else done.stdout.decode()


def _begin(paths: Sequence[str], codes: Iterable[str], *options: str) -> subprocess.Popen[bytes]:
    is_content = paths[-1:] == ("-",)
    refuse_special_settings(paths[1:2] if is_content else paths)
    files = paths if is_content else ("--", *paths)
    command = [binary(), *JSON_CHECK, f"--select={','.join(codes)}", *options, *files]
    try:
        return subprocess.Popen(
            command,
            env=ruff_environment(),
            stdin=subprocess.PIPE if is_content else subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
    except OSError as error:
        hint = "Reinstall mlscaffold (the distribution mlscaffold-cli), which brings ruff"
        raise MlscaffoldError(f"ruff cannot be run: {error}", hint=hint) from error


@cache
def binary() -> str:
    """Return the path of ruff."""
    from ruff.__main__ import find_ruff_bin

    return str(find_ruff_bin())


def _output(
    process: subprocess.Popen[bytes],
    paths: Sequence[str],
    codes: tuple[str, ...],
    content: bytes | None = None,
) -> _Output:
    """Read the output of ruff; if it rejects a rule or the user's settings, run it again without them."""
    text, errors = process.communicate(content)
    if process.returncode == 0:
        return _Output(json.loads(text or b"[]"))
    reason = " ".join(errors.decode(errors="replace").split()).removeprefix("ruff failed Cause: ")
    unknown = set(_CODE.findall(reason)) & set(codes)
    rest = tuple(code for code in codes if code not in unknown)
    ignored_rules = f"{UNKNOWN} {', '.join(sorted(unknown))}"
    note = f"{ignored_rules if unknown else 'ruff rejected its settings and ran without them'}: {reason}"
    if not rest:
        return _Output([], note)
    again = _begin(paths, rest, *(() if unknown else ("--isolated",)))
    text, _ = again.communicate(content)
    if again.returncode:
        raise MlscaffoldError(f"ruff failed: {reason}", hint="Run `ruff check` to see more")
    return _Output(json.loads(text or b"[]"), note)


def _findings(
    found: Iterable[Mapping[str, Any]],
    names: Mapping[str, str],
    read_cells: Callable[[str], Sequence[Mapping[str, Any]]],
) -> Iterator[Finding]:
    real = {os.path.realpath(path): name for path, name in names.items()}
    cells = cache(read_cells)
    for one in found:
        file, code = one["filename"], one["code"]
        path = names.get(file) or real.get(os.path.realpath(file), file)
        if not code or code == "invalid-syntax" or ignored(code, file):
            continue
        finding = finding_of(one, path, number_of_cell(cells(file), one["cell"]) if one["cell"] else 0)
        sources = _sources(cells(file)) if code == "F401" or code in LOGGING else ()
        if is_about_other_logger(code, sources) or (code == "F401" and is_needed(finding, sources)):
            continue
        yield (
            finding._replace(message=_with_own_numbers(finding.message, cells(file)))
            if one["cell"]
            else finding
        )


def _with_own_numbers(message: str, cells: Sequence[Mapping[str, Any]]) -> str:
    """Return a message that counts code cells, as findings do, where ruff counts all: `from cell 3, line 1`."""
    return _PLACE.sub(lambda found: f"cell {number_of_cell(cells, int(found[1]))}, line", message)


def finding_of(one: Mapping[str, Any], path: str, cell: int) -> Finding:
    """Return a finding as `check` reports it."""
    begin, end, fix = one["location"], one["end_location"], one["fix"] or {}
    return Finding(
        path=path,
        code=one["code"],
        message=one["message"],
        cell=cell,
        line=begin["row"],
        column=begin["column"],
        end_line=end["row"],
        end_column=end["column"],
        severity=severity_of(one["code"]),
        fix=RUFF_FIX if fix.get("applicability") == "safe" else "",
    )


def number_of_cell(cells: Sequence[Mapping[str, Any]], place: int) -> int:
    """Return a cell's number among the code cells; ruff counts all cells.

    Args:
        cells: all cells.
        place: ruff's number, from 1.
    """
    return sum(cell["cell_type"] == "code" for cell in cells[:place])


def _sources(cells: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    return tuple("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")


def _cells_of_file(file: str) -> list[dict[str, Any]]:
    with open(file, encoding="utf-8-sig", errors="replace") as opened:
        return _cells(opened.read(), file)


def _cells(text: str, file: str) -> list[dict[str, Any]]:
    """Return the cells in the text of a file; a Python file is one."""
    if not file.endswith(".ipynb"):
        return [{"cell_type": "code", "source": text}]
    cells: list[dict[str, Any]] = json.loads(text)["cells"]
    return cells


def _without_repetition(found: Sequence[Finding]) -> Iterator[Finding]:
    """Leave out findings about a silent `except` that is already flagged as a bare one."""
    bare = {(one.path, one.cell, one.line) for one in found if one.code == "E722"}
    for one in found:
        if one.code not in SILENT_EXCEPT or (one.path, one.cell, one.line) not in bare:
            yield one


def _order(finding: Finding) -> tuple[object, ...]:
    return finding.path, finding.cell, finding.line, finding.column, finding.code
