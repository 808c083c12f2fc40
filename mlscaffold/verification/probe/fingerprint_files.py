"""Notes fingerprints of files by their content: tables by value, databases by table, pickled objects by what they hold."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from .describe import describe
from .file_content import content_of
from .fingerprint import fingerprint
from .notes import Notes
from .process import die_with_parent


def main(spec: dict[str, Any]) -> None:
    """Note a fingerprint of each file.

    Args:
        spec: `out`, a folder for the notes; `package`, the project's package; `files`, paths by their keys.
    """
    die_with_parent()
    notes = Notes(spec["out"])
    for key, path in spec["files"].items():
        notes.write_json("file", of_file(Path(path), spec["package"]), key=key)


def of_file(path: Path, package: str) -> Any:
    """Return the fingerprint of a file's content; of one that cannot be read, that of its bytes."""
    try:
        return fingerprint(describe(content_of(path, package), package))
    except Exception:  # noqa: BLE001  libraries refuse files in many ways
        content = path.read_bytes()
        return {"kind": "text", "length": len(content), "sha256": hashlib.sha256(content).hexdigest()}
