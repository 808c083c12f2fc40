"""A Git repository of its own for a new project, with the first commit in it."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

SECONDS = 30
MESSAGE = "The project as mlscaffold made it"


def start_repository(folder: Path) -> str:
    """Make a folder a Git repository, and commit what is in it.

    Nothing is done in a folder that lies in a repository already; keys and hooks of the user's are left alone.

    Args:
        folder: the project's.

    Returns:
        Why there is no repository or no commit, "" if there are both.
    """
    try:
        if _git(folder, "rev-parse", "--is-inside-work-tree").returncode == 0:
            return "It lies in a Git repository already; add it there."
        made = _git(folder, "init", "--quiet", "--initial-branch=main")
        if made.returncode:
            return f"It is no Git repository yet: {made.stderr.strip()}"
        _git(folder, "add", "--all")
        committed = _git(
            folder,
            "-c",
            "commit.gpgsign=false",
            "-c",
            f"core.hooksPath={os.devnull}",
            "commit",
            "--quiet",
            "--no-verify",
            f"--message={MESSAGE}",
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"It is no Git repository yet: {error}"
    return "Git does not know who you are; commit when it does." if committed.returncode else ""


def _git(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = ["git", *words]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=SECONDS, check=False)
