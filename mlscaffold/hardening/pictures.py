"""The pictures in a notebook's text: they lie beside the thin notebook as they lay beside the notebook."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

from mlscaffold.plan import PlannedFile

LARGEST = 5_000_000  # bytes of one picture that is taken along
SUFFIXES = frozenset({".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".bmp"})
SHOWN = re.compile(
    r"!\[[^\]]*\]\(\s*(?:<([^>\n]+)>|([^)\s]+))|<img\b[^>]*?\bsrc\s*=\s*[\"']?([^\"'\s>]+)", re.IGNORECASE
)


def pictures(texts: Iterable[str], beside: Path) -> tuple[PlannedFile, ...]:
    """Return the pictures that Markdown or HTML shows and that lie beside the notebook or below.

    Args:
        texts: the texts.
        beside: the notebook's folder.
    """
    found = {unquote(next(filter(None, match.groups()))) for text in texts for match in SHOWN.finditer(text)}
    return tuple(
        PlannedFile(f"notebooks/{path}", (beside / path).read_bytes())
        for path in sorted({str(PurePosixPath(path)) for path in found})
        if _is_picture(path) and (beside / path).is_file() and (beside / path).stat().st_size <= LARGEST
    )


def _is_picture(path: str) -> bool:
    """Say whether a text is the path of a picture in the folder itself or below: no address, no way out."""
    pure = PurePosixPath(path)
    plain = not (":" in path or "\\" in path or "\0" in path or len(path) > 250)
    return plain and not pure.is_absolute() and ".." not in pure.parts and pure.suffix.lower() in SUFFIXES
