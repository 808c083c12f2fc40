"""Generates a project from a notebook's code, without running it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from mlscaffold import __version__
from mlscaffold.analysis.deep_stack import with_deep_stack
from mlscaffold.analysis.environment_variables import Variable
from mlscaffold.codegen.clashes import clashing
from mlscaffold.codegen.environment_module import EXAMPLE, MODULE, environment_example, environment_source
from mlscaffold.environments import interpreter
from mlscaffold.hardening.analyze import Analysis, analyze, undefined
from mlscaffold.hardening.analyze_whole import analyze_whole
from mlscaffold.hardening.copied_files import SECRET
from mlscaffold.hardening.data_files import files_of, pictures
from mlscaffold.hardening.dropped_statements import moved_changes
from mlscaffold.hardening.environment_files import (
    environment_file,
)
from mlscaffold.hardening.local_files import is_package_data, local_files, package_data
from mlscaffold.hardening.local_sources import read_local_modules
from mlscaffold.hardening.naming import description_of, package_of, title_of
from mlscaffold.hardening.package_files import sources
from mlscaffold.hardening.predict_files import MODEL, predicting
from mlscaffold.hardening.requirements import Requirements, requirements_of, with_generated_imports
from mlscaffold.hardening.runtime_parts import runtime_parts
from mlscaffold.hardening.secrets_to_environment import Clean
from mlscaffold.hardening.silent_changes import silent_changes
from mlscaffold.hardening.size_limits import is_unsplit, unsplit_remark
from mlscaffold.hardening.source import Source
from mlscaffold.hardening.unknown_paths import unknown_paths
from mlscaffold.hardening.unsure import unsure
from mlscaffold.plan import PlannedFile, ProjectPlan
from mlscaffold.projects.answers import Answers
from mlscaffold.projects.ruff_format import fix_and_format
from mlscaffold.projects.template import render_base, render_predicting
from mlscaffold.reporting.config_toml import config_toml
from mlscaffold.reporting.hardening_md import hardening_document
from mlscaffold.reporting.readme import readme
from mlscaffold.reporting.thin_notebook import narrative, thin_notebook
from mlscaffold.results.hardening import DataFiles, GeneratedProject, Hardening, MissingFile, Remark
from mlscaffold.results.predict_outcome import PredictProof
from mlscaffold.rewriting.codemod import hardening_codemods
from mlscaffold.stages.opt_outs import NOTHING, OptOuts
from mlscaffold.stages.stage import Observation
from mlscaffold.stages.unsplittable import Reason, unsplittable
from mlscaffold.verification.clean_run import Imports

TOML_SINCE = (3, 11)  # the first Python with tomllib, which reads config.toml
TOML_PARSER = "tomli>=2"
COPY_ON_WRITE = 3  # the version of pandas since which a part of a table is a copy once one of them is changed


@dataclass(frozen=True, slots=True)
class Observations:
    """What the runs have shown and the project uses.

    Args:
        values: the observed outputs of stages.
        requirements: distributions that the project loads without importing them, as in pyproject.toml.
        predict: what the replay of the path from raw rows has shown, None if there was none.
    """

    values: tuple[Observation, ...] = ()
    requirements: tuple[str, ...] = ()
    predict: PredictProof | None = None

    def with_imports(self, found: Imports) -> Observations:
        """Return the same with further distributions."""
        return replace(self, requirements=tuple(f"{name}=={version}" for name, version in found))


NOT_RUN = Observations()


@with_deep_stack
def generate(
    source: Source, python: str, opt_outs: OptOuts = NOTHING, observations: Observations = NOT_RUN
) -> GeneratedProject:
    """Generate a project; nothing of the notebook is executed.

    Args:
        source: the notebook.
        python: the interpreter that has the notebook's libraries.
        opt_outs: refactorings that are not made.
        observations: what the runs have shown.
    """
    clean = source.clean
    codemods, preamble = hardening_codemods(), "import os" if clean.variables else ""

    def star_names(modules: Sequence[str]) -> Mapping[str, tuple[str, ...]]:
        return interpreter.star_names(python, modules)

    whole = opt_outs.whole
    if not whole and is_unsplit(clean.cells):
        whole, source = True, replace(source, remarks=(*source.remarks, unsplit_remark(clean.cells)))
    if not whole:
        local = read_local_modules(source.local)
        copies = _copies_on_write(python)
        analysis = analyze(
            clean.notebook,
            clean.cells,
            codemods,
            star_names,
            preamble,
            opt_outs,
            local,
            copy_on_write=copies,
        )
        reason = unsplittable(analysis.flow.statements)
        whole = reason is not None
        source = replace(source, remarks=(*source.remarks, *_unsplit(reason)))
    if whole:
        analysis = analyze_whole(clean.notebook, clean.cells, codemods, star_names, preamble)
    return _project(
        source,
        replace(analysis, changes=(*source.changes, *clean.changes, *analysis.changes)),
        python,
        observations,
    )


def _unsplit(reason: Reason | None) -> tuple[Remark, ...]:
    """Return the remark that a notebook is not split into stages."""
    if reason is None:
        return ()
    why, location = reason
    return (Remark(f"{why} So all statements stay in one function; replace it to get stages.", location),)


@cache
def _copies_on_write(python: str) -> bool:
    """Return whether the pandas of an interpreter copies a table on write, as since version 3."""
    found = interpreter.query(python, ["pandas"]).find("pandas")
    return found is not None and int(found.version.partition(".")[0]) >= COPY_ON_WRITE


def _project(source: Source, analysis: Analysis, python: str, observations: Observations) -> GeneratedProject:
    clean, beside = source.clean, source.file.resolve().parent
    notebook = clean.notebook
    requirements = requirements_of(analysis, clean.cells, python, source.local)
    package = package_of(notebook, requirements.modules)
    files, inside = _files(source, analysis, requirements, package)
    title = title_of(notebook)
    code = sources(
        analysis,
        notebook,
        package,
        title,
        files,
        requirements.local,
        observations.values,
        requirements.local_package,
    )
    answering = predicting(
        analysis,
        package,
        title,
        code.places,
        requirements.local,
        requirements.local_package,
        observations.predict,
    )
    hardening = _hardening(source, analysis, package, title, files)
    hardening = replace(
        hardening,
        places=code.places,
        changes=(*analysis.changes, *moved_changes(analysis.flow, analysis.definitions, dict(code.places))),
        remarks=_remarks(source, analysis, requirements, python),
        has_settings=code.has_settings,
        predict=answering.outcome,
    )
    answers = _answers(hardening, source.content, python)
    requirements = with_generated_imports(
        requirements, (*code.files, *answering.files, *render_predicting(answers)), package, python
    )
    listed = _listed(requirements, observations, python)
    hardening, answers = replace(hardening, requirements=listed), replace(answers, requirements=listed)
    local = _local_files(source, requirements, package)
    shown = pictures((text for kind, text in narrative(hardening) if kind == "markdown"), beside)
    own = (*_environment(source.variables, package), *code.files, *answering.files, *local)
    answers = replace(answers, parts=runtime_parts(own, listed))
    data = (*files.copied, *inside, *shown)
    base = answering.with_model(render_base(answers))
    raw = ProjectPlan((*base, *own, thin_notebook(hardening), *data))
    plan, findings = fix_and_format(raw)
    hardening = replace(hardening, findings=findings)
    planned = ProjectPlan(_without_secrets(clean, plan, data, documents(hardening)))
    return GeneratedProject(hardening, planned, answering.path)


def _hardening(source: Source, analysis: Analysis, package: str, title: str, files: DataFiles) -> Hardening:
    """Return what is known of a project before its code is generated."""
    return Hardening(
        notebook=source.clean.notebook,
        title=title,
        package=package,
        project=package.replace("_", "-"),
        description=description_of(title),
        flow=analysis.flow,
        stages=analysis.stages,
        definitions=analysis.definitions,
        places=(),
        settings=analysis.settings,
        files=files,
        requirements=(),
        changes=(),
        remarks=(),
        unsure=(*unsure(analysis), *unknown_paths(analysis.flow.statements, files.folder)),
        secrets=source.clean.variables,
        variables=source.variables,
        has_settings=False,
        seed=analysis.settings.seed,
        renamed=() if analysis.whole else _renamed(analysis),
        figures=tuple(sorted(analysis.figures.items())),
    )


def _without_secrets(
    clean: Clean, plan: ProjectPlan, data: Sequence[PlannedFile], texts: Sequence[PlannedFile]
) -> tuple[PlannedFile, ...]:
    """Return the files of a plan and further texts without secrets; files of data stay as they are."""
    places = {file.path for file in data}
    own = {file.path: file for file in clean.clean([one for one in plan.files if one.path not in places])}
    return (*(own.get(file.path, file) for file in plan.files), *clean.clean(texts))


def _remarks(source: Source, analysis: Analysis, found: Requirements, python: str) -> tuple[Remark, ...]:
    """Return what a person should know about the notebook and its analysis."""
    changed = silent_changes(source.clean.cells, python)
    return (*source.remarks, *changed, *found.remarks, *_undefined(analysis), *_namespaces(analysis))


def _listed(found: Requirements, observations: Observations, python: str) -> tuple[str, ...]:
    """Return the requirements of the project, as in pyproject.toml."""
    parser = (TOML_PARSER,) if interpreter.version_of(python) < TOML_SINCE else ()
    return tuple(sorted({*map(str, found.distributions), *observations.requirements, *parser}))


def _files(
    source: Source, analysis: Analysis, requirements: Requirements, package: str
) -> tuple[DataFiles, tuple[PlannedFile, ...]]:
    """Return the files that the code reads and writes, and those in the folders of the project's own modules."""
    fields, local = analysis.settings.fields, requirements.local
    lifted = frozenset(f.path for f in fields if f.path)
    secrets = tuple(secret.value for secret in source.clean.secrets)
    inside = package_data(source.local, local, source.folder, source.opened, secrets)
    opened = source.opened
    if opened is not None:
        opened -= {path for path in opened if is_package_data(path, source.folder, source.local, local)}
    statements = (*analysis.flow.statements, *analysis.beside)
    found = files_of(fields, statements, lifted, source.folder, opened, secrets)
    home = _local_home(requirements, package)
    copied = tuple(replace(file, path=f"{home}/{file.path}") for file in inside.planned())
    missing = (*found.missing, *inside.missing, *_environment_file(source, found))
    return replace(found, missing=missing), copied


