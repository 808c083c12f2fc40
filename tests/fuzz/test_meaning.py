"""The stages of a project give what the notebook has at their ends, wherever they are cut."""

from __future__ import annotations

from hypothesis import assume, given
from hypothesis import strategies as st

from tests.fuzz.examples import examples
from tests.fuzz.programs import Program, programs
from tests.fuzz.running import TooLongError, differences, run_notebook

cuts = st.one_of(st.just([]), st.just([1]), st.lists(st.sampled_from([0, 0, 1]), min_size=3, max_size=20))


def check(drawn: tuple[Program, tuple[str, ...]], shares: list[int], polished: bool) -> None:
    program, headings = drawn
    try:
        ran = run_notebook(program)
    except TooLongError:
        assume(False)
    assert differences(ran, headings, shares, polished) == []


@examples(30)
@given(programs(), cuts)
def test_same_values_wherever_it_is_cut(drawn: tuple[Program, tuple[str, ...]], shares: list[int]) -> None:
    check(drawn, shares, polished=False)


@examples(8)
@given(programs(least=6, most=20))
def test_same_values_after_polishing(drawn: tuple[Program, tuple[str, ...]]) -> None:
    check(drawn, [], polished=True)
