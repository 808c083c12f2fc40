"""The distribution of a loaded module is found without what is newer than Python 3.9."""

from __future__ import annotations

from importlib import metadata
from types import SimpleNamespace

import pytest

from mlscaffold.verification.probe import loaded_engines
from mlscaffold.verification.probe.loaded_engines import _modules


def test_modules_are_those_of_the_files() -> None:
    assert {"pytest", "_pytest"} <= _modules(metadata.distribution("pytest"))
    assert "ruff" not in _modules(metadata.distribution("pytest"))


@pytest.mark.parametrize(("engines", "found"), [(["PyTest"], ["pytest"]), ([], [])])
def test_an_engine_counts_though_no_library_declares_it(
    monkeypatch: pytest.MonkeyPatch, engines: list[str], found: list[str]
) -> None:
    names: list[str] = []
    notes = SimpleNamespace(write=lambda _, **note: names.append(note["name"]))
    monkeypatch.setattr(loaded_engines, "die_with_parent", lambda: None)
    monkeypatch.setattr(loaded_engines, "Notes", lambda _: notes)
    spec = {"out": "", "modules": ["pytest"], "requirements": ["numpy"], "engines": engines}
    loaded_engines.main(spec)
    assert names == found
