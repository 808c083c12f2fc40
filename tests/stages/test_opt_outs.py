from __future__ import annotations

from mlscaffold.stages.opt_outs import COPIES, NOTHING, SEPARATE_DISPLAYS, OptOuts


def test_the_cells_of_a_refactoring() -> None:
    opt_outs = OptOuts(frozenset({(SEPARATE_DISPLAYS, 2), (SEPARATE_DISPLAYS, 5), (COPIES, 3)}))
    assert (opt_outs.cells(SEPARATE_DISPLAYS), opt_outs.cells("other")) == ({2, 5}, frozenset())


def test_further_opt_outs_are_added() -> None:
    first = NOTHING.also([SEPARATE_DISPLAYS, COPIES], [1])
    assert first.also([SEPARATE_DISPLAYS], [2, 1]).pairs == {
        (SEPARATE_DISPLAYS, 1),
        (COPIES, 1),
        (SEPARATE_DISPLAYS, 2),
    }
    assert OptOuts() == NOTHING
