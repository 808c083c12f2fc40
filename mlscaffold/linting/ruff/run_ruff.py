"""Ruff looks over all files in one call, at the same time as our rules; its findings come back by code cells."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from mlscaffold.errors import MlscaffoldError
from mlscaffold.linting.ruff.needed_imports import is_needed
from mlscaffold.linting.ruff.ruff_rules import severity_of
from mlscaffold.linting.ruff.ruff_settings import ignored
from mlscaffold.rules.rule import Finding

AT_ONCE = 1000
FIX = "ruff"
"""What `Finding.fix` says where ruff itself can mend it safely."""
PASSING = ("S110", "S112")
_NAMED = re.compile(r"`([A-Z]+\d*)`")


class Running(NamedTuple):
    """Ruff at work.

    Args:
        parts: each process with the files that it was given.
        codes: the rules that it was asked.
    """

    parts: tuple[tuple[subprocess.Popen[bytes], tuple[str, ...]], ...]
    codes: tuple[str, ...]


class Collected(NamedTuple):
    """What ruff says.

    Args:
        findings: what it finds, in the order of places.
        note: why the project's settings of ruff, or some rules, were left out; "" where all went well.
    """

    findings: tuple[Finding, ...]
    note: str = ""


class _Answer(NamedTuple):
    found: list[dict[str, Any]]
    note: str = ""


def start(paths: Sequence[str], codes: Iterable[str]) -> Running:
    """Let ruff begin, without waiting for it.

    Args:
        paths: notebooks and Python files.
        codes: rules that are asked, or prefixes of them.

    Raises:
        MlscaffoldError: ruff cannot be run.
    """
    asked = tuple(sorted(set(codes)))
    given = tuple(paths) if asked else ()
    chunks = [given[index : index + AT_ONCE] for index in range(0, len(given), AT_ONCE)]
    return Running(tuple((_begin(chunk, asked), chunk) for chunk in chunks), asked)


def collect(running: Running) -> Collected:
    """Wait for ruff.

    Syntax errors and files that are no notebooks are left out: our own rules tell them. So is what the user's
    settings of ruff ignore.

    Args:
        running: what `start` gave.

    Returns:
        The findings. A user's settings that ruff refuses are passed over, and the note says so.

    Raises:
        MlscaffoldError: ruff fails for another reason.
    """
    found: list[Finding] = []
    notes: dict[str, None] = {}
    for process, paths in running.parts:
        answer = _answer(process, paths, running.codes)
        found += _findings(answer.found, {os.path.abspath(path): path for path in paths})
        notes |= {answer.note: None} if answer.note else {}
    return Collected(tuple(sorted(_once(found), key=_order)), "; ".join(notes))


def explain(code: str) -> str:
    """Return ruff's own explanation of a rule in Markdown, "" where it has none.

    Args:
        code: such as F401.
    """
    done = subprocess.run([binary(), "rule", code], capture_output=True, check=False)
    return "" if done.returncode else done.stdout.decode()


def _begin(paths: Sequence[str], codes: Iterable[str], *options: str) -> subprocess.Popen[bytes]:
    fixed = ("check", "--exit-zero", "--no-cache", "--no-fix", "--quiet", "--output-format=json")
    command = [binary(), *fixed, f"--select={','.join(codes)}", *options, "--", *paths]
    try:
        return subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
    except OSError as error:
        raise MlscaffoldError(f"ruff cannot be run: {error}", hint="Install mlscaffold-cli again") from error


@cache
def binary() -> str:
    """Return the path of ruff."""
    from ruff.__main__ import find_ruff_bin

    return str(find_ruff_bin())


def _answer(process: subprocess.Popen[bytes], paths: Sequence[str], codes: tuple[str, ...]) -> _Answer:
    """Read what ruff says; where it refuses a rule or the user's settings, ask again without them."""
    said, wrong = process.communicate()
    if process.returncode == 0:
        return _Answer(json.loads(said or b"[]"))
    reason = " ".join(wrong.decode(errors="replace").split()).removeprefix("ruff failed Cause: ")
    unknown = set(_NAMED.findall(reason)) & set(codes)
    rest = tuple(code for code in codes if code not in unknown)
    isolated = () if unknown else ("--isolated",)
    again = _begin(paths, rest, *isolated)
    said, _ = again.communicate()
    if again.returncode:
        raise MlscaffoldError(f"ruff failed: {reason}", hint="Try `ruff check` on its own")
    left = (
        f"ruff does not know {', '.join(sorted(unknown))}" if unknown else "ruff's settings were passed over"
    )
    return _Answer(json.loads(said or b"[]"), f"{left}: {reason}")


def _findings(found: Iterable[Mapping[str, Any]], names: Mapping[str, str]) -> Iterator[Finding]:
    real = {os.path.realpath(path): name for path, name in names.items()}
    cells = cache(_cells)
    for one in found:
        file, code = one["filename"], one["code"]
        path = names.get(file) or real.get(os.path.realpath(file), file)
        if not code or code == "invalid-syntax" or ignored(code, file):
            continue
        finding = _finding(one, path, number_of_cell(cells(file), one["cell"]) if one["cell"] else 0)
        if code != "F401" or not is_needed(finding, _sources(cells(file))):
            yield finding


def _finding(one: Mapping[str, Any], path: str, cell: int) -> Finding:
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
        fix=FIX if fix.get("applicability") == "safe" else "",
    )


def number_of_cell(cells: Sequence[Mapping[str, Any]], place: int) -> int:
    """Return a cell's number among the code cells: ruff counts those of text too.

    Args:
        cells: all cells.
        place: the number that ruff gives, from 1.
    """
    return sum(cell["cell_type"] == "code" for cell in cells[:place])


def _sources(cells: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    return tuple("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")


def _cells(file: str) -> list[dict[str, Any]]:
    """Read the cells of a file; a Python file is one."""
    with open(file, encoding="utf-8-sig", errors="replace") as opened:
        text = opened.read()
    if not file.endswith(".ipynb"):
        return [{"cell_type": "code", "source": text}]
    cells: list[dict[str, Any]] = json.loads(text)["cells"]
    return cells


def _once(found: Sequence[Finding]) -> Iterator[Finding]:
    """Leave out that an error is passed over where it is said that all errors are caught there."""
    bare = {(one.path, one.cell, one.line) for one in found if one.code == "E722"}
    for one in found:
        if one.code not in PASSING or (one.path, one.cell, one.line) not in bare:
            yield one


def _order(finding: Finding) -> tuple[object, ...]:
    return finding.path, finding.cell, finding.line, finding.column, finding.code
