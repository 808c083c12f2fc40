"""How much memory and disk something uses."""

from __future__ import annotations

import os
from pathlib import Path

PROCESSES = Path("/proc")


def memory_of_machine() -> int:
    """Return the machine's memory in bytes, 0 where the system does not say."""
    names = getattr(os, "sysconf_names", {})
    if "SC_PHYS_PAGES" not in names or "SC_PAGE_SIZE" not in names:
        return 0
    return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")


def bytes_of_group(group: int) -> int:
    """Return the memory that the processes of a group hold, in bytes; 0 where the system has no /proc."""
    if not PROCESSES.is_dir():
        return 0
    pages = sum(_pages(path, group) for path in PROCESSES.iterdir() if path.name.isdigit())
    return pages * os.sysconf("SC_PAGE_SIZE")


def _pages(process: Path, group: int) -> int:
    """Return the resident pages of a process of the group; its fields are in proc(5)."""
    try:
        fields = (process / "stat").read_text(errors="replace").rpartition(")")[2].split()
    except OSError:
        return 0  # it has ended meanwhile
    return int(fields[21]) if int(fields[2]) == group else 0


def bytes_of_folder(folder: Path) -> int:
    """Return the size of all files in a folder, in bytes; links are not followed."""
    total = 0
    for root, _, names in os.walk(folder):
        for name in names:
            try:
                total += os.lstat(os.path.join(root, name)).st_blocks * 512
            except OSError:
                continue  # it is gone meanwhile
    return total
