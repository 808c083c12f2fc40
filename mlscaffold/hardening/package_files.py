"""The package's modules as files."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from mlscaffold.codegen.clashes import clashing, renamings
from mlscaffold.codegen.import_statements import imports_of
from mlscaffold.codegen.module_source import Module, Piece, definition_pieces, modules, settings_module
from mlscaffold.codegen.pipeline import config_source, pipeline_source
from mlscaffold.codegen.stage_functions import stage_function, unit_text
from mlscaffold.codegen.wording import Wording
from mlscaffold.hardening.analyze import Analysis
from mlscaffold.notebook.cells import Notebook
from mlscaffold.plan import PlannedFile
from mlscaffold.results.hardening import Files
from mlscaffold.stages.observation import Observed
from mlscaffold.stages.stage import Stage


@dataclass(frozen=True, slots=True)
class Sources:
    """The generated modules.

    Args:
        files: the modules as files.
        places: the module of each definition.
        has_settings: whether there is a settings.py.
    """

    files: tuple[PlannedFile, ...]
    places: tuple[tuple[str, str], ...]
    has_settings: bool


def sources(
    analysis: Analysis,
    notebook: Notebook,
    package: str,
    title: str,
    files: Files,
    local: frozenset[str],
    observed: Sequence[Observed] = (),
    apart: str = "",
) -> Sources:
    """Return the package's modules that come from the notebook.

    Args:
        analysis: the notebook's analysis.
        notebook: the notebook.
        package: the package's name.
        title: the notebook's title.
        files: the files beside the code, with the configuration's fields.
        local: modules beside the notebook that are taken into the package.
        observed: what values were seen to be in a run.
        apart: the package inside the project's in which these stand, "" for the project's own.
    """
    statements = analysis.flow.statements
    names = renamings(statements, analysis.definitions)
    new = clashing(statements, analysis.definitions)
    imports = imports_of(statements, local, f"{package}.{apart}".rstrip("."))
    makers = _makers(analysis.stages)
    consumed = frozenset(name for stage in analysis.stages for name in stage.inputs)
    wording = Wording(
        notebook.file,
        analysis.settings,
        names,
        new,
        analysis.figures,
        makers,
        consumed,
        _taken(analysis),
        {(one.stage, one.name): one for one in observed},
    )
    texts = [(stage, stage_function(stage, wording)) for stage in analysis.stages]
    pieces = definition_pieces(statements, analysis.definitions, names, notebook.file)
    made = list(modules(texts, pieces, imports, title))
    opening = [unit_text(u, wording) for u in analysis.units if u.kind == "settings"]
    has_settings = bool(opening)
    if has_settings:
        fields = {f.name: f.annotation for f in files.fields}
        used = {name: fields[name] for _, names_ in opening for name in names_}
        made.append(settings_module([text for text, _ in opening], used, imports, title))
    stages = tuple(_with_names(stage, new) for stage in analysis.stages)
    made.append(
        Module("pipeline", pipeline_source(stages, title, has_settings, files.folder, analysis.settings.seed))
    )
    made.append(Module("config", config_source(files.fields, package)))
    planned = tuple(PlannedFile(f"src/{package}/{m.name}.py", m.source.encode()) for m in made)
    return Sources(planned, tuple(_places(made, pieces)), has_settings)


def _makers(stages: Sequence[Stage]) -> dict[str, dict[str, str]]:
    """Return for each stage which earlier stage makes what it takes."""
    latest: dict[str, str] = {}
    found: dict[str, dict[str, str]] = {}
    for stage in stages:
        found[stage.name] = {name: latest[name] for name in stage.inputs if name in latest}
        latest |= dict.fromkeys(stage.outputs, stage.name)
    return found


def _places(made: list[Module], pieces: tuple[Piece, ...]) -> list[tuple[str, str]]:
    found = []
    for piece in pieces:
        heads = (
            f"\ndef {piece.name}(",
            f"\nclass {piece.name}",
            f"\nasync def {piece.name}(",
            f"\n{piece.name} =",
        )
        found += [(piece.name, m.name) for m in made if any(head in m.source for head in heads)][:1]
    return found


def _taken(analysis: Analysis) -> frozenset[str]:
    """Names under which no annotation may be imported: what the notebook calls by them is something else."""
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
