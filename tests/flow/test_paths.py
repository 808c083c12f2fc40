from __future__ import annotations

import pytest

from mlscaffold.flow.paths import is_absolute


@pytest.mark.parametrize(("text", "expected"), ABSOLUTE.values(), ids=ABSOLUTE)
def test_is_absolute(text: str, expected: bool) -> None:
    assert is_absolute(text) is expected
