"""Tests of upkeep see no settings of the machine's Git, no index of packages, and small components."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.commands.projects import components
from tests.projects.merge.projects import ENVIRONMENT


@pytest.fixture(autouse=True)
def apart(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in ENVIRONMENT.items():
        if name.startswith("GIT_CONFIG"):
            monkeypatch.setenv(name, value)
    monkeypatch.setenv("UV_OFFLINE", "1")


@pytest.fixture
def among(tmp_path: Path) -> Path:
    """The folder of all components."""
    return components(tmp_path / "components")
