"""Each stage returns the values that the notebook has at its end, wherever the stages are cut."""

from __future__ import annotations

from hypothesis import assume, given
from hypothesis import strategies as st

from tests.fuzz.examples import examples
from tests.fuzz.programs import Program, programs
from tests.fuzz.running import TooLongError, differences, run_notebook

cut_patterns = st.one_of(
    st.just([]), st.just([1]), st.lists(st.sampled_from([0, 0, 1]), min_size=3, max_size=20)
)


def check(drawn: tuple[Program, tuple[str, ...]], cuts: list[int], formatted: bool) -> None:
    program, headings = drawn
    try:
        ran = run_notebook(program)
    except TooLongError:
        assume(False)
    assert differences(ran, headings, cuts, formatted) == []


@examples(30)
@given(programs(), cut_patterns)
def test_same_values_wherever_it_is_cut(drawn: tuple[Program, tuple[str, ...]], cuts: list[int]) -> None:
    check(drawn, cuts, formatted=False)


@examples(8)
@given(programs(least=6, most=20))
def test_same_values_after_formatting(drawn: tuple[Program, tuple[str, ...]]) -> None:
    check(drawn, [], formatted=True)
