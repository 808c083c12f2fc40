"""Proves the path from raw rows to a notebook's final prediction, by replaying it."""

from __future__ import annotations

import ast
import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mlscaffold.analysis.raw_rows.predict_path import PredictPath
from mlscaffold.results.hardening import GeneratedProject
from mlscaffold.results.predict_outcome import PredictProof
from mlscaffold.verification.copies import copy_folder
from mlscaffold.verification.notebook_run import plan_of
from mlscaffold.verification.probe.notes import read_json, read_notes
from mlscaffold.verification.probes import run_probe
from mlscaffold.verification.runs import Runs


def prove_path(runs: Runs, generated: GeneratedProject, path: PredictPath) -> PredictProof:
    """Run the notebook up to its final prediction, and replay it on raw rows with the project's features.

    Args:
        runs: runs of the notebook and its project.
        generated: the project with the module of the features.
        path: the path.
    """
    target, sandbox = runs.target, runs.sandbox
    runs.progress("project: predicting raw rows")
    project = runs.write(generated, f"{runs.prefix}path")
    plan = plan_of(
        target.notebook,
        target.cells,
        (),
        0 if generated.hardening.seed else None,
        generated.hardening.package,
    )
    clone = sandbox.folder / f"{runs.prefix}path-folder"
    copy = copy_folder(target.folder, clone, target.paths, target.output, target.root, runs.shared.put)
    folder = sandbox.folder / f"{runs.prefix}path"
    spec = {
        "out": str(folder),
        "cells": plan.cells,
        "seed": plan.seed,
        "libraries": plan.libraries,
        "ignored": plan.ignored,
        "project": str(project / "src"),
        "package": generated.hardening.package,
        "points": _points(path),
        "last": path.answering.cell,
        "resampled": path.resampled,
        "stored": {_name(generated, one.variable): one.variable for one in path.fields if one.stored},
        "file": _spelling(path),
        "decoded": {"name": path.decoded.name, "cell": path.decoded.location.cell} if path.decoded else None,
    }
    variables = {**_search_path(runs, clone, copy), **target.secrets, **target.placeholders}
    ended = run_probe(sandbox, target.python, "replay_path", spec, copy, variables)
    shutil.rmtree(clone, ignore_errors=True)
    notes = {note["what"]: note for note in read_notes(str(folder))}
    if "proven" in notes:
        return _proof(read_json(str(folder), notes["proven"]["file"]))
    why = notes["refused"]["why"] if "refused" in notes else ended.why or ended.crash
    return PredictProof(refused=runs.redact(why))


def _name(generated: GeneratedProject, variable: str) -> str:
    """Return the name of a variable in the project."""
    return dict(generated.hardening.renamed).get(variable, variable)


def _search_path(runs: Runs, clone: Path, copy: Path) -> dict[str, str]:
    """Return where the interpreter finds code of the notebook's project, in the copy of it."""
    folder = runs.target.folder.resolve()
    base = (folder, *folder.parents)[len(copy.relative_to(clone).parts)]
    found = [str(clone / one.relative_to(base)) for one in runs.target.search]
    return {"PYTHONPATH": os.pathsep.join(found)} if found else {}


def _points(path: PredictPath) -> dict[str, dict[str, Any]]:
    found = {"asked": path.asked, "model": None, "trained": path.trained, "target": path.target}
    points = {
        name: {"cell": place.location.cell, "line": place.location.line, "source": place.source}
        for name, place in found.items()
        if place is not None
    }
    place = {"cell": path.answering.cell, "line": path.answering.line}
    points["model"] = {**place, "source": ast.unparse(path.model_source)}
    return points


def _spelling(path: PredictPath) -> dict[str, Any] | None:
    """Return how rows are spelled in the notebook's file, None if they are not read as text in a plain way."""
    if path.read.function not in {"pandas.read_csv", "pandas.read_table"}:
        return None
    options = {k.arg: k.value for k in path.read.original.keywords}
    literals = {name: node.value for name, node in options.items() if isinstance(node, ast.Constant)}
    separator = literals.get(
        "sep", literals.get("delimiter", "\t" if path.read.function.endswith("table") else ",")
    )
    plain = (
        isinstance(separator, str)
        and len(separator) == 1
        and not options.keys() & {"skiprows", "skipfooter", "usecols", "quoting"}
    )
    if not plain or len(path.read.original.args) > 1:
        return None
    header = "header" in literals and literals["header"] is None
    named = "names" in options and "header" not in options
    index = "index_col" in options and literals.get("index_col", 0) is not None
    encoding = literals.get("encoding") or "utf-8"
    return {"sep": separator, "header": not (header or named), "index": index, "encoding": encoding}


def _proof(found: Mapping[str, Any]) -> PredictProof:
    return PredictProof(
        inputs=tuple(found["inputs"]),
        rows=found["rows"],
        how=found["how"],
        checks=tuple(found["checks"]),
        target=tuple(found["target"]),
        decoded=found["decoded"],
    )
