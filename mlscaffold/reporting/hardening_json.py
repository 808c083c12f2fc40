"""The report for machines."""

from __future__ import annotations

from mlscaffold.notebook.cells import Change
from mlscaffold.reporting.cell_outcomes import CellRow, cell_rows
from mlscaffold.reporting.look import to_look_at
from mlscaffold.reporting.proof_json import proof_values
from mlscaffold.reporting.thin import place
from mlscaffold.reporting.toml import default
from mlscaffold.reporting.wiring import as_written, fields_of
from mlscaffold.results.hardening import Hardening, Remark
from mlscaffold.stages.stage import Stage

VERSION = 1  # of the form of the report


def as_json(hardening: Hardening, output: str) -> dict[str, object]:
    """Return the report as plain values that JSON can hold.

    Args:
        hardening: what became of the notebook.
        output: the project's folder, as it was given.
    """
    return {
        "report": VERSION,
        "notebook": hardening.notebook.file,
        "output": output,
        "project": hardening.project,
        "package": hardening.package,
        "title": hardening.title,
        "proven": hardening.proof is not None and hardening.proof.proven,
        "proof": proof_values(hardening, hardening.proof) if hardening.proof is not None else None,
        "stages": [_stage(stage, hardening) for stage in as_written(hardening)],
        "settings": [
            {"name": f.name, "type": f.annotation, "default": default(f), "from": f.note}
            for f in hardening.files.fields
        ],
        "seed": hardening.seed,
        "thin": place(hardening),
        "requirements": list(hardening.requirements),
        "environment": list(hardening.secrets),
        "files": {
            "taken": [file.path for file in hardening.files.taken],
            "missing": [
                {"place": m.place, "notebook": m.path, "why": m.why} for m in hardening.files.missing
            ],
            "folder": hardening.files.folder,
        },
        "cells": [_cell(row) for row in cell_rows(hardening)],
        "changes": [_change(change) for change in hardening.changes],
        "look": [_remark(remark) for remark in to_look_at(hardening)],
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
        "after": list(stage.after),
    }


def _cell(row: CellRow) -> dict[str, object]:
    return {"cell": row.cell, "excerpt": row.excerpt, "became": list(row.became), "what": row.what}


def _change(change: Change) -> dict[str, object]:
    return {
        "cell": change.location.cell,
        "line": change.location.line,
        "kind": change.kind,
        "what": change.what,
        "why": change.why,
        "now": change.now,
        "by": change.by,
    }


def _remark(remark: Remark) -> dict[str, object]:
    where = remark.location
    return {
        "what": remark.what,
        "cell": where.cell if where else None,
        "line": where.line if where else None,
        "place": remark.place,
    }
