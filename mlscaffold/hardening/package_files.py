"""The modules that are generated from a notebook, as files."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from mlscaffold.codegen.clashes import clashing, renamings
from mlscaffold.codegen.import_statements import imports_of
from mlscaffold.codegen.module_source import Module, Piece, definition_pieces, modules, settings_module
from mlscaffold.codegen.pipeline import config_source, pipeline_source
from mlscaffold.codegen.signature import FunctionContext
from mlscaffold.codegen.stage_functions import stage_function, unit_text
from mlscaffold.hardening.analyze import Analysis
from mlscaffold.notebook.cells import Notebook
from mlscaffold.plan import PlannedFile
from mlscaffold.results.hardening import DataFiles
from mlscaffold.stages.stage import Observation, Stage


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
    statements = analysis.flow.statements
    names = renamings(statements, analysis.definitions)
    new = clashing(statements, analysis.definitions)
    imports = imports_of(statements, local, f"{package}.{local_package}".rstrip("."))
    context = FunctionContext(
        notebook=notebook.file,
        settings=analysis.settings,
        renamings=names,
        renamed=new,
        figures=analysis.figures,
        producers=_producers(analysis.stages),
        consumed=frozenset(name for stage in analysis.stages for name in stage.inputs),
        reserved=_reserved(analysis),
        observations={(one.stage, one.name): one for one in observations},
    )
    texts = [(stage, stage_function(stage, context)) for stage in analysis.stages]
    pieces = definition_pieces(statements, analysis.definitions, names, notebook.file)
    generated = list(modules(texts, pieces, imports, title))
    opening = [unit_text(u, context) for u in analysis.units if u.kind == "settings"]
    has_settings = bool(opening)
    if has_settings:
        fields = {f.name: f.annotation for f in files.fields}
        used = {name: fields[name] for _, names_ in opening for name in names_}
        generated.append(settings_module([text for text, _ in opening], used, imports, title))
    stages = tuple(_with_names(stage, new) for stage in analysis.stages)
    generated.append(
        Module("pipeline", pipeline_source(stages, title, has_settings, files.folder, analysis.settings.seed))
    )
    generated.append(Module("config", config_source(files.fields, package)))
    planned = tuple(PlannedFile(f"src/{package}/{m.name}.py", m.source.encode()) for m in generated)
    return Sources(planned, tuple(_places(generated, pieces)), has_settings)


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
    return frozenset(n for n, targets in known.items() if targets != usual.get(n, targets) or "" in targets)


def _with_names(stage: Stage, new: Mapping[str, str]) -> Stage:
    """Return a stage whose outputs have their new names."""
    outputs, metrics, models = (
        tuple(new.get(n, n) for n in names) for names in (stage.outputs, stage.metrics, stage.models)
    )
    return replace(stage, outputs=outputs, metrics=metrics, models=models)
