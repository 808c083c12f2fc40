"""Whether code may use the folders above."""

from __future__ import annotations

import pytest

from mlscaffold.codegen.path_climbs import goes_up, texts_go_up
from tests.stages.notebooks import traced


@pytest.mark.parametrize(
    "source",
    [
        "pd.read_csv('../a.csv')",
        "path = Path.cwd().parent",
        "root = Path('.').resolve().parents[1]",
        "os.path.dirname(os.getcwd())",
        "os.chdir('..')",
        "load_dotenv()",
        "from pyprojroot import here",
        "open('..\\\\a.csv')",
    ],
)
def test_up(source: str) -> None:
    assert texts_go_up(["x = 1", source])


@pytest.mark.parametrize(
    "source",
    [
        "pd.read_csv('a.csv')",
        "x = a[..., 1]",
        "print('Wait...')",
        "for x in range(3): ...",
        "transparent = 1",
    ],
)
def test_not_up(source: str) -> None:
    assert not texts_go_up([source])


def test_statements() -> None:
    assert goes_up(traced("a = open('../x')").statements)
    assert not goes_up(traced("a = open('x')").statements)
