from __future__ import annotations

import pytest

from mlscaffold.analysis.paths import is_absolute

ABSOLUTE: dict[str, tuple[str, bool]] = {
    "a home": ("/home/ann/a.csv", True),
    "a home for short": ("~/a.csv", True),
    "Windows": (r"C:\data\a.csv", True),
    "Colab": ("/content/a.csv", True),
    "relative": ("data/a.csv", False),
    "a route of a web site": ("/api/users", False),
    "an address": ("file:///home/a", False),
    "a pattern": ("/home/ann/*.csv", False),
}


@pytest.mark.parametrize(("text", "expected"), ABSOLUTE.values(), ids=ABSOLUTE)
def test_is_absolute(text: str, expected: bool) -> None:
    assert is_absolute(text) is expected
