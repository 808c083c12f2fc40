"""The settings of `check`: the table `[tool.mlscaffold.check]` of the project's pyproject.toml."""

import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from mlscaffold.errors import MlscaffoldError
from mlscaffold.filesystem.toml_file import is_special, read_toml
from mlscaffold.finding import LEVELS

ROOTS = ("pyproject.toml", "mlscaffold.toml", ".git")
TABLE = "[tool.mlscaffold.check]"
CODE = re.compile(r"ALL|[A-Z]+[0-9]*")


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings; their names in the table have `-` for `_`.

    Args:
        select: codes or prefixes of rules that apply at every level; empty for the rules of each file's level.
        extend_select: more of them.
        ignore: codes or prefixes of rules that do not apply.
        level: the level of all files.
        levels: patterns of paths, and the level of each; the last match wins.
        per_file_ignores: patterns of paths, and the rules that do not apply there.
        exclude: patterns of paths to leave out.
        extend_exclude: more of them.
        baseline: the file of known findings, relative to the project.
    """

    select: tuple[str, ...] = ()
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    level: str = ""
    levels: tuple[tuple[str, str], ...] = ()
    per_file_ignores: tuple[tuple[str, tuple[str, ...]], ...] = ()
    exclude: tuple[str, ...] = ()
    extend_exclude: tuple[str, ...] = ()
    baseline: str = ""


def root_of(paths: Sequence[str]) -> str:
    """Return the folder of the project that contains some paths.

    It is the nearest one upwards with a pyproject.toml, an mlscaffold.toml or a .git. If there is none, it is where the
    search starts: the working directory if it contains the paths, otherwise their common folder.
    """
    here = os.getcwd()
    whole = [os.path.abspath(path) for path in paths]
    inside = all(path == here or path.startswith(here.rstrip(os.sep) + os.sep) for path in whole)
    start = here if inside or not whole else _common(whole)
    folder = start
    while not any(os.path.exists(os.path.join(folder, name)) for name in ROOTS):
        above = os.path.dirname(folder)
        if above == folder:
            return start
        folder = above
    return folder


def _common(paths: Sequence[str]) -> str:
    folders = [path if os.path.isdir(path) else os.path.dirname(path) for path in paths]
    try:
        return os.path.commonpath(folders)
    except ValueError:
        return folders[0]


def read(root: str) -> Settings:
    """Read the settings of a project.

    Args:
        root: its folder; mlscaffold.toml there (with the table `[check]`) takes precedence over pyproject.toml.

    Raises:
        MlscaffoldError: a file cannot be read, or has an unknown key or a wrong value.
    """
    file = os.path.join(root, "mlscaffold.toml")
    if os.path.isfile(file) or is_special(file):
        return parse(_loaded(file).get("check", {}), file)
    project = os.path.join(root, "pyproject.toml")
    if not os.path.isfile(project) and not is_special(project):
        return Settings()
    table: Any = _loaded(project)
    for name in ("tool", "mlscaffold"):
        table = table.get(name, {})
        if not isinstance(table, dict):
            raise _wrong(project, f"`{name}` is not a table", f"Write keys and values below {TABLE}")
    misplaced = sorted(_keys().keys() & table.keys())
    if misplaced:
        raise _wrong(project, f"`{misplaced[0]}` is in [tool.mlscaffold]", f"Move it to {TABLE}")
    return parse(table.get("check", {}), project)


def parse(table: object, where: str = "") -> Settings:
    """Return the settings in a table.

    Args:
        table: the table.
        where: the file, for messages.

    Raises:
        MlscaffoldError: a key is unknown or a value is wrong.
    """
    if not isinstance(table, dict):
        raise _wrong(where, f"{TABLE} is not a table", "Write keys and values below it")
    known = _keys()
    for key in table:
        if key not in known:
            raise _wrong(where, f"unknown setting `{key}`", f"Available: {', '.join(known)}")
    return Settings(**{known[key]: _value(key, value, where) for key, value in table.items()})


def known_code(code: str, where: str) -> str:
    """Return a code or prefix in capitals.

    Raises:
        MlscaffoldError: it is not a code.
    """
    upper = code.strip().upper()
    if not CODE.fullmatch(upper):
        hint = "Write MLS101, a prefix such as MLS1, or ALL"
        raise _wrong(where, f"`{code}` is not the code of a rule", hint)
    return upper


def known_level(level: str, where: str) -> str:
    """Return a level.

    Raises:
        MlscaffoldError: the level is unknown.
    """
    if level not in LEVELS:
        raise _wrong(where, f"unknown level `{level}`", f"Available: {', '.join(LEVELS)}")
    return level


def _keys() -> Mapping[str, str]:
    return {field.name.replace("_", "-"): field.name for field in fields(Settings)}


def _value(key: str, value: object, where: str) -> Any:
    if key in {"level", "baseline"}:
        text = _text(key, value, where)
        return known_level(text, where) if key == "level" else text
    if key == "levels":
        table = _table(key, value, where)
        return tuple((path, known_level(_text(key, level, where), where)) for path, level in table.items())
    if key == "per-file-ignores":
        table = _table(key, value, where)
        return tuple((path, _codes(key, codes, where)) for path, codes in table.items())
    return _texts(key, value, where) if "exclude" in key else _codes(key, value, where)


def _codes(key: str, value: object, where: str) -> tuple[str, ...]:
    return tuple(known_code(code, where) for code in _texts(key, value, where))


def _texts(key: str, value: object, where: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise _wrong(where, f"`{key}` is not a list of strings", f'Write {key} = ["…"]')
    return tuple(value)


def _text(key: str, value: object, where: str) -> str:
    if not isinstance(value, str):
        raise _wrong(where, f"a value of `{key}` is not a string", "Put it in quotes")
    return value


def _table(key: str, value: object, where: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        hint = f'Write [tool.mlscaffold.check.{key}], and below it "path" = …'
        raise _wrong(where, f"`{key}` is not a table", hint)
    return value


def _loaded(path: str) -> dict[str, Any]:
    try:
        return read_toml(Path(path))
    except (OSError, ValueError) as error:
        raise _wrong(path, f"the file is not valid TOML ({error})", "Correct the file") from error


def _wrong(where: str, what: str, hint: str) -> MlscaffoldError:
    return MlscaffoldError(what, where=where, hint=hint, status=2)
