"""config.toml: each setting with its default, commented out."""

from __future__ import annotations

import ast
import json
import math
from collections.abc import Sequence

from mlscaffold.codegen.config_fields import Field


def config_toml(fields: Sequence[Field], package: str) -> str:
    """Return the text of config.toml; a line that begins with `#` and no space is a setting.

    Args:
        fields: the fields, the defaults of paths filled in.
        package: the package's name.
    """
    variable = environment(package, fields[0].name if fields else "field")
    head = [
        "# Settings of a run: take away a `#` to change one.",
        f"# An environment variable such as {variable} wins over this file, a flag over both.",
        "# A relative path starts from this folder.",
    ]
    body = [
        line for field in fields for line in ("", f"# {_origin(field)}", f"#{field.name} = {value(field)}")
    ]
    return "\n".join([*head, *body]) + "\n"


def environment(package: str, field: str) -> str:
    """Return the environment variable that sets a field."""
    return f"{package}_{field}".upper()


def _origin(field: Field) -> str:
    if not field.note.startswith("cell"):
        return f"{field.annotation}, {field.note} of the notebook"
    kind = f"{field.annotation}, from" if field.annotation != "Path" else "file that is written, from"
    if field.annotation == "Path" and not field.writes:
        kind = "file that is read, from"
    return f"{kind} {field.note} of the notebook"


def value(field: Field) -> str:
    """Return a field's default as TOML."""
    return _toml(default(field))


def default(field: Field) -> object:
    """Return a field's default; of a path, the text that is relative to the project."""
    node = ast.parse(field.default, mode="eval").body
    if field.annotation == "Path":
        parts = (n for n in ast.walk(node) if isinstance(n, ast.Constant) and isinstance(n.value, str))
        return "/".join(str(part.value) for part in sorted(parts, key=lambda n: n.col_offset))
    factory = next((n.body for n in ast.walk(node) if isinstance(n, ast.Lambda)), node)
    return ast.literal_eval(factory)


def _toml(given: object) -> str:
    if isinstance(given, bool):
        return str(given).lower()
    if isinstance(given, float) and not math.isfinite(given):
        return f"{given}"
    if isinstance(given, (int, float)):
        return repr(given)
    if isinstance(given, (list, tuple)):
        return f"[{', '.join(map(_toml, given))}]"
    return json.dumps(str(given), ensure_ascii=False).replace("\x7f", "\\u007f")
