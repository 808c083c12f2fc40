from __future__ import annotations

from dataclasses import replace

import pytest

from mlscaffold.results.proof import (
    Channel,
    CommandProof,
    FigureProof,
    FileProof,
    Proof,
    TextProof,
    ValueProof,
    Verdict,
)
from tests.reporting.proofs import differing, proven, stopped

OPAQUE = ValueProof("load", "link", 1, "Connection", "not compared", "it cannot be inspected")
UNSTABLE = ValueProof("load", "now", 1, "float", "unstable", "the clock")


@pytest.mark.parametrize(
    ("proof", "proven"),
    [
        pytest.param(proven(), True, id="everything equal"),
        pytest.param(Proof(), False, id="nothing run"),
        pytest.param(differing(), False, id="a value differs"),
        pytest.param(
            replace(proven(), figures=(FigureProof("f", 1, "differs"),)), False, id="a figure differs"
        ),
        pytest.param(
            replace(proven(), texts=(TextProof(1, 1, "differs"),)), False, id="a line of text differs"
        ),
        pytest.param(replace(proven(), files=(FileProof("a", 1, "differs"),)), False, id="a file differs"),
        pytest.param(replace(proven(), command=CommandProof()), False, id="the command was not run"),
        pytest.param(
            replace(proven(), command=CommandProof("differs", "exit status 2", 2)),
            False,
            id="the command fails",
        ),
        pytest.param(
            replace(proven(), values=(*proven().values, OPAQUE)), False, id="a value was not compared"
        ),
        pytest.param(replace(proven(), values=(UNSTABLE,)), True, id="a value is unstable"),
        pytest.param(replace(proven(), values=(), texts=(), files=(), figures=()), True, id="empty channels"),
        pytest.param(stopped(), False, id="the notebook fails"),
        pytest.param(replace(proven(), project_failure="load: KeyError"), False, id="the project fails"),
    ],
)
def test_it_is_proven_if_both_ran_and_nothing_differs(proof: Proof, proven: bool) -> None:
    assert proof.proven is proven


@pytest.mark.parametrize(
    ("verdicts", "verdict"),
    [
        ((), "empty"),
        (("equal",), "equal"),
        (("unstable",), "unstable"),
        (("equal", "unstable"), "equal"),
        (("equal", "not compared", "unstable"), "not compared"),
        (("equal", "not compared", "differs"), "differs"),
    ],
)
def test_a_channel_has_the_worst_verdict(verdicts: tuple[Verdict, ...], verdict: str) -> None:
    channel = Channel("files", tuple(FileProof("a", 1, one) for one in verdicts))
    assert channel.verdict == verdict
    assert sum(number for _, number in channel.counts) == len(verdicts)


def test_each_channel_is_known_by_name() -> None:
    assert [channel.name for channel in proven().channels] == [
        "values",
        "text",
        "files",
        "figures",
        "command",
    ]
