"""TOML that is invalid, hostile or no file."""

import os
from pathlib import Path

import pytest

from mlscaffold.filesystem.toml_file import MOST_BYTES, MOST_PARTS, is_special, parse_toml, read_toml


def test_a_file_is_read(tmp_path: Path) -> None:
    file = tmp_path / "a.toml"
    file.write_text('[tool.x]\nname = "é"\n', encoding="utf-8")
    assert read_toml(file) == {"tool": {"x": {"name": "é"}}}


@pytest.mark.parametrize(
    "text",
    [
        "a = " + "[" * 20_000,
        "a = {" * 20_000,
        "a." * 50_000 + "a = 1",
        "[" + "a . " * 50_000 + "a]",
        '"a".' * 50_000 + "a = 1",
        "'a'." * 50_000 + "a = 1",
        "x = {" + "a." * 50_000 + "a = 1}",
        "#" * (MOST_BYTES + 1),
        "a = ",
    ],
)
def test_hostile_text_is_invalid(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse_toml(text)


@pytest.mark.parametrize(
    "text",
    [
        "a = [" + ", ".join(["0.25"] * 5_000) + "]",
        'a = "' + "." * 5_000 + '"',
        'a = """\n' + "See section 1.2.3. " * 500 + '"""',
        "a." * (MOST_PARTS // 2) + "a = 1",
        "".join(f"[a.b{number}.c]\n" for number in range(5_000)),
    ],
)
def test_text_of_every_day_is_valid(text: str) -> None:
    assert "a" in parse_toml(text)


def test_a_long_key_is_named_by_its_line() -> None:
    with pytest.raises(ValueError, match=f"more than {MOST_PARTS} parts .at line 3."):
        parse_toml("a = 1\n\n" + "b." * 200 + "b = 1\n")


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    file = tmp_path / "a.toml"
    os.mkfifo(file)
    with pytest.raises(ValueError, match="pipe or a device"):
        read_toml(file)


@pytest.mark.parametrize("special", [True, False])
def test_links_are_followed(special: bool, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    (tmp_path / "link").symlink_to("/dev/zero" if special else "file")
    assert is_special(tmp_path / "link") is special
    assert not is_special(tmp_path / "none")
    assert not is_special(tmp_path)
