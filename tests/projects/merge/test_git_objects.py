"""Line endings of a project are kept, and binary contents are never converted."""

from __future__ import annotations

import pytest

from mlscaffold.projects.merge.git_objects import committed_ending, line_ending, with_ending


@pytest.mark.parametrize(
    ("content", "found"),
    [
        pytest.param(b"a\nb\n", b"\n", id="line feeds"),
        pytest.param(b"a\r\nb\r\n", b"\r\n", id="with carriage returns"),
        pytest.param(b"a\r\nb\n", b"", id="mixed"),
        pytest.param(b"a", b"", id="no line ends"),
        pytest.param(b"", b"", id="empty"),
        pytest.param(b"\0\r\n", b"", id="binary"),
    ],
)
def test_line_ending(content: bytes, found: bytes) -> None:
    assert line_ending(content) == found


@pytest.mark.parametrize(
    ("content", "ending", "after"),
    [
        pytest.param(b"a\nb", b"\r\n", b"a\r\nb", id="carriage returns are added"),
        pytest.param(b"a\r\nb\n", b"\n", b"a\nb\n", id="carriage returns are removed"),
        pytest.param(b"a\r\nb\n", b"\r\n", b"a\r\nb\r\n", id="mixed ones agree"),
        pytest.param(b"\0a\n", b"\r\n", b"\0a\n", id="binary stays"),
    ],
)
def test_with_ending(content: bytes, ending: bytes, after: bytes) -> None:
    assert with_ending(content, ending) == after


@pytest.mark.parametrize(
    ("rendered", "committed", "found"),
    [
        pytest.param(b"a\n", b"b\r\n", b"\r\n", id="the project has carriage returns"),
        pytest.param(b"a\r\n", b"b\n", b"\n", id="the project has none"),
        pytest.param(b"a\n", b"b\n", b"", id="both are equal"),
        pytest.param(b"a\n", b"b\r\nc\n", b"", id="the project is mixed"),
        pytest.param(b"a\n", b"\0\r\n", b"", id="the project has a binary file"),
        pytest.param(b"", b"b\r\n", b"", id="nothing was rendered"),
    ],
)
def test_committed_ending(rendered: bytes, committed: bytes, found: bytes) -> None:
    assert committed_ending(rendered, committed) == found
