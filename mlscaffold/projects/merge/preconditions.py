"""Refuses to start an update that could lose work: each refusal lists the files and says what to do."""

from collections.abc import Iterable
from pathlib import Path

from mlscaffold.errors import MlscaffoldError
from mlscaffold.filesystem.git import split_records
from mlscaffold.projects.merge import transaction
from mlscaffold.projects.merge.repository import Entries, Repository, find
from mlscaffold.projects.snapshot import PENDING

SHOWN = 20  # paths that a message lists: all of a usual case, and still one screen


def check_ready(folder: Path) -> None:
    """Refuse a project that cannot be updated, before any work is done.

    Args:
        folder: the project's folder.

    Raises:
        MlscaffoldError: there is no repository, there are uncommitted changes, or an update is unfinished.
    """
    repository = find(folder)
    check_idle(repository)
    check_clean(repository)


def check_idle(repository: Repository) -> None:
    """Refuse to start while another update is unfinished.

    The journal of an update that the user has finished or discarded with Git itself is deleted.

    Raises:
        MlscaffoldError: another update is in progress.
    """
    journal = transaction.current(repository)
    if journal is None:
        return
    where = str(repository.top / journal.prefix)
    if journal.phase == transaction.APPLYING and repository.head == journal.start:
        hint = "Run `mlscaffold update --abort` to undo it, or --continue to finish it"
        raise MlscaffoldError("an update was interrupted", where=where, hint=hint)
    pending = f"{journal.prefix}{PENDING}"
    staged = repository.git.run("diff", "--cached", "--name-only", "-z", "--", pending)
    if staged and repository.head == journal.start:
        hint = "Resolve its conflicts and run `mlscaffold update --continue`, or undo it with --abort"
        raise MlscaffoldError("an update is unfinished", where=where, hint=hint)
    transaction.end(repository)


def check_clean(repository: Repository) -> None:
    """Refuse a project with uncommitted changes.

    Raises:
        MlscaffoldError: there are some, or the user's own merge is in progress.
    """
    if unmerged := unmerged_paths(repository):
        what = f"a merge is in progress, with conflicts in: {listed(unmerged)}"
        raise MlscaffoldError(what, where=str(repository.top), hint="Finish it first")
    options = ("--porcelain", "-z", "--untracked-files=no", "--no-renames", "--ignore-submodules=all")
    git = repository.configured(GIT_OPTIONAL_LOCKS="0").git
    changed = split_records(git.run("status", *options, "--", repository.prefix or "."))
    if changed:
        what = f"uncommitted changes in: {listed(repository.short(record[3:]) for record in changed)}"
        raise _refusal(repository, what, "Commit them first, or stash them with `git stash`")


def unmerged_paths(repository: Repository) -> tuple[str, ...]:
    """Return the files of the whole repository that are in conflict in the index."""
    found = split_records(repository.git.run("ls-files", "-u", "-z"))
    return tuple(sorted({record.split("\t", 1)[1] for record in found}))


def check_overwrites(repository: Repository, before: Entries, after: Entries) -> None:
    """Refuse an update that would overwrite files which Git does not hold.

    Args:
        repository: the project.
        before: the files before the update, with the ignored files that it knows.
        after: the files after the update.

    Raises:
        MlscaffoldError: there are such files.
    """
    found = {place for path in after if path not in before for place in _obstacles(repository, path, before)}
    if found:
        what = f"the update would overwrite these uncommitted files: {listed(found)}"
        raise _refusal(repository, what, "Commit them, or move them away")
    changed = {path for path, entry in before.items() if after.get(path) != entry}
    unwatched = (
        path
        for path, tag in transaction.index_tags(repository).items()
        if path in changed and (tag.islower() or tag == "S")
    )
    existing = [repository.short(path) for path in unwatched if repository.on_disk(path).exists()]
    if existing:
        what = f"Git does not track changes in these files, so the update could overwrite some: {listed(existing)}"
        hint = "Run `git update-index --no-assume-unchanged --no-skip-worktree` on them, and commit"
        raise _refusal(repository, what, hint)


def check_case(repository: Repository, before: Entries, after: Entries) -> None:
    """Refuse names that differ only in case, where the file system treats them as one.

    Raises:
        MlscaffoldError: the update adds such a name.
    """
    if repository.git.process("config", "--bool", "core.ignorecase").stdout.strip() != b"true":
        return
    names: dict[str, list[str]] = {}
    for path in sorted(after):
        names.setdefault(path.casefold(), []).append(path)
    clashing = [paths for paths in names.values() if len(paths) > 1 and not before.keys() >= set(paths)]
    if clashing:
        shown = listed(" and ".join(repository.short(path) for path in paths) for paths in clashing)
        raise _refusal(repository, f"this file system cannot tell apart: {shown}", "Rename yours, and commit")


def _refusal(repository: Repository, what: str, hint: str) -> MlscaffoldError:
    return MlscaffoldError(what, where=str(repository.folder), hint=hint)


def listed(paths: Iterable[str]) -> str:
    """Return paths as a list in a sentence."""
    all_paths = sorted(paths)
    more = len(all_paths) - SHOWN
    return ", ".join(all_paths[:SHOWN]) + (f" and {more} more" if more > 0 else "")


def _obstacles(repository: Repository, path: str, before: Entries) -> list[str]:
    """Return what is on disk at the place of a new file or of its folders, and is not held by Git."""
    place = repository.on_disk(path)
    top = repository.on_disk(repository.prefix)
    above = [folder for folder in place.parents if top in folder.parents]
    found = [folder for folder in above if folder.is_symlink()] or _files_at(place, above)
    paths = (one.relative_to(repository.top).as_posix() for one in found)
    return [repository.short(one) for one in paths if one not in before]


def _files_at(place: Path, above: list[Path]) -> list[Path]:
    """Return the files at a path, in the folder at that path, or in place of a folder above it."""
    inside = place.rglob("*") if place.is_dir() and not place.is_symlink() else ()
    return [one for one in (place, *above, *inside) if one.is_symlink() or one.is_file()]
