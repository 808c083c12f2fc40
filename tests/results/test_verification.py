"""The result of a verification."""

from __future__ import annotations

import pytest

from mlscaffold.results.verification import VerifiedDifference, VerifiedPart, VerifiedProject, with_allowed

DF = VerifiedDifference("clean/df", ("clean/df", "df", "clean"), "differs", "1 row less")
AUC = VerifiedDifference("auc", ("auc",), "not matched", "it is no longer there")
FOUND = VerifiedProject(
    (VerifiedPart("clean", True, 3, "values", (DF,)), VerifiedPart("metrics", False, 0, "metrics", (AUC,)))
)


@pytest.mark.parametrize(
    ("names", "failing", "unused"),
    [
        pytest.param([], ["clean/df", "auc"], (), id="nothing"),
        pytest.param(["df"], ["auc"], (), id="value"),
        pytest.param(["clean"], ["auc"], (), id="stage"),
        pytest.param(["clean/df", "auc"], [], (), id="all"),
        pytest.param(["auc", "rows"], ["clean/df"], ("rows",), id="one that is not needed"),
    ],
)
def test_allowed_differences_do_not_fail(
    names: list[str], failing: list[str], unused: tuple[str, ...]
) -> None:
    found = with_allowed(FOUND, dict.fromkeys(names, "on purpose"))
    assert [one.name for one in found.failing] == failing
    assert (found.holds, found.unused) == (not failing, unused)


def test_a_run_that_stopped_does_not_hold_whatever_is_allowed() -> None:
    found = with_allowed(VerifiedProject((), failure="ValueError"), {"auc": "on purpose"})
    assert (found.holds, found.unused) == (False, ())
