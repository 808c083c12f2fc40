"""What was added is taken out of what people have by now, or not at all."""

from __future__ import annotations

import tomllib

import pytest

from mlscaffold.projects.components.additions import with_additions
from mlscaffold.projects.components.removals import without_additions

BEFORE = '[project]\ndependencies = [\n    "pandas>=3",\n    "scikit-learn>=1.9",\n]\n\n[tool.a]\nb = 1\n'
ADDED = tomllib.loads(
    'project.dependencies = ["fastapi>=1", "uvicorn>=1"]\nproject.scripts.x = "y"\ntool.a.c = 2\ntool.d.e = [1]'
)
AFTER = with_additions(BEFORE, ADDED)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("b = 1\n", "b = 1\n", id="nothing"),
        pytest.param(
            '    "scikit-learn>=1.9",\n', '    "scikit-learn>=1.9",\n    "skrub",  # ours\n', id="a neighbour"
        ),
        pytest.param('    "pandas>=3",\n', "", id="something taken away"),
        pytest.param("b = 1\n", "# ours\nb = 1  # too\n", id="a comment"),
    ],
)
def test_what_people_changed_stays(old: str, new: str) -> None:
    assert AFTER.count(old) == BEFORE.count(old) == 1
    assert without_additions(AFTER.replace(old, new), AFTER, BEFORE) == BEFORE.replace(old, new)


def test_what_people_took_out_already() -> None:
    assert without_additions(BEFORE, AFTER, BEFORE) == BEFORE


@pytest.mark.parametrize(
    ("mine", "before", "after"),
    [
        pytest.param(AFTER.replace("c = 2", "c = 3"), AFTER, BEFORE, id="people changed a value"),
        pytest.param(AFTER, BEFORE, AFTER, id="something is new"),
        pytest.param(
            AFTER.replace("[tool.a]", "# ours\n[tool.a]"), AFTER, BEFORE, id="a comment would go too"
        ),
        pytest.param("a = [2]\n", "a = [1]\n", "a = [3]\n", id="an item is new"),
        pytest.param("a = 1\n", "a = 1\n", "a = 2\n", id="a value is another"),
        pytest.param("a = [\n", "a = [1]\n", "a = []\n", id="no TOML"),
    ],
)
def test_what_is_refused(mine: str, before: str, after: str) -> None:
    with pytest.raises(ValueError, match=r"changed|go too|is new|end of|Unexpected|Invalid"):
        without_additions(mine, before, after)
