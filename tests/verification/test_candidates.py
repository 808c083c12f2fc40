"""What is tried first is small; what is tried last cannot fail."""

from __future__ import annotations

from mlscaffold.stages.opt_outs import COPIES, NOTHING, REFACTORINGS, STAGES
from mlscaffold.verification.candidates import candidates
from tests.reporting.small import BUYERS, hardened

HARDENING = hardened(*BUYERS)
FIRST, *_, LAST = HARDENING.stages


def test_each_codemod_of_the_stage_comes_first_and_alone() -> None:
    found = list(candidates(HARDENING, LAST.name))
    alone = [one for one in found if len(one.refactorings) == 1]
    assert found[: len(alone)] == alone
    assert {one.refactorings[0] for one in alone} >= set(REFACTORINGS)
    assert all(set(one.cells) <= set(LAST.cells) for one in alone if one.what != COPIES)


def test_the_last_resort_is_everything_in_one_stage() -> None:
    last = list(candidates(HARDENING, FIRST.name))[-1]
    assert {STAGES, *REFACTORINGS} <= set(last.refactorings)
    assert set(last.cells) == {cell.number for cell in HARDENING.notebook.code}


def test_neighbours_are_only_those_that_are_there() -> None:
    near = [one for one in candidates(HARDENING, FIRST.name) if "neighbours" in one.what]
    assert len(near) == 1
    assert set(FIRST.cells) < set(near[0].cells)


def test_what_is_kept_adds_up() -> None:
    kept = NOTHING.also(("a", "b"), (1, 2)).also(("a",), (3,))
    assert kept.cells("a") == {1, 2, 3}
    assert kept.cells("b") == {1, 2}
    assert NOTHING.cells("a") == frozenset()
