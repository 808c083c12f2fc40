"""Modules that are imported ahead of the runs that need them."""

from __future__ import annotations

from pathlib import Path

import pytest

from mlscaffold.verification.probe import load


def test_a_module_that_fails_stops_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "fails_at_once.py").write_text("raise KeyError('a')")
    (tmp_path / "is_loaded.py").write_text("from pathlib import Path\nPath('loaded').touch()")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(load, "die_with_parent", lambda: None)
    load.main({"modules": ["no_such_module", "fails_at_once", "is_loaded"]})
    assert (tmp_path / "loaded").exists()
