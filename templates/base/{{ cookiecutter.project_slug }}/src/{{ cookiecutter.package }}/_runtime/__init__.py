"""Part of mlscaffold's runtime, which `mlscaffold update` replaces: what the project's own code uses of it."""

{% set figures = ["save_figure", "save_figures"] if cookiecutter.parts.charts else ["save_figures"] -%}
from .artifacts import project_folder, register_in_main, {{ figures | join(", ") }}
from .runner import Stage, log_value

__all__ = ["Stage", "log_value", "project_folder", "register_in_main", "{{ figures | join('", "') }}"]
