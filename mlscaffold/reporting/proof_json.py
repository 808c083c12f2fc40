"""The proof for machines."""

from __future__ import annotations

import math
from dataclasses import asdict

from mlscaffold.reporting.verdict import summary, tally
from mlscaffold.results.hardening import Hardening
from mlscaffold.results.proof import FigureProof, Proof


def proof_values(hardening: Hardening, proof: Proof) -> dict[str, object]:
    """Return a proof as plain values that JSON can hold; of pictures only whether there is one.

    Args:
        hardening: what became of the notebook.
        proof: what the runs have shown.
    """
    outcome = summary(hardening)
    return {
        "state": outcome.state,
        "sentence": outcome.sentence,
        "notes": list(outcome.notes),
        "python": proof.python,
        "environment": proof.environment,
        "why_not_clean": proof.why_not_clean,
        "counts": {"values": dict(tally(proof.values)), "figures": dict(tally(proof.figures))},
        "cells": [asdict(run) for run in proof.cells],
        "failure": asdict(proof.failure) if proof.failure else None,
        "project_failure": proof.project_failure,
        "values": [asdict(value) for value in proof.values],
        "figures": [_figure(figure) for figure in proof.figures],
        "numbers": {"shown": proof.numbers.shown, "missing": list(proof.numbers.missing)},
        "seeded": proof.seeded,
        "taken_back": [{**asdict(one), "cells": list(one.cells)} for one in proof.taken_back],
        "tests": {
            "recorded": [asdict(test) for test in proof.tests.recorded],
            "passed": proof.tests.passed,
            "failed": list(proof.tests.failed),
            "left_out": list(proof.tests.left_out),
        },
        "thin": proof.thin,
        "observed": [
            {
                "stage": seen.stage,
                "name": seen.name,
                "kind": seen.kind,
                "shape": list(seen.shape),
                "columns": [list(column) for column in seen.columns],
            }
            for seen in proof.observed
        ],
        "metrics": {name: _number(value) for name, value in proof.metrics},
        "imports": dict(proof.imports),
        "limits": list(proof.limits),
    }


def _figure(figure: FigureProof) -> dict[str, object]:
    return {
        "name": figure.name,
        "cell": figure.cell,
        "verdict": figure.verdict,
        "why": figure.why,
        "in_notebook": bool(figure.notebook),
        "in_project": bool(figure.project),
    }


def _number(value: float | int | None) -> float | int | str | None:
    """Return a number without noise; what JSON has no number for as text."""
    if not isinstance(value, float):
        return value
    return float(f"{value:.10g}") if math.isfinite(value) else str(value)
