"""What a failure in the fresh environment says about distributions that are missing there."""

from __future__ import annotations

import pytest

from mlscaffold.analysis.api import engines
from mlscaffold.verification.clean_run import MISSING, _names


@pytest.mark.parametrize(
    ("failure", "named"),
    [
        pytest.param(
            "ValueError: export using the kaleido engine requires it: pip install -U kaleido",
            {"kaleido"},
            id="a hint",
        ),
        pytest.param("ModuleNotFoundError: No module named 'bs4'", {"beautifulsoup4"}, id="a module"),
        pytest.param("ImportError: kaleido-extras is missing", set(), id="another distribution"),
    ],
)
def test_engines_that_a_failure_names(failure: str, named: set[str]) -> None:
    assert MISSING.search(failure)
    assert {one.distribution for one in engines() if _names(failure, one)} == named


def test_without_a_failure_none_is_named() -> None:
    assert not any(_names("", one) for one in engines())
    assert not MISSING.search("KeyError: 'a'")
