"""Ruff is asked for what any file wants, and heard for what each file wants; a ruff that fails does not end the run."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from types import SimpleNamespace

import pytest

from mlscaffold.errors import MlscaffoldError
from mlscaffold.finding import Finding
from mlscaffold.linting.ruff import adapter
from mlscaffold.linting.selection import Selection

TABLE = tuple(
    SimpleNamespace(code=code, name=code.lower(), level=level, severity="warning", why="why")
    for code, level in (("F401", "candidate"), ("B006", "explore"), ("S301", "production"))
)


class Ruff:
    """Finds all that it is asked in all files, and stumbles over some."""

    def __init__(self) -> None:
        self.asked: list[tuple[tuple[str, ...], set[str]]] = []
        self.stumbles: frozenset[str] = frozenset()

    def start(self, paths: Sequence[str], codes: Iterable[str]) -> tuple[tuple[str, ...], set[str]]:
        self.asked.append((tuple(paths), set(codes)))
        return self.asked[-1]

    def collect(self, running: tuple[tuple[str, ...], set[str]]) -> SimpleNamespace:
        paths, codes = running
        if not self.stumbles.isdisjoint(paths):
            raise MlscaffoldError("ruff failed")
        found = tuple(
            Finding(path, code, "m", 0, 1, 1, 1, 1, "warning") for path in paths for code in sorted(codes)
        )
        return SimpleNamespace(findings=found, note="")


@pytest.fixture
def ruff(monkeypatch: pytest.MonkeyPatch) -> Ruff:
    fake = Ruff()
    monkeypatch.setattr(adapter, "run_ruff", fake)
    monkeypatch.setattr(adapter, "ruff_rules", lambda: TABLE)
    return fake


def found(selections: dict[str, Selection], *broken: str) -> list[tuple[str, str]]:
    findings, _ = adapter.collect(adapter.start(selections), broken)
    return [(one.path, one.code) for one in findings]


def test_each_file_gets_what_its_level_asks(ruff: Ruff) -> None:
    selections = {"a.ipynb": Selection("explore"), "b.py": Selection("candidate")}
    assert found(selections) == [("a.ipynb", "B006"), ("b.py", "B006"), ("b.py", "F401")]
    assert ruff.asked == [(("a.ipynb", "b.py"), {"B006", "F401"})]


@pytest.mark.parametrize(
    ("selection", "codes"),
    [
        pytest.param(Selection("explore", extend=("S3",)), {"S3", "B006", "S301"}, id="a prefix besides"),
        pytest.param(Selection("explore", select=("E501",)), {"E501"}, id="one that the table does not have"),
        pytest.param(
            Selection("explore", select=("ALL",)), {"F401", "B006", "S301"}, id="all: all of the table"
        ),
        pytest.param(Selection("production", ignore=("F", "S")), {"B006"}, id="ignored by linter"),
    ],
)
def test_asks_for_codes(ruff: Ruff, selection: Selection, codes: set[str]) -> None:
    adapter.start({"a.py": selection})
    assert ruff.asked[0][1] == codes


def test_is_not_started_for_rules_of_ours_only(ruff: Ruff) -> None:
    assert found({"a.py": Selection("production", select=("MLS101",))}) == []
    assert ruff.asked == []


def test_is_asked_once_more_without_broken_files(ruff: Ruff) -> None:
    ruff.stumbles = frozenset({"bad.py"})
    selections = {"bad.py": Selection("explore"), "good.py": Selection("explore")}
    assert found(selections, "bad.py") == [("good.py", "B006")]


@pytest.mark.parametrize(
    "broken", [pytest.param((), id="no file is known"), pytest.param(("x.py",), id="another")]
)
def test_says_that_it_failed(ruff: Ruff, broken: tuple[str, ...]) -> None:
    ruff.stumbles = frozenset({"bad.py"})
    findings, note = adapter.collect(adapter.start({"bad.py": Selection("explore")}), broken)
    assert (findings, note) == ((), "ruff failed; generic lint is missing")


def test_says_what_we_say_of_its_rules(ruff: Ruff) -> None:
    assert adapter.about("F401").why == "why"
    assert adapter.about("E501") is None
