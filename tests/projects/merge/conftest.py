"""Tests of updates ignore the Git settings of the machine."""

from __future__ import annotations

import pytest

from tests.projects.merge.projects import ENVIRONMENT


@pytest.fixture(autouse=True)
def no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in ENVIRONMENT.items():
        if name.startswith("GIT_CONFIG"):
            monkeypatch.setenv(name, value)
