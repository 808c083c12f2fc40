"""Generates a project from a notebook's code, without running it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from mlscaffold import __version__
from mlscaffold.codegen.clashes import clashing
from mlscaffold.environments import interpreter
from mlscaffold.filesystem import writer
from mlscaffold.hardening.analyze import Analysis, analyze, undefined
from mlscaffold.hardening.analyze_whole import analyze_whole
from mlscaffold.hardening.data_files import files_of, pictures
from mlscaffold.hardening.dropped_statements import moved_changes
from mlscaffold.hardening.local_sources import read_local_modules
from mlscaffold.hardening.naming import description_of, package_of, title_of
from mlscaffold.hardening.package_files import sources
from mlscaffold.hardening.requirements import Requirements, requirements_of, with_generated_imports
from mlscaffold.hardening.secrets_to_environment import Clean, remove_secrets
from mlscaffold.hardening.unsure import unsure
from mlscaffold.notebook.cells import Change, Notebook
from mlscaffold.notebook.magics import PythonCell, to_python_cells
from mlscaffold.notebook.read import parse_notebook
from mlscaffold.plan import PlannedFile, ProjectPlan
from mlscaffold.projects.answers import Answers
from mlscaffold.projects.ruff_format import fix_and_format
from mlscaffold.projects.template import render_base, render_predicting
from mlscaffold.reporting.config_toml import config_toml
from mlscaffold.reporting.hardening_md import hardening_document
from mlscaffold.reporting.readme import readme
from mlscaffold.reporting.stage_graph import model_of
from mlscaffold.reporting.thin_notebook import narrative, thin_notebook
from mlscaffold.results.hardening import GeneratedProject, Hardening, Remark
from mlscaffold.rewriting.codemod import hardening_codemods
from mlscaffold.stages.opt_outs import NOTHING, OptOuts
from mlscaffold.stages.stage import Observation
from mlscaffold.stages.unsplittable import Reason, unsplittable
from mlscaffold.verification.clean_run import Imports

COPY_ON_WRITE = 3  # the version of pandas since which a part of a table is a copy once one of them is changed


@dataclass(frozen=True, slots=True)
class Source:
    """A notebook as it was read.

    Args:
        file: its path.
        content: its bytes.
        notebook: its cells, with removed APIs migrated if `changes` lists any.
        cells: the code cells as Python.
        clean: the notebook and its cells without secrets.
        changes: the migrations of removed APIs; `content` has none of them.
        remarks: what a person should know of these.
    """

    file: Path
    content: bytes
    notebook: Notebook
    cells: tuple[PythonCell, ...]
    clean: Clean
    changes: tuple[Change, ...] = ()
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True)
class Observations:
    """What the runs have shown and the project uses.

    Args:
        values: the observed outputs of stages.
        requirements: distributions that the project loads without importing them, as in pyproject.toml.
    """

    values: tuple[Observation, ...] = ()
    requirements: tuple[str, ...] = ()

    def with_imports(self, found: Imports) -> Observations:
        """Return the same with further distributions."""
        return replace(self, requirements=tuple(f"{name}=={version}" for name, version in found))


NOT_RUN = Observations()


def read(file: Path) -> Source:
    """Read a notebook.

    Raises:
        MlscaffoldError: the file cannot be read or is not a Python notebook.
    """
    content = writer.read_bytes(file)
    return source_of(file, content, parse_notebook(content, file.name))


def source_of(file: Path, content: bytes, notebook: Notebook) -> Source:
    """Return a notebook with its cells as Python, with and without secrets.

    Args:
        file: its path.
        content: its bytes.
        notebook: its cells.
    """
    cells = to_python_cells(notebook)
    return Source(file, content, notebook, cells, remove_secrets(notebook, cells))


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
    if not whole:
        local = read_local_modules(clean.cells, source.file.resolve().parent)
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
    requirements = requirements_of(analysis, clean.cells, python, beside)
    package = package_of(notebook, requirements.modules)
    lifted = frozenset(f.path for f in analysis.settings.fields if f.path)
    statements = (*analysis.flow.statements, *analysis.beside)
    files = files_of(analysis.settings.fields, statements, lifted, beside)
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
    hardening = Hardening(
        notebook=notebook,
        title=title,
        package=package,
        project=package.replace("_", "-"),
        description=description_of(title),
        flow=analysis.flow,
        stages=analysis.stages,
        definitions=analysis.definitions,
        places=code.places,
        settings=analysis.settings,
        files=files,
        requirements=(),
        changes=(*analysis.changes, *moved_changes(analysis.flow, analysis.definitions, dict(code.places))),
        remarks=(*source.remarks, *requirements.remarks, *_undefined(analysis), *_namespaces(analysis)),
        unsure=unsure(analysis),
        secrets=clean.variables,
        has_settings=code.has_settings,
        seed=analysis.settings.seed,
        renamed=() if analysis.whole else _renamed(analysis),
        figures=tuple(sorted(analysis.figures.items())),
    )
    answers = _answers(hardening, source.content)
    requirements = with_generated_imports(
        requirements, (*code.files, *render_predicting(answers)), package, python
    )
    listed = tuple(sorted({*map(str, requirements.distributions), *observations.requirements}))
    hardening, answers = replace(hardening, requirements=listed), replace(answers, requirements=listed)
    local = _local_files(requirements, f"src/{package}")
    shown = pictures((text for kind, text in narrative(hardening) if kind == "markdown"), beside)
    raw = ProjectPlan(
        (*render_base(answers), *code.files, *files.copied, *local, thin_notebook(hardening), *shown)
    )
    plan, findings = fix_and_format(raw)
    hardening = replace(hardening, findings=findings)
    return GeneratedProject(hardening, ProjectPlan(clean.clean((*plan.files, *documents(hardening)))))


def _answers(hardening: Hardening, content: bytes) -> Answers:
    """Return the values for the templates."""
    return Answers(
        project_slug=hardening.project,
        package=hardening.package,
        description=hardening.description,
        model=model_of(hardening),
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


def _local_files(requirements: Requirements, folder: str) -> Iterator[PlannedFile]:
    """Yield the modules beside the notebook as files of the package."""
    home = f"{folder}/{requirements.local_package}".rstrip("/")
    if requirements.local_package:
        yield PlannedFile(f"{home}/__init__.py", b'"""Modules from the notebook\'s folder."""\n')
    yield from (replace(file, path=f"{home}/{file.path}") for file in requirements.files)


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
