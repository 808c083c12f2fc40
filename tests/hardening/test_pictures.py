"""Pictures in the text are taken along, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from mlscaffold.hardening.pictures import LARGEST, pictures


@pytest.fixture
def beside(tmp_path: Path) -> Path:
    folder = tmp_path / "notebooks"
    (folder / "img").mkdir(parents=True)
    for name in ("a.png", "img/b c.JPG", "notes.txt"):
        (folder / name).write_bytes(name.encode())
    (tmp_path / "above.png").write_bytes(b"above")
    return folder


@pytest.mark.parametrize(
    ("text", "place"),
    [
        pytest.param("See ![a](a.png).", "notebooks/a.png", id="Markdown"),
        pytest.param('![a](./a.png "A title")', "notebooks/a.png", id="Markdown with a title"),
        pytest.param("![](<img/b c.JPG>)", "notebooks/img/b c.JPG", id="a space"),
        pytest.param("![](img/b%20c.JPG)", "notebooks/img/b c.JPG", id="an escaped space"),
        pytest.param("<p><img width=3 src='a.png' /></p>", "notebooks/a.png", id="HTML"),
    ],
)
def test_a_picture_is_taken_along(beside: Path, text: str, place: str) -> None:
    (found,) = pictures([text, text], beside)
    assert (found.path, found.content.decode()) == (place, place.removeprefix("notebooks/"))


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("![a](https://a.org/a.png)", id="an address"),
        pytest.param("![a](attachment:a.png)", id="an attachment"),
        pytest.param("![a](../above.png)", id="outside the folder"),
        pytest.param("![a](missing.png)", id="no such file"),
        pytest.param("![a](notes.txt)", id="no picture"),
        pytest.param("[a](a.png)", id="a link"),
        pytest.param("nothing", id="no picture at all"),
    ],
)
def test_other_things_are_not(beside: Path, text: str) -> None:
    assert pictures([text], beside) == ()


def test_a_large_picture_is_not(beside: Path) -> None:
    with (beside / "a.png").open("wb") as file:
        file.truncate(LARGEST + 1)
    assert pictures(["![a](a.png)"], beside) == ()
