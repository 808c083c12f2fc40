"""The answers that a project is made from, and how they are recovered from what was rendered, never from user edits."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from mlscaffold.errors import MlscaffoldError
from mlscaffold.filesystem.toml_file import parse_toml

SETTINGS = "pyproject.toml"
LAYERS = ("base", "starter")
"""Templates that make up a project and are not components."""

PREDICT = ("_runtime/predict.py", "predict.py")
"""Where the model's name is: in the runtime, before that in the package."""
PARTS = {"charts": "_runtime/artifacts.py", "databases": "_runtime/runner.py"}
"""Parts of the runtime that not every project needs, and the modules with a constant of that name where it has them."""
_MODEL = re.compile(r'^MODEL = "(.+)"$', re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Answers:
    """The answers to a template's questions.

    Args:
        project_slug: name of the distribution, such as `who-buys`.
        package: name of the import package, such as `who_buys`.
        description: one sentence about the project.
        requires_python: supported versions of Python.
        requirements: requirements to run, such as `pandas>=2.2`.
        dev_requirements: requirements of its tests and checks, except pytest, ruff and mypy.
        license: its licence, an SPDX name or `proprietary`; "" if unknown.
        author: the author's name, "" for none.
        email: the author's email address.
        url: URL of the source repository.
        strict: whether its code follows the strict rules; a notebook's does not.
        model: the model that predicts on new rows, "" for none; the starter has its own.
        parts: parts of the runtime that not every project needs.
        version: version of mlscaffold that makes it.
        components: the templates that it is made from.
        notebooks: path and SHA-256, in hexadecimal digits, of each notebook that it is made from.
    """

    project_slug: str
    package: str
    description: str = "A machine learning pipeline."
    requires_python: str = ">=3.11"
    requirements: tuple[str, ...] = ()
    dev_requirements: tuple[str, ...] = ()
    license: str = ""
    author: str = ""
    email: str = ""
    url: str = ""
    strict: bool = False
    model: str = ""
    parts: tuple[str, ...] = ()
    version: str = ""
    components: tuple[str, ...] = ("base",)
    notebooks: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Specification:
    """What a project is made from.

    Args:
        answers: the answers; their components are layers only.
        components: its components, in order.
    """

    answers: Answers
    components: tuple[str, ...]

    @property
    def is_new(self) -> bool:
        """Whether `new` made it, not `harden`."""
        return "starter" in self.answers.components


def recover(files: Mapping[str, bytes], settings: bytes | None = None) -> Specification:
    """Return what a project was made from.

    Args:
        files: what was rendered, by path.
        settings: its pyproject.toml before any component was added, None if it has none.

    Raises:
        MlscaffoldError: it is not a project of mlscaffold.
    """
    try:
        current = parse_toml(files[SETTINGS].decode())
        bare = parse_toml(settings.decode()) if settings else current
        names = tuple(current["tool"]["mlscaffold"]["components"])
        answers = _answers(bare, names)
    except (KeyError, IndexError, TypeError, ValueError) as error:
        what = f"the generated {SETTINGS} does not describe an mlscaffold project"
        raise MlscaffoldError(what, hint="Generate the project again") from error
    modules = (f"src/{answers.package}/{name}" for name in PREDICT)
    model = next(filter(None, (_MODEL.search(files.get(path, b"").decode()) for path in modules)), None)
    components = tuple(name for name in names if name not in LAYERS)
    if not answers.strict and model:
        answers = replace(answers, model=model[1])
    answers = replace(answers, parts=_parts(files, answers.package))
    return Specification(answers, components)


def _parts(files: Mapping[str, bytes], package: str) -> tuple[str, ...]:
    """Return the parts of a project's runtime; one from before the runtime had a package of its own has all."""
    found = {name: files.get(f"src/{package}/{module}") for name, module in PARTS.items()}
    return tuple(
        name for name, text in found.items() if text is None or f"\n{name.upper()} = ".encode() in text
    )


def _answers(settings: Mapping[str, Any], names: tuple[str, ...]) -> Answers:
    project, own = settings["project"], settings["tool"]["mlscaffold"]
    license_ = project.get("license", "")
    author = (project.get("authors") or [{}])[0]
    return Answers(
        project_slug=project["name"],
        package=settings["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"][0].rpartition("/")[2],
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
