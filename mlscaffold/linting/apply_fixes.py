"""`check --fix`: pass the findings of files to ruff and the codemods, and write the files or show the diff."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

from mlscaffold.errors import MlscaffoldError
from mlscaffold.filesystem import writer
from mlscaffold.finding import RUFF_FIX, Finding
from mlscaffold.linting.check_settings import Settings
from mlscaffold.linting.internal_rules import UNREADABLE, file_finding, internal_error
from mlscaffold.linting.lint_files import checker
from mlscaffold.linting.ruff.ruff_fixes import fix_with_ruff
from mlscaffold.rewriting.codemod import installed
from mlscaffold.rewriting.document import unified
from mlscaffold.rewriting.fix import fix


@dataclass(frozen=True, slots=True)
class FixedFile:
    """A file and its fixes.

    Args:
        path: as the user gave it.
        before: its bytes.
        after: its bytes with the fixes.
        fixes: how many findings are fixed.
        error: the finding for an internal error, None if there was none.
    """

    path: str
    before: bytes
    after: bytes
    fixes: int = 0
    error: Finding | None = None


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
    codes: dict[str, set[str]] = {}
    for finding in filter(_is_fixable, findings):
        codes.setdefault(finding.path, set()).update({finding.code} if finding.fix == RUFF_FIX else ())
    return tuple(_fixed(path, checker(path, root, settings), codes[path], unsafe) for path in sorted(codes))


def _is_fixable(finding: Finding) -> bool:
    return bool(finding.fix)


def _fixed(
    path: str, check: Callable[[bytes], tuple[Finding, ...]], codes: Collection[str], unsafe: bool
) -> FixedFile:
    with open(path, "rb") as file:
        before = file.read()
    try:
        by_ruff = fix_with_ruff(before, path, codes)
        done = fix(by_ruff.content, path, check, installed(), unsafe)
    except MlscaffoldError as error:
        finding = file_finding(
            path, UNREADABLE, f"not fixed, {error.what}: {error.hint[:1].lower()}{error.hint[1:]}"
        )
        return FixedFile(path, before, before, error=finding)
    except Exception as error:  # noqa: BLE001 - an error in one codemod must not keep other files from being fixed
        finding = internal_error(path, "while fixing this file", error, "; the file is unchanged")
        return FixedFile(path, before, before, error=finding)
    return FixedFile(path, before, done.content, by_ruff.fixes + sum(one.fixed for one in done.fixes))


def write(file: FixedFile) -> None:
    """Write a fixed file, completely or not at all.

    Raises:
        MlscaffoldError: it cannot be written.
    """
    writer.replace_file(Path(file.path), file.after)


def diff(file: FixedFile) -> str:
    """Return the fixes as a diff; for a notebook, of the sources of its cells."""
    return unified(file.path, file.before, file.after)
