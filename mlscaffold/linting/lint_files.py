"""Lint files that are not in the cache: all cores apply our rules while ruff runs."""

import gc
import os
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from typing import NamedTuple

from mlscaffold.filesystem.discovery import is_text_notebook, relative_to
from mlscaffold.finding import Finding
from mlscaffold.linting.cache import content_hash
from mlscaffold.linting.check_settings import Settings
from mlscaffold.linting.context import File, folder_context, recording_exists
from mlscaffold.linting.internal_rules import INTERNAL_ERROR, INTERNAL_RULES, file_finding, internal_error
from mlscaffold.linting.lint_file import Linted, lint_file, unreadable
from mlscaffold.linting.parallel import map_parallel
from mlscaffold.linting.ruff import run_ruff
from mlscaffold.linting.ruff.code_size import has_too_much_code, note_on
from mlscaffold.linting.selection import Selection, reject_unknown, selected, selection_for
from mlscaffold.rules import RULES
from mlscaffold.rules.engine import concluded
from mlscaffold.rules.lint_target import ProjectContext
from mlscaffold.rules.rule import Rule, Shared

UNPARSABLE = frozenset({"MLS001", "MLS003", "MLS009"})
"""Rules whose findings mean that ruff may fail on the file."""
_DIED = "internal error: the process that checked this file died; please report it with the file"


class FileResult(NamedTuple):
    """The result of linting a file in this run.

    Args:
        findings: its findings.
        facts: its facts for rules over several files, as lists: code, cell, line, column, fact.
        paths: the paths that rules looked for, and whether they exist.
        hash: the hash of its content, "" if it cannot be read.
    """

    findings: tuple[Finding, ...]
    facts: list[list[object]]
    paths: dict[str, bool]
    hash: str


def lint_files(
    files: Sequence[File], root: str, settings: Settings, processes: int
) -> tuple[dict[str, FileResult], str]:
    """Lint files.

    Args:
        files: the files.
        root: the project's folder.
        settings: the project's settings.
        processes: how many processes to use.

    Returns:
        The result of each file, by its path; and why ruff or some of its rules did not run, "" otherwise.

    Raises:
        MlscaffoldError: the settings name a rule that does not exist.
    """
    all_rules = (*INTERNAL_RULES, *RULES)
    reject_unknown(settings, [rule.code for rule in all_rules])
    selections = {file.path: selection_for(file.name, settings) for file in files}
    too_large = [file.path for file in files if has_too_much_code(file.path, file.size)]
    for_ruff = selections.keys() - set(too_large)
    by_ruff = {
        path: one for path, one in selections.items() if path in for_ruff and not is_text_notebook(path)
    }
    ruff = run_ruff.start(by_ruff)
    with without_gc():
        by_selection = {one: selected(all_rules, one) for one in set(selections.values())}
        rules = {file.path: by_selection[selections[file.path]] for file in files}
        lint = partial(_lint, root=root, rules=rules)
        done = map_parallel(files, lambda file: file.size, lint, processes)
    results = {file.path: one or _died(file) for file, one in zip(files, done, strict=True)}
    broken = {path for path, one in results.items() if any(f.code in UNPARSABLE for f in one.findings)}
    ruff_findings, note = run_ruff.collect(ruff, by_ruff, broken)
    notes = (note, note_on([path for path in too_large if path not in broken]))
    return _with_findings(results, ruff_findings), "; ".join(filter(None, notes))


def checker(
    path: str, root: str, settings: Settings, fixes: Collection[str]
) -> Callable[[bytes], tuple[Finding, ...]]:
    """Return a function that returns the findings that codemods fix for other contents of a file.

    Args:
        path: the file, as the user gave it.
        root: the project's folder.
        settings: the project's settings.
        fixes: the codemods; rules whose violations name none of them do not apply.
    """
    selection = selection_for(relative_to(path, root), settings)
    rules = [rule for rule in selected(RULES, selection) if not set(rule.fixes).isdisjoint(fixes)]
    context = _project_context(os.path.dirname(os.path.abspath(path)), root, {})
    return lambda content: lint_file(content, path, rules, context).findings


