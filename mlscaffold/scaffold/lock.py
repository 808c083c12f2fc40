"""uv.lock: the exact versions of everything, where uv and an index of packages are at hand."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

from mlscaffold.disk import write_files
from mlscaffold.project.plan import PlannedFile, ProjectPlan

NAME = "uv.lock"
SECONDS = 20


def lock(plan: ProjectPlan) -> tuple[ProjectPlan, str]:
    """Return a plan with its lock file, and "", or the plan as it is and why there is none.

    Args:
        plan: a project; only its pyproject.toml is looked at, no code of it runs.
    """
    try:
        content = _lock([file for file in plan.files if file.path == "pyproject.toml"])
    except (OSError, ImportError) as error:
        return plan, f"uv cannot be run: {error}"
    except subprocess.TimeoutExpired:
        return plan, f"the index of packages did not answer within {SECONDS} seconds"
    except subprocess.CalledProcessError as error:
        return plan, _last(error.stderr)
    return plan.with_files([PlannedFile(NAME, content)]), ""


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
