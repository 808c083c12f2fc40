"""The recording of a project's stages on a small sample, for its tests."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mlscaffold.plan import PlannedFile
from mlscaffold.results.hardening import Made
from mlscaffold.verification.probes import run_probe
from mlscaffold.verification.runs import Runs


@dataclass(frozen=True, slots=True)
class Recorded:
    """What was recorded.

    Args:
        facts: what the tests are written from.
        files: sample and recorded values, as files of the project.
    """

    facts: Mapping[str, Any]
    files: tuple[PlannedFile, ...]


def record(runs: Runs, made: Made) -> Recorded:
    """Record what the stages of a project are given and give, on a sample of its data, in the notebook's environment.

    Args:
        runs: where and with what it runs.
        made: the project.
    """
    out = runs.sandbox.folder / "recording"
    spec = {
        "project": str(runs.write(made, "recording")),
        "package": made.hardening.package,
        "out": str(out),
    }
    variables = {"MPLBACKEND": "Agg"} | dict(runs.target.secrets)
    ended = run_probe(runs.sandbox, runs.target.python, "record", spec, runs.sandbox.folder, variables)
    facts = out / "facts.json"
    if not facts.exists():
        said = ended.why or (ended.text.strip().splitlines() or [f"exit status {ended.status}"])[-1]
        return Recorded({"stages": [], "run": None, "left_out": [f"Nothing could be recorded: {said}"]}, ())
    return Recorded(json.loads(facts.read_text(encoding="utf-8")), tuple(_files(out)))


def _files(out: Path) -> list[PlannedFile]:
    found = [
        path for name in ("sample", "recorded") for path in sorted((out / name).rglob("*")) if path.is_file()
    ]
    return [PlannedFile(f"tests/{path.relative_to(out).as_posix()}", path.read_bytes()) for path in found]
