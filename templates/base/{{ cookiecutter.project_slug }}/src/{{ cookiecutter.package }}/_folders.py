"""The project folder, whatever the current folder is."""

from __future__ import annotations

from pathlib import Path


def project_folder() -> Path:
    """Return the folder with pyproject.toml, or the current folder if the package is installed without it."""
    folder = Path(__file__).resolve().parents[2]
    return folder if (folder / "pyproject.toml").is_file() else Path.cwd()


PROJECT = project_folder()
