"""Tests of the commands use no Git settings of the machine, no package index, and small components."""

from __future__ import annotations

from pathlib import Path

import pytest

from mlscaffold.projects.components import component
from tests.commands.projects import components
from tests.projects.merge.projects import ENVIRONMENT


@pytest.fixture(autouse=True)
def _isolated(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in ENVIRONMENT.items():
        if name.startswith("GIT_CONFIG"):
            monkeypatch.setenv(name, value)
    monkeypatch.setenv("UV_OFFLINE", "1")


@pytest.fixture(autouse=True)
def templates(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of small components, which are the only ones."""
    folder = components(tmp_path_factory.mktemp("components"))
    monkeypatch.setattr(component, "components_folder", lambda: folder)
    return folder
