from __future__ import annotations

import importlib.machinery
import sys
from pathlib import Path

import pytest

from mlscaffold.verification.probe import bytecode


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A library that has not been compiled, and a module of the notebook."""
    folder = tmp_path / "site-packages" / "small_library_"
    folder.mkdir(parents=True)
    (folder / "__init__.py").write_text("x = 1\n")
    (tmp_path / "small_module_.py").write_text("x = 1\n")
    monkeypatch.syspath_prepend(str(tmp_path / "site-packages"))
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(sys, "pycache_prefix", None)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    monkeypatch.setattr(
        importlib.machinery.SourceFileLoader, "set_data", importlib.machinery.SourceFileLoader.set_data
    )
    for name in ("small_library_", "small_module_"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    return folder


def compiled(folder: Path) -> list[str]:
    return sorted(path.parent.name for path in folder.rglob("*.pyc"))


def test_libraries_are_compiled_once(library: Path, tmp_path: Path) -> None:
    bytecode.keep_bytecode(str(tmp_path / "kept"), ["import small_library_, small_module_"])
    __import__("small_library_")
    __import__("small_module_")
    assert compiled(tmp_path / "kept") == ["small_library_"]
    assert not (library / "__pycache__").exists()


@pytest.mark.parametrize(
    ("folder", "source"),
    [
        pytest.param("", "import small_library_", id="no folder"),
        pytest.param("kept", "import small_module_", id="no library"),
        pytest.param("kept", "from . import small_library_", id="a relative import"),
        pytest.param("kept", "import math, missing_", id="nothing to compile"),
        pytest.param("kept", "import (", id="no Python"),
    ],
)
def test_nothing_is_kept(library: Path, tmp_path: Path, folder: str, source: str) -> None:
    bytecode.keep_bytecode(folder and str(tmp_path / folder), [source])
    assert sys.dont_write_bytecode
    assert library.exists()


def test_a_compiled_library_is_used_as_it_is(
    library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    __import__("small_library_")
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    bytecode.keep_bytecode(str(tmp_path / "kept"), ["import small_library_"])
    assert (library / "__pycache__").exists()
    assert sys.dont_write_bytecode
