"""Calls that write a file and return its path: a notebook shows it by accident, and the project writes to another place."""

from __future__ import annotations

import ast

from mlscaffold.analysis import types
from mlscaffold.analysis.dataflow import Traced

RETURN_PATH = frozenset(
    "joblib.dump shutil.copy shutil.copy2 shutil.copyfile shutil.copytree shutil.make_archive shutil.move".split()
)


def shows_written_path(traced: Traced) -> bool:
    """Return whether a statement shows nothing but the path of the file that it writes."""
    node = traced.statement.node
    if not traced.statement.display or not isinstance(node, ast.Expr) or not isinstance(node.value, ast.Call):
        return False
    return types.qualified(node.value.func, traced.env) in RETURN_PATH
