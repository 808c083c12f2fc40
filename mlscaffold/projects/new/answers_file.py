"""Choices that stand in a file, TOML or JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

from mlscaffold.errors import MlscaffoldError
from mlscaffold.filesystem.writer import read_bytes
from mlscaffold.projects.new.choices import Choices

NAMES = {field.name: "with" if field.name == "components" else field.name for field in fields(Choices)}
"""The fields, and what they are called in a file and as options."""


def read_answers(path: Path) -> dict[str, Any]:
    """Return the answers in a file, as they stand there.

    Args:
        path: a .toml or .json file.

    Raises:
        MlscaffoldError: it cannot be read, or is no table of answers.
    """
    import json
    import tomllib

    content = read_bytes(path)
    try:
        text = content.decode("utf-8-sig")
        answers = json.loads(text) if path.suffix.lower() == ".json" else tomllib.loads(text)
    except ValueError as error:
        kind = "JSON" if path.suffix.lower() == ".json" else "TOML"
        raise MlscaffoldError(f"this is no {kind}: {error}", where=str(path), hint="Mend the file") from error
    if not isinstance(answers, dict):
        raise MlscaffoldError("this is no table of answers", where=str(path), hint='Write {"name": "…"}')
    return answers


def fill(choices: Choices, answers: Mapping[str, Any], where: str) -> Choices:
    """Return choices with answers in those places that are left open.

    Args:
        choices: what was given as options; that wins.
        answers: what stands in the file.
        where: the file.

    Raises:
        MlscaffoldError: an answer to nothing, or one that is no text.
    """
    known = {name: field for field, name in NAMES.items()}
    for name, value in answers.items():
        if name not in known:
            raise _unknown(name, tuple(known), where)
        if not getattr(choices, known[name]):
            choices = replace(choices, **{known[name]: _value(name, value, where)})
    return choices


def _unknown(name: str, known: tuple[str, ...], where: str) -> MlscaffoldError:
    from difflib import get_close_matches

    close = get_close_matches(name, known, 1)
    hint = f"Write {close[0]}" if close else f"There are {', '.join(known)}"
    return MlscaffoldError(f"nobody asks for {name!r}", where=where, hint=hint)


def _value(name: str, value: object, where: str) -> Any:
    several = name == "with"
    if several and isinstance(value, list) and all(isinstance(item, str) for item in value):
        return tuple(value)
    if not several and isinstance(value, str):
        return value
    wanted = "a list of texts" if several else "a text"
    raise MlscaffoldError(f"{name} is {wanted}, not {value!r}", where=where, hint="Put it in quotes")
