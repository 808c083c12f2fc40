"""The only writer: writes a plan whole or not at all, replaces files, and reads them for others."""

import os
import shutil
from pathlib import Path

from mlscaffold.errors import CHECK_PLACE, MlscaffoldError
from mlscaffold.filesystem.janitor import guard, guarded, release
from mlscaffold.filesystem.janitor_process import remove
from mlscaffold.plan import PlannedFile, ProjectPlan


def read_bytes(path: Path) -> bytes:
    """Return the content of a file.

    Raises:
        MlscaffoldError: it is missing, a folder or a pipe, or unreadable.
    """
    try:
        if path.exists() and not path.is_file() and not path.is_dir():
            what = "this is a pipe or a device, not a file"
            raise MlscaffoldError(what, where=str(path), hint="Save it as a file first")
        return path.read_bytes()
    except FileNotFoundError as error:
        raise MlscaffoldError("no such file", where=str(path), hint="Check the path") from error
    except IsADirectoryError as error:
        what, hint = "this is a folder, not a file", "Name a file in it"
        raise MlscaffoldError(what, where=str(path), hint=hint) from error
    except OSError as error:
        what = f"cannot be read: {error.strerror}"
        raise MlscaffoldError(what, where=str(path), hint="Check its permissions") from error


def temporary_path(target: Path) -> Path:
    """Return a free path beside a target, for files until they are complete."""
    target = target.resolve()
    return target.with_name(
        f".{target.name}-{os.urandom(4).hex()}"
    )  # 32 bits: no two runs collide in practice


def write_project(plan: ProjectPlan, target: Path) -> None:
    """Write the files of a plan to a folder that does not exist yet, or is empty.

    They are written to a temporary folder beside it, which is then renamed; if anything fails, nothing is left. An empty folder
    that is there already stays the same one, as a shell may be in it: what it will hold is moved into it.

    Args:
        plan: the files.
        target: the folder to create.

    Raises:
        MlscaffoldError: the target already exists, or cannot be written.
    """
    target = target.resolve()
    check_free(target)
    try:
        with guarded(temporary_path(target)) as temporary:
            target.parent.mkdir(parents=True, exist_ok=True)
            write_files(plan.files, temporary)
            if target.is_dir():
                _fill(target, temporary)
            else:
                temporary.replace(target)
    except OSError as error:
        what = f"cannot be written: {error.strerror}"
        raise MlscaffoldError(what, where=str(target), hint=CHECK_PLACE) from error


def _fill(target: Path, source: Path) -> None:
    """Move all that is in a folder into an empty one; if that fails or is interrupted, the other one is empty again."""
    places = {entry: target / entry.name for entry in sorted(source.iterdir())}
    for place in places.values():
        guard(place)
    try:
        for entry, place in places.items():
            entry.rename(place)
    except BaseException:
        for place in places.values():
            remove(str(place))
        raise
    finally:
        for place in places.values():
            release(place)


def check_free(target: Path) -> None:
    """Refuse a target that is not free.

    Raises:
        MlscaffoldError: it is a file, or a folder that is not empty.
    """
    hint = "Choose another folder with --output, or move this one away"
    if target.is_dir():
        if any(target.iterdir()):
            what = "this folder already exists and is never overwritten"
            raise MlscaffoldError(what, where=str(target), hint=hint)
    elif target.exists() or target.is_symlink():
        raise MlscaffoldError("this is a file, not a folder", where=str(target), hint=hint)


def write_files(files: tuple[PlannedFile, ...], folder: Path) -> None:
    """Write files to a folder, which is created."""
    folder.mkdir(parents=True)
    for file in files:
        path = folder / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(file.content)
        if file.executable:
            path.chmod(path.stat().st_mode | 0o111)  # executable for everyone, as Git checks it out


def replace_file(path: Path, content: bytes) -> None:
    """Replace the content of a file atomically, keeping its mode; links are followed.

    Args:
        path: the file; it exists.
        content: the new content.

    Raises:
        MlscaffoldError: it cannot be written; then it is unchanged.
    """
    target = path.resolve()
    try:
        with guarded(temporary_path(target)) as temporary:
            temporary.write_bytes(content)
            shutil.copymode(target, temporary)
            temporary.replace(target)
    except OSError as error:
        what = f"cannot be written: {error.strerror}"
        raise MlscaffoldError(what, where=str(path), hint=CHECK_PLACE) from error
