"""Large files are copied once for all runs of a proof, and each run has a link to that copy."""

from __future__ import annotations

import hashlib
import os
import shutil
import threading
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

LARGE = 20_000_000  # bytes: smaller files are copied in a few hundredths of a second
Stamp = tuple[int, int]


@dataclass
class SharedFiles:
    """Copies of large files, to which the runs have hard links: to code, these are files like all others.

    A run that writes to such a file writes to the copy, never to the user's file. Then each later run has a copy of its own.

    Args:
        folder: the folder of the copies; links need the same file system.
    """

    folder: Path
    stamps: dict[Path, Stamp] = field(default_factory=dict)
    written: set[Path] = field(default_factory=set)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def put(self, source: Path, target: Path) -> None:
        """Put a file at another place, by a link if it is large."""
        if source.stat().st_size < LARGE:
            shutil.copy2(source, target)
            return
        with self.lock:
            kept = self._kept(source)
            if source not in self.written:
                try:
                    os.link(kept, target)
                except OSError:  # a file system without links
                    shutil.copy2(kept, target)
                return
        shutil.copy2(source, target)

    def _kept(self, source: Path) -> Path:
        kept = self.folder / f"{hashlib.sha256(os.fsencode(source)).hexdigest()}{source.suffix}"
        if kept.exists() and _stamp(kept) != self.stamps.get(source):
            self.written.add(source)
        elif not kept.exists():
            self.folder.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, kept)
            self.stamps[source] = _stamp(kept)
        return kept


@cache
def shared_files(folder: Path) -> SharedFiles:
    """Return the shared copies in a folder, the same object each time."""
    return SharedFiles(folder)


def _stamp(path: Path) -> Stamp:
    state = path.stat()
    return state.st_size, state.st_mtime_ns
