"""A run of a project with fingerprints of all that can be observed of it: values, text, files, figures and metrics."""

from __future__ import annotations

import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mlscaffold.verification.command_run import project_files
from mlscaffold.verification.file_comparison import ProjectFile, next_data
from mlscaffold.verification.probe.notes import read_json, read_node, read_notes
from mlscaffold.verification.probes import run_probe
from mlscaffold.verification.sandbox import Ended, Sandbox
from mlscaffold.verification.text_items import Item, project_items
from mlscaffold.verification.written_files import stamps

Nodes = Mapping[str, Any]
"""Fingerprints by name."""
LARGEST_WHOLE = 1 << 34
"""Bytes of a file that are read, holes too: a minute; what is larger is hardly without holes."""
BLOCK = 1 << 20  # bytes that are read at once: a file may be larger than the memory
STAGE = re.compile(r"in stage (\w+)")


@dataclass(frozen=True, slots=True)
class ObservedStage:
    """What a stage gave back, and the local variables that it had then."""

    name: str
    outputs: Nodes
    locals: Nodes


@dataclass(frozen=True, slots=True)
class ObservedFile:
    """A file that a run wrote.

    Args:
        sha256: its digest.
        own: whether it is one that each project writes; these are compared as figures, values and metrics.
        place: where it is now, None of a recorded one.
    """

    sha256: str
    own: bool
    place: Path | None = None


@dataclass(frozen=True, slots=True)
class Observed:
    """What was observed of a run.

    Args:
        stages: its stages, in the order in which they ran.
        settings: the fields of the configuration.
        constants: the constants of its modules.
        end: the values that were changed after their stage, as they were at the end.
        figures: names and fingerprints of the figures, in order.
        items: what it logged and printed.
        metrics: its metrics.
        files: the files that it wrote, by path.
        failure: the error that ended it early, "" if it finished.
        failed_stage: the stage in which that happened, "" if it is unknown.
        cut: whether its text is not complete.
    """

    stages: tuple[ObservedStage, ...] = ()
    settings: Nodes = field(default_factory=dict)
    constants: Nodes = field(default_factory=dict)
    end: Nodes = field(default_factory=dict)
    figures: tuple[tuple[str, Any], ...] = ()
    items: tuple[Item, ...] = ()
    metrics: Nodes = field(default_factory=dict)
    files: Mapping[str, ObservedFile] = field(default_factory=dict)
    failure: str = ""
    failed_stage: str = ""
    cut: bool = False


@dataclass(frozen=True, slots=True)
class RunSpec:
    """How to run a project.

    Args:
        python: the interpreter.
        package: the project's package.
        stages: the stages to run with what they need, none for all.
        secrets: environment variables that replace the secrets in the source.
        hash_seed: the seed of the order of sets.
        later: seconds to shift the clock by.
        whole: whether values and figures are described in full instead of by their fingerprints.
    """

    python: str
    package: str
    stages: tuple[str, ...] = ()
    secrets: Mapping[str, str] = field(default_factory=dict)
    hash_seed: int = 0
    later: int = 0
    whole: bool = False


def observe(sandbox: Sandbox, project: Path, spec: RunSpec, name: str) -> Observed:
    """Run a project as its command line does, from another folder, and observe it.

    Args:
        sandbox: where it runs.
        project: a copy of the project; the run may write into it.
        spec: how to run it.
        name: name of this run.
    """
    elsewhere, outputs = sandbox.folder / f"{name}-elsewhere", sandbox.folder / f"{name}-outputs"
    folder = sandbox.folder / name
    elsewhere.mkdir()
    probe = {
        "out": str(folder),
        "package": spec.package,
        "root": str(project),
        "outputs": str(outputs),
        "stages": list(spec.stages),
        "later": spec.later,
        "whole": spec.whole,
    }
    before = stamps(project)
    variables = {"PYTHONHASHSEED": str(spec.hash_seed)} | dict(spec.secrets)
    ended = run_probe(sandbox, spec.python, "verify_project", probe, elsewhere, variables)
    written = project_files(project, before, outputs, elsewhere)
    folders = tuple(map(str, (project, outputs, elsewhere)))
    return _observed(folder, spec.package, folders, written, ended)


