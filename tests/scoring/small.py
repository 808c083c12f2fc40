"""A small project on disk, with the records of a run of its tests and pipeline, for the tests of score."""

from __future__ import annotations

import json
import os
import subprocess
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from mlscaffold.scoring.assessment import Verdict
from mlscaffold.scoring.conditions import CONDITIONS
from mlscaffold.scoring.project_evidence import Project, gather
from mlscaffold.scoring.rubric import TESTS, verdict
from mlscaffold.scoring.score_settings import read

AGO = time.time() - 10_000
"""When the code was written; what runs leave is younger."""

PYPROJECT = '[project]\nname = "shop"\n'
SCHEMA = """
import pandera.pandas as pa

FEATURES = pa.DataFrameSchema({"size": pa.Column(float)}, strict=True)
ROWS = FEATURES.add_columns({"late": pa.Column(bool)})


def checked(contract, rows):
    return contract.validate(rows)
"""
DATA = """
import pandas as pd

from .schema import ROWS, checked


def load(path):
    return checked(ROWS, pd.read_csv(path))
"""
FEATURES = """
from sklearn.preprocessing import StandardScaler


def add_size(rows):
    return rows


def make_features():
    return add_size, StandardScaler()
"""
TRAIN = """
from sklearn.linear_model import LogisticRegression

from .features import make_features
from .schema import FEATURES, checked


def fit(rows):
    make_features()
    return LogisticRegression().fit(checked(FEATURES, rows), rows)
"""
PREDICT = """
from .schema import FEATURES, checked


def predict(model, rows):
    return model.predict(checked(FEATURES, rows))
"""
EVALUATE = """
from sklearn.dummy import DummyClassifier
from sklearn.metrics import roc_auc_score

from .predict import predict


def evaluate(model, rows):
    simple = DummyClassifier().fit(rows, rows)
    return roc_auc_score(rows, predict(model, rows)), roc_auc_score(rows, simple), min(slices(rows))


def slices(rows):
    return [roc_auc_score(part, part) for name, part in rows.groupby("city")]


def gate(roc_auc, baseline_roc_auc):
    if roc_auc - baseline_roc_auc < 0.05:
        raise ValueError("too small")
"""
PIPELINE = """
from . import data, evaluate, train

STAGES = (data.load, train.fit, evaluate.evaluate, evaluate.gate)
"""
CLI = """
def main(words):
    return {"run": run, "card": card}[words[0]](words)


def run(words):
    from .pipeline import STAGES
    return [stage() for stage in STAGES]


def card(words):
    return 0
"""
HEAD = """
import pytest

from shop.cli import main
from shop.data import load
from shop.evaluate import evaluate, gate
from shop.features import add_size, make_features
from shop.predict import predict
from shop.train import fit


@pytest.fixture
def model():
    return fit([1])

"""
WORKFLOW = """
on:
  push:
jobs:
  check:
    steps:
      - uses: actions/checkout@v4
      - run: uv run pytest
"""
SCHEDULED = WORKFLOW.replace("push:", "push:\n  schedule:\n    - cron: '0 3 * * *'")
METRICS = {"roc_auc": 0.8, "baseline_roc_auc": 0.5, "worst_city_roc_auc": 0.7}
LOG = (
    "INFO shop.runner: evaluate done in 0.1 s; "
    + ", ".join(f"{name}: {value}" for name, value in METRICS.items())
    + "\nINFO shop.runner: gate done in 0.0 s\n"
)
BASE = {
    "pyproject.toml": PYPROJECT,
    "src/shop/__init__.py": "",
    "src/shop/schema.py": SCHEMA,
    "src/shop/data.py": DATA,
    "src/shop/features.py": FEATURES,
    "src/shop/train.py": TRAIN,
    "src/shop/predict.py": PREDICT,
    "src/shop/evaluate.py": EVALUATE,
    "src/shop/pipeline.py": PIPELINE,
    "src/shop/cli.py": CLI,
    "outputs/metrics.json": json.dumps(METRICS),
    "outputs/run.log": LOG,
    ".github/workflows/ci.yml": WORKFLOW,
}


def write(root: Path, files: Mapping[str, str]) -> Path:
    """Write files; code is older than the runs."""
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
        if path.endswith(".py"):
            os.utime(root / path, (AGO, AGO))
    return root


def junit(outcomes: Mapping[str, str], when: float | None = None) -> str:
    """Return the JUnit file of cases `tests.test_it.test_a`, each passed, failed or skipped."""
    inner = {"passed": "", "failed": "<failure/>", "skipped": "<skipped/>"}
    stamp = datetime.fromtimestamp(AGO + 5000 if when is None else when, UTC).isoformat()
    cases = [
        f'<testcase classname="{key.rpartition(".")[0]}" name="{key.rpartition(".")[2]}">{inner[how]}</testcase>'
        for key, how in outcomes.items()
    ]
    return f'<testsuites><testsuite timestamp="{stamp}">{"".join(cases)}</testsuite></testsuites>'


def project(
    root: Path,
    body: str = "",
    files: Mapping[str, str] | None = None,
    how: str = "passed",
    without: tuple[str, ...] = (),
) -> Project:
    """Return the small project with one test `test_it` that has a body, and with other files.

    Args:
        root: where it is written.
        body: the test's lines, `()` after its name and what it is given; "" for no test.
        files: more files, or others.
        how: how the test ended.
        without: files that are left out.
    """
    kept = {path: text for path, text in BASE.items() if path not in without} | dict(files or {})
    if body:
        kept |= {
            "tests/test_shop.py": HEAD + f"\ndef {body}\n",
            "outputs/tests.xml": junit({f"tests.test_shop.{name(body)}": how}),
        }
    write(root, {path: text for path, text in kept.items() if path not in without})
    return load(root)


def name(body: str) -> str:
    """Return the name of a test."""
    return body.partition("(")[0]


def load(root: Path) -> Project:
    """Gather the evidence of a project."""
    settings = read(root, [one.name for one in CONDITIONS], [one.id for one in TESTS])
    return gather(root, settings)


def assessed(found: Project, test: str) -> Verdict:
    """Return the verdict on a test of the rubric."""
    return verdict(found, next(one for one in TESTS if one.id == test))


def git(root: Path, *arguments: str) -> None:
    """Run git in a project."""
    names = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org"]
    subprocess.run(["git", *names, *arguments], cwd=root, check=True, capture_output=True)


def commit(root: Path, message: str) -> None:
    """Commit all."""
    git(root, "add", "-A")
    git(root, "commit", "-q", "--allow-empty", "-m", message)
