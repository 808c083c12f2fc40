"""The project folder of a notebook: what belongs to its project, and nothing else is taken along."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

REPOSITORY = (".git", ".hg")
PROJECT_FILES = (
    "pyproject.toml", "setup.py", "setup.cfg", "requirements.txt", "environment.yml", "environment.yaml", "Pipfile",
    "poetry.lock", "uv.lock", "pixi.toml", "conda.yaml", "dvc.yaml", "tox.ini", "Makefile", "MLproject",
)  # fmt: skip
"""Files that stand at the top of a project."""
NOTEBOOK_FOLDERS = frozenset(
    "notebooks notebook nbs nb jupyter ipynb exploration exploratory explore eda experiments analysis".split()
)
"""Names of folders for notebooks: their project is the folder around them."""
BESIDE_NOTEBOOKS = ("data", "src")
"""Folders beside a folder of notebooks in the usual layouts of projects."""
HIGHEST = 3  # folders above the notebook that are looked at without a repository; layouts have one or two


@dataclass(frozen=True, slots=True)
class ProjectFolder:
    """The project folder of a notebook.

    Args:
        root: the folder.
        beside: the notebook's own folder, in it.
        included: files and folders outside that the user takes along.
    """

    root: Path
    beside: Path
    included: tuple[Path, ...] = ()

    @property
    def depth(self) -> int:
        """How many folders the notebook's folder is below the project folder."""
        return len(self.beside.relative_to(self.root).parts)

    def has(self, path: Path) -> bool:
        """Return whether a file or folder, links followed, is in the project folder or taken along by the user's choice."""
        real = path.resolve()
        return any(real.is_relative_to(folder) for folder in (self.root, *self.included))

    def relative(self, path: Path) -> str:
        """Return the path of a file from the notebook's folder if it is in there, else from the project folder.

        That of a file outside is its name.
        """
        place = Path(os.path.normpath(path))
        for folder in (self.beside, self.root):
            if place.is_relative_to(folder):
                return place.relative_to(folder).as_posix()
        return place.name


def project_folder(notebook: Path, included: tuple[Path, ...] = ()) -> ProjectFolder:
    """Return the project folder: the repository, else the nearest folder upwards with a project file, else the notebook's.

    Args:
        notebook: the notebook's file.
        included: files and folders outside that the user takes along.
    """
    beside = notebook.resolve().parent
    return ProjectFolder(_root(beside), beside, tuple(path.resolve() for path in included))


def _root(beside: Path) -> Path:
    folders = [folder for folder in (beside, *beside.parents) if _may_be_project(folder)]
    near = folders[: HIGHEST + 1]
    found = (
        *(folder for folder in folders if _has(folder, REPOSITORY)),
        *(folder for folder in near if _has(folder, PROJECT_FILES)),
        *_around_notebooks(near),
        beside,
    )
    return found[0]


def _around_notebooks(folders: list[Path]) -> Iterator[Path]:
    """Yield folders that have a folder for notebooks, or one for data or code beside that of the notebook."""
    for folder, above in pairwise(folders):
        if folder.name.lower() in NOTEBOOK_FOLDERS:
            yield above
    if len(folders) > 1 and _has(folders[1], BESIDE_NOTEBOOKS):
        yield folders[1]


def _may_be_project(folder: Path) -> bool:
    """Return whether a folder is not one that holds everything: the home folder, the one for temporary files, the root."""
    home, temporary = Path.home().resolve(), Path(tempfile.gettempdir()).resolve()
    return not (home.is_relative_to(folder) or temporary.is_relative_to(folder))


def _has(folder: Path, names: tuple[str, ...]) -> bool:
    return any((folder / name).exists() for name in names)
