"""Describes models by what fitting found, not by how it is stored: that changes with the library's version."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

OWN: set[str] = {"__main__"}
"""Packages whose objects are described by their fields; the project adds its own."""

MODELS = 5  # models of an ensemble that a recording lists: another seed or row changes each of them
UNRELATED = frozenset({"n_jobs", "refit_time_", "verbose", "verbose_"})
"""Attributes about speed and logging, which do not change what a model computes."""


def describe_model(value: Any, inner: Callable[[Any], Any], detail: str) -> Any:
    """Return a model of a known library; None for other values."""
    library = type(value).__module__.partition(".")[0]
    name = f"{library}.{type(value).__name__}"
    if library in ("xgboost", "lightgbm"):
        return _boosted(value, inner, name)
    if library == "statsmodels":
        return _statistics(value, inner, name)
    if name == "sklearn.Tree":
        return {"kind": "tree", **{part: inner(item) for part, item in value.__getstate__().items()}}
    if library == "networkx" and hasattr(value, "edges"):
        return {"kind": "graph", "nodes": inner(list(value.nodes)), "edges": inner([list(e) for e in value.edges])}
    if library == "scipy" and hasattr(value, "dist") and hasattr(value, "kwds"):
        return {"kind": "distribution", "name": value.dist.name, "args": inner(value.args), "kwds": inner(value.kwds)}
    if "torch" in sys.modules and isinstance(value, sys.modules["torch"].nn.Module):
        state = {key: inner(item) for key, item in value.state_dict().items()}
        return {"kind": "module", "class": name, "state": state}
    if hasattr(value, "get_params") and not isinstance(value, type):
        return _estimator(value, inner, name)
    return None


def _estimator(value: Any, inner: Callable[[Any], Any], name: str) -> dict[str, Any]:
    """Return an estimator by its parameters and by its attributes that end with an underscore."""
    fitted = {key: item for key, item in vars(value).items() if key.endswith("_") and not key.startswith("_")}
    return {
        "kind": "estimator",
        "class": name,
        "params": _attributes(value.get_params(deep=False), inner),
        "fitted": _attributes(fitted, inner),
    }


def _attributes(values: dict[str, Any], inner: Callable[[Any], Any]) -> dict[str, Any]:
    return {key: inner(_some(values[key])) for key in sorted(values) if key not in UNRELATED}


def _some(item: Any) -> Any:
    """Return some of the models of a large ensemble, and the results of a search without their times."""
    if isinstance(item, dict):
        return {key: value for key, value in item.items() if not str(key).endswith("_time")}
    items = item.ravel().tolist() if getattr(getattr(item, "dtype", None), "kind", "") == "O" else item
    many = isinstance(items, list) and len(items) > MODELS and hasattr(items[0], "get_params")
    return items[:: -(-len(items) // MODELS)] if many else item


def _boosted(value: Any, inner: Callable[[Any], Any], name: str) -> dict[str, Any]:
    described: dict[str, Any] = {"kind": "estimator", "class": name}
    if hasattr(value, "get_params"):
        described |= {"params": _attributes(value.get_params(), inner)}
    try:
        booster = value.get_booster() if hasattr(value, "get_booster") else getattr(value, "booster_", value)
        described |= {"trees": inner(booster.trees_to_dataframe())}
    except Exception:  # not fitted, or its boosters are no trees: each version says so in another way
        described |= {"trees": None}
    return described


def _statistics(value: Any, inner: Callable[[Any], Any], name: str) -> dict[str, Any]:
    """Return what a model of statsmodels has estimated."""
    described: dict[str, Any] = {"kind": "estimator", "class": name}
    for part in ("params", "nobs", "rsquared", "fittedvalues"):
        try:
            described[part] = inner(getattr(value, part))
        except Exception:  # attributes of its results are computed when asked for, and not all can be
            continue
    return described
