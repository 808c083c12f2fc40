"""The only writer: puts a plan on disk whole or not at all, replaces files, and reads them for the others."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from mlscaffold.errors import MlscaffoldError
from mlscaffold.plan import PlannedFile, ProjectPlan


def read_bytes(path: Path) -> bytes:
    """Return the content of a file.

    Raises:
        MlscaffoldError: it is missing, a folder, or cannot be read.
    """
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise MlscaffoldError("there is no such file", where=str(path), hint="Check the path") from error
    except IsADirectoryError as error:
        raise MlscaffoldError(
            "this is a folder, not a file", where=str(path), hint="Name a file in it"
        ) from error
    except OSError as error:
        raise MlscaffoldError(f"cannot be read: {error.strerror}", where=str(path)) from error


def beside(target: Path) -> Path:
    """Return a name that is free beside a target, for the files until they are whole."""
    target = target.resolve()
    return target.with_name(f".{target.name}-{os.urandom(4).hex()}")


def write_project(plan: ProjectPlan, target: Path, folder: Path | None = None) -> None:
    """Write the files of a plan to a folder that does not exist yet, or is empty.

    They are written to a folder beside it first, which is then renamed; if anything fails, nothing stays.

    Args:
        plan: the files.
        target: the folder that is made.
        folder: the folder beside it, None for one with a name that is free.

    Raises:
        MlscaffoldError: the target exists already, or cannot be written.
    """
    target = target.resolve()
    check_free(target)
    written = folder or beside(target)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        write_files(plan.files, written)
        written.replace(target)
    except OSError as error:
        raise MlscaffoldError(f"cannot be written: {error.strerror}", where=str(target)) from error
    finally:
        shutil.rmtree(written, ignore_errors=True)


def check_free(target: Path) -> None:
    """Refuse a target that holds something already.

    Raises:
        MlscaffoldError: it is a file, or a folder with something in it.
    """
    hint = "Choose another folder with --output, or move this one away"
    if target.is_dir():
        if any(target.iterdir()):
            raise MlscaffoldError(
                "this folder exists already and is never overwritten", where=str(target), hint=hint
            )
    elif target.exists() or target.is_symlink():
        raise MlscaffoldError("this is a file, and a folder is to be made", where=str(target), hint=hint)


def write_files(files: tuple[PlannedFile, ...], folder: Path) -> None:
    """Write files into a folder; it is made."""
    folder.mkdir(parents=True)
    for file in files:
        path = folder / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(file.content)
        if file.executable:
            path.chmod(path.stat().st_mode | 0o111)


def replace_file(path: Path, content: bytes) -> None:
    """Give a file another content, at once and with the mode that it has; links are followed.

    Args:
        path: the file; it exists.
        content: what it holds afterwards.

    Raises:
        MlscaffoldError: it cannot be written; then it is as it was.
    """
    target = path.resolve()
    written = beside(target)
    try:
        written.write_bytes(content)
        shutil.copymode(target, written)
        written.replace(target)
    except OSError as error:
        raise MlscaffoldError(f"cannot be written: {error.strerror}", where=str(path)) from error
    finally:
        written.unlink(missing_ok=True)
