"""Words of text: numbers to the tolerance, all else exactly; what the machine or the moment decides is left out."""

from __future__ import annotations

import pytest

from mlscaffold.verification.text_tokens import plain, resembles, same_word, same_words, words

SAME = {
    "a word": ("score:", "score:"),
    "a number in the last digits": ("0.30000000000000004", "0.3"),
    "a number in a word": ("r2=0.81234567891,", "r2=0.81234567893,"),
    "two numbers": ("(0.1,0.2)", "(0.1,0.20000000000000001)"),
    "an exponent": ("1e-10", "1.0e-10"),
}
OTHER = {
    "a word": ("score", "scores"),
    "a digit": ("0.812", "0.813"),
    "a whole number": ("1000000000", "1000000001"),
    "a small number": ("1.8e-11", "2e-14"),
    "a number that is rounded": ("0.8", "0.80001"),
    "a sign": ("-1.5", "1.5"),
    "case": ("True", "true"),
    "the words between numbers": ("1.0a2.0", "1.0b2.0"),
}
PLAIN = {
    "colours": ("\x1b[31mred\x1b[0m", "red"),
    "addresses": ("<Axes at 0x7f12ab34cd56>", "<Axes at 0x>"),
    "durations of %time": ("CPU times: user 3 ms\nWall time: 5 ms\n7", "\n\n7"),
    "durations of %timeit": ("3.5 µs ± 7 ns per loop (mean ± std. dev. of 7 runs, 10 loops each)", ""),
    "progress bars": ("10%\r20%\r100%\ndone", "\ndone"),
    "installed libraries": (
        "<module 'numpy' from '/opt/env/lib/python3.11/site-packages/numpy/__init__.py'>",
        "<module 'numpy' from 'numpy/__init__.py'>",
    ),
    "folders of the run": ("in /tmp/x/run/data/a.csv and /tmp/x/run", "in data/a.csv and ."),
}
KEPT = {
    "a line of Windows": ("a\r\nb", "a\nb"),
    "a short number in hexadecimal": ("0xff", "0xff"),
    "a time in a text": ("Wall times vary", "Wall times vary"),
    "an indentation": ("  a", "  a"),
}


@pytest.mark.parametrize("case", SAME, ids=list(SAME))
def test_the_same_word(case: str) -> None:
    assert same_word(*SAME[case])


@pytest.mark.parametrize("case", OTHER, ids=list(OTHER))
def test_another_word(case: str) -> None:
    assert not same_word(*OTHER[case])


@pytest.mark.parametrize("case", PLAIN, ids=list(PLAIN))
def test_left_out(case: str) -> None:
    assert plain(PLAIN[case][0], ["/tmp/x/run"]) == PLAIN[case][1]


@pytest.mark.parametrize("case", KEPT, ids=list(KEPT))
def test_kept(case: str) -> None:
    assert plain(KEPT[case][0]) == KEPT[case][1]


def test_an_unknown_folder_leaves_text_as_it_is() -> None:
    assert plain("total 3", [""]) == "total 3"


def test_words_at_unstable_places_may_be_any() -> None:
    some, others = words("at 12:30 done"), words("at 09:15 done")
    assert not same_words(some, others)
    assert same_words(some, others, frozenset({1}))
    assert not same_words(some, words("at 09:15 h done"), frozenset({1}))
    assert resembles(some, words("at 09:15 h done"), frozenset({1}))
    assert not resembles(some, words("on 09:15 h done"), frozenset({1}))
