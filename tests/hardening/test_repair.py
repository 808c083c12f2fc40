"""A notebook that stops at an old form of a library is mended, run again and proven; one that runs stays as it is."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from mlscaffold.commands.harden import Running, harden
from mlscaffold.commands.harden_result import HardenResult

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
    running = Running(300, clean=False, progress=lambda _: None)
    return harden(notebook, folder / "out", sys.executable, strict=False, running=running)


@pytest.fixture(scope="module")
def mended(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, HardenResult]:
    """Harden a notebook for an older pandas."""
    folder = tmp_path_factory.mktemp("mended")
    return folder / "out", hardened(folder, OLD)


def test_it_is_proven_as_mended(mended: tuple[Path, HardenResult]) -> None:
    _, result = mended
    proof = result.hardening.proof
    assert proof is not None
    assert (result.status, proof.proven) == (0, True)
    assert {value.name: value.verdict for value in proof.values} == {"total": "equal"}


def test_the_report_says_where_it_stopped_and_what_was_mended(mended: tuple[Path, HardenResult]) -> None:
    project, result = mended
    (remark,) = [one for one in result.hardening.remarks if "As it stands" in one.what]
    assert (str(remark.location), "has no attribute 'append'" in remark.what) == ("cell 2, line 1", True)
    changes = [one for one in result.hardening.changes if one.by == "api-migrations"]
    assert [(one.location.cell, one.kind) for one in changes] == [(2, "rewritten")]
    text = (project / "HARDENING.md").read_text(encoding="utf-8")
    assert "the proof compares with the notebook so mended" in text
    assert str(Path(sys.prefix)) not in text


def test_one_that_no_codemod_mends_is_told_as_it_stands(tmp_path: Path) -> None:
    result = hardened(tmp_path, BROKEN)
    proof = result.hardening.proof
    assert proof is not None
    assert proof.failure is not None
    assert (result.status, proof.failure.cell) == (1, 2)
    assert not [one for one in result.hardening.remarks if "As it stands" in one.what]
