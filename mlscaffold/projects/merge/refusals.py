"""What an update refuses to start with, because work could be lost: each with a list and with what to do."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from mlscaffold.errors import MlscaffoldError
from mlscaffold.projects.merge.apply import tags
from mlscaffold.projects.merge.git import records, text
from mlscaffold.projects.merge.repository import Entries, Repository
from mlscaffold.projects.snapshot import SNAPSHOT

SHOWN = 20  # files that a message lists


def check_clean(repository: Repository) -> None:
    """Refuse a project with changes that are not committed.

    Raises:
        MlscaffoldError: there are some, or a merge of the user's own is under way.
    """
    if unmerged := unmerged_paths(repository):
        raise MlscaffoldError(
            f"a merge is under way, and these files are in conflict: {listed(unmerged)}",
            where=str(repository.top),
            hint="Finish it first",
        )
    arguments = (
        "status",
        "--porcelain",
        "-z",
        "--untracked-files=no",
        "--no-renames",
        "--ignore-submodules=all",
    )
    quiet = repository.having(GIT_OPTIONAL_LOCKS="0").git
    found = records(quiet.run(*arguments, "--", repository.prefix or "."))
    if found:
        raise MlscaffoldError(
            f"these files have changes that are not committed: {listed(repository.short(one[3:]) for one in found)}",
            where=_place(repository),
            hint="Commit them first, or put them aside with `git stash`",
        )


def unmerged_paths(repository: Repository) -> tuple[str, ...]:
    """Return the files of the whole repository that are in conflict in the index."""
    found = records(repository.git.run("ls-files", "-u", "-z"))
    return tuple(sorted({record.split("\t", 1)[1] for record in found}))


def check_way(repository: Repository, before: Entries, after: Entries) -> None:
    """Refuse where an update would write over what Git does not hold.

    Args:
        repository: the project.
        before: what the update starts from, with the ignored files that it knows.
        after: what it ends with.

    Raises:
        MlscaffoldError: there are such files.
    """
    found = {place for path in after if path not in before for place in _in_the_way(repository, path, before)}
    if found:
        raise MlscaffoldError(
            f"the update brings files where these stand, which are not committed: {listed(found)}",
            where=_place(repository),
            hint="Commit them, or move them away",
        )
    changed = {path for path, entry in before.items() if after.get(path) != entry}
    unwatched = (path for path, tag in tags(repository).items() if path in changed and _may_differ(tag))
    hiding = [repository.short(path) for path in unwatched if repository.on_disk(path).exists()]
    if hiding:
        raise MlscaffoldError(
            f"Git is told not to look at these files, so changes in them could be lost: {listed(hiding)}",
            where=_place(repository),
            hint="Run `git update-index --no-assume-unchanged --no-skip-worktree` on them, and commit",
        )


def check_case(repository: Repository, before: Entries, after: Entries) -> None:
    """Refuse names that differ in nothing but case, where the file system holds them for one.

    Raises:
        MlscaffoldError: the update brings such a name.
    """
    if repository.git.done("config", "--bool", "core.ignorecase").stdout.strip() != b"true":
        return
    names: dict[str, list[str]] = {}
    for path in sorted(after):
        names.setdefault(path.casefold(), []).append(path)
    clashing = [paths for paths in names.values() if len(paths) > 1 and not before.keys() >= set(paths)]
    if clashing:
        shown = listed(" and ".join(repository.short(path) for path in paths) for paths in clashing)
        raise MlscaffoldError(
            f"these names are one on this file system: {shown}",
            where=_place(repository),
            hint="Give yours another name, and commit",
        )


def missing_snapshot(repository: Repository) -> MlscaffoldError:
    """Return what a user reads where the project does not tell what was last rendered."""
    path = repository.full(SNAPSHOT)
    where = str(repository.top / path)
    if repository.on_disk(path).is_file():
        return MlscaffoldError(
            "this file is not committed", where=where, hint="Run `git add -f` on it, and commit"
        )
    arguments = ("log", "-1", "--format=%h", "--diff-filter=D", repository.head, "--", path)
    if deleted := text(repository.git.run(*arguments)).strip():
        return MlscaffoldError(
            f"this file, which an update needs, was deleted in commit {deleted}",
            where=where,
            hint=f"Bring it back with `git checkout {deleted}^ -- {SNAPSHOT}`, and commit",
        )
    return MlscaffoldError(
        "this file, which tells what was last rendered, is missing, so your changes cannot be told from the templates'",
        where=where,
        hint="See with --dry-run what is different, or make the project anew beside it and bring your changes over",
    )


def listed(paths: Iterable[str]) -> str:
    """Return paths as a list in a sentence."""
    all_paths = sorted(paths)
    more = len(all_paths) - SHOWN
    return ", ".join(all_paths[:SHOWN]) + (f" and {more} more" if more > 0 else "")


def _in_the_way(repository: Repository, path: str, before: Entries) -> list[str]:
    """Return what stands on disk where a new file or its folders go, and is not held by Git."""
    place = repository.on_disk(path)
    top = repository.on_disk(repository.prefix)
    above = [folder for folder in place.parents if top in folder.parents]
    found = [folder for folder in above if folder.is_symlink()] or _standing(place, above)
    paths = (one.relative_to(repository.top).as_posix() for one in found)
    return [repository.short(one) for one in paths if one not in before]


def _standing(place: Path, above: list[Path]) -> list[Path]:
    """Return the files at a place, in the folder at it, or where a folder above it goes."""
    inside = place.rglob("*") if place.is_dir() and not place.is_symlink() else ()
    return [one for one in (place, *above, *inside) if one.is_symlink() or one.is_file()]


def _may_differ(tag: str) -> bool:
    return tag.islower() or tag == "S"


def _place(repository: Repository) -> str:
    return str(repository.top / Path(repository.prefix))
