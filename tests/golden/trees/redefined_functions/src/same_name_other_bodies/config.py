"""Settings, from literals of the notebook.

Each field is a flag of `run`, an environment variable
(SAME_NAME_OTHER_BODIES_FIELD) and a line of config.toml.
"""

from __future__ import annotations

from dataclasses import dataclass

from ._runtime import project_folder

PROJECT = project_folder()


@dataclass(frozen=True)
class Config:
    """The settings of a run."""
