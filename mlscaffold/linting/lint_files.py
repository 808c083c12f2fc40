"""Files that have to be looked into: all cores put our rules to them while ruff runs beside."""

from __future__ import annotations

import gc
import os
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial

from mlscaffold.filesystem.discovery import relative_to
from mlscaffold.finding import Finding
from mlscaffold.linting.cache import hashed
from mlscaffold.linting.check_settings import Settings
from mlscaffold.linting.checked_file import File, Fresh
from mlscaffold.linting.context import existing, place
from mlscaffold.linting.internal_rules import FAULTS, OWN_FAULT, whole_file
from mlscaffold.linting.lint_file import Examined, examine, unreadable
from mlscaffold.linting.parallel import spread
from mlscaffold.linting.ruff import adapter
from mlscaffold.linting.selection import chosen, refuse_unknown, selection_for
from mlscaffold.rules import RULES
from mlscaffold.rules.engine import concluded
from mlscaffold.rules.rule import Rule, Shared, Surroundings

BROKEN = frozenset({"MLS001", "MLS003", "MLS009"})
_DIED = "the process that looked into this file died: please report it with the file"


def examined(
    files: Sequence[File], root: str, settings: Settings, processes: int
) -> tuple[dict[str, Fresh], str]:
    """Look into files.

    Args:
        files: the files.
        root: the project's folder.
        settings: what the project wants.
        processes: how many processes may work.

    Returns:
        What came of each, by its path; and what ruff could not be asked, "" where all went well.

    Raises:
        MlscaffoldError: the settings name a rule that does not exist.
    """
    refuse_unknown(settings, [rule.code for rule in (*FAULTS, *RULES)])
    selections = {file.path: selection_for(file.name, settings) for file in files}
    ruff = adapter.start(selections)
    with _uncollected():
        asked = {selection: chosen((*FAULTS, *RULES), selection) for selection in set(selections.values())}
        rules = {file.path: asked[selections[file.path]] for file in files}
        done = spread(files, lambda file: file.size, partial(_fresh, root=root, rules=rules), processes)
    fresh = {file.path: one or _dead(file) for file, one in zip(files, done, strict=True)}
    broken = {path for path, one in fresh.items() if any(found.code in BROKEN for found in one.findings)}
    more, note = adapter.collect(ruff, broken)
    return _joined(fresh, more), note


def asker(path: str, root: str, settings: Settings) -> Callable[[bytes], tuple[Finding, ...]]:
    """Return a function that says what our rules find in a file if these were its bytes; it serves who mends.

    Args:
        path: the file, as the user names it.
        root: the project's folder.
        settings: what the project wants.
    """
    rules = chosen(RULES, selection_for(relative_to(path, root), settings))
    around = _surroundings(os.path.dirname(os.path.abspath(path)), root, {})
    return lambda content: examine(content, path, rules, around).findings


def over_several(rows: Iterable[tuple[File, Sequence[object]]], settings: Settings) -> tuple[Finding, ...]:
    """Ask the rules that look at several files.

    Args:
        rows: what each file gives, as lists: code, cell, line, column, fact.
        settings: what the project wants.
    """
    by_code: defaultdict[str, list[Shared]] = defaultdict(list)
    names = {}
    for file, (code, cell, line, column, fact) in rows:
        names[file.path] = file.name
        by_code[str(code)].append(Shared(file.path, cell, line, column, tuple(fact)))  # type: ignore[arg-type]
    found = (one for rule in RULES for one in _concluded(rule, tuple(by_code[rule.code])))
    levels = {rule.code: rule.level for rule in RULES}
    asks = {path: selection_for(name, settings) for path, name in names.items()}
    return tuple(one for one in found if asks[one.path].asks(one.code, levels.get(one.code, "explore")))


def _concluded(rule: Rule, shared: tuple[Shared, ...]) -> tuple[Finding, ...]:
    if not shared:
        return ()
    try:
        return concluded(rule, shared)
    except Exception as error:  # noqa: BLE001 - a fault in one rule must not end the run
        told = f"{type(error).__name__}: {error}".splitlines()[0]
        message = f"rule {rule.code} failed by a fault of mlscaffold, not yours ({told}): please report it"
        return (whole_file(shared[0].path, OWN_FAULT, message),)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Keep Python from collecting: trees are large and hold no circles, so that it costs a fifth and finds nothing."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _fresh(file: File, root: str, rules: Mapping[str, Sequence[Rule]]) -> Fresh:
    asked: dict[str, bool] = {}
    surroundings = _surroundings(file.folder, root, asked)
    mine = rules[file.path]
    try:
        with open(file.path, "rb") as opened:
            content = opened.read()
    except OSError as error:
        done, content = Examined((unreadable(file.path, error),)), b""
    else:
        done = examine(content, file.path, mine, surroundings)
    codes = {rule.code for rule in mine}
    shared: list[list[object]] = [[code, *row[1:]] for code, row in done.shared]
    findings = tuple(finding for finding in done.findings if finding.code in codes)
    return Fresh(findings, shared, asked, hashed(content))


def _surroundings(folder: str, root: str, asked: dict[str, bool]) -> Surroundings:
    around = place(folder, root)
    declared = None if around.declared is None else dict(around.declared)
    return Surroundings(existing(folder, asked), declared, around.local)


def _dead(file: File) -> Fresh:
    return Fresh((whole_file(file.path, OWN_FAULT, _DIED),), [], {}, "")


def _joined(fresh: Mapping[str, Fresh], more: Iterable[Finding]) -> dict[str, Fresh]:
    by_path: defaultdict[str, list[Finding]] = defaultdict(list)
    for finding in more:
        by_path[finding.path].append(finding)
    return {path: one._replace(findings=(*one.findings, *by_path[path])) for path, one in fresh.items()}
