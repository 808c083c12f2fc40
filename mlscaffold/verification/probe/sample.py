"""A small sample of a project's data: small files whole, rows of large ones, evenly spread."""

from __future__ import annotations

import csv
import importlib
import json
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any

FOLDERS = ("data", "workspace")
STEPS = (200, 1000, 5000)
"""Rows of a sample, tried in turn until all stages run: rare categories and small classes need more; then all rows."""
BLOCKS = 32  # places of a large text that are read: enough to meet all classes of a sorted one
BLOCK = 1 << 18  # bytes that are read at each: some thousand rows, more than the largest sample needs of it
HEAD = 20  # rows from the start, which people know from `head()`
ROWS = {".csv", ".tsv", ".txt", ".data", ".dat", ""}
LINES = {".jsonl", ".ndjson"}


def data_files(project: Path) -> list[Path]:
    """Return the files that a project's stages may read, in order."""
    found = [file for top in FOLDERS for file in sorted((project / top).rglob("*"))]
    return [file for file in found if file.is_file() and file.name != ".gitkeep"]


def sample(project: Path, to: Path, rows: int, whole: int) -> int:
    """Write the sample of a project's data.

    Args:
        project: the project's folder.
        to: the folder to write to; it is emptied first.
        rows: rows of a large file, 0 for all.
        whole: bytes up to which all files together are copied whole.

    Returns:
        The bytes written. Files that are too large and have no rows are not in the sample.
    """
    shutil.rmtree(to, ignore_errors=True)
    to.mkdir(parents=True)
    files = data_files(project)
    small = sum(file.stat().st_size for file in files) <= whole
    share = whole // max(len(files), 1)
    total = 0
    for file in files:
        if small or file.stat().st_size <= min(share, whole - total):
            content: bytes | None = file.read_bytes()
        else:
            content = cut(file, rows) if rows else None
        if content is not None and total + len(content) <= 2 * whole:
            place = to / file.relative_to(project)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content)
            total += len(content)
    return total


def is_small(project: Path, whole: int) -> bool:
    """Return whether all data together are small enough to be copied whole."""
    return sum(file.stat().st_size for file in data_files(project)) <= whole


def cut(file: Path, rows: int) -> bytes | None:
    """Return a file with that many of its rows; None where its format has no rows."""
    suffix = file.suffix.lower()
    try:
        if suffix in ROWS:
            return _cut_lines(_spread(file), rows)
        if suffix in LINES:
            lines = file.read_bytes().splitlines(keepends=True)
            return b"".join(lines[place] for place in places(len(lines), rows))
        if suffix == ".json":
            return _cut_json(json.loads(file.read_text(encoding="utf-8")), rows)
        if suffix in (".parquet", ".pq"):
            return _cut_parquet(file, rows)
    except (ValueError, OSError, csv.Error, ImportError):
        return None
    return None


def places(length: int, count: int) -> list[int]:
    """Return positions in a sequence: the first ones, then others, evenly spread."""
    if length <= count:
        return list(range(length))
    head = min(HEAD, count // 4)  # a quarter at most, so that a small sample is spread, too
    rest = count - head
    return sorted(
        {*range(head), *(head + step * (length - 1 - head) // max(rest - 1, 1) for step in range(rest))}
    )


def _spread(file: Path) -> bytes:
    """Return a text, or whole lines from places spread over a large one."""
    size = file.stat().st_size
    if size <= BLOCKS * BLOCK:
        return file.read_bytes()
    with file.open("rb") as opened:
        parts = [opened.read(BLOCK)]
        for number in range(1, BLOCKS):
            opened.seek(number * (size // BLOCKS))
            parts.append(opened.read(BLOCK).partition(b"\n")[2])
    return b"".join(part[: part.rfind(b"\n") + 1] for part in parts)


def _cut_lines(content: bytes, rows: int) -> bytes | None:
    """Cut a text with rows; a quoted value may span lines."""
    if b"\0" in content:
        return None
    lines = content.decode("latin-1").splitlines(keepends=True)
    records = list(_records(lines))
    if len(records) <= rows:
        return content
    chosen = [0, *(place + 1 for place in places(len(records) - 1, rows))]
    return "".join(records[place] for place in chosen).encode("latin-1")


def _records(lines: list[str]) -> Iterable[str]:
    reader = csv.reader(lines)
    last = 0
    for _ in reader:
        yield "".join(lines[last : reader.line_num])
        last = reader.line_num


def _cut_json(value: Any, rows: int) -> bytes | None:
    if not isinstance(value, list):
        return None
    return json.dumps([value[place] for place in places(len(value), rows)]).encode()


def _cut_parquet(file: Path, rows: int) -> bytes:
    import io

    pandas = importlib.import_module("pandas")
    frame = pandas.read_parquet(file)
    target = io.BytesIO()
    frame.iloc[places(len(frame), rows)].to_parquet(target)
    return bytes(target.getvalue())
