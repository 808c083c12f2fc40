"""Which values two runs of the same notebook do not agree on."""

from __future__ import annotations

from pathlib import Path

from mlscaffold.verification.probe.notes import read_notes
from mlscaffold.verification.probes import run_probe
from mlscaffold.verification.sandbox import Sandbox


def unstable(sandbox: Sandbox, python: str, first: Path, second: Path) -> frozenset[str]:
    """Return the keys of values and figures on which two runs do not agree.

    Args:
        sandbox: where they are compared.
        python: the notebook's interpreter.
        first: the notes of the first run.
        second: the notes of the second.
    """
    folder = sandbox.folder / "stability"
    spec = {"out": str(folder), "first": str(first), "second": str(second)}
    run_probe(sandbox, python, "stability", spec, sandbox.folder, {})
    return frozenset(note["key"] for note in read_notes(str(folder)) if note["verdict"] == "differs")
