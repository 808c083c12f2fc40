"""The distribution of a loaded module is found without what is newer than Python 3.9."""

from __future__ import annotations

from importlib import metadata

from mlscaffold.verification.probe.loaded_engines import _modules


def test_modules_are_those_of_the_files() -> None:
    assert {"pytest", "_pytest"} <= _modules(metadata.distribution("pytest"))
    assert "ruff" not in _modules(metadata.distribution("pytest"))
