"""config.toml: every setting with its default, commented out."""

import ast
import json
import math
from collections.abc import Sequence

from mlscaffold.codegen.config_fields import Field


def config_toml(fields: Sequence[Field], package: str) -> str:
    """Return the text of config.toml; a line that starts with `#` and no space is a setting."""
    variable = environment(package, fields[0].name if fields else "field")
    head = [
        "# Settings of a run: remove a `#` to change one.",
        f"# An environment variable such as {variable} overrides this file; a flag overrides both.",
        "# Relative paths start from this folder.",
    ]
    body = [
        line
        for field in fields
        for line in ("", f"# {_origin(field)}", f"#{field.name} = {toml_value(field)}")
    ]
    return "\n".join([*head, *body]) + "\n"


def environment(package: str, field: str) -> str:
    """Return the environment variable that sets a field."""
    return f"{package}_{field}".upper()


def _origin(field: Field) -> str:
    if not field.note.startswith("cell"):
        return f"{field.annotation}, {field.note} of the notebook"
    kind = "output file" if field.writes else "input file"
    return f"{kind if field.annotation == 'Path' else field.annotation}, from {field.note} of the notebook"


def toml_value(field: Field) -> str:
    """Return a field's default as TOML."""
    return _toml(default(field))


def default(field: Field) -> object:
    """Return a field's default; for a path, its text relative to the project."""
    node = ast.parse(field.default, mode="eval").body
    if field.annotation == "Path":
        parts = (n for n in ast.walk(node) if isinstance(n, ast.Constant) and isinstance(n.value, str))
        return "/".join(str(part.value) for part in sorted(parts, key=lambda n: n.col_offset))
    factory = next((n.body for n in ast.walk(node) if isinstance(n, ast.Lambda)), node)
    return ast.literal_eval(factory)


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and not math.isfinite(value):
        return f"{value}"
    if isinstance(value, (int, float)):
        return repr(value)
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(_toml, value))}]"
    return json.dumps(str(value), ensure_ascii=False).replace("\x7f", "\\u007f")
