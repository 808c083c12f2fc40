"""The file of expectations."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from mlscaffold.errors import MlscaffoldError
from mlscaffold.plan import PlannedFile
from mlscaffold.verification import expectations
from mlscaffold.verification.compare_with_expected import Today, compared
from mlscaffold.verification.expectations import packed, unpacked, without_secrets
from mlscaffold.verification.observed_run import Observed, ObservedStage
from mlscaffold.verification.probe.describe import describe
from mlscaffold.verification.probe.fingerprint import fingerprint
from tests.verification.test_compare_with_expected import EXPECTED, RUN, TODAY, differing, item, listed


def test_expectations_survive_their_file() -> None:
    content = packed(EXPECTED, ()).content
    assert content == packed(EXPECTED, ()).content
    again, beside = unpacked(content)
    assert (compared(again, TODAY).holds, beside) == (True, ())


def test_no_secret_is_kept() -> None:
    stages = (ObservedStage("load", {"key": "xoxb-12", "keys": listed("a", "xoxb-12")}, {}),)
    expected = replace(EXPECTED, observed=replace(RUN, stages=stages, end={}, items=(item("with xoxb-12"),)))
    clean = without_secrets(expected, lambda text: "xoxb" in text)
    assert "xoxb" not in repr(clean)
    today = replace(TODAY, observed=expected.observed)
    assert differing(today, clean) == []


def test_the_notebook_is_in_the_file() -> None:
    notebook = PlannedFile("who.ipynb", b"{}")
    assert unpacked(packed(EXPECTED, (notebook,)).content)[1] == (notebook,)


@pytest.mark.parametrize("content", [b"", b"BZh9", b"nothing", packed(EXPECTED, ()).content[:-9]])
def test_a_damaged_file_is_one_message(content: bytes) -> None:
    with pytest.raises(MlscaffoldError, match="the recorded expectations are damaged"):
        unpacked(content)


def test_a_large_one_loses_sums_and_then_local_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    numbers = np.random.default_rng(0).random(60_000)
    node, other = (fingerprint(describe(values)) for values in (numbers, numbers[::-1].copy()))
    stages = (ObservedStage("load", {"x": node}, {"y": other}),)
    expected = replace(EXPECTED, observed=Observed(stages), data={})
    whole = len(packed(expected, ()).content)
    for budget, has_locals in ((whole - 1, True), (whole // 3, False)):
        monkeypatch.setattr(expectations, "BUDGET", budget)
        file = packed(expected, ())
        assert len(file.content) < whole
        again, _ = unpacked(file.content)
        assert bool(again.observed.stages[0].locals) == has_locals
        assert compared(again, Today(Observed(stages))).holds
        changed = (ObservedStage("load", {"x": other}, {"y": other}),)
        assert [one.name for one in compared(again, Today(Observed(changed))).failing] == ["load/x"]