def _observed(
    folder: Path, package: str, folders: tuple[str, ...], written: tuple[ProjectFile, ...], ended: Ended
) -> Observed:
    notes: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for note in read_notes(str(folder)):
        notes[note["what"]].append(note)

    def content(note: Mapping[str, Any]) -> Any:
        return (read_node if note["file"].endswith(".node") else read_json)(str(folder), note["file"])

    def one(what: str) -> Any:
        return content(notes[what][-1]) if notes[what] else {}

    failure = _failure(notes, ended)
    stage = STAGE.search(failure)
    events = one("text") or []
    return Observed(
        tuple(ObservedStage(note["name"], **content(note)) for note in notes["stage"]),
        one("settings"),
        one("constants"),
        one("end"),
        _numbered([(note["name"], content(note)) for note in notes["figure"]]),
        project_items(events, package, folders),
        _metrics(written),
        {file.path: ObservedFile(sha256_of(file.place), file.own, file.place) for file in written},
        failure,
        stage[1] if stage else "",
        any(note["cut"] for note in notes["text"]),
    )


def _numbered(figures: list[tuple[str, Any]]) -> tuple[tuple[str, Any], ...]:
    """Return figures with the names of their files: a second one of a name has a number."""
    counts: dict[str, int] = defaultdict(int)
    found = []
    for name, node in figures:
        counts[name] += 1
        found.append((name if counts[name] == 1 else f"{name}-{counts[name]}", node))
    return tuple(found)


def _failure(notes: Mapping[str, list[Mapping[str, Any]]], ended: Ended) -> str:
    """Return the error or the limit that ended a run, "" if it ended well."""
    if ended.why:
        return ended.why
    if notes["failed"]:
        note = notes["failed"][0]
        if note["error"].startswith("SystemExit"):  # the command explains itself on standard error
            return ended.last_line or str(note["error"])
        return ", ".join(filter(None, [note["error"], note["where"]]))
    return "" if notes["finished"] and not ended.status else ended.crash


def _metrics(written: tuple[ProjectFile, ...]) -> Nodes:
    for file in written:
        if file.own and file.path == "metrics.json":
            found = json.loads(file.place.read_text(encoding="utf-8"))
            return found if isinstance(found, dict) else {}
    return {}


def sha256_of(path: Path) -> str:
    """Return the digest of a file; for one larger than `LARGEST_WHOLE`, of its size and its blocks that are not only zeros."""
    size = path.stat().st_size
    with path.open("rb") as file:
        if size <= LARGEST_WHOLE:
            return hashlib.file_digest(file, "sha256").hexdigest()
        found, place = hashlib.sha256(str(size).encode()), next_data(file, 0, size)
        while place < size:
            place -= place % BLOCK
            file.seek(place)
            block = file.read(BLOCK)
            if block.strip(b"\0"):
                found.update(str(place).encode() + block)
            place = next_data(file, place + BLOCK, size)
    return found.hexdigest()


def fingerprints_of_files(
    sandbox: Sandbox, python: str, package: str, files: Mapping[str, Path], name: str
) -> Nodes:
    """Return fingerprints of the content of files, by their keys.

    Args:
        sandbox: where they are read.
        python: an interpreter with the libraries that can read them.
        package: the project's package.
        files: the files by key.
        name: name of this run.
    """
    if not files:
        return {}
    folder = sandbox.folder / name
    spec = {"out": str(folder), "package": package, "files": {key: str(path) for key, path in files.items()}}
    run_probe(sandbox, python, "fingerprint_files", spec, sandbox.folder, {})
    return {note["key"]: read_json(str(folder), note["file"]) for note in read_notes(str(folder))}
