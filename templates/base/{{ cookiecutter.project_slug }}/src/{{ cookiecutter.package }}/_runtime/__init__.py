"""Part of mlscaffold's runtime, which `mlscaffold update` replaces: what the project's own code uses of it."""

from .artifacts import project_folder, register_in_main, save_figure, save_figures
from .runner import Stage, log_value

__all__ = ["Stage", "log_value", "project_folder", "register_in_main", "save_figure", "save_figures"]
