"""Notes of a probe are readable up to the last complete line, however the process ended."""

from __future__ import annotations

import json
import os
import pickle
from pathlib import Path

import pytest

from mlscaffold.verification.probe.notes import LIMIT, Notes, by_key, read_node, read_notes


def test_notes_and_nodes_are_read_back(tmp_path: Path) -> None:
    notes = Notes(str(tmp_path))
    notes.write("start", cell=1)
    notes.write_node("value", {"kind": "unbound"}, key="1:0:a")
    notes.write_node("value", [1.5], key="1:0:a")
    assert [note["what"] for note in read_notes(str(tmp_path))] == ["start", "value", "value"]
    assert read_node(str(tmp_path), by_key(str(tmp_path), "value")["1:0:a"]["file"]) == [1.5]
    notes.lines.close()


def test_a_line_that_was_cut_off_is_skipped(tmp_path: Path) -> None:
    notes = Notes(str(tmp_path))
    notes.write("cell", text="x" * 2 * LIMIT)
    notes.lines.write('{"what": "ce')
    notes.lines.close()
    assert [len(note["text"]) for note in read_notes(str(tmp_path))] == [LIMIT]


def test_a_probe_that_wrote_nothing_has_no_notes(tmp_path: Path) -> None:
    assert list(read_notes(str(tmp_path))) == []


def test_an_empty_picture_has_no_file(tmp_path: Path) -> None:
    notes = Notes(str(tmp_path))
    assert notes.picture(b"") == ""
    assert (tmp_path / notes.picture(b"png")).read_bytes() == b"png"
    notes.lines.close()


def test_a_line_that_the_code_has_damaged_ends_the_notes(tmp_path: Path) -> None:
    notes = Notes(str(tmp_path))
    notes.write("start", cell=1)
    notes.lines.write('{"what": "cell"}{"what"\n')
    notes.write("finished")
    notes.lines.close()
    assert [note["what"] for note in read_notes(str(tmp_path))] == ["start"]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_forked_copy_of_the_process_writes_nothing(tmp_path: Path) -> None:
    notes = Notes(str(tmp_path))
    notes.write("start", cell=1)
    child = os.fork()
    if not child:
        notes.write("finished")
        notes.write_json("text", [])
        os._exit(0)
    assert os.waitpid(child, 0)[1] == 0
    notes.lines.close()
    assert [note["what"] for note in read_notes(str(tmp_path))] == ["start"]


def test_code_that_replaces_json_and_pickle_changes_no_notes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    notes = Notes(str(tmp_path))
    monkeypatch.setattr(json, "dumps", None)
    monkeypatch.setattr(pickle, "dump", None)
    notes.write_node("value", [1.5], key="a")
    notes.write_json("text", ["b"])
    notes.lines.close()
    assert [note["what"] for note in read_notes(str(tmp_path))] == ["value", "text"]
