"""The modules that are generated from a notebook, as files."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from mlscaffold.codegen.clashes import clashing, renamings
from mlscaffold.codegen.display_to_log import procedures
from mlscaffold.codegen.import_statements import imports_of, with_local_imports
from mlscaffold.codegen.local_imports import import_aliases, local_imports
from mlscaffold.codegen.module_source import Module, Piece, definition_pieces, modules, settings_piece
from mlscaffold.codegen.pipeline import config_source, pipeline_source
from mlscaffold.codegen.rename import Renaming
from mlscaffold.codegen.signature import FunctionContext
from mlscaffold.codegen.stage_functions import stage_function, unit_text
from mlscaffold.codegen.whole_notebook import whole_module
from mlscaffold.hardening.analyze import Analysis
from mlscaffold.notebook.cells import Notebook
from mlscaffold.plan import PlannedFile
from mlscaffold.results.hardening import DataFiles
from mlscaffold.stages.stage import Observation, Stage
from mlscaffold.stages.statement_roles import without_controls


@dataclass(frozen=True, slots=True)
class Sources:
    """The generated modules.

    Args:
        files: the modules as files.
        places: the module of each definition.
        has_settings: whether settings.py is one of them.
    """

    files: tuple[PlannedFile, ...]
    places: tuple[tuple[str, str], ...]
    has_settings: bool


def sources(
    analysis: Analysis,
    notebook: Notebook,
    package: str,
    title: str,
    files: DataFiles,
    local: frozenset[str],
    observations: Sequence[Observation] = (),
    local_package: str = "",
) -> Sources:
    """Return the modules that are generated from the notebook.

    Args:
        analysis: the notebook's analysis.
        notebook: the notebook.
        package: the package's name.
        title: the notebook's title.
        files: the files beside the code, with the configuration's fields.
        local: modules from the notebook's folder, which the package contains.
        observations: the observed outputs of stages.
        local_package: the subpackage of these, "" for the package itself.
    """
    if analysis.whole:
        return _whole(analysis, notebook, package, title, files, local, local_package)
    statements = analysis.flow.statements
    names = renamings(statements, analysis.definitions)
    new = clashing(statements, analysis.definitions)
    home, places = f"{package}.{local_package}".rstrip("."), analysis.definitions.imports
    aliases = import_aliases(
        analysis.units, statements, analysis.definitions, imports_of(statements, local, home, places.kept)
    )
    for index, loads in aliases.loads.items():
        names[index] = names.get(index, Renaming()).also({**loads, **names.get(index, Renaming()).loads}, {})
    context = FunctionContext(
        notebook=without_controls(notebook.file),
        settings=analysis.settings,
        renamings=names,
        renamed=new,
        figures=analysis.figures,
        producers=_producers(analysis.stages),
        consumed=frozenset(name for stage in analysis.stages for name in stage.inputs),
        reserved=_reserved(analysis),
        observations={(one.stage, one.name): one for one in observations},
        procedures=procedures(statements),
        local_imports=local_imports(statements, places, local, home),
        shown=analysis.definitions.shown,
    )
    texts = [(stage, stage_function(stage, context)) for stage in analysis.stages]
    pieces = definition_pieces(statements, analysis.definitions, names, without_controls(notebook.file))
    options = _options(analysis, context, files)
    generated = list(modules(texts, pieces, aliases.imports, title, options, analysis.definitions.annotated))
    has_settings = options is not None
    stages = tuple(_with_names(stage, new) for stage in analysis.stages)
    generated.append(
        Module("pipeline", pipeline_source(stages, title, has_settings, files.folder, analysis.settings.seed))
    )
    generated.append(Module("config", config_source(files.fields, package)))
    found = [replace(one, source=with_local_imports(one.source, local, home)) for one in generated]
    return Sources(_planned(found, package), tuple(_places(generated, pieces)), has_settings)


def _whole(
    analysis: Analysis,
    notebook: Notebook,
    package: str,
    title: str,
    files: DataFiles,
    local: frozenset[str],
    local_package: str,
) -> Sources:
    """Return the modules of a notebook that is one function; the arguments are those of `sources`."""
    home, seed = f"{package}.{local_package}".rstrip("."), analysis.settings.seed
    generated = [
        whole_module(
            stage, analysis.flow.statements, analysis.figures, without_controls(notebook.file), title
        )
        for stage in analysis.stages
    ]
    generated.append(Module("pipeline", pipeline_source(analysis.stages, title, False, files.folder, seed)))
    generated.append(Module("config", config_source(files.fields, package)))
    found = [replace(one, source=with_local_imports(one.source, local, home)) for one in generated]
    return Sources(_planned(found, package), (), False)


def _planned(generated: Sequence[Module], package: str) -> tuple[PlannedFile, ...]:
    return tuple(PlannedFile(f"src/{package}/{m.name}.py", m.source.encode()) for m in generated)


def _options(analysis: Analysis, context: FunctionContext, files: DataFiles) -> Piece | None:
    """Return the function of settings.py, None if the notebook does not begin with options."""
    opening = [unit for unit in analysis.units if unit.kind == "settings"]
    if not opening:
        return None
    texts = [unit_text(unit, context) for unit in opening]
    annotations = {field.name: field.annotation for field in files.fields}
    used = {name: annotations[name] for _, names in texts for name in names}
    return settings_piece([text for text, _ in texts], used, opening[-1].index)


def _producers(stages: Sequence[Stage]) -> dict[str, dict[str, str]]:
    """Return for each stage the producers of its inputs."""
    latest: dict[str, str] = {}
    found: dict[str, dict[str, str]] = {}
    for stage in stages:
        found[stage.name] = {name: latest[name] for name in stage.inputs if name in latest}
        latest |= dict.fromkeys(stage.outputs, stage.name)
    return found


def _places(generated: list[Module], pieces: tuple[Piece, ...]) -> list[tuple[str, str]]:
    found = []
    for piece in pieces:
        heads = (
            f"\ndef {piece.name}(",
            f"\nclass {piece.name}",
            f"\nasync def {piece.name}(",
            f"\n{piece.name} =",
        )
        found += [(piece.name, m.name) for m in generated if any(head in m.source for head in heads)][:1]
    return found


def _reserved(analysis: Analysis) -> frozenset[str]:
    """Return names that no annotation may import, because the notebook uses them for something else."""
    known: dict[str, set[str]] = defaultdict(set)
    for traced in analysis.flow.statements:
        for name, target in traced.effects.imports:
            known[name].add(target)
        for name in traced.effects.binds - {n for n, _ in traced.effects.imports}:
            known[name].add("")
    usual = {"pd": {"pandas"}, "np": {"numpy"}}
    others = (n for n, targets in known.items() if targets != usual.get(n, targets) or "" in targets)
    return analysis.definitions.imports.kept_names.union(others)


def _with_names(stage: Stage, new: Mapping[str, str]) -> Stage:
    """Return a stage whose outputs have their new names."""
    outputs, metrics, models = (
        tuple(new.get(n, n) for n in names) for names in (stage.outputs, stage.metrics, stage.models)
    )
    return replace(stage, outputs=outputs, metrics=metrics, models=models)
