"""uv.lock: the exact versions of everything, where uv and an index of packages are at hand."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

from mlscaffold.filesystem.writer import replace_file, write_files
from mlscaffold.plan import PlannedFile, ProjectPlan

NAME = "uv.lock"
SETTINGS = "pyproject.toml"
SECONDS = 20


def lock(plan: ProjectPlan) -> tuple[ProjectPlan, str]:
    """Return a plan with its lock file, and "", or the plan as it is and why there is none.

    Args:
        plan: a project; only its pyproject.toml is looked at, no code of it runs.
    """
    made, why = _tried([file for file in plan.files if file.path == SETTINGS])
    return (plan if why else plan.with_files([PlannedFile(NAME, made)])), why


def relock(folder: Path) -> bool:
    """Make the lock file of a project anew; versions that it names stay where they still do.

    Args:
        folder: the project's; only its pyproject.toml and its lock file are looked at.

    Returns:
        Whether that was done; else the lock file is as it was.
    """
    places = [folder / name for name in (SETTINGS, NAME) if (folder / name).is_file()]
    made, why = _tried([PlannedFile(place.name, place.read_bytes()) for place in places])
    if not why:
        replace_file(folder / NAME, made)
    return not why


def _tried(files: list[PlannedFile]) -> tuple[bytes, str]:
    """Return a lock file and "", or nothing and why there is none."""
    try:
        return _lock(files), ""
    except (OSError, ImportError) as error:
        return b"", f"uv cannot be run: {error}"
    except subprocess.TimeoutExpired:
        return b"", f"the index of packages did not answer within {SECONDS} seconds"
    except subprocess.CalledProcessError as error:
        return b"", _last(error.stderr)


def _lock(files: list[PlannedFile]) -> bytes:
    from uv import find_uv_bin

    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "project"
        write_files(tuple(files), folder)
        command = [find_uv_bin(), "lock", "--quiet", "--no-progress", "--project", str(folder)]
        subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=SECONDS, check=True)
        return (folder / NAME).read_bytes()


def _last(said: str) -> str:
    """Return what uv said in the end, in one line."""
    lines = [line.strip(" ×╰─▶├│") for line in said.splitlines() if line.strip(" ×╰─▶├│")]
    return f"uv says: {lines[-1].removeprefix('cause: ')}" if lines else "uv failed"
