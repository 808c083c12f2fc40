from __future__ import annotations

import pytest

from mlscaffold.filesystem.globs import matches


@pytest.mark.parametrize(
    ("path", "pattern"),
    [
        pytest.param("notebooks/explore/a.ipynb", "notebooks/explore/**", id="all under a folder"),
        pytest.param("notebooks/a/b.ipynb", "notebooks", id="folder by its name"),
        pytest.param("deep/notebooks/b.ipynb", "notebooks/", id="name of a folder anywhere"),
        pytest.param("src/a/b.py", "*.py", id="suffix anywhere"),
        pytest.param("src/a/b.py", "src/*/b.py", id="one folder between"),
        pytest.param("src/b.py", "src/**/b.py", id="no folder between"),
        pytest.param("src/x/y/b.py", "src/**/b.py", id="two folders between"),
        pytest.param("a1.py", "a?.py", id="one character"),
        pytest.param("src/a.py", "./src", id="dot at the start"),
    ],
)
def test_means(path: str, pattern: str) -> None:
    assert matches(path, pattern)


@pytest.mark.parametrize(
    ("path", "pattern"),
    [
        pytest.param("notebooks/explored/a.ipynb", "notebooks/explore/**", id="longer name of a folder"),
        pytest.param(
            "other/notebooks/explore/a.ipynb", "notebooks/explore/**", id="pattern with a folder, deeper"
        ),
        pytest.param("src/a/c/b.py", "src/*/b.py", id="a star stays in its folder"),
        pytest.param("src/a.pyc", "*.py", id="longer suffix"),
        pytest.param("src/axpy", "*.py", id="a dot is a dot"),
        pytest.param("my_src/a.py", "src", id="end of a name"),
    ],
)
def test_does_not_mean(path: str, pattern: str) -> None:
    assert not matches(path, pattern)
