"""Codemods on the command line: the list of them, and running them on files without rules."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from mlscaffold.errors import MlscaffoldError
from mlscaffold.reporting.text_table import text_table
from mlscaffold.rewriting.codemod import Codemod, installed

if TYPE_CHECKING:
    from mlscaffold.rewriting.fix import Fix

HINT = "`mlscaffold codemods` lists the codemods"


@dataclass(frozen=True, slots=True)
class Rewritten:
    """The result for one file.

    Args:
        path: the file.
        diff: its diff, "" if it is unchanged.
        fixes: its changes.
        error: why it could not be rewritten, None otherwise.
    """

    path: Path
    diff: str = ""
    fixes: tuple[Fix, ...] = ()
    error: MlscaffoldError | None = None

    @property
    def lines(self) -> tuple[str, ...]:
        """A line for each change."""
        return tuple(f"{self.path}:{self._place(one)}: {one.codemod}: {one.message}" for one in self.fixes)

    def _place(self, one: Fix) -> str:
        return f"cell {one.cell}:{one.line}" if self.path.suffix == ".ipynb" else f"{one.line}"


def listing() -> tuple[dict[str, object], ...]:
    """Return the installed codemods as data for JSON."""
    return tuple(
        {"name": one.name, "safe": one.safe, "alone": not one.projects_only, "why": one.why}
        for one in installed()
    )


def listing_text() -> str:
    """Return the installed codemods as a table: name, when they may be used, why."""
    return text_table([(one.name, _use(one), one.why) for one in installed()])


def _use(codemod: Codemod) -> str:
    if codemod.projects_only:
        return "projects only"
    return "safe" if codemod.safe else "unsafe"


def split_words(words: Sequence[str]) -> tuple[tuple[Codemod, ...], tuple[Path, ...]]:
    """Split words into codemods and paths.

    Args:
        words: names of codemods, then paths; no path means the working directory.

    Raises:
        MlscaffoldError: there is no name, or a word is neither a name nor a path.
    """
    known = {codemod.name: codemod for codemod in installed()}
    names = [word for place, word in enumerate(words) if all(one in known for one in words[: place + 1])]
    if not names:
        raise MlscaffoldError(f"unknown codemod {words[0]}", hint=HINT)
    paths = tuple(Path(word) for word in words[len(names) :])
    missing = next((path for path in paths if not path.exists()), None)
    if missing is not None:
        hint = f"Check the path; {HINT}"
        raise MlscaffoldError("no such file, folder or codemod", where=str(missing), hint=hint)
    return tuple(known[name] for name in dict.fromkeys(names)), paths or (Path(),)


def run(codemods: Sequence[Codemod], paths: Sequence[Path], unsafe: bool, write: bool) -> Iterator[Rewritten]:
    """Run codemods on files and on the files in folders, one by one.

    Args:
        codemods: the codemods in the order in which they apply.
        paths: files, and folders, whose files apply unless git ignores them.
        unsafe: whether codemods may change the computed values.
        write: whether to write the files, not only to show the changes.

    Yields:
        The result for each file that changes or cannot be rewritten.

    Raises:
        MlscaffoldError: a codemod cannot be used so, or a file cannot be written.
    """
    from mlscaffold.filesystem.discovery import find

    for codemod in codemods:
        _refuse(codemod, unsafe)
    for path in find([str(path) for path in paths], str(Path.cwd())):
        result = _run_on_file(Path(path), codemods, write)
        if result.diff or result.error:
            yield result


def _refuse(codemod: Codemod, unsafe: bool) -> None:
    if codemod.projects_only:
        hint = "`mlscaffold harden` uses it"
        raise MlscaffoldError(f"{codemod.name} works only in a hardened project", hint=hint)
    if not codemod.safe and not unsafe:
        hint = "Add --unsafe to use it"
        raise MlscaffoldError(f"{codemod.name} changes what the code computes", hint=hint)


def _run_on_file(path: Path, codemods: Sequence[Codemod], write: bool) -> Rewritten:
    from mlscaffold.filesystem.writer import read_bytes, replace_file
    from mlscaffold.rewriting.document import unified
    from mlscaffold.rewriting.rewrite_file import rewrite_everywhere

    content = read_bytes(path)
    try:
        done = rewrite_everywhere(content, str(path), codemods)
    except MlscaffoldError as error:
        return Rewritten(path, error=error)
    if done.content == content:
        return Rewritten(path)
    if write:
        replace_file(path, done.content)
    return Rewritten(path, unified(str(path), content, done.content), done.fixes)
