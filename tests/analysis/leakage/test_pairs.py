"""Sixty leaks as people write them, each with its correction: what is found, and that no correction is reported.

A file of `pairs/` holds those of one kind, each as `###### name`, the leak, `###### fixed` and the corrected code.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from mlscaffold.analysis.leakage.detect import leaks

MARK = "###### "
MISSED = frozenset(
    (
        "autoencoder all rows",
        "complement dummy",
        "convolve same smoothing",
        "iloc keeps target",
        "permuted windows lstm",
        "slide tiles torch",
        "statsmodels pvalue select",
        "subject windows har",
        "user clicks stratifiedkfold",
        "wrong split key",
    )
)
"""Leaks that the analysis does not see: the code alone hardly shows them, or no part of it follows such values yet."""


class Pair(NamedTuple):
    """A leak and its correction."""

    name: str
    kind: str
    leak: str
    fixed: str


def pairs() -> Iterator[Pair]:
    """Yield all pairs."""
    for file in sorted((Path(__file__).parent / "pairs").glob("*.txt")):
        texts = re.split(rf"^{MARK}(.*)\n", file.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
        for name, leak, _, fixed in zip(*[iter(texts)] * 4, strict=True):
            yield Pair(name, file.stem, leak, fixed)


def kinds_of(source: str) -> set[str]:
    """Return the kinds of leaks that are found, without several tests on one part."""
    return {leak.kind for leak in leaks([(1, ast.parse(source).body)])} - {"multi-test"}


PAIRS = tuple(pairs())


@pytest.mark.parametrize("pair", PAIRS, ids=[pair.name for pair in PAIRS])
def test_a_leak_is_found_if_it_is_not_known_as_missed(pair: Pair) -> None:
    assert (pair.kind not in kinds_of(pair.leak)) is (pair.name in MISSED)


@pytest.mark.parametrize("pair", PAIRS, ids=[pair.name for pair in PAIRS])
def test_a_correction_is_not_reported(pair: Pair) -> None:
    assert kinds_of(pair.fixed) == set()


def test_few_are_missed() -> None:
    assert {pair.name for pair in PAIRS} >= MISSED
    assert len(MISSED) <= len(PAIRS) // 5
