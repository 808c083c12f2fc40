"""What was found is handed to the codemods; here, files are read, written, or shown as a diff, and nothing is mended."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

from mlscaffold.codemod import installed
from mlscaffold.filesystem import writer
from mlscaffold.finding import Finding
from mlscaffold.linting.check_settings import Settings
from mlscaffold.linting.internal_rules import OWN_FAULT, whole_file
from mlscaffold.linting.lint_files import asker
from mlscaffold.linting.ruff.ruff_fixes import mend_by_ruff
from mlscaffold.linting.ruff.run_ruff import FIX
from mlscaffold.rewriting.diff import unified
from mlscaffold.rewriting.fix import mend


@dataclass(frozen=True, slots=True)
class Mending:
    """A file that codemods may mend.

    Args:
        path: as the user names it.
        before: its bytes.
        after: its bytes once it is mended.
        made: how many findings are mended.
        fault: the finding that says that mending failed, by a fault of ours.
    """

    path: str
    before: bytes
    after: bytes
    made: int = 0
    fault: Finding | None = None


def mendings(
    findings: Iterable[Finding], root: str, settings: Settings, *, unsafe: bool
) -> tuple[Mending, ...]:
    """Mend files, and write nothing.

    Args:
        findings: what was found.
        root: the project's folder.
        settings: what the project wants.
        unsafe: whether mendings that may change results are wanted too.
    """
    wanted: dict[str, set[str]] = {}
    for finding in filter(_wanted, findings):
        wanted.setdefault(finding.path, set()).update({finding.code} if finding.fix == FIX else ())
    return tuple(_mending(path, asker(path, root, settings), wanted[path], unsafe) for path in sorted(wanted))


def _wanted(finding: Finding) -> bool:
    return bool(finding.fix)


def _mending(
    path: str, check: Callable[[bytes], tuple[Finding, ...]], codes: Collection[str], unsafe: bool
) -> Mending:
    with open(path, "rb") as file:
        before = file.read()
    try:
        generic = mend_by_ruff(before, path, codes)
        mended = mend(generic.content, path, check, installed(), unsafe)
    except Exception as error:  # noqa: BLE001 - a fault in one codemod must not keep other files from being mended
        told = f"{type(error).__name__}: {error}".splitlines()[0]
        message = f"mending failed by a fault of mlscaffold, not yours ({told}): please report it; the file is as it was"
        return Mending(path, before, before, fault=whole_file(path, OWN_FAULT, message))
    return Mending(path, before, mended.content, generic.made + sum(one.made for one in mended.fixed))


def write(mending: Mending) -> None:
    """Write a mended file, whole or not at all.

    Raises:
        MlscaffoldError: it cannot be written.
    """
    writer.replace_file(Path(mending.path), mending.after)


def diff(mending: Mending) -> str:
    """Return what is mended as a diff; for a notebook, of the sources of its cells."""
    return unified(mending.path, mending.before, mending.after)
