"""Part of mlscaffold's runtime, which `mlscaffold update` replaces: reads the settings.

Precedence: flag, environment variable, config file, default.
"""

from __future__ import annotations

import ast
import dataclasses
import importlib.util
import re
import sys
import types
import typing
from collections.abc import Mapping
from pathlib import Path
from typing import Any

TRUE = ("1", "true", "yes", "on")
FALSE = ("0", "false", "no", "off")
NONE = ("", "none", "null")
PLAIN = (bool, int, float, str, Path, type(None))
UNIONS = (typing.Union, getattr(types, "UnionType", typing.Union))  # `int | None` has a type since Python 3.10


def from_flags(texts: Mapping[str, str | bool], kinds: Mapping[str, Any]) -> dict[str, Any]:
    """Parse flags into values, by field."""
    return {name: _read(text, kinds[name], f"--{name.replace('_', '-')}", Path.cwd()) for name, text in texts.items()}


def from_environment(variables: Mapping[str, str], package: str, kinds: Mapping[str, Any]) -> dict[str, Any]:
    """Parse environment variables named PACKAGE_FIELD into values, by field."""
    keys = {name: f"{package}_{name}".upper() for name in kinds}
    return {
        name: _read(variables[key], kinds[name], f"environment variable {key}", Path.cwd())
        for name, key in keys.items()
        if key in variables
    }


def from_file(file: Path, kinds: Mapping[str, Any]) -> dict[str, Any]:
    """Read the values of a TOML file, by field; relative paths are resolved against the file's folder."""
    try:
        values = _parse_toml(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ValueError(f"{file}: {error}") from error
    if unknown := sorted(values.keys() - kinds.keys()):
        raise ValueError(f"{file}: unknown setting: {', '.join(unknown)}; available: {', '.join(kinds)}")
    folder = file.absolute().parent
    return {name: _read(value, kinds[name], f"{file}: {name}", folder) for name, value in values.items()}


def _parse_toml(text: str) -> dict[str, Any]:
    """Parse TOML; the parser is part of Python since 3.11, and a file without a setting needs none."""
    if not re.search(r"^\s*[^#\s]", text, re.MULTILINE):
        return {}
    parser: Any = importlib.import_module("tomllib" if importlib.util.find_spec("tomllib") else "tomli")
    return dict(parser.loads(text))


def types_of(config: type[Any]) -> dict[str, Any]:
    """Return the type of each field of a dataclass, by name."""
    texts = {field.name: _union(field.type) for field in dataclasses.fields(config)}
    known = {**vars(sys.modules[config.__module__]), "Union": typing.Union}
    return typing.get_type_hints(types.SimpleNamespace(__annotations__=texts), known)


def _union(annotation: Any) -> Any:
    """Write `int | None` as `Union[int, None]` for Python 3.9, which cannot evaluate the former."""
    if isinstance(annotation, str) and "|" in annotation and not hasattr(types, "UnionType"):
        return f"Union[{', '.join(part.strip() for part in annotation.split('|'))}]"
    return annotation


def _read(value: Any, kind: Any, source: str, folder: Path) -> Any:
    try:
        return convert(value, kind, folder)
    except (ValueError, TypeError, SyntaxError) as error:
        name = kind.__name__ if isinstance(kind, type) and not typing.get_args(kind) else str(kind)
        raise ValueError(f"{source}: {value!r} is not {name}") from error


def convert(value: Any, kind: Any, folder: Path) -> Any:
    """Convert a text or a TOML value to a type; relative paths start from a folder."""
    origin, inner = typing.get_origin(kind), typing.get_args(kind)
    if origin in UNIONS:
        return _first(value, inner, folder)
    if (origin or kind) in (list, tuple):
        return _sequence(value, origin or kind, inner, folder)
    word = str(value).strip().lower()
    if kind is bool and word in TRUE + FALSE:
        return word in TRUE
    if kind is type(None) and word in NONE:
        return None
    if kind in (int, float) and not isinstance(value, bool) and (kind is float or not isinstance(value, float)):
        return kind(value)
    if kind in (str, Path) and isinstance(value, str):
        return folder / value if kind is Path else value
    if kind in PLAIN:
        raise ValueError(value)
    return _literal(value)


def _first(value: Any, kinds: tuple[Any, ...], folder: Path) -> Any:
    """Convert to the first type that fits; None is tried first, text last."""
    for kind in sorted(kinds, key=lambda kind: (kind is not type(None), kind in (str, Path))):
        try:
            return convert(value, kind, folder)
        except (ValueError, TypeError, SyntaxError):
            continue
    raise ValueError(value)


def _sequence(value: Any, kind: Any, inner: tuple[Any, ...], folder: Path) -> Any:
    """Convert `1,2,3`, `[1, 2, 3]` or a TOML array to a list or tuple."""
    if isinstance(value, str):
        text = value.strip()
        is_literal = text[:1] in ("[", "(")
        value = ast.literal_eval(text) if is_literal else [part.strip() for part in text.split(",") if text]
    fixed = kind is tuple and inner and ... not in inner
    if not isinstance(value, (list, tuple)) or (fixed and len(inner) != len(value)):
        raise ValueError(value)
    each = inner if fixed else (inner or (object,))[:1] * len(value)
    return kind(convert(item, each[place], folder) for place, item in enumerate(value))


def _literal(value: Any) -> Any:
    """Evaluate a text that is a Python literal; return anything else unchanged."""
    if not isinstance(value, str):
        return value
    try:
        return ast.literal_eval(value.strip())
    except (ValueError, SyntaxError):
        return value
