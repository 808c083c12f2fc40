"""The report of a probe to the process that started it: lines of JSON, and values in files of their own."""

from __future__ import annotations

import json
import pickle
from pathlib import Path
from typing import Any

LIMIT = 20_000  # characters of text that one note holds: some 200 lines, of which the report shows 40


class Notes:
    """A folder that a probe writes to; lines are flushed, so that nothing is lost if it is killed."""

    def __init__(self, folder: str) -> None:
        self.folder = Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.lines = (self.folder / "notes.jsonl").open("a", encoding="utf-8")
        self.count = 0

    def write(self, what: str, **more: Any) -> None:
        """Write a line."""
        cut = {key: part[:LIMIT] if isinstance(part, str) else part for key, part in more.items()}
        self.lines.write(json.dumps({"what": what, **cut}, ensure_ascii=True) + "\n")
        self.lines.flush()

    def write_node(self, what: str, node: Any, **more: Any) -> None:
        """Write a node to a file, and a line that names it."""
        self.count += 1
        name = f"{self.count}.node"
        with (self.folder / name).open(
            "wb"
        ) as file:  # not as one text first: a node may be as large as its value
            pickle.dump(node, file)
        self.write(what, file=name, **more)

    def write_json(self, what: str, content: Any, **more: Any) -> None:
        """Write JSON to a file of its own, since it may be long, and a line that names it."""
        self.count += 1
        name = f"{self.count}.json"
        (self.folder / name).write_text(json.dumps(content), encoding="utf-8")
        self.write(what, file=name, **more)

    def picture(self, content: bytes) -> str:
        """Write a picture, and return the file's name; "" for an empty one."""
        if not content:
            return ""
        self.count += 1
        name = f"{self.count}.png"
        (self.folder / name).write_bytes(content)
        return name


def read_notes(folder: str) -> Any:
    """Yield the notes in a folder; a last line that was cut off is left out."""
    path = Path(folder) / "notes.jsonl"
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    for line in text.split("\n")[:-1]:
        yield json.loads(line)


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
