"""Line endings of a project are taken for its own, and binary contents are never converted."""

from __future__ import annotations

import pytest

from mlscaffold.projects.merge.endings import committed_ending, converted, ending


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
def test_ending(content: bytes, found: bytes) -> None:
    assert ending(content) == found


@pytest.mark.parametrize(
    ("content", "wanted", "after"),
    [
        pytest.param(b"a\nb", b"\r\n", b"a\r\nb", id="carriage returns come"),
        pytest.param(b"a\r\nb\n", b"\n", b"a\nb\n", id="carriage returns go"),
        pytest.param(b"a\r\nb\n", b"\r\n", b"a\r\nb\r\n", id="mixed ones agree"),
        pytest.param(b"\0a\n", b"\r\n", b"\0a\n", id="binary stays"),
    ],
)
def test_converted(content: bytes, wanted: bytes, after: bytes) -> None:
    assert converted(content, wanted) == after


@pytest.mark.parametrize(
    ("rendered", "committed", "found"),
    [
        pytest.param(b"a\n", b"b\r\n", b"\r\n", id="the project has carriage returns"),
        pytest.param(b"a\r\n", b"b\n", b"\n", id="the project has none"),
        pytest.param(b"a\n", b"b\n", b"", id="they agree"),
        pytest.param(b"a\n", b"b\r\nc\n", b"", id="the project is mixed"),
        pytest.param(b"a\n", b"\0\r\n", b"", id="the project has something binary"),
        pytest.param(b"", b"b\r\n", b"", id="nothing was rendered"),
    ],
)
def test_committed_ending(rendered: bytes, committed: bytes, found: bytes) -> None:
    assert committed_ending(rendered, committed) == found
