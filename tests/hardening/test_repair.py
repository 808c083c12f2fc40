"""Tests that a notebook that stops at a removed API is migrated, run again and proven."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from mlscaffold.commands.harden import HardenResult, RunOptions, harden

OLD = """# %%
import pandas as pd
df = pd.DataFrame({"a": [1, 2]})
# %%
df = df.append({"a": 3}, ignore_index=True)
total = int(df["a"].sum())
print(total)
"""
BROKEN = OLD.replace('int(df["a"].sum())', "int(nothing)").replace("df.append", "df.append_all")


def hardened(folder: Path, source: str) -> HardenResult:
    notebook = folder / "n.py"
    notebook.write_text(source, encoding="utf-8")
    options = RunOptions(300, clean=False, progress=lambda _: None)
    return harden(notebook, folder / "out", sys.executable, strict=False, options=options)


@pytest.fixture(scope="module")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, HardenResult]:
    """Harden a notebook for an older pandas."""
    folder = tmp_path_factory.mktemp("migrated")
    return folder / "out", hardened(folder, OLD)


def test_it_is_proven_as_migrated(migrated: tuple[Path, HardenResult]) -> None:
    _, result = migrated
    proof = result.hardening.proof
    assert proof is not None
    assert (result.status, proof.proven) == (0, True)
    assert {value.name: value.verdict for value in proof.values} == {"df": "equal", "total": "equal"}


def test_the_report_has_the_error_and_the_migration(migrated: tuple[Path, HardenResult]) -> None:
    project, result = migrated
    (remark,) = [one for one in result.hardening.remarks if "The original notebook stops" in one.what]
    assert (str(remark.location), "has no attribute 'append'" in remark.what) == ("cell 2, line 1", True)
    changes = [one for one in result.hardening.changes if one.by == "api-migrations"]
    assert [(one.location.cell, one.kind) for one in changes] == [(2, "rewritten")]
    text = (project / "HARDENING.md").read_text(encoding="utf-8")
    assert "the project is compared with the migrated notebook" in text
    assert str(Path(sys.prefix)) not in text


def test_a_notebook_without_a_matching_codemod_stays(tmp_path: Path) -> None:
    result = hardened(tmp_path, BROKEN)
    proof = result.hardening.proof
    assert proof is not None
    assert proof.failure is not None
    assert (result.status, proof.failure.cell) == (1, 2)
    assert not [one for one in result.hardening.remarks if "The original notebook stops" in one.what]
