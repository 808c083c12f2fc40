"""pipeline.py and config.py: the stages in their order and what can be set."""

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
        stages: the stages in their order.
        title: the notebook's title.
        has_settings: whether settings.py sets up libraries first.
        folder: folder in the project in which the stages run, "" where it does not matter.
        seed: field of the config that seeds random numbers, "" where none does.
    """
    runs = bool(stages) or has_settings
    used = sorted({s.module for s in stages} | ({"settings"} if has_settings else set()))
    lines = [
        f'"""The stages of "{safe(title)}" in their order.',
        "",
        "A stage's parameters name what it needs: what an earlier stage gives, or a field of the config.",
        '"""',
        "",
        "from __future__ import annotations",
        "",
        "from pathlib import Path",
        "",
        f"from . import {', '.join(used)}" if used else "",
        *(["from .config import PROJECT"] if folder else []),
        "from .runner import Stage",
        "",
        "FOLDER: Path | None = " + (f'PROJECT / "{folder}"' if folder else "None"),
        '"""Where the stages run; None where it does not matter."""',
        "",
        "SEED_FIELD: str | None = " + (f'"{seed}"' if seed else "None"),
        '"""The field of the config that seeds random numbers; None where nothing needs it."""',
        "",
        "STAGES = (" if runs else "STAGES: tuple[Stage, ...] = (",
        *(["    Stage(settings.apply_settings, always=True),"] if has_settings else []),
        *(f"    {_entry(stage)}," for stage in stages),
        ")",
        "",
    ]
    return "\n".join(lines)


def _entry(stage: Stage) -> str:
    parts = [f"{stage.module}.{stage.name}"]
    for field, values in (
        ("gives", stage.outputs),
        ("metrics", stage.metrics),
        ("models", stage.models),
        ("after", stage.after),
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
        fields: the configuration; paths already resolved to where they lie in the project.
        package: name of the package, for the environment variables.
    """
    example = fields[0].name.upper() if fields else "FIELD"
    factories = any("default_factory" in f.default for f in fields)
    paths = any(f.annotation == "Path" for f in fields)
    body = [f"    {f.name}: {f.annotation} = {f.default}  # {f.note}" for f in fields] or ["    pass"]
    lines = [
        '"""Settings: what the notebook had as literals.',
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
        "from ._folders import project_folder",
        "",
        "PROJECT = project_folder()",
        "",
        "",
        "@dataclass(frozen=True)",
        "class Config:",
        '    """What can be set for a run."""',
        "",
        *([] if not fields else body),
        "",
    ]
    return "\n".join(lines)
