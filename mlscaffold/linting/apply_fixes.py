"""`check --fix`: pass the findings of files to ruff and the codemods, and write the files or show the diff."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from mlscaffold.analysis.deep_stack import with_deep_stack
from mlscaffold.errors import MlscaffoldError
from mlscaffold.filesystem import writer
from mlscaffold.finding import RUFF_FIX, Finding
from mlscaffold.linting.check_settings import Settings
from mlscaffold.linting.internal_rules import UNREADABLE, file_finding, internal_error
from mlscaffold.linting.lint_files import checker, ruff_checker, without_gc
from mlscaffold.linting.ruff.ruff_fixes import UNUSED, Found, RuffFixes, fix_with_ruff, found_in_files
from mlscaffold.rewriting.codemod import installed
from mlscaffold.rewriting.document import unified
from mlscaffold.rewriting.fix import fix

Check = Callable[[bytes], tuple[Finding, ...]]
"""Returns the findings for a content of a file."""


@dataclass(frozen=True, slots=True)
class FixedFile:
    """A file and its fixes.

    Args:
        path: as the user gave it.
        before: its bytes.
        after: its bytes with the fixes.
        fixed: how many findings of each rule are fixed.
        error: the finding for an internal error, None if there was none.
    """

    path: str
    before: bytes
    after: bytes
    fixed: Counter[str] = field(default_factory=Counter)
    error: Finding | None = None

    @property
    def fixes(self) -> int:
        """How many findings are fixed."""
        return self.fixed.total()


def fix_files(
    findings: Iterable[Finding], root: str, settings: Settings, *, unsafe: bool
) -> tuple[FixedFile, ...]:
    """Fix findings without writing the files.

    Args:
        findings: the findings.
        root: the project's folder.
        settings: the project's settings.
        unsafe: whether fixes may change results.
    """
    by_path: dict[str, list[Finding]] = {}
    for finding in filter(_is_fixable, findings):
        by_path.setdefault(finding.path, []).append(finding)
    with without_gc():
        return _fix_each(by_path, root, settings, unsafe)


@with_deep_stack  # once for all files, since starting such a thread takes time
def _fix_each(
    by_path: Mapping[str, Collection[Finding]], root: str, settings: Settings, unsafe: bool
) -> tuple[FixedFile, ...]:
    to_ruff = {path: tuple(filter(_is_fixed_by_ruff, found)) for path, found in by_path.items()}
    first = found_in_files({path: found for path, found in to_ruff.items() if found})
    return tuple(
        fix_content(_bytes(path), path, root, settings, by_path[path], unsafe=unsafe, by_ruff=first.get(path))
        for path in sorted(by_path)
    )


def _bytes(path: str) -> bytes:
    with open(path, "rb") as file:
        return file.read()


def _is_fixed_by_ruff(finding: Finding) -> bool:
    return finding.fix == RUFF_FIX


def _is_fixable(finding: Finding) -> bool:
    return bool(finding.fix)


def fix_content(
    before: bytes,
    path: str,
    root: str,
    settings: Settings,
    found: Collection[Finding],
    *,
    unsafe: bool,
    by_ruff: Found | None = None,
) -> FixedFile:
    """Fix findings in the content of a file.

    Args:
        before: its bytes.
        path: its path.
        root: the project's folder.
        settings: the project's settings.
        found: the findings that are to be fixed.
        unsafe: whether fixes may change results.
        by_ruff: what ruff finds in the content, if that is known.
    """
    try:
        plain = fix_with_ruff(before, path, tuple(filter(_is_fixed_by_ruff, found)), by_ruff)
        usable = {one.name for one in installed() if one.safe or unsafe}
        if plain.content == before and usable.isdisjoint(one.fix for one in found):
            return FixedFile(path, before, before)
        check = lru_cache(maxsize=2)(checker(path, root, settings, usable))  # before and after ruff's fixes
        done = fix(plain.content, path, _without_known(check, before, found), installed(), unsafe)
        last = _without_imports(done.content, plain.content, path, ruff_checker(path, root, settings))
    except MlscaffoldError as error:
        finding = file_finding(
            path, UNREADABLE, f"not fixed, {error.what}: {error.hint[:1].lower()}{error.hint[1:]}"
        )
        return FixedFile(path, before, before, error=finding)
    except Exception as error:  # noqa: BLE001 - an error in one codemod must not keep other files from being fixed
        finding = internal_error(path, "while fixing this file", error, "; the file is unchanged")
        return FixedFile(path, before, before, error=finding)
    fixed = plain.fixed + last.fixed
    fixed.update(one.code for one in done.fixes if one.fixed)
    return FixedFile(path, before, last.content, fixed)


def _without_imports(content: bytes, before: bytes, path: str, check: Check) -> RuffFixes:
    """Remove the imports that our fixes have left unused."""
    unused = [] if content == before else [one for one in check(content) if one.code == UNUSED and one.fix]
    known = {one.message for one in check(before)} if unused else set()
    return fix_with_ruff(content, path, [one for one in unused if one.message not in known])


def _without_known(check: Check, before: bytes, found: Collection[Finding]) -> Check:
    """Return a check without the findings that are not to be fixed: those before any fix that a baseline knows."""
    wanted = {(one.code, one.cell, one.line, one.column) for one in found}

    def unknown(content: bytes) -> tuple[Finding, ...]:
        now = [one for one in check(content) if one.fix]
        first = check(before) if now else ()
        places = ((one, (one.code, one.cell, one.line, one.column)) for one in first if one.fix)
        known = {(one.code, one.cell, one.message) for one, place in places if place not in wanted}
        return tuple(one for one in now if (one.code, one.cell, one.message) not in known)

    return unknown


def write(file: FixedFile) -> None:
    """Write a fixed file, completely or not at all.

    Raises:
        MlscaffoldError: it cannot be written.
    """
    writer.replace_file(Path(file.path), file.after)


def diff(file: FixedFile) -> str:
    """Return the fixes as a diff; for a notebook, of the sources of its cells."""
    return unified(file.path, file.before, file.after)
