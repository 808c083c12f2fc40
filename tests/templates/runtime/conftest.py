"""Renders the project whose runtime these tests import: the small one, with a model for raw rows."""

from __future__ import annotations

import atexit
import importlib
import shutil
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from mlscaffold.filesystem.writer import write_files
from mlscaffold.plan import PlannedFile
from mlscaffold.projects.template import render_base
from tests.templates import small

PACKAGE = "rendered_project"
ROW_FEATURES = '''
"""What a row becomes before the model predicts."""
from __future__ import annotations
from dataclasses import dataclass
from typing import Any
import pandas as pd

TRAINED = "model"
INPUTS: tuple[Any, ...] = ("age", "city")
ANSWERS: dict[str, Any] = {}

@dataclass(frozen=True)
class Features:
    """Nothing is learned."""

def read_rows(file: Any, config: Any, **options: Any) -> Any:
    return pd.read_csv(file, **options)

def apply(fitted: Features, rows: pd.DataFrame) -> Any:
    return rows

def learn(config: Any, results: Any) -> Any:
    raise NotImplementedError
'''


def render() -> Path:
    """Render the project once for all tests of a process, and return its folder."""
    temporary = tempfile.mkdtemp(prefix="mlscaffold-runtime-")
    atexit.register(shutil.rmtree, temporary, ignore_errors=True)
    folder = Path(temporary) / "project"
    answers = replace(small.ANSWERS, package=PACKAGE, model="predictor")
    source = {
        "config.py": small.CONFIG,
        "steps.py": small.STEPS,
        "pipeline.py": small.PIPELINE,
        "row_features.py": ROW_FEATURES,
    }
    own = [PlannedFile(f"src/{PACKAGE}/{name}", text.encode()) for name, text in source.items()]
    write_files((*render_base(answers), *own), folder)
    return folder


sys.path.insert(0, str(render() / "src"))
importlib.invalidate_caches()
