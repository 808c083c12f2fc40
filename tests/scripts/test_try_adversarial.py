"""The table of the adversarial notebooks shows what differs and what was not refactored."""

from __future__ import annotations

import json
import sys
from contextlib import nullcontext
from pathlib import Path

import pytest

from scripts import try_adversarial
from tests.adversarial.measure import Row
from tests.adversarial.notebooks import Case

ROWS = (
    Row("files/one", "same"),
    Row("files/two", "silent", proven=True, differences=("results: a", "no file b")),
    Row("ordinary/three", "same", overcautious=("1 stage",)),
)


def test_table() -> None:
    assert try_adversarial.table(ROWS) == [
        f"silent  {'files/two':36} status 0 Proven  results: a; no file b",
        f"cautious {'ordinary/three':36} 1 stage",
        "files          1 same, 1 silent",
        "ordinary       1 same",
        "3 notebooks: {'same': 2, 'silent': 1}",
    ]


@pytest.mark.parametrize("verdicts", [("same", "same"), ("same", "reported")], ids="-".join)
def test_status_and_json(
    verdicts: tuple[str, str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    cases = tuple(Case("files", name, "") for name in ("one", "two"))
    rows = dict(zip(("files/one", "files/two"), verdicts, strict=True))
    monkeypatch.setattr(try_adversarial, "all_cases", lambda: cases)
    monkeypatch.setattr(try_adversarial, "processes", lambda _: nullcontext())
    monkeypatch.setattr(try_adversarial, "measure", lambda case, *_: Row(case.label, rows[case.label]))  # type: ignore[arg-type]
    monkeypatch.setattr(
        sys, "argv", ["try", "--static", "--jobs", "1", "--json", str(tmp_path / "rows.json")]
    )
    assert try_adversarial.main() == int("reported" in verdicts)
    written = json.loads((tmp_path / "rows.json").read_text())
    assert [row["verdict"] for row in written["rows"]] == list(verdicts)
    assert "2 notebooks" in capsys.readouterr().out
