from __future__ import annotations

import pytest

from mlscaffold.finding import Finding
from mlscaffold.rules.engine import findings
from mlscaffold.rules.models.secret import RULE
from mlscaffold.rules.rule import Example

KEY = "sk-live-51H8xkeyABCDEFGHIJ" + "KLMNOP1234567890"


def found(source: str) -> tuple[Finding, ...]:
    return findings(Example(source).target(), [RULE])


@pytest.mark.parametrize(
    ("source", "value"),
    [
        pytest.param(f"API_KEY = '{KEY}'", KEY, id="a key"),
        pytest.param("login(password='correct-h0rse-battery')", "correct-h0rse-battery", id="a password"),
        pytest.param("x = 'https://me:Zq81" + "kdR7@db.local/'", "Zq81kdR7", id="a password in an address"),
    ],
)
def test_never_shows_the_secret(source: str, value: str) -> None:
    (one,) = found(source)
    assert value[:3] not in one.message
    assert value not in str(one)


def test_shows_its_location() -> None:
    (one,) = found(f"# %%\nx = 1\n# %%\n\ny = 'é'; API_KEY = '{KEY}'")
    assert (one.cell, one.line, one.column, one.severity) == (2, 2, 21, "error")
    assert "(key sk…)" in one.message


def test_finds_it_in_text_between_cells() -> None:
    (one,) = found(f"# %%\nx = 1\n# %% [markdown]\n# Our key is\n# API_KEY = '{KEY}'\n# %%\ny = 2")
    assert (one.cell, one.line) == (0, 2)
    assert "the text after code cell 1" in one.message


def test_finds_it_in_text_at_the_top() -> None:
    (one,) = found(f"# %% [markdown]\n# API_KEY = '{KEY}'\n# %%\ny = 2")
    assert "the text before the first code cell" in one.message


def test_a_comment_suppresses_it() -> None:
    assert found(f"API_KEY = '{KEY}'  # noqa: MLS522") == ()
