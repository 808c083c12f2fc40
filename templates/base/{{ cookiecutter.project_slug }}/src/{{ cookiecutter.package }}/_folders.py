"""Where the project stands, whatever folder a command is started from."""

from __future__ import annotations

from pathlib import Path


def project_folder() -> Path:
    """Return the folder that holds pyproject.toml, or the current one if the package was installed without it."""
    folder = Path(__file__).resolve().parents[2]
    return folder if (folder / "pyproject.toml").is_file() else Path.cwd()


PROJECT = project_folder()
