"""The report of a probe to the process that started it: lines of JSON, and values in files of their own."""

from __future__ import annotations

import json
import os
import pickle
from pathlib import Path
from typing import Any

process_id, dumped, pickled = os.getpid, json.dumps, pickle.dump  # taken before the code may replace them
LIMIT = 20_000  # characters of text that one note holds: some 200 lines, of which the report shows 40


class Notes:
    """A folder that a probe writes to; lines are flushed, so that nothing is lost if it is killed.

    A copy of the process that the notebook's code forks writes nothing.
    """

    def __init__(self, folder: str) -> None:
        self.process = os.getpid()
        self.folder = Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.lines = (self.folder / "notes.jsonl").open("a", encoding="utf-8")
        self.count = 0

    def is_copy(self) -> bool:
        """Return whether this process is not the one that the notes belong to."""
        return process_id() != self.process

    def write(self, what: str, **more: Any) -> None:
        """Write a line."""
        if self.is_copy():
            return
        cut = {key: part[:LIMIT] if isinstance(part, str) else part for key, part in more.items()}
        self.lines.write(dumped({"what": what, **cut}, ensure_ascii=True) + "\n")
        self.lines.flush()

    def write_node(self, what: str, node: Any, **more: Any) -> None:
        """Write a node to a file, and a line that names it."""
        if self.is_copy():
            return
        self.count += 1
        name = f"{self.count}.node"
        with (self.folder / name).open(
            "wb"
        ) as file:  # not as one text first: a node may be as large as its value
            pickled(node, file)
        self.write(what, file=name, **more)

    def write_json(self, what: str, content: Any, **more: Any) -> None:
        """Write JSON to a file of its own, since it may be long, and a line that names it."""
        if self.is_copy():
            return
        self.count += 1
        name = f"{self.count}.json"
        (self.folder / name).write_text(dumped(content), encoding="utf-8")
        self.write(what, file=name, **more)

    def picture(self, content: bytes) -> str:
        """Write a picture, and return the file's name; "" for an empty one."""
        if not content or self.is_copy():
            return ""
        self.count += 1
        name = f"{self.count}.png"
        (self.folder / name).write_bytes(content)
        return name


def read_notes(folder: str) -> Any:
    """Yield the notes in a folder, up to a line that was cut off or that the code which ran has damaged."""
    path = Path(folder) / "notes.jsonl"
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    for line in text.split("\n")[:-1]:
        try:
            yield json.loads(line)
        except ValueError:
            return  # the note of the end is missed, so the run counts as one that did not finish


def read_node(folder: str, name: str) -> Any:
    """Return a node that `Notes.keep` wrote: plain data of ours, from a folder that only we write to."""
    with (Path(folder) / name).open("rb") as file:
        return pickle.load(file)  # noqa: S301


def read_json(folder: str, name: str) -> Any:
    """Return what `Notes.write_json` wrote."""
    return json.loads((Path(folder) / name).read_text(encoding="utf-8"))


def by_key(folder: str, what: str) -> dict[str, dict[str, Any]]:
    """Return the notes of a kind by their key; the last of a key counts."""
    return {note["key"]: note for note in read_notes(folder) if note["what"] == what}
