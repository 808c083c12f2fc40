"""The command `predict` of a project: from raw rows to the notebook's final model, where a path was found and proven."""

from __future__ import annotations

import ast
from dataclasses import dataclass, replace

from mlscaffold.analysis.raw_rows.predict_path import PredictPath, predict_path
from mlscaffold.analysis.raw_rows.prune import loaded_names
from mlscaffold.analysis.raw_rows.row_values import Obstacle
from mlscaffold.codegen.clashes import clashing
from mlscaffold.codegen.features_module import features_module
from mlscaffold.codegen.import_statements import imports_of, with_local_imports
from mlscaffold.codegen.learned_functions import learned_source
from mlscaffold.hardening.analyze import Analysis
from mlscaffold.plan import PlannedFile
from mlscaffold.projects.template import templates
from mlscaffold.results.predict_outcome import PredictOutcome, PredictProof

OUTPUT = "results[row_features.TRAINED]"
"""How predict.py takes the model from the outputs of a run."""
MODEL = "predictor"
"""The artifact that holds the model, its preparation and the columns of a row."""


@dataclass(frozen=True, slots=True)
class Predicting:
    """What a project gets for its command `predict`.

    Args:
        outcome: whether it has the command.
        path: the path, None if there is none.
        files: the module of the features.
    """

    outcome: PredictOutcome
    path: PredictPath | None = None
    files: tuple[PlannedFile, ...] = ()

    def with_model(self, files: tuple[PlannedFile, ...]) -> tuple[PlannedFile, ...]:
        """Return rendered files, in which the model is a part of an output of the run where it is no output itself."""
        if self.path is None or isinstance(self.path.model_source, ast.Name):
            return files
        model = ast.unparse(self.path.model_source).replace(self.path.model, OUTPUT, 1)
        changed = (
            replace(one, content=one.content.replace(OUTPUT.encode(), model.encode()))
            if one.path.endswith("/_runtime/predict.py")
            else one
            for one in files
        )
        return tuple(changed)


def predicting(
    analysis: Analysis,
    package: str,
    title: str,
    places: tuple[tuple[str, str], ...],
    local: frozenset[str],
    local_package: str,
    proof: PredictProof | None,
) -> Predicting:
    """Return what a project gets for its command `predict`.

    Args:
        analysis: the notebook's analysis.
        package: the package's name.
        title: the notebook's title.
        places: the module of each definition.
        local: modules from the notebook's folder, which the package contains.
        local_package: the subpackage of these.
        proof: what a replay has shown, None if there was none.
    """
    if analysis.whole:
        return Predicting(PredictOutcome())
    settings = analysis.settings
    lifts = {(lift.unit, lift.line, lift.column): lift.field for lift in settings.lifts}
    constants = {name: field for _, name, field in settings.constants}
    new = clashing(analysis.flow.statements, analysis.definitions)
    names = {name for stage in analysis.stages for name in stage.outputs}
    path = predict_path(analysis.flow.statements, lifts, constants, names)
    if path is None:
        return Predicting(PredictOutcome())
    if isinstance(path, Obstacle):
        return Predicting(PredictOutcome(obstacle=path))
    output = _output(analysis, path.model)
    chosen = loaded_names(path.model_source) != {path.model}
    if chosen or not output:
        what = f"asks a model that {'a variable chooses' if chosen else 'no stage stores'}"
        return Predicting(PredictOutcome(obstacle=Obstacle(what, path.asked.location, path.asked.source)))
    home = f"{package}.{local_package}".rstrip(".")
    imports = imports_of(analysis.flow.statements, local, home, analysis.definitions.imports.kept)
    if proof is not None and not proof.decoded:
        path = replace(path, decoded=None)
    inputs = proof.inputs if proof is not None else None
    made = features_module(path, title, output, imports, dict(places), analysis.definitions, inputs, new)
    if isinstance(made, Obstacle):
        return Predicting(PredictOutcome(obstacle=made))
    name = path.decoded.name if path.decoded else ""
    outcome = PredictOutcome(output, None, proof, path.leaks, path.resampled, name)
    if proof is not None and proof.refused:
        obstacle = Obstacle(proof.refused, path.asked.location, path.asked.source)
        return Predicting(replace(outcome, obstacle=obstacle), path)
    if proof is None:
        return Predicting(outcome, path)
    source = with_local_imports(made.source, local, home)
    files = [PlannedFile(f"src/{package}/row_features.py", source.encode())]
    if made.helpers:
        whole = (templates() / "learned" / "learned.py").read_text(encoding="utf-8")
        helping = learned_source(whole, made.helpers)
        files.append(PlannedFile(f"src/{package}/_runtime/learned.py", helping.encode()))
    return Predicting(outcome, path, tuple(files))


def _output(analysis: Analysis, model: str) -> str:
    """Return the name of a model among the outputs of a run, "" if it is none."""
    new = clashing(analysis.flow.statements, analysis.definitions)
    return new.get(model, model) if any(model in stage.models for stage in analysis.stages) else ""
