from __future__ import annotations

from dataclasses import replace

import pytest

from mlscaffold.results.proof import FigureProof, Proof
from tests.reporting.proofs import differing, proven, stopped


@pytest.mark.parametrize(
    ("proof", "proven"),
    [
        pytest.param(proven(), True, id="everything equal"),
        pytest.param(Proof(), False, id="nothing run"),
        pytest.param(differing(), False, id="a value differs"),
        pytest.param(
            replace(proven(), figures=(FigureProof("f", 1, "differs"),)), False, id="a figure differs"
        ),
        pytest.param(stopped(), False, id="the notebook fails"),
        pytest.param(replace(proven(), project_failure="load: KeyError"), False, id="the project fails"),
    ],
)
def test_it_is_proven_if_both_ran_and_nothing_differs(proof: Proof, proven: bool) -> None:
    assert proof.proven is proven


def test_values_that_differ() -> None:
    assert [value.name for value in differing().differing] == ["rate"]
