from __future__ import annotations

from pathlib import Path

import pytest

from mlscaffold.linting.context import Place, existing, place
from tests.linting.project import write


def around(root: Path, folder: str = "") -> Place:
    return place(str(root / folder) if folder else str(root), str(root))


@pytest.mark.parametrize(
    ("files", "declared"),
    [
        pytest.param({}, None, id="nothing"),
        pytest.param({"requirements.txt": "pandas==2"}, (("pandas", "==2"),), id="requirements"),
        pytest.param({"requirements-dev.txt": "pytest"}, (("pytest", ""),), id="requirements of a kind"),
        pytest.param({"n/requirements.txt": "a", "requirements.txt": "b"}, (("a", ""),), id="the nearest"),
        pytest.param({"pyproject.toml": "[tool.x]", "requirements.txt": "b"}, (("b", ""),), id="two files"),
        pytest.param({"environment.yml": "dependencies:\n  - c=1\n"}, (("c", "==1"),), id="conda"),
        pytest.param({"requirements.txt": ""}, (), id="none are needed"),
    ],
)
def test_knows_what_is_declared(
    tmp_path: Path, files: dict[str, str], declared: tuple[tuple[str, str], ...] | None
) -> None:
    for name, text in files.items():
        write(tmp_path / name, text)
    assert around(tmp_path, "n").declared == declared


def test_knows_the_modules_of_the_project(tmp_path: Path) -> None:
    for name in (
        "n/beside.py",
        "above.py",
        "src/package/__init__.py",
        "space/deep.py",
        "data/a.csv",
        "not-a-name/a.py",
    ):
        write(tmp_path / name, "")
    assert around(tmp_path, "n").local == {"beside", "above", "package", "space", "n"}


def test_looks_no_further_than_the_project(tmp_path: Path) -> None:
    write(tmp_path / "outside.py", "")
    write(tmp_path / "requirements.txt", "a")
    write(tmp_path / "p/n/a.ipynb", "")
    assert place(str(tmp_path / "p/n"), str(tmp_path / "p")) == Place(None, frozenset())


def test_notes_what_was_asked_for(tmp_path: Path) -> None:
    write(tmp_path / "data/a.csv", "")
    asked: dict[str, bool] = {}
    exists = existing(str(tmp_path), asked)
    assert [exists("data/a.csv"), exists(str(tmp_path / "data")), exists("b.csv"), exists("a\0b")] == [
        True,
        True,
        False,
        False,
    ]
    assert asked == {"data/a.csv": True, str(tmp_path / "data"): True, "b.csv": False, "a\0b": False}
