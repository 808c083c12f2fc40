"""What the analysis assumes is listed with its cell; what it knows is not."""

from __future__ import annotations

import pytest

from mlscaffold.hardening.unsure import unsure
from tests.stages.notebooks import READ, analysed

PADDING = "\n".join(f"p{number} = sum(n * {number} for n in range(9))" for number in range(9))
NAMED: dict[str, tuple[tuple[str, ...], str, int]] = {
    "an unknown call with a value of another stage": (
        (
            READ,
            "# Prepare",
            "from company import tools\ntools.adjust(df)",
            "# More",
            PADDING,
            "n = len(df)\nn",
        ),
        "`tools.adjust` does with `df`",
        3,
    ),
    "a patched library": (
        ("import numpy as np", "np.mean = lambda x: 42\na = np.mean([1])"),
        "`np.mean` is replaced",
        2,
    ),
    "a decorator of unknown code": (
        ("from company import registry", "@registry.add\ndef f():\n    return 1", "f()"),
        "The decorator `registry.add`",
        2,
    ),
    "a stream that is replaced": (
        ("import sys", "sys.stdout = open('log.txt', 'w')"),
        "`sys.stdout` is replaced",
        2,
    ),
}
UNNAMED: dict[str, tuple[str, ...]] = {
    "known calls": (READ, "# Features", "df['a'] = df.age * 2", "# Show", "df.describe()"),
    "functions of the notebook": (READ, "def f(d):\n    return d.age.sum()", "# Use", "n = f(df)\nn"),
    "decorators of the standard library": (
        "from functools import lru_cache\n@lru_cache\ndef f(x):\n    return x",
        "f(1)",
    ),
    "attributes of own objects": ("class A:\n    pass", "a = A()\na.x = 1"),
    "options": ("import pandas as pd\npd.options.display.max_rows = 5",),
}


@pytest.mark.parametrize(("cells", "text", "cell"), NAMED.values(), ids=NAMED)
def test_what_is_assumed_is_named_with_its_cell(cells: tuple[str, ...], text: str, cell: int) -> None:
    found = unsure(analysed(*cells))

    assert [
        (text in remark.what, remark.location and remark.location.cell)
        for remark in found
        if text in remark.what
    ] == [(True, cell - sum(one.startswith("# ") for one in cells[: cell - 1]))]


@pytest.mark.parametrize("cells", UNNAMED.values(), ids=UNNAMED)
def test_what_is_known_is_not_named(cells: tuple[str, ...]) -> None:
    assert [remark.what for remark in unsure(analysed(*cells)) if "copy of" not in remark.what] == []
