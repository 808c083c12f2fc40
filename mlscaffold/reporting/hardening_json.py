"""The report for machines, with the proof."""

import math
from dataclasses import fields, is_dataclass

from mlscaffold.notebook.cells import Change
from mlscaffold.reporting.cell_outcomes import cell_rows
from mlscaffold.reporting.config_toml import default
from mlscaffold.reporting.remarks import remarks_of
from mlscaffold.reporting.stage_graph import fields_of, renamed_stages
from mlscaffold.reporting.thin_notebook import thin_path
from mlscaffold.reporting.verdict import summary
from mlscaffold.results.hardening import Hardening, Remark
from mlscaffold.results.proof import FigureProof, Proof
from mlscaffold.stages.stage import Stage

KIND_KEYS = {"skipped": "aside", "review": "look"}
"""Kinds of changes whose value in the report is older than their name here; programs compare it."""
VERSION = 2  # of the report's structure: programs that read it compare it; raised when a key changes or goes
DIGITS = 10
"""Significant digits of a metric: more than its tolerance of 1e-7, fewer than the noise of floating-point sums."""


def as_json(hardening: Hardening, output: str) -> dict[str, object]:
    """Return the report as plain values for JSON; `output` is the project's folder, as the user wrote it."""
    files, proof = hardening.files, hardening.proof
    return {
        "report": VERSION,
        "notebook": hardening.notebook.file,
        "output": output,
        "project": hardening.project,
        "package": hardening.package,
        "title": hardening.title,
        "proven": proof is not None and proof.proven,
        "proof": _proof(hardening, proof) if proof is not None else None,
        "stages": [_stage(stage, hardening) for stage in renamed_stages(hardening)],
        "settings": [
            {"name": f.name, "type": f.annotation, "default": default(f), "from": f.note}
            for f in files.fields
        ],
        "seed": hardening.seed,
        "thin": thin_path(hardening),
        "requirements": list(hardening.requirements),
        "environment": [
            *hardening.secrets,
            *(one.name for one in hardening.variables if one.name not in hardening.secrets),
        ],
        "files": {
            "taken": [file.path for file in files.copied],
            "missing": [{"place": m.place, "notebook": m.path, "why": m.why} for m in files.missing],
            "folder": files.folder,
        },
        "cells": [
            {"cell": row.cell, "excerpt": row.first_line, "became": list(row.places), "what": row.notes}
            for row in cell_rows(hardening)
        ],
        "changes": [_change(change) for change in hardening.changes],
        "look": [_remark(remark) for remark in remarks_of(hardening)],
    }


def _stage(stage: Stage, hardening: Hardening) -> dict[str, object]:
    return {
        "name": stage.name,
        "module": stage.module,
        "role": stage.role,
        "cells": list(stage.cells),
        "inputs": list(stage.inputs),
        "settings": list(fields_of(stage, hardening.settings)),
        "outputs": list(stage.outputs),
        "metrics": list(stage.metrics),
        "models": list(stage.models),
        "changed": list(stage.changed),
        "after": list(stage.depends_on),
    }


def _change(change: Change) -> dict[str, object]:
    where = change.location
    kind = KIND_KEYS.get(change.kind, change.kind)
    texts = {"kind": kind, "what": change.what, "why": change.why, "now": change.now, "by": change.by}
    return {"cell": where.cell, "line": where.line, **texts}


def _remark(remark: Remark) -> dict[str, object]:
    cell, line = (remark.location.cell, remark.location.line) if remark.location else (None, None)
    return {"what": remark.what, "cell": cell, "line": line, "place": remark.place}


def _proof(hardening: Hardening, proof: Proof) -> dict[str, object]:
    """Return a proof as plain values; of pictures only whether there is one."""
    outcome = summary(hardening)
    return {
        "state": outcome.state,
        "sentence": outcome.sentence,
        "notes": list(outcome.notes),
        "python": proof.python,
        "environment": proof.environment,
        "why_not_clean": proof.why_not_clean,
        "channels": {
            channel.name: {"verdict": channel.verdict, "counts": dict(channel.counts)}
            for channel in proof.channels
        },
        "largest_difference": proof.largest,
        "cells": _plain(proof.cells),
        "failure": _plain(proof.failure),
        "project_failure": proof.project_failure,
        "values": _plain(proof.values),
        "text": _plain(proof.texts),
        "files": _plain(proof.files),
        "figures": [_figure(figure) for figure in proof.figures],
        "command": _plain(proof.command),
        "seeded": proof.seeded,
        "taken_back": _plain(proof.reverted),
        "tests": _plain(proof.tests),
        "thin": proof.thin,
        "observed": _plain(proof.observed),
        "metrics": {name: _number(value) for name, value in proof.metrics},
        "imports": dict(proof.imports),
        "limits": list(proof.limits),
    }


def _plain(value: object) -> object:
    """Return a value with dataclasses as dicts and tuples as lists; names of fields are keys of the report."""
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    return [_plain(one) for one in value] if isinstance(value, tuple) else value


def _figure(figure: FigureProof) -> dict[str, object]:
    pictures = {"in_notebook": bool(figure.notebook), "in_project": bool(figure.project)}
    plain = {"name": figure.name, "cell": figure.cell, "verdict": figure.verdict, "why": figure.why}
    return plain | pictures


def _number(value: float | int | None) -> float | int | str | None:
    """Return a number without noise; one that JSON does not know as text."""
    if not isinstance(value, float):
        return value
    return float(f"{value:.{DIGITS}g}") if math.isfinite(value) else str(value)
