"""The recording of a project's stages on a small sample, for its tests."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mlscaffold.project.plan import PlannedFile
from mlscaffold.verify.environment import Environment
from mlscaffold.verify.probes import run_probe
from mlscaffold.verify.sandbox import Sandbox


@dataclass(frozen=True, slots=True)
class Recorded:
    """What was recorded.

    Args:
        facts: what the tests are written from.
        files: sample and recorded values, as files of the project.
    """

    facts: Mapping[str, Any]
    files: tuple[PlannedFile, ...]


def record(
    sandbox: Sandbox, environment: Environment, project: Path, package: str, secrets: Mapping[str, str]
) -> Recorded:
    """Record what the stages of a project are given and give, on a sample of its data.

    Args:
        sandbox: where it runs.
        environment: the interpreter.
        project: the project's folder.
        package: its package.
        secrets: environment variables that stand for what were secrets in the source.
    """
    out = sandbox.folder / "recording"
    spec = {"project": str(project), "package": package, "out": str(out)}
    ended = run_probe(
        sandbox, environment.python, "record", spec, sandbox.folder, {"MPLBACKEND": "Agg"} | dict(secrets)
    )
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
