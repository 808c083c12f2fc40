"""Source of pipeline.py, the stages in order, and of config.py, the settings."""

from __future__ import annotations

from collections.abc import Sequence

from mlscaffold.codegen.config_fields import Field
from mlscaffold.codegen.module_source import safe
from mlscaffold.stages.stage import Stage


def pipeline_source(
    stages: Sequence[Stage], title: str, has_settings: bool, folder: str, seed: str = ""
) -> str:
    """Return pipeline.py.

    Args:
        stages: the stages in order.
        title: the notebook's title.
        has_settings: whether settings.py configures libraries first.
        folder: the working folder of the stages inside the project, "" if it does not matter.
        seed: the config field that holds the random seed, "" if there is none.
    """
    runs = bool(stages) or has_settings
    used = sorted({s.module for s in stages} | ({"settings"} if has_settings else set()))
    lines = [
        f'"""The stages of "{safe(title)}", in order.',
        "",
        "Each parameter of a stage is an output of an earlier stage or a field of the config.",
        '"""',
        "",
        "from __future__ import annotations",
        "",
        "from pathlib import Path",
        "",
        f"from . import {', '.join(used)}" if used else "",
        "from ._runtime import Stage",
        *(["from .config import PROJECT"] if folder else []),
        "",
        "FOLDER: Path | None = " + (f'PROJECT / "{folder}"' if folder else "None"),
        '"""Working folder of the stages; None for the current folder."""',
        "",
        "SEED_FIELD: str | None = " + (f'"{seed}"' if seed else "None"),
        '"""Config field whose value seeds the global random generators before a run; None if the code seeds itself."""',
        "",
        "STAGES = (" if runs else "STAGES: tuple[Stage, ...] = (",
        *(["    Stage(settings.apply_settings, always_run=True),"] if has_settings else []),
        *(f"    {_entry(stage)}," for stage in stages),
        ")",
        "",
    ]
    return "\n".join(lines)


def _entry(stage: Stage) -> str:
    parts = [f"{stage.module}.{stage.name}"]
    for field, values in (
        ("outputs", stage.outputs),
        ("metrics", stage.metrics),
        ("models", stage.models),
        ("depends_on", stage.depends_on),
    ):
        if values:
            parts.append(f"{field}={_tuple(values)}")
    return f"Stage({', '.join(parts)})"


def _tuple(names: Sequence[str]) -> str:
    inner = ", ".join(f'"{name}"' for name in names)
    return f"({inner},)" if len(names) == 1 else f"({inner})"


def config_source(fields: Sequence[Field], package: str) -> str:
    """Return config.py.

    Args:
        fields: the configuration, with the paths of the project.
        package: name of the package, for the environment variables.
    """
    example = fields[0].name.upper() if fields else "FIELD"
    factories = any("default_factory" in f.default for f in fields)
    paths = any(f.annotation == "Path" for f in fields)
    body = [f"    {f.name}: {f.annotation} = {f.default}  # {f.note}" for f in fields] or ["    pass"]
    lines = [
        '"""Settings, from literals of the notebook.',
        "",
        "Each field is a flag of `run`, an environment variable",
        f"({package.upper()}_{example}) and a line of config.toml.",
        '"""',
        "",
        "from __future__ import annotations",
        "",
        f"from dataclasses import dataclass{', field' if factories else ''}",
        *(["from pathlib import Path"] if paths else []),
        "",
        "from ._runtime import project_folder",
        "",
        "PROJECT = project_folder()",
        "",
        "",
        "@dataclass(frozen=True)",
        "class Config:",
        '    """The settings of a run."""',
        "",
        *([] if not fields else body),
        "",
    ]
    return "\n".join(lines)