def _answers(hardening: Hardening, content: bytes, python: str) -> Answers:
    """Return the values for the templates."""
    return Answers(
        project_slug=hardening.project,
        package=hardening.package,
        description=hardening.description,
        requires_python=interpreter.requires_python(python),
        model=MODEL if hardening.predict.is_available else "",
        version=__version__,
        notebooks=((hardening.notebook.file, hashlib.sha256(content).hexdigest()),),
    )


def documents(hardening: Hardening) -> tuple[PlannedFile, ...]:
    """Return README.md, HARDENING.md and config.toml as files."""
    texts = {
        "README.md": readme(hardening),
        "HARDENING.md": hardening_document(hardening),
        "config.toml": config_toml(hardening.files.fields, hardening.package),
    }
    return tuple(PlannedFile(path, text.encode()) for path, text in texts.items())


def _environment_file(source: Source, files: DataFiles) -> Iterator[MissingFile]:
    """Yield the file `.env` of a notebook that reads variables of it, unless a setting names it."""
    file = environment_file(source.folder)
    if file and source.variables and all(one.place != file.name for one in files.missing):
        yield MissingFile(file.name, file.name, SECRET, str(file), private=True)


def _environment(variables: Sequence[Variable], package: str) -> Iterator[PlannedFile]:
    """Yield the module of the environment variables and an example of a file `.env`, if the code reads any."""
    if variables:
        yield PlannedFile(f"src/{package}/{MODULE}.py", environment_source(variables).encode())
        yield PlannedFile(EXAMPLE, environment_example(variables).encode())


