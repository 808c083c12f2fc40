"""The answers that a project was made from, read out of what was rendered then, never out of what people edited."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from mlscaffold.errors import MlscaffoldError
from mlscaffold.projects.answers import Answers

SETTINGS = "pyproject.toml"
LAYERS = ("base", "starter")
"""Templates that make up a project, and are no components."""

_MODEL = re.compile(r'^MODEL = "(.+)"$', re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Recovered:
    """What a project was made from.

    Args:
        answers: the answers; their components are layers only.
        components: the components that it has, in their order.
    """

    answers: Answers
    components: tuple[str, ...]

    @property
    def is_new(self) -> bool:
        """Whether `new` made it, and not `harden`."""
        return "starter" in self.answers.components


def recovered(files: Mapping[str, bytes], settings: bytes | None = None) -> Recovered:
    """Return what a project was made from.

    Args:
        files: what was rendered, by path.
        settings: its pyproject.toml before any component was put in, None where there was none.

    Raises:
        MlscaffoldError: it is no project of mlscaffold.
    """
    import tomllib

    try:
        told = tomllib.loads(files[SETTINGS].decode())
        bare = tomllib.loads(settings.decode()) if settings else told
        names = tuple(told["tool"]["mlscaffold"]["components"])
        answers = _answers(bare, names)
    except (KeyError, IndexError, TypeError, ValueError) as error:
        raise MlscaffoldError(
            "what was last rendered does not tell what the project was made from", hint="Make it anew"
        ) from error
    model = _MODEL.search(files.get(f"src/{answers.package}/predict.py", b"").decode())
    components = tuple(name for name in names if name not in LAYERS)
    if not answers.strict and model:
        answers = replace(answers, model=model[1])
    return Recovered(answers, components)


def _answers(told: Mapping[str, Any], names: tuple[str, ...]) -> Answers:
    project, own = told["project"], told["tool"]["mlscaffold"]
    license_ = project.get("license", "")
    author = (project.get("authors") or [{}])[0]
    return Answers(
        project_slug=project["name"],
        package=told["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"][0].rpartition("/")[2],
        description=project["description"],
        requires_python=project["requires-python"],
        requirements=tuple(project["dependencies"]),
        license="proprietary" if license_ == "LicenseRef-Proprietary" else license_,
        author=author.get("name", ""),
        email=author.get("email", ""),
        url=project.get("urls", {}).get("Source", ""),
        strict="starter" in names,
        version=own["version"],
        components=tuple(name for name in names if name in LAYERS),
        notebooks=tuple(
            (path, digest.removeprefix("sha256:")) for path, digest in own.get("notebooks", {}).items()
        ),
    )
