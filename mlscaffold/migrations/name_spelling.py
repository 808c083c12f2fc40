"""How a qualified name is written where it stands: by what is imported there, or by an import that it needs."""

from __future__ import annotations

from dataclasses import dataclass

from mlscaffold.analysis import api
from mlscaffold.analysis.scopes import BUILTINS
from mlscaffold.analysis.types import Environment

USUAL = {
    "datetime": "import datetime",
    "imageio": "import imageio",
    "io": "import io",
    "joblib": "import joblib",
    "keras": "import keras",
    "lightgbm": "import lightgbm as lgb",
    "matplotlib": "import matplotlib",
    "matplotlib.pyplot": "import matplotlib.pyplot as plt",
    "networkx": "import networkx as nx",
    "numpy": "import numpy as np",
    "pandas": "import pandas as pd",
    "seaborn": "import seaborn as sns",
    "tensorflow": "import tensorflow as tf",
    "xgboost": "import xgboost as xgb",
    "ydata_profiling": "import ydata_profiling",
}
APART = ("keras.", "sklearn.", "scipy.")
OBJECTS = frozenset({"scipy.stats.norm", "scipy.stats.chi2"})
"""What looks like a module and is an object of the module before it."""


@dataclass(frozen=True, slots=True)
class Spelling:
    """A name as it is written.

    Args:
        text: the text.
        needs: imports that it needs.
    """

    text: str
    needs: tuple[str, ...] = ()


def spelled(name: str, env: Environment) -> Spelling | None:
    """Return how a qualified name is written where `env` holds, None where nothing short says it.

    Args:
        name: a name of a library such as `numpy.isin`.
        env: what is known there; names of the notebook are not taken for others.
    """
    if "." not in name and name in BUILTINS:
        return None if name in env.types or name in env.defined or name in env.imports else Spelling(name)
    known = None if _is_taken_apart(name, env) else _known(name, env)
    if known:
        return known
    root = _usual_root(name)
    if root and not _has_sibling(name, env):
        line = USUAL[root]
        alias = line.rpartition(" ")[2]
        return Spelling(f"{alias}{name[len(root) :]}", (line,)) if _is_free(alias, root, env) else None
    module, names = split(name)
    first, *rest = names.split(".")
    if not module or not _is_free(first, f"{module}.{first}", env):
        return None
    return Spelling(".".join((first, *rest)), (f"from {module} import {first}",))


def split(name: str) -> tuple[str, str]:
    """Return the module of a qualified name, and the name in it with what follows.

    A class or a function is the first part with a capital, else the last part.
    """
    parts = name.split(".")
    end = next((i for i, part in enumerate(parts) if i and (part[:1].isupper())), len(parts) - 1)
    end = next((i for i in range(1, len(parts)) if ".".join(parts[: i + 1]) in OBJECTS), end)
    return ".".join(parts[:end]), ".".join(parts[end:])


def _is_taken_apart(name: str, env: Environment) -> bool:
    """Say whether the code imports single names from the name's module, as it is usual for some libraries."""
    return name.startswith(APART) and name not in env.imports.values() and _has_sibling(name, env)


def _known(name: str, env: Environment) -> Spelling | None:
    """Return a name by what is imported; a package by itself does not bring its modules."""
    text = _by_alias(name, env)
    if not text and name.startswith("keras."):
        text = _by_alias(f"tensorflow.{name}", env)
    first = text.partition(".")[0]
    module, _ = split(name)
    is_package = env.imports.get(first) == first and text.startswith(f"{module}.") and "." in module
    return Spelling(text, (f"import {module}",) if is_package else ()) if text else None


def _by_alias(name: str, env: Environment) -> str:
    """Return a name as one of what is imported and what follows it: in the spelling given, else in the usual one."""
    free = [(alias, target) for alias, target in env.imports.items() if target and not _is_bound(alias, env)]
    free.sort(key=lambda pair: not _is_usual(*pair), reverse=True)
    given = {target: alias for alias, target in free}
    targets = {api.canonical(target): alias for alias, target in free}
    parts = name.split(".")
    starts = [(".".join(parts[:end]), parts[end:]) for end in range(len(parts), 0, -1)]
    ways = [(given.get(start), rest) for start, rest in starts]
    ways += [(targets.get(api.canonical(start)), rest) for start, rest in starts]
    return next((".".join((alias, *rest)) for alias, rest in ways if alias), "")


def _is_usual(alias: str, target: str) -> bool:
    return USUAL.get(target, "").endswith(f" {alias}")


def _is_bound(alias: str, env: Environment) -> bool:
    return alias in env.defined or bool(env.types.get(alias))


def _has_sibling(name: str, env: Environment) -> bool:
    """Say whether another name of the same module is imported from it."""
    module, _ = split(name)
    targets = [target for alias, target in env.imports.items() if target.endswith(f".{alias}")]
    return "." in module and any(api.canonical(target.rpartition(".")[0]) == module for target in targets)


def _usual_root(name: str) -> str:
    parts = name.split(".")
    starts = (".".join(parts[:end]) for end in range(len(parts), 0, -1))
    return next((start for start in starts if start in USUAL), "")


def _is_free(alias: str, target: str, env: Environment) -> bool:
    """Say whether a name may be bound to an import without taking it from something else."""
    bound = env.imports.get(alias)
    if bound:
        return api.canonical(bound) == api.canonical(target)
    return alias not in env.types and alias not in env.defined and alias not in BUILTINS
