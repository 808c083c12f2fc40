"""Lint files: results of unchanged files come from the cache, the others are linted."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from mlscaffold.filesystem.discovery import relative_to
from mlscaffold.finding import LEVELS, Finding
from mlscaffold.linting import cache as caching
from mlscaffold.linting.cache import Cache, Entry
from mlscaffold.linting.check_settings import ROOTS, Settings
from mlscaffold.linting.context import File, folder_context

if TYPE_CHECKING:
    from mlscaffold.linting.lint_files import FileResult


@dataclass(frozen=True, slots=True)
class LintResult:
    """The result of a run.

    Args:
        files: the files, as the user gave them.
        findings: their findings, sorted by place.
        note: why ruff or some of its rules did not run, "" otherwise.
        rules: the name and the level of each rule with a finding, by its code.
        known: the results by file, for another run; empty if ruff or some of its rules did not run.
    """

    files: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    note: str = ""
    rules: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    known: Cache = field(default_factory=Cache, compare=False)


def run(
    paths: Sequence[str],
    root: str,
    settings: Settings,
    *,
    processes: int = 1,
    use_cache: bool = True,
    across: Settings | None = None,
    known: Cache | None = None,
) -> LintResult:
    """Lint files.

    Args:
        paths: the files, as the user gave them.
        root: the project's folder.
        settings: the project's settings.
        processes: how many processes to use.
        use_cache: whether to use and update the cache.
        across: the settings for rules over several files, which compare only files to which they apply; None for the same.
        known: the results of an earlier run with the same settings, None for those that are saved.

    Raises:
        MlscaffoldError: the settings name a rule that does not exist.
    """
    files = tuple(_file(path, root) for path in paths)
    cached = use_cache and _is_project(root)
    key = caching.cache_key(settings, root, {file.folder for file in files}) if cached else ""
    before = known or (caching.load(root, key) if key else Cache())
    entries = {file.name: entry for file in files if (entry := _valid_entry(file, before, root))}
    missing = tuple(file for file in files if file.name not in entries)
    note = ""
    if missing:
        from mlscaffold.linting.lint_files import lint_files

        results, note = lint_files(missing, root, settings, processes)
        entries |= {file.name: _entry(file, results[file.path], root) for file in missing}
    now = _across_files(files, entries, before, across or settings)
    found = _findings(files, entries, now)
    rules = rules_of({finding.code for finding in found}, before.rules)
    after = replace(now, entries={**before.entries, **entries}, rules={**before.rules, **rules})
    if key and not note and (missing or now.facts_key != before.facts_key):
        others = _other_entries(before.entries, entries, root)
        caching.save(root, key, replace(after, entries={**others, **entries}))
    return LintResult(tuple(file.path for file in files), found, note, rules, Cache() if note else after)


def order(finding: Finding) -> tuple[object, ...]:
    """Return the sort key of a finding; two of one rule and place, such as calls in a chain, differ in their ends."""
    place = (finding.path, finding.cell, finding.line, finding.column, finding.code, finding.message)
    return *place, finding.end_line, finding.end_column


def _is_project(root: str) -> bool:
    """Return whether a folder may hold a cache: not one that is only the common parent of the files."""
    return root == os.getcwd() or any(os.path.exists(os.path.join(root, name)) for name in ROOTS)


def rules_of(codes: Iterable[str], known: Mapping[str, tuple[str, str]]) -> dict[str, tuple[str, str]]:
    """Return names and levels of rules; those that are known spare the import of all rules."""
    found = {code: known[code] for code in codes if code in known}
    for code in set(codes) - found.keys():
        from mlscaffold.linting.explain import describe

        rule = describe(code)
        found[code] = (rule.name, rule.level) if rule else ("", LEVELS[0])
    return found


def _findings(files: tuple[File, ...], entries: Mapping[str, Entry], now: Cache) -> tuple[Finding, ...]:
    single = (one for file in files for one in caching.as_findings(file.path, entries[file.name].findings))
    across = (Finding(*row) for row in now.across_files)
    return tuple(sorted({*single, *across}, key=order))


def _across_files(
    files: tuple[File, ...], entries: Mapping[str, Entry], before: Cache, settings: Settings
) -> Cache:
    """Apply the rules over several files, if the facts of the files changed."""
    rows = [(file, row) for file in files for row in entries[file.name].facts]
    key = caching.hash_of((settings.level, *((file.path, row) for file, row in rows)))
    if key == before.facts_key:
        return before
    if not rows:
        return Cache(facts_key=key)
    from mlscaffold.linting.lint_files import findings_across_files

    return Cache(across_files=[list(one) for one in findings_across_files(rows, settings)], facts_key=key)


def _other_entries(before: Mapping[str, Entry], entries: Mapping[str, Entry], root: str) -> dict[str, Entry]:
    """Return the cached entries of files that are not part of this run and still exist."""
    return {
        name: entry
        for name, entry in before.items()
        if name not in entries and os.path.exists(os.path.join(root, name))
    }


def _file(path: str, root: str) -> File:
    folder = os.path.dirname(os.path.abspath(path))
    try:
        stat = os.stat(path)
    except OSError:
        return File(path, relative_to(path, root), folder, 0, 0)
    return File(path, relative_to(path, root), folder, stat.st_size, stat.st_mtime_ns)


def _valid_entry(file: File, before: Cache, root: str) -> Entry | None:
    """Return the cached entry of a file if the file and its context are unchanged."""
    entry = before.entries.get(file.name)
    if entry is None or entry.size != file.size or not file.changed:
        return None
    if not caching.is_context_unchanged(entry, file.folder, _context_hash(file, root)):
        return None
    if entry.changed == file.changed:
        return entry
    with open(file.path, "rb") as opened:
        same = caching.content_hash(opened.read()) == entry.hash
    return entry if same else None


def _context_hash(file: File, root: str) -> str:
    return caching.hash_of([folder_context(file.folder, root).signature])


def _entry(file: File, result: FileResult, root: str) -> Entry:
    return Entry(
        changed=caching.reliable_time(file.changed),
        size=file.size,
        hash=result.hash,
        context=_context_hash(file, root),
        paths=result.paths,
        findings=[list(finding[1:]) for finding in result.findings],
        facts=result.facts,
    )