def _local_files(source: Source, requirements: Requirements, package: str) -> Iterator[PlannedFile]:
    """Yield the project's own modules as files of the package."""
    home = _local_home(requirements, package)
    if requirements.local_package:
        yield PlannedFile(f"{home}/__init__.py", b'"""Modules from the notebook\'s project."""\n')
    module = f"{package}.{requirements.local_package}".rstrip(".")
    for file in local_files(source.local, requirements.local, module, source.clean):
        yield replace(file, path=f"{home}/{file.path}")


def _local_home(requirements: Requirements, package: str) -> str:
    """Return the folder of the project's own modules."""
    return f"src/{package}/{requirements.local_package}".rstrip("/")


def _renamed(analysis: Analysis) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(clashing(analysis.flow.statements, analysis.definitions).items()))


def _namespaces(analysis: Analysis) -> tuple[Remark, ...]:
    return tuple(
        Remark(
            "Code that looks up names at run time (eval, exec, globals) sees only the names of its own stage.",
            t.statement.location,
        )
        for t in analysis.flow.statements
        if "namespace" in t.effects.side_effects and not analysis.whole
    )


def _undefined(analysis: Analysis) -> tuple[Remark, ...]:
    return tuple(
        Remark(f"`{name}` is used but not defined in the notebook.", location)
        for name, location in undefined(analysis.flow)
    )
