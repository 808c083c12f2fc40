from __future__ import annotations

import pytest

from mlscaffold.errors import MlscaffoldError
from mlscaffold.linting.check_settings import Settings
from mlscaffold.linting.selection import Selection, level_of, reject_unknown, selection_for


@pytest.mark.parametrize(
    ("selection", "code", "level"),
    [
        pytest.param(Selection("explore"), "MLS101", "explore", id="a rule of the level"),
        pytest.param(Selection("production"), "MLS301", "candidate", id="a rule of a looser level"),
        pytest.param(
            Selection("explore", select=("MLS3",)), "MLS301", "production", id="selected: at every level"
        ),
        pytest.param(Selection("explore", select=("ALL",)), "MLS301", "production", id="all"),
        pytest.param(Selection("explore", extend=("MLS301",)), "MLS301", "production", id="extended"),
        pytest.param(
            Selection("explore", extend=("MLS301",)), "MLS101", "explore", id="level, extended by one"
        ),
        pytest.param(
            Selection("explore", select=("MLS301",), ignore=("MLS3",)),
            "MLS301",
            "production",
            id="longer prefix",
        ),
        pytest.param(
            Selection("explore", select=("MLS3",), ignore=("ALL",)), "MLS301", "explore", id="all except"
        ),
        pytest.param(
            Selection("candidate", ignore=("MLS4",)), "MLS301", "candidate", id="another is ignored"
        ),
        pytest.param(Selection("candidate", select=("F",)), "F401", "candidate", id="ruff's"),
    ],
)
def test_includes(selection: Selection, code: str, level: str) -> None:
    assert selection.includes(code, level)


@pytest.mark.parametrize(
    ("selection", "code", "level"),
    [
        pytest.param(Selection("explore"), "MLS301", "candidate", id="a rule of a stricter level"),
        pytest.param(Selection("production", select=("MLS1",)), "MLS301", "explore", id="not selected"),
        pytest.param(Selection("production", ignore=("MLS3",)), "MLS301", "explore", id="ignored by prefix"),
        pytest.param(Selection("production", ignore=("ALL",)), "MLS301", "explore", id="all are ignored"),
        pytest.param(
            Selection("production", select=("MLS301",), ignore=("MLS301",)),
            "MLS301",
            "explore",
            id="selected and ignored",
        ),
        pytest.param(
            Selection("production", select=("MLS3",), ignore=("MLS30",)),
            "MLS301",
            "explore",
            id="longer ignore",
        ),
    ],
)
def test_does_not_include(selection: Selection, code: str, level: str) -> None:
    assert not selection.includes(code, level)


@pytest.mark.parametrize(
    ("path", "settings", "level"),
    [
        pytest.param("a.ipynb", Settings(), "explore", id="notebook"),
        pytest.param("src/a.ipynb", Settings(), "explore", id="notebook in src"),
        pytest.param("src/pkg/a.py", Settings(), "production", id="source"),
        pytest.param("packages/x/src/a.py", Settings(), "production", id="source of one of several packages"),
        pytest.param("train.py", Settings(), "candidate", id="script"),
        pytest.param("src.py", Settings(), "candidate", id="file with that name"),
        pytest.param("a.ipynb", Settings(level="production"), "production", id="one for all"),
        pytest.param("n/a.ipynb", Settings(levels=(("n/**", "candidate"),)), "candidate", id="by path"),
        pytest.param(
            "n/x/a.ipynb",
            Settings(levels=(("n", "candidate"), ("n/x", "explore"))),
            "explore",
            id="last match",
        ),
        pytest.param("o/a.ipynb", Settings(levels=(("n/**", "candidate"),)), "explore", id="other path"),
    ],
)
def test_levels(path: str, settings: Settings, level: str) -> None:
    assert level_of(path, settings) == level


def test_ignores_by_file() -> None:
    settings = Settings(ignore=("MLS1",), per_file_ignores=(("tests", ("MLS2",)),))
    assert selection_for("tests/a.py", settings).ignore == ("MLS1", "MLS2")
    assert selection_for("src/a.py", settings).ignore == ("MLS1",)


@pytest.mark.parametrize(
    "settings",
    [
        pytest.param(Settings(select=("MLS999",)), id="selected"),
        pytest.param(Settings(ignore=("MLS99",)), id="ignored"),
        pytest.param(Settings(per_file_ignores=(("a", ("MLS9",)),)), id="ignored by file"),
    ],
)
def test_rejects_unknown_codes(settings: Settings) -> None:
    with pytest.raises(MlscaffoldError, match="unknown rule MLS9"):
        reject_unknown(settings, ["MLS101"])


def test_accepts_codes_of_ruff() -> None:
    reject_unknown(Settings(select=("MLS1", "ALL", "F401", "ZZZ")), ["MLS101"])
