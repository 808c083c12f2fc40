"""Line endings: what a template gives is written as the project has it, so they are no change of every line."""

from __future__ import annotations

from mlscaffold.projects.snapshot import is_binary


def ending(content: bytes) -> bytes:
    r"""Return how all lines of a content end: `\n`, `\r\n`, or nothing where they do not agree or are none."""
    returns, lines = content.count(b"\r\n"), content.count(b"\n")
    if not lines or is_binary(content) or returns not in (0, lines):
        return b""
    return b"\r\n" if returns else b"\n"


def converted(content: bytes, wanted: bytes) -> bytes:
    """Return a content with all lines ending as wanted; what is binary stays as it is."""
    if is_binary(content):
        return content
    return content.replace(b"\r\n", b"\n").replace(b"\n", wanted)


def committed_ending(rendered: bytes, committed: bytes) -> bytes:
    """Return the line ending that a project has in place of the rendered one, nothing where they agree."""
    ours, theirs = ending(committed), ending(rendered)
    return ours if ours and theirs and ours != theirs else b""
