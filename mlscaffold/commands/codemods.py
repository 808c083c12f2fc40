"""Codemods used alone, on notebooks and Python files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from mlscaffold.codemod import Codemod, installed
from mlscaffold.errors import MlscaffoldError
from mlscaffold.filesystem.discovery import find
from mlscaffold.filesystem.writer import read_bytes, replace_file
from mlscaffold.rewriting.diff import unified
from mlscaffold.rewriting.fix_model import Fixed
from mlscaffold.rewriting.rewrite_file import rewrite_everywhere

LIST = "`mlscaffold codemods` lists them"


@dataclass(frozen=True, slots=True)
class Rewritten:
    """What became of one file.

    Args:
        path: the file.
        diff: what changed, "" where nothing did.
        fixed: each change.
        error: why it could not be rewritten, None where it could.
    """

    path: Path
    diff: str = ""
    fixed: tuple[Fixed, ...] = ()
    error: MlscaffoldError | None = None

    @property
    def lines(self) -> tuple[str, ...]:
        """What was done, a line for each change."""
        return tuple(f"{self.path}:{_place(self.path, one)}: {one.fix}: {one.message}" for one in self.fixed)


def listing() -> tuple[dict[str, object], ...]:
    """Return what is known of each installed codemod, for people and for JSON."""
    return tuple(
        {"name": one.name, "safe": one.safe, "alone": not one.projects_only, "why": one.why}
        for one in installed()
    )


def listing_text() -> str:
    """Return the installed codemods as a table: name, when it may be used, why."""
    rows = [(str(one["name"]), _use(one), str(one["why"])) for one in listing()]
    width = max((len(name) for name, _, _ in rows), default=0)
    return "\n".join(f"{name:{width}}  {use:13}  {why}" for name, use, why in rows)


def _use(one: dict[str, object]) -> str:
    if not one["alone"]:
        return "projects only"
    return "safe" if one["safe"] else "unsafe"


def split_words(words: Sequence[str]) -> tuple[tuple[Codemod, ...], tuple[Path, ...]]:
    """Tell the names of codemods from the paths after them.

    Args:
        words: names, then paths; none of these means the working folder.

    Raises:
        MlscaffoldError: there is no name, or a word is neither a name nor a path.
    """
    known = {codemod.name: codemod for codemod in installed()}
    names = [word for place, word in enumerate(words) if all(one in known for one in words[: place + 1])]
    if not names:
        raise MlscaffoldError(f"there is no codemod called {words[0]}", hint=LIST)
    paths = tuple(Path(word) for word in words[len(names) :])
    missing = next((path for path in paths if not path.exists()), None)
    if missing is not None:
        hint = f"Check the path; {LIST}"
        raise MlscaffoldError("there is no such file, folder or codemod", where=str(missing), hint=hint)
    return tuple(known[name] for name in dict.fromkeys(names)), paths or (Path(),)


def run(codemods: Sequence[Codemod], paths: Sequence[Path], unsafe: bool, write: bool) -> Iterator[Rewritten]:
    """Use codemods on files and on what folders hold, file by file.

    Args:
        codemods: in the order in which they are used.
        paths: files, and folders, of which those files are taken that git does not ignore.
        unsafe: whether codemods may be used that change what the code computes.
        write: whether files are written; else it is only said what would change.

    Yields:
        What became of each file that changes, or cannot be rewritten.

    Raises:
        MlscaffoldError: a codemod cannot be used so, or a file cannot be written.
    """
    for codemod in codemods:
        _refuse(codemod, unsafe)
    for path in find([str(path) for path in paths], str(Path.cwd())):
        done = _one(Path(path), codemods, write)
        if done.diff or done.error:
            yield done


def _refuse(codemod: Codemod, unsafe: bool) -> None:
    if codemod.projects_only:
        hint = "It is used by `mlscaffold harden`"
        raise MlscaffoldError(f"{codemod.name} makes sense only in a hardened project", hint=hint)
    if not codemod.safe and not unsafe:
        hint = "Add --unsafe if that is meant"
        raise MlscaffoldError(f"{codemod.name} changes what the code computes", hint=hint)


def _one(path: Path, codemods: Sequence[Codemod], write: bool) -> Rewritten:
    content = read_bytes(path)
    try:
        done = rewrite_everywhere(content, str(path), codemods)
    except MlscaffoldError as error:
        return Rewritten(path, error=error)
    if done.content == content:
        return Rewritten(path)
    if write:
        replace_file(path, done.content)
    return Rewritten(path, unified(str(path), content, done.content), done.fixed)


def _place(path: Path, one: Fixed) -> str:
    return f"{one.line}" if path.suffix != ".ipynb" else f"cell {one.cell}:{one.line}"
