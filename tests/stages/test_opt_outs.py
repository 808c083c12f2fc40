from __future__ import annotations

from mlscaffold.stages.opt_outs import COPIES, LOOKS, NOTHING, OptOuts


def test_the_cells_of_a_refactoring() -> None:
    opt_outs = OptOuts(frozenset({(LOOKS, 2), (LOOKS, 5), (COPIES, 3)}))
    assert (opt_outs.cells(LOOKS), opt_outs.cells("other")) == ({2, 5}, frozenset())


def test_further_opt_outs_are_added() -> None:
    first = NOTHING.also([LOOKS, COPIES], [1])
    assert first.also([LOOKS], [2, 1]).pairs == {(LOOKS, 1), (COPIES, 1), (LOOKS, 2)}
    assert OptOuts() == NOTHING
