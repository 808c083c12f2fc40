"""The code that runs in the user's interpreter uses nothing that is newer than Python 3.9."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

import mlscaffold
from mlscaffold.projects.template import render_base, templates
from tests.templates import small

PROBE = Path(mlscaffold.__file__).parent / "verification" / "probe"
RENDERED = render_base(replace(small.ANSWERS, model="predictor"))
FILES = {file.path: file.content.decode() for file in RENDERED if file.path.endswith(".py")}
FILES |= {path.name: path.read_text(encoding="utf-8") for path in sorted(PROBE.rglob("*.py"))}
FILES["learned.py"] = (templates() / "learned" / "learned.py").read_text(encoding="utf-8")
NEWER = frozenset(
    {"UnionType", "NoneType", "UTC", "add_note", "packages_distributions", "pairwise", "StrEnum", "batched"}
)
"""Names of the standard library since Python 3.10 or later that are easily used."""


def newer(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in NEWER:
            yield node.attr
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name == "tomllib")
        if isinstance(node, ast.Attribute) and ast.unparse(node) == "contextlib.chdir":
            yield "chdir"
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "zip" and node.keywords:
            yield "zip(strict=)"


@pytest.mark.parametrize("path", FILES)
def test_it_is_python_3_9(path: str) -> None:
    tree = ast.parse(FILES[path], feature_version=(3, 9))
    assert list(newer(tree)) == []


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("error.add_note('a')", ["add_note"]),
        ("import tomllib", ["tomllib"]),
        ("zip(a, b, strict=True)", ["zip(strict=)"]),
        ("with contextlib.chdir(a): pass", ["chdir"]),
        ("zip(a, b)", []),
        ("os.chdir(a)", []),
        ("getattr(types, 'UnionType', None)", []),
        ("datetime.timezone.utc", []),
    ],
)
def test_newer_names_are_found(code: str, names: list[str]) -> None:
    assert list(newer(ast.parse(code))) == names
