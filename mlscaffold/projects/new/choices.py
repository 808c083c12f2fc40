"""The choices for a new project, from options and from a file of answers, and their validation."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from mlscaffold.errors import MlscaffoldError
from mlscaffold.filesystem.toml_file import parse_toml
from mlscaffold.filesystem.writer import read_bytes
from mlscaffold.projects.components.component import unknown
from mlscaffold.projects.new.project_names import check_package, check_project

LICENSES = ("MIT", "Apache-2.0", "BSD-3-Clause", "proprietary")
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
LONGEST = 200  # characters of a description: package indexes show it in one line, and 512 is their limit

_EMAIL = re.compile(r"[^@\s<>\"']+@[^@\s<>\"']+\.[^@\s<>\"'.]+")
_URL = re.compile(r"https?://[\w.-]+(?::\d+)?(?:/[^\s<>\"'\\]*)?")


@dataclass(frozen=True, slots=True)
class Choices:
    """The choices for a new project; "" leaves a choice to mlscaffold.

    Args:
        name: the project's name.
        package: the import package, by default the project's name.
        description: one sentence about the project.
        license: one of `LICENSES`.
        author: the author's name.
        email: the author's email address.
        url: URL of the source repository.
        python: the oldest version of Python to support.
        components: the components to add.
    """

    name: str = ""
    package: str = ""
    description: str = ""
    license: str = ""
    author: str = ""
    email: str = ""
    url: str = ""
    python: str = ""
    components: tuple[str, ...] = ()


NAMES = {field.name: "with" if field.name == "components" else field.name for field in fields(Choices)}
"""The fields, and their names in a file and as options."""


def read_answers(path: Path) -> dict[str, Any]:
    """Return the answers in a file.

    Args:
        path: a .toml or .json file.

    Raises:
        MlscaffoldError: it cannot be read, or is not a table of answers.
    """
    import json

    content = read_bytes(path)
    is_json = path.suffix.lower() == ".json"
    try:
        text = content.decode("utf-8-sig")
        answers = json.loads(text) if is_json else parse_toml(text)
    except ValueError as error:
        what = f"not valid {'JSON' if is_json else 'TOML'}: {error}"
        raise MlscaffoldError(what, where=str(path), hint="Fix the file") from error
    if not isinstance(answers, dict):
        raise MlscaffoldError("not a table of answers", where=str(path), hint='Write {"name": "…"}')
    return answers


def fill(choices: Choices, answers: Mapping[str, Any], where: str) -> Choices:
    """Return choices with answers for those that are open.

    Args:
        choices: the options; they take precedence.
        answers: the content of the file.
        where: the file.

    Raises:
        MlscaffoldError: a key is unknown, or a value has the wrong type.
    """
    field_of = {name: field for field, name in NAMES.items()}
    for name, value in answers.items():
        if name not in field_of:
            raise unknown("key", name, field_of, where=where)
        if not getattr(choices, field_of[name]):
            choices = replace(choices, **{field_of[name]: _value(name, value, where)})
    return choices


def check(choices: Choices, components: tuple[str, ...]) -> None:
    """Refuse invalid choices.

    Args:
        choices: the choices.
        components: the names of the available components.

    Raises:
        MlscaffoldError: for the first invalid choice, with the reason and a valid alternative.
    """
    check_project(choices.name)
    if choices.package:
        check_package(choices.package)
    options: list[tuple[str, str, tuple[str, ...]]] = [
        ("licence", choices.license, LICENSES),
        ("version of Python", choices.python, PYTHONS),
    ]
    options += [("component", name, components) for name in choices.components]
    for kind, value, known in options:
        if value and value not in known:
            raise unknown(kind, value, known)
    _check_line(choices.description, "description")
    _check_line(choices.author, "author")
    _check_addresses(choices)


def _value(name: str, value: object, where: str) -> Any:
    is_list = name == "with"
    if is_list and isinstance(value, list) and all(isinstance(item, str) for item in value):
        return tuple(value)
    if not is_list and isinstance(value, str):
        return value
    what = f"{name} must be a {'list of strings' if is_list else 'string'}, not {value!r}"
    raise MlscaffoldError(what, where=where, hint="Put it in quotes")


def _check_line(text: str, what: str) -> None:
    """Refuse a text that is not one line of visible characters."""
    if any(unicodedata.category(letter) in {"Cc", "Cf", "Cs", "Zl", "Zp"} for letter in text):
        problem = f"the {what} contains line breaks or invisible characters"
        raise MlscaffoldError(problem, hint="Use one plain line")
    if len(text) > LONGEST:
        problem = f"the {what} has {len(text)} characters; the maximum is {LONGEST}"
        raise MlscaffoldError(problem, hint="Use one sentence, and put the rest in the README")


def _check_addresses(choices: Choices) -> None:
    if choices.email and not _EMAIL.fullmatch(choices.email):
        hint = "Use one such as ada@example.org"
        raise MlscaffoldError(f"{choices.email!r} is not an email address", hint=hint)
    if choices.email and not choices.author:
        raise MlscaffoldError("an email address needs a name", hint="Add --author")
    if choices.url and not _URL.fullmatch(choices.url):
        hint = "Use one such as https://example.org/project"
        raise MlscaffoldError(f"{choices.url!r} is not a URL", hint=hint)
