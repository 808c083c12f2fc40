"""Classes of the notebook are registered before a file is loaded that may hold their objects."""

from __future__ import annotations

import pytest

from mlscaffold.codegen.main_pickles import register_classes
from tests.stages.notebooks import traced

HEAD = "import pickle, joblib\nclass Ratio:\n    pass\n"
CHANGED: dict[str, tuple[str, str]] = {
    "joblib": (HEAD + "prep = joblib.load('prep.joblib')", "register_in_main(Ratio)"),
    "a file object": (
        HEAD + "with open('a.pkl', 'rb') as f:\n    a = pickle.load(f)",
        "register_in_main(Ratio)",
    ),
    "two classes": (HEAD + "class B:\n    pass\na = joblib.load('a.joblib')", "register_in_main(Ratio, B)"),
    "a function that loads": (
        HEAD + "def read(path):\n    return joblib.load(path)\na = read('a.joblib')",
        "register_in_main(Ratio)",
    ),
    "another file than the one that was written": (
        HEAD + "joblib.dump(1, 'b.joblib')\na = joblib.load('a.joblib')",
        "register_in_main(Ratio)",
    ),
}
KEPT: dict[str, str] = {
    "no class": "import joblib\na = joblib.load('a.joblib')",
    "a class that comes later": "import joblib\na = joblib.load('a.joblib')\nclass A:\n    pass",
    "a file that the notebook wrote": HEAD + "joblib.dump(1, 'a.joblib')\na = joblib.load('a.joblib')",
    "another format": HEAD + "import json\na = json.load(f)",
    "only a function that loads": HEAD + "def read(path):\n    return joblib.load(path)",
}


@pytest.mark.parametrize(("source", "line"), CHANGED.values(), ids=CHANGED.keys())
def test_changed(source: str, line: str) -> None:
    before = traced(source).statements
    found = register_classes(before)
    assert [one.source for one in found[-2:]] == [line, before[-1].statement.source]


@pytest.mark.parametrize("source", KEPT.values(), ids=KEPT.keys())
def test_kept(source: str) -> None:
    before = traced(source).statements
    assert register_classes(before) == tuple(one.statement for one in before)
