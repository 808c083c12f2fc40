"""What is under way, noted inside `.git` before anything is touched, so that it can be finished or undone."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from mlscaffold.errors import MlscaffoldError
from mlscaffold.projects.merge.merge_trees import Stage
from mlscaffold.projects.merge.repository import Entry, Repository

APPLYING, OPEN = "applying", "open"


@dataclass(frozen=True, slots=True)
class Hidden:
    """A file that Git ignores, and that is changed on disk only.

    Args:
        path: the file, from the top of the repository.
        before: what lay there, None for nothing.
        after: what shall lie there, None for nothing.
    """

    path: str
    before: Entry | None
    after: Entry | None


@dataclass(frozen=True, slots=True)
class Journal:
    """An update under way.

    Args:
        phase: `applying` while files are written, `open` while conflicts wait for the user.
        prefix: where the project stands in its repository.
        start: the commit that it began from.
        final: the tree that it ends with; the files in conflict hold markers.
        touched: the files that change.
        skipped: those of them that a sparse checkout leaves out.
        stages: the sides of the files in conflict.
        hidden: the files that Git ignores.
        conflicts: the files in conflict, with those that Git ignores.
    """

    phase: str
    prefix: str
    start: str
    final: str
    touched: tuple[str, ...]
    skipped: tuple[str, ...]
    stages: tuple[Stage, ...]
    hidden: tuple[Hidden, ...]
    conflicts: tuple[str, ...]


def begin(repository: Repository, journal: Journal) -> None:
    """Note that an update begins.

    Raises:
        MlscaffoldError: another one has begun.
    """
    repository.state.mkdir(parents=True, exist_ok=True)
    try:
        with _file(repository).open("x", encoding="utf-8") as out:
            out.write(json.dumps(asdict(journal)))
            out.flush()
            os.fsync(out.fileno())
    except FileExistsError as error:
        raise MlscaffoldError(
            "another update is under way",
            where=journal.prefix or str(repository.top),
            hint="Wait for it, or run `mlscaffold update --abort`",
        ) from error


def open_conflicts(repository: Repository, journal: Journal) -> None:
    """Note that all files are written, and that conflicts wait for the user."""
    written = repository.state / "update.new"
    written.write_text(json.dumps(asdict(replace(journal, phase=OPEN))), encoding="utf-8")
    written.replace(_file(repository))


def end(repository: Repository) -> None:
    """Note that nothing is under way."""
    _file(repository).unlink(missing_ok=True)


def current(repository: Repository) -> Journal | None:
    """Return the update under way, None where there is none.

    Notes that are cut off were cut off before any file was touched: they go.
    """
    try:
        found = json.loads(_file(repository).read_text(encoding="utf-8"))
        return _journal(found)
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError):
        end(repository)
        return None


def _file(repository: Repository) -> Path:
    return repository.state / "update.json"


def _journal(found: dict[str, Any]) -> Journal:
    stages = (Stage(one["path"], Entry(**one["entry"]), one["number"]) for one in found["stages"])
    hidden = (Hidden(one["path"], _entry(one["before"]), _entry(one["after"])) for one in found["hidden"])
    return Journal(
        found["phase"],
        found["prefix"],
        found["start"],
        found["final"],
        tuple(found["touched"]),
        tuple(found["skipped"]),
        tuple(stages),
        tuple(hidden),
        tuple(found["conflicts"]),
    )


def _entry(found: dict[str, str] | None) -> Entry | None:
    return Entry(**found) if found else None
