"""The commands; the only code that prints, exits, or catches errors."""

from mlscaffold.cli import notebooks, projects
from mlscaffold.cli.app import app, run

__all__ = ["app", "notebooks", "projects", "run"]
