"""What a project gets to be verified with."""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

import pytest

from mlscaffold.hardening.generate import generate
from mlscaffold.hardening.record_expectations import with_expectations
from mlscaffold.hardening.source import read
from mlscaffold.projects.snapshot import EXPECTED
from mlscaffold.results.proof import Proof, TextProof, ValueProof
from mlscaffold.verification.expectations import DataFile, Expected, NotProven, unpacked
from mlscaffold.verification.observed_run import Observed, ObservedStage

SECRET = "pl3ase-d0nt-tell-9871"
PROOF = Proof(
    values=(ValueProof("load", "rows", 1, "list", "differs", "1 in the notebook"),),
    texts=(TextProof(1, 2, "differs", "a line"), TextProof(2, 1, "equal")),
)


def expected_of(folder: Path, observed: Observed, proof: Proof = PROOF) -> Expected | None:
    (folder / "a.csv").write_text("x\n1\n")
    (folder / "who.py").write_text('rows = open("a.csv").read()\nprint(rows)\n')
    source = read(folder / "who.py")
    generated = generate(source, sys.executable)
    files = with_expectations(source, generated, Expected("who", "who.py", observed), proof).plan.files
    content = next((file.content for file in files if file.path == EXPECTED), None)
    return unpacked(content)[0] if content else None


def test_it_knows_the_data_and_what_was_not_proven(tmp_path: Path) -> None:
    found = expected_of(tmp_path, Observed((ObservedStage("load", {"rows": 1}, {}),)))
    assert found is not None
    digest = hashlib.sha256(b"x\n1\n").hexdigest()
    assert dict(found.data) == {"data/a.csv": DataFile("a.csv", digest)}
    assert found.not_proven == (
        NotProven("load", "rows", "1 in the notebook"),
        NotProven("text", "cell 1", "a line"),
    )


def test_a_project_whose_run_failed_gets_nothing(tmp_path: Path) -> None:
    assert expected_of(tmp_path, Observed(failure="ValueError: no")) is None


@pytest.mark.parametrize("place", ["environment", "file"])
def test_secrets_of_the_environment_are_left_out(
    tmp_path: Path, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if place == "environment":
        monkeypatch.setenv("DB_PASSWORD", SECRET)
    else:
        (tmp_path / ".env").write_text(f"DB_PASSWORD='{SECRET}'\n")
    observed = Observed((ObservedStage("load", {"url": f"db://me:{SECRET}@host"}, {"name": "me"}),))
    found = expected_of(tmp_path, observed)
    assert found is not None
    assert dict(found.observed.stages[0].outputs) == {"url": {"kind": "secret"}}
    assert dict(found.observed.stages[0].locals) == {"name": "me"}
