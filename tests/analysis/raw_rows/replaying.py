"""Small notebooks whose path is derived, written as code and replayed on raw rows, all in this process."""

from __future__ import annotations

import random
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from mlscaffold.analysis.dataflow import trace
from mlscaffold.analysis.raw_rows.predict_path import PredictPath, predict_path
from mlscaffold.analysis.raw_rows.row_values import Obstacle
from mlscaffold.analysis.statements import split
from mlscaffold.codegen.features_module import features_module
from mlscaffold.codegen.import_statements import imports_of
from mlscaffold.codegen.learned_functions import learned_source
from mlscaffold.projects.template import templates
from mlscaffold.stages.definitions import Definitions
from mlscaffold.verification.predict_proof import _points
from mlscaffold.verification.probe.match_rows import Mismatch
from mlscaffold.verification.probe.replay_path import _Replay

HEAD = """import numpy as np
import pandas as pd
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.model_selection import GridSearchCV, cross_val_score, train_test_split
from sklearn.preprocessing import LabelEncoder, MinMaxScaler, OneHotEncoder, StandardScaler
df = pd.read_csv("people.csv")
"""
CONFIG = "from __future__ import annotations\nfrom dataclasses import dataclass\n@dataclass(frozen=True)\nclass Config:\n    seed: int = 0\n"


def people() -> str:
    """Return a file of 120 rows: numbers, texts, dates, empty values, two targets."""
    draw = random.Random(7)
    lines = ["age,income,city,job,when,words,bought,price"]
    for number in range(120):
        age, city = draw.randrange(18, 80), draw.choice(["Bonn", "Rome", "Oslo"])
        income = "" if number % 11 == 5 else f"{draw.uniform(10, 90):.2f}"
        job = draw.choice(["cook", " Cook", "nurse", "clerk"])
        when = f"20{draw.randrange(10, 24)}-{draw.randrange(1, 13):02}-{draw.randrange(1, 29):02}"
        words = " ".join(draw.choice(["red", "Green", "blue", "old", "new"]) for _ in range(4))
        bought = "yes" if age + draw.randrange(-15, 15) > 45 else "no"
        lines.append(f"{age},{income},{city},{job},{when},{words},{bought},{draw.uniform(1, 9) * age:.3f}")
    return "\n".join(lines) + "\n"


def replayed(source: str, folder: Path, outputs: Iterable[str] = (), text: str | None = None) -> str:
    """Return `equal` if a notebook's path gives what its model was given, else what is in the way."""
    (folder / "people.csv").write_text(text or people())
    statements = trace(split(1, HEAD + source, silent=True)).statements
    path = predict_path(statements, {}, {}, tuple(outputs))
    if not isinstance(path, PredictPath):
        return "no question" if path is None else path.what
    imports = imports_of(statements, (), "buys")
    functions = dict.fromkeys(_functions(source), "steps")
    made = features_module(path, "Buys", path.model, imports, functions, Definitions())
    if isinstance(made, Obstacle):
        return made.what
    _write(folder / "buys", made.source, made.helpers, HEAD + _definitions(source))
    found = _observed(statements, _points(path))
    results = {one.variable: found["namespace"][one.variable] for one in path.fields if one.stored}
    spec = {
        "project": str(folder),
        "package": "buys",
        "points": {},
        "resampled": path.resampled,
        "file": {"sep": ",", "header": True, "index": False, "encoding": "utf-8"},
        "out": str(folder),
        "decoded": path.decoded and {"name": path.decoded.name},
    }
    if path.decoded:
        found["decoded"] = found["namespace"][path.decoded.name]
    try:
        proven = _Replay(spec, found, results).result()
    except Mismatch as error:
        return str(error)
    finally:
        sys.path.remove(str(folder))
    return f"equal, {path.decoded.name} too" if path.decoded and proven["decoded"] else "equal"


def _observed(statements: Any, points: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Run a notebook, and return what its model was given, at the statements where that is known."""
    import copy

    found: dict[str, Any] = {}
    namespace: dict[str, Any] = {"__name__": "notebook"}
    for traced in statements:
        for name, point in points.items():
            if point["line"] == traced.statement.location.line:
                found[name] = copy.deepcopy(eval(point["source"], namespace))
        exec(compile(traced.statement.source, "notebook", "exec"), namespace)
    found["answers"] = found["model"].predict(found["asked"])
    return {**found, "namespace": namespace}


def _functions(source: str) -> list[str]:
    return [line.split()[1].partition("(")[0] for line in source.splitlines() if line.startswith("def ")]


def _definitions(source: str) -> str:
    """Return the functions of a notebook."""
    kept, inside = [], False
    for line in source.splitlines():
        inside = line.startswith("def ") or (inside and line.startswith((" ", "\n")))
        kept += [line] if inside else []
    return "\n".join(kept) + "\n"


def _write(folder: Path, features: str, helpers: frozenset[str], steps: str) -> None:
    layer = next((templates() / "predicting").glob("*/src/*"))
    texts = {"_runtime/predict.py": (layer / "_runtime" / "predict.py").read_text()}
    whole = (templates() / "learned" / "learned.py").read_text()
    texts |= {
        "__init__.py": "",
        "_runtime/__init__.py": "",
        "_runtime/artifacts.py": "def versions(*_):\n    return {}\n",
        "config.py": CONFIG,
        "row_features.py": features,
        "_runtime/learned.py": learned_source(whole, helpers),
        "steps.py": steps.replace('df = pd.read_csv("people.csv")\n', ""),
    }
    (folder / "_runtime").mkdir(parents=True, exist_ok=True)
    for name, one in texts.items():
        (folder / name).write_text(one.replace("{{ cookiecutter.model }}", "predictor"))