def ruff_checker(path: str, root: str, settings: Settings) -> Callable[[bytes], tuple[Finding, ...]]:
    """Return a function that returns the findings of ruff for other contents of a file.

    Args:
        path: the file, as the user gave it.
        root: the project's folder.
        settings: the project's settings.
    """
    if is_text_notebook(path):
        return lambda _: ()
    selection = selection_for(relative_to(path, root), settings)
    return lambda content: run_ruff.lint_content(content, path, selection)[0]


def lint_content(content: bytes, path: str, root: str, settings: Settings) -> tuple[tuple[Finding, ...], str]:
    """Lint content that no file holds; rules over several files do not apply.

    Args:
        content: its bytes.
        path: the path of the file that it is for, which need not exist.
        root: the project's folder.
        settings: the project's settings.

    Returns:
        The findings; and why ruff or some of its rules did not run, "" otherwise.

    Raises:
        MlscaffoldError: the settings name a rule that does not exist, or ruff cannot be run.
    """
    all_rules = (*INTERNAL_RULES, *RULES)
    reject_unknown(settings, [rule.code for rule in all_rules])
    selection = selection_for(relative_to(path, root), settings)
    codes = {rule.code for rule in selected(all_rules, selection)}
    context = _project_context(os.path.dirname(os.path.abspath(path)), root, {})
    by_us = lint_file(content, path, selected(RULES, selection), context).findings
    own = [one for one in by_us if one.code in codes]
    if is_text_notebook(path) or any(one.code in UNPARSABLE for one in own):
        return tuple(own), ""
    more, note = run_ruff.lint_content(content, path, selection)
    return (*own, *more), note


def findings_across_files(
    rows: Iterable[tuple[File, Sequence[object]]], settings: Settings
) -> tuple[Finding, ...]:
    """Apply the rules over several files.

    Args:
        rows: the facts of each file, as lists: code, cell, line, column, fact.
        settings: the project's settings.
    """
    by_code: defaultdict[str, list[Shared]] = defaultdict(list)
    levels = {rule.code: rule.level for rule in RULES}
    selections: dict[str, Selection] = {}
    for file, (code, cell, line, column, fact) in rows:
        selection = selections.setdefault(file.path, selection_for(file.name, settings))
        if selection.includes(str(code), levels[str(code)]):
            by_code[str(code)].append(Shared(file.path, cell, line, column, tuple(fact)))  # type: ignore[arg-type]
    return tuple(one for rule in RULES for one in _concluded(rule, tuple(by_code[rule.code])))


def _concluded(rule: Rule, facts: tuple[Shared, ...]) -> tuple[Finding, ...]:
    if not facts:
        return ()
    try:
        return concluded(rule, facts)
    except Exception as error:  # noqa: BLE001 - an error in one rule must not end the run
        return (internal_error(facts[0].path, f"in rule {rule.code}", error),)


@contextmanager
def without_gc() -> Iterator[None]:
    """Pause garbage collection: syntax trees are large and have no cycles, so it would take a fifth of the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.freeze()  # else the first collection looks at all that has been made meanwhile
            gc.enable()


def _lint(file: File, root: str, rules: Mapping[str, Sequence[Rule]]) -> FileResult:
    paths: dict[str, bool] = {}
    context = _project_context(file.folder, root, paths)
    own_rules = rules[file.path]
    try:
        with open(file.path, "rb") as opened:
            content = opened.read()
    except OSError as error:
        done, content = Linted((unreadable(file.path, error),)), b""
    else:
        done = lint_file(content, file.path, own_rules, context)
    codes = {rule.code for rule in own_rules}
    facts: list[list[object]] = [[code, *row[1:]] for code, row in done.facts]
    findings = tuple(finding for finding in done.findings if finding.code in codes)
    return FileResult(findings, facts, paths, content_hash(content))


def _project_context(folder: str, root: str, paths: dict[str, bool]) -> ProjectContext:
    context = folder_context(folder, root)
    declared = None if context.declared is None else dict(context.declared)
    return ProjectContext(recording_exists(folder, paths), declared, context.local)


def _died(file: File) -> FileResult:
    return FileResult((file_finding(file.path, INTERNAL_ERROR, _DIED),), [], {}, "")


def _with_findings(results: Mapping[str, FileResult], more: Iterable[Finding]) -> dict[str, FileResult]:
    by_path: defaultdict[str, list[Finding]] = defaultdict(list)
    for finding in more:
        by_path[finding.path].append(finding)
    return {path: one._replace(findings=(*one.findings, *by_path[path])) for path, one in results.items()}
