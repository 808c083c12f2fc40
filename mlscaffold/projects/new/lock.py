"""Makes uv.lock, the exact versions of all requirements, if uv and a package index are available."""

import subprocess
from pathlib import Path

from mlscaffold.filesystem.janitor import temporary_folder
from mlscaffold.filesystem.writer import replace_file, write_files
from mlscaffold.plan import PlannedFile, ProjectPlan
from mlscaffold.projects.answers import SETTINGS

NAME = "uv.lock"
TIMEOUT = 20
"""Seconds for a lock. Chosen by judgement: uv needs a few seconds online, and a project without a lock file is complete,
so that nobody should wait longer for an index that does not answer."""


def lock(plan: ProjectPlan) -> tuple[ProjectPlan, str]:
    """Return a plan with its lock file and "", or the plan unchanged and the reason.

    Args:
        plan: a project; only its pyproject.toml is read, none of its code runs.
    """
    content, reason = _try_lock([file for file in plan.files if file.path == SETTINGS])
    return (plan if reason else plan.with_files([PlannedFile(NAME, content)])), reason


def relock(folder: Path) -> bool:
    """Regenerate the lock file of a project; locked versions stay where they still satisfy the requirements.

    Args:
        folder: the project's folder; only its pyproject.toml and lock file are read.

    Returns:
        Whether it succeeded; otherwise the lock file is unchanged.
    """
    places = [folder / name for name in (SETTINGS, NAME) if (folder / name).is_file()]
    content, reason = _try_lock([PlannedFile(place.name, place.read_bytes()) for place in places])
    if not reason:
        replace_file(folder / NAME, content)
    return not reason


def _try_lock(files: list[PlannedFile]) -> tuple[bytes, str]:
    """Return a lock file and "", or nothing and the reason."""
    try:
        return _lock(files), ""
    except (OSError, ImportError) as error:
        return b"", f"uv cannot be run: {error}"
    except subprocess.TimeoutExpired:
        return b"", f"the package index did not answer within {TIMEOUT} seconds"
    except subprocess.CalledProcessError as error:
        return b"", _last_line(error.stderr)


def _lock(files: list[PlannedFile]) -> bytes:
    from uv import find_uv_bin

    with temporary_folder() as temporary:
        folder = Path(temporary) / "project"
        write_files(tuple(files), folder)
        command = [find_uv_bin(), "lock", "--quiet", "--no-progress", "--project", str(folder)]
        subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=TIMEOUT, check=True)
        return (folder / NAME).read_bytes()


def _last_line(output: str) -> str:
    """Return the last line of uv's message."""
    lines = [line.strip(" ×╰─▶├│") for line in output.splitlines() if line.strip(" ×╰─▶├│")]
    return f"uv failed: {lines[-1].removeprefix('cause: ')}" if lines else "uv failed"
