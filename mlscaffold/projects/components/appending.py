"""Appends a component's lines to a file, between marks where the format has comments."""

from __future__ import annotations

from pathlib import PurePosixPath

PAGES = (".md", ".html")
HASHED = (".cfg", ".ini", ".py", ".sh", ".toml", ".yaml", ".yml")
HASHED_NAMES = (".dockerignore", ".env.example", ".gitattributes", ".gitignore", "Dockerfile")


def with_lines(text: str, lines: str, name: str, path: str) -> str:
    """Return a text with lines at its end; what is there already is not appended again.

    Args:
        text: the file.
        lines: what to append; lines of nothing are nothing to append.
        name: the component's.
        path: the file's, which tells how its comments look.
    """
    block = marked(lines.strip("\n"), name, path)
    if not lines.strip() or block in text:
        return text
    return "\n".join([text.rstrip("\n"), "", block]) if text.strip() else block


def marked(lines: str, name: str, path: str) -> str:
    """Return lines as they are appended: between marks that say whose they are."""
    place = PurePosixPath(path)
    if place.suffix in PAGES:
        return f"<!-- mlscaffold: {name} -->\n\n{lines}\n\n<!-- mlscaffold: end of {name} -->\n"
    if place.suffix in HASHED or place.name in HASHED_NAMES:
        return f"# mlscaffold: {name}\n{lines}\n# mlscaffold: end of {name}\n"
    return f"{lines}\n"
