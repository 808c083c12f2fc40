"""Directory listings are sorted where their order matters."""

from __future__ import annotations

from typing import Any

import pytest

from tests.codemods.applying import apply

NAME = "sorted-listing"
KNOWN: dict[str, Any] = {}
CHANGED: dict[str, tuple[str, str]] = {
    "a loop": ('for f in os.listdir("d"):\n    use(f)\n', 'for f in sorted(os.listdir("d")):\n    use(f)\n'),
    "a comprehension": (
        'x = [f for f in glob.glob("*.csv")]\n',
        'x = [f for f in sorted(glob.glob("*.csv"))]\n',
    ),
    "an assignment": ('files = glob.glob("*.csv")\n', 'files = sorted(glob.glob("*.csv"))\n'),
    "paths": (
        'for p in Path("d").glob("*"):\n    use(p)\n',
        'for p in sorted(Path("d").glob("*")):\n    use(p)\n',
    ),
    "an argument": (
        'df = pd.concat(map(pd.read_csv, glob("*.csv")))\n',
        'df = pd.concat(map(pd.read_csv, sorted(glob("*.csv"))))\n',
    ),
    "a list": ("x = list(folder.iterdir())\n", "x = list(sorted(folder.iterdir()))\n"),
}
KEPT: dict[str, str] = {
    "sorted already": 'for f in sorted(os.listdir("d")):\n    use(f)\n',
    "counted": 'n = len(os.listdir("d"))\n',
    "searched": 'found = "a" in os.listdir("d")\n',
    "shown": 'print(os.listdir("d"))\n',
    "alone": 'os.listdir("d")\n',
    "another method": 'for f in os.walk("d"):\n    use(f)\n',
    "another module": "x = globals()\n",
}


@pytest.mark.parametrize(("before", "after"), CHANGED.values(), ids=CHANGED.keys())
def test_changed(before: str, after: str) -> None:
    assert apply(NAME, before, **KNOWN) == after


@pytest.mark.parametrize("source", KEPT.values(), ids=KEPT.keys())
def test_kept(source: str) -> None:
    assert apply(NAME, source, **KNOWN) == source


def test_a_function_of_the_notebook_called_sorted_keeps_them() -> None:
    source = 'x = glob.glob("*")\n'
    assert apply(NAME, source, rebound=frozenset({"sorted"})) == source
