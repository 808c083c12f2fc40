"""Secrets and paths of this machine are removed from texts."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from mlscaffold.verification.runs import Runs

KEPT = {
    "no path": "KeyError: 'a'",
    "a relative path": "FileNotFoundError: '../data/a.csv'",
    "a path of the notebook's author": "FileNotFoundError: '/home/ann/a.csv'",
    "a quotient": "a/b and /c",
}
CHANGED = {
    "a library": (
        "cannot import (/opt/x/lib/python3.11/site-packages/sklearn/a.py)",
        "cannot import (sklearn/a.py)",
    ),
    "the standard library": ("in /usr/lib/python3.11/json/x.py", "in json/x.py"),
    "a folder of a run": (
        "No such file: '/tmp/sandbox-1/run-1-project/data/a.csv'",
        "No such file: 'data/a.csv'",
    ),
    "the notebook's folder": ("No such file: '/srv/mine/a.csv'", "No such file: 'a.csv'"),
    "a secret": ("key hunter2 refused", "key <secret> refused"),
}


@dataclass(frozen=True)
class Place:
    folder: Path = Path("/tmp/sandbox-1")


def runs() -> Runs:
    target: Any = SimpleNamespace(
        folder=Path("/srv/mine"), redact=lambda text: text.replace("hunter2", "<secret>")
    )
    sandbox: Any = Place()
    return Runs(target, sandbox, lambda _: None)


@pytest.mark.parametrize("case", KEPT, ids=list(KEPT))
def test_kept(case: str) -> None:
    assert runs().redact(KEPT[case]) == KEPT[case]


@pytest.mark.parametrize("case", CHANGED, ids=list(CHANGED))
def test_removed(case: str) -> None:
    before, after = CHANGED[case]
    assert runs().redact(before) == after
