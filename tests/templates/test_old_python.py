"""The code that runs in the user's interpreter uses nothing that is newer than Python 3.9."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import mlscaffold
from mlscaffold.projects.template import templates

PROBE = Path(mlscaffold.__file__).parent / "verification" / "probe"
FILES = sorted(
    path
    for folder in (*(templates() / layer for layer in ("base", "predicting", "recording")), PROBE)
    for path in folder.rglob("*.py")
    if "{{ cookiecutter.package }} import" not in path.read_text() and "{{ " not in path.read_text()
)
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


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_it_is_python_3_9(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"), feature_version=(3, 9))
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
