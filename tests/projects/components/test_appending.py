"""Lines are appended once, between marks where the format has comments."""

from __future__ import annotations

import pytest

from mlscaffold.projects.components.appending import with_lines


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("README.md", "one\n\n<!-- mlscaffold: port -->\n\ntwo\n\n<!-- mlscaffold: end of port -->\n"),
        (".env.example", "one\n\n# mlscaffold: port\ntwo\n# mlscaffold: end of port\n"),
        ("docs/Dockerfile", "one\n\n# mlscaffold: port\ntwo\n# mlscaffold: end of port\n"),
        ("notes.txt", "one\n\ntwo\n"),
    ],
    ids=["a page", "settings", "a name without a suffix", "a format without comments"],
)
def test_lines_go_to_the_end_once(path: str, expected: str) -> None:
    once = with_lines("one\n", "\ntwo\n", "port", path)
    assert once == expected
    assert with_lines(once, "\ntwo\n", "port", path) == once


def test_an_empty_file() -> None:
    assert with_lines("", "two", "port", "a.txt") == "two\n"


def test_no_lines() -> None:
    assert with_lines("one\n", " \n", "port", "README.md") == "one\n"
