"""Source of `_environment.py`, which names the environment variables of the code, and of `.env.example`."""

from __future__ import annotations

from collections.abc import Sequence

from mlscaffold.analysis.environment_variables import Variable

MODULE = "_environment"
EXAMPLE = ".env.example"

SOURCE = '''"""The environment variables that the code reads."""

from __future__ import annotations

import os

from ._runtime import project_folder

REQUIRED: tuple[str, ...] = {required}
"""Variables without which the code stops."""


def load() -> None:
    """Set the variables of the file `.env` in the project's folder, unless they are set."""
    file = project_folder() / ".env"
    if not file.is_file():
        return
    for line in file.read_text(encoding="utf-8").splitlines():
        name, equals, value = line.strip().removeprefix("export ").partition("=")
        if equals and not name.startswith("#"):
            os.environ.setdefault(name.strip(), value.strip().strip("'\\""))


def check() -> None:
    """Check that all required variables are set.

    Raises:
        ValueError: some are not.
    """
    missing = [name for name in REQUIRED if name not in os.environ]
    if missing:
        raise ValueError(
            f"set the environment variable{{'s' * (len(missing) > 1)}} {{', '.join(missing)}}, "
            "or use the file .env; .env.example lists all"
        )
'''


def environment_source(variables: Sequence[Variable]) -> str:
    """Return the module of a project whose code reads environment variables.

    Args:
        variables: the variables.
    """
    names = [variable.name for variable in variables if variable.required]
    required = "".join(f'\n    "{name}",' for name in names)
    return SOURCE.format(required=f"({required}\n)" if names else "()")


def environment_example(variables: Sequence[Variable]) -> str:
    """Return an example of a file `.env`, with names and defaults only.

    Args:
        variables: the variables.
    """
    lines = [
        "# Environment variables that the code reads. Copy this file to .env, which Git ignores, and fill it in."
    ]
    for one in variables:
        where = f"cell {one.location.cell}" if one.location.cell else "a module of the project"
        lines += ["", f"# {'required' if one.required else 'optional'}, {where}"]
        lines.append(
            f"{one.name}=" if one.required else f"# {one.name}={one.default if one.default != 'None' else ''}"
        )
    return "\n".join(lines) + "\n"
