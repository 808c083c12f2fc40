"""The examples of library_changes.tsv as code that can be searched, migrated, compared and run."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from dataclasses import replace
from functools import cache

from mlscaffold.analysis.environment_walk import EnvironmentWalk, walk
from mlscaffold.analysis.types import Environment
from mlscaffold.migrations.library_changes import LibraryChange, changes
from mlscaffold.migrations.matches import Match, find, roots
from mlscaffold.migrations.migrate_source import Migrated, migrate
from mlscaffold.migrations.pattern_index import index_of

IMPORTS = """
import io
import string
import matplotlib
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
"""
OTHERS = """
import seaborn as sns
import keras
import tensorflow as tf
import networkx as nx
import scipy.sparse
import statsmodels.api as sm
"""
DATA = """
df = pd.DataFrame({"a": [1, 2, 3], "b": [4.0, None, 6.0], "g": ["x", "y", "x"]})
df2 = pd.DataFrame({"a": [4], "b": [5.0], "g": ["z"]})
num = pd.DataFrame({"a": [1, 2], "b": [3, 4]})
s = pd.Series([1, 2, 3])
ts = pd.Series([1.0, 2.0], index=pd.date_range("2020-01-01", periods=2))
dt = pd.Series(pd.to_datetime(["2020-01-01"]))
a = np.zeros((2, 2))
x = np.arange(20.0)
X = np.random.rand(40, 3)
y = np.arange(40) % 2
yr = np.arange(40.0)
Y = np.zeros((40, 2))
Xc = np.array([["a"], ["b"]])
d = {}


def csv():
    return io.StringIO("a\\n1\\n2")

"""
FIGURE = """
fig = plt.figure()
ax = fig.gca()
"""
OF_OTHERS = """
m = keras.Sequential()
graph = nx.Graph()
matrix = scipy.sparse.csr_matrix(a)
writer = pd.ExcelWriter("a.xlsx")
"""
ROWS = tuple(change for change in changes() if change.ruff_fix != "yes")
USUAL = ("io", "keras", "matplotlib", "sm", "string", "tf")


def name(change: LibraryChange) -> str:
    """Return the test id of a row."""
    return f"{change.library}: {change.old}"


def _known() -> Environment:
    walked = EnvironmentWalk(Environment())
    for _ in walked.block(ast.parse(IMPORTS + OTHERS + DATA + FIGURE + OF_OTHERS).body):
        pass
    return walked.env


KNOWN = _known()


@cache
def known(change: LibraryChange) -> Environment:
    """Return the context of a row's code: names of libraries only if it uses them."""
    missing = [one for one in USUAL if not re.search(rf"\b{one}\.", change.old)]
    if re.search(r"\bm\.", change.old):
        missing.remove("keras")
    return replace(KNOWN, imports={k: v for k, v in KNOWN.imports.items() if k not in missing})


def found(source: str, env: Environment, uncertain: bool = False) -> list[Match]:
    """Return the matches in code."""
    nodes = list(walk(ast.parse(source).body, env))
    return list(find(nodes, index_of(roots(nodes)), uncertain=uncertain))


@cache
def fixed(change: LibraryChange) -> Migrated:
    """Return a row's old code, migrated."""
    return migrate(change.old, known(change), safe=True, unsafe=True)


def normal(source: str, needs: Iterable[str] = ()) -> tuple[dict[str, str], str]:
    """Return the names that code imports and uses, and its other code with sorted keywords."""
    text = "\n".join(needs) + "\n" + source.replace('__import__("io")', "io")
    tree = ast.parse(text.replace('__import__("datetime")', "datetime"))
    imports = (ast.Import, ast.ImportFrom)
    body = [node for node in tree.body if not isinstance(node, imports)]
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            node.keywords.sort(key=lambda keyword: keyword.arg or "")
    bound: dict[str, str] = {}
    for node in tree.body:
        if isinstance(node, ast.Import):
            bound.update({alias.asname or alias.name: alias.name for alias in node.names})
        elif isinstance(node, ast.ImportFrom):
            bound.update({alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names})
    used = {part.id for node in body for part in ast.walk(node) if isinstance(part, ast.Name)}
    usual = {*KNOWN.imports.values(), "datetime"}
    kept = {
        alias: target
        for alias, target in bound.items()
        if not body or (alias in used and target not in usual)
    }
    return kept, "\n".join(ast.unparse(node) for node in body)
