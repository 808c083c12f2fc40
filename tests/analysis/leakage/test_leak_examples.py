"""Every example that a rule shows is found, or is not."""

import pytest

from mlscaffold.analysis.leakage.leak import KINDS
from mlscaffold.analysis.leakage.leak_examples import EXPLAINED
from tests.analysis.leakage.following import kinds_of

FLAGGED = [(kind, source) for kind in KINDS for source in EXPLAINED[kind].flagged]
KEPT = [(kind, source) for kind in KINDS for source in EXPLAINED[kind].kept]


def test_every_kind_is_explained_with_four_examples_of_each_sort() -> None:
    assert all(len(EXPLAINED[kind].flagged) >= 4 <= len(EXPLAINED[kind].kept) for kind in KINDS)


@pytest.mark.parametrize(("kind", "source"), FLAGGED)
def test_flagged_examples_have_this_leak_and_no_other(kind: str, source: str) -> None:
    assert kinds_of(source) == {kind}


@pytest.mark.parametrize(("kind", "source"), KEPT)
def test_kept_examples_have_no_leak(kind: str, source: str) -> None:
    assert kinds_of(source) == set(), kind
