"""A notebook as a project, from what its code alone says."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from mlscaffold import __version__
from mlscaffold.codegen.clashes import clashing
from mlscaffold.codemod import hardening_codemods
from mlscaffold.environments import interpreter
from mlscaffold.filesystem import writer
from mlscaffold.hardening.analyze import Analysis, analyze, undefined
from mlscaffold.hardening.data_files import files_of
from mlscaffold.hardening.documents import documents
from mlscaffold.hardening.dropped_statements import moved_changes
from mlscaffold.hardening.naming import description_of, package_of, title_of
from mlscaffold.hardening.package_files import sources
from mlscaffold.hardening.pictures import pictures
from mlscaffold.hardening.requirements import Needs, needs, with_generated
from mlscaffold.hardening.secrets_to_environment import Clean, without_secrets
from mlscaffold.notebook.cells import Change, Notebook
from mlscaffold.notebook.magics import PythonCell, to_python_cells
from mlscaffold.notebook.read import parse_notebook
from mlscaffold.plan import PlannedFile, ProjectPlan
from mlscaffold.projects.answers import Answers
from mlscaffold.projects.ruff_format import polish
from mlscaffold.projects.template import render_base, render_predicting
from mlscaffold.reporting.thin import narrative, thin
from mlscaffold.reporting.wiring import model_of
from mlscaffold.results.hardening import Hardening, Made, Remark
from mlscaffold.stages.observation import Observed
from mlscaffold.stages.opt_outs import NOTHING, OptOuts
from mlscaffold.verification.optional_dependencies import Imports


@dataclass(frozen=True, slots=True)
class Source:
    """A notebook that has been read.

    Args:
        file: where it lies.
        content: its bytes.
        notebook: the notebook as it stands in the file.
        cells: its code cells as Python.
        clean: the same without its secrets.
        changes: what was mended in the notebook before; `notebook` and `cells` are mended, `content` is not.
        remarks: what there is to say of that.
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
    """What a run of the notebook has shown.

    Args:
        observed: what values were seen to be.
        requirements: distributions that it loaded and that no import names, as in pyproject.toml.
    """

    observed: tuple[Observed, ...] = ()
    requirements: tuple[str, ...] = ()

    def with_imports(self, found: Imports) -> Observations:
        """Return the same with distributions more."""
        return replace(self, requirements=tuple(f"{name}=={version}" for name, version in found))


UNTAUGHT = Observations()


def read(file: Path) -> Source:
    """Read a notebook.

    Raises:
        MlscaffoldError: it cannot be read, or is no notebook in Python.
    """
    content = writer.read_bytes(file)
    return source_of(file, content, parse_notebook(content, file.name))


def source_of(file: Path, content: bytes, notebook: Notebook) -> Source:
    """Return a notebook with what follows from its cells.

    Args:
        file: where it lies.
        content: its bytes.
        notebook: its cells.
    """
    cells = to_python_cells(notebook)
    return Source(file, content, notebook, cells, without_secrets(notebook, cells))


def make(source: Source, python: str, kept: OptOuts = NOTHING, taught: Observations = UNTAUGHT) -> Made:
    """Make a project; nothing of the notebook is executed.

    Args:
        source: the notebook.
        python: the interpreter that has the notebook's libraries.
        kept: refactorings that are not made.
        taught: what a run has shown.
    """
    clean = source.clean
    analysis = analyze(
        clean.notebook,
        clean.cells,
        hardening_codemods(),
        lambda modules: interpreter.star_names(python, modules),
        "import os" if clean.variables else "",
        kept,
    )
    return _made(
        source,
        replace(analysis, changes=(*source.changes, *clean.changes, *analysis.changes)),
        python,
        taught,
    )


def _made(source: Source, analysis: Analysis, python: str, taught: Observations) -> Made:
    clean, beside = source.clean, source.file.resolve().parent
    notebook = clean.notebook
    wanted = needs(analysis, clean.cells, python, beside)
    package = package_of(notebook, wanted.modules)
    lifted = frozenset(f.path for f in analysis.settings.fields if f.path)
    files = files_of(analysis.settings.fields, analysis.flow.statements, lifted, beside)
    title = title_of(notebook)
    code = sources(analysis, notebook, package, title, files, wanted.local, taught.observed, wanted.apart)
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
        remarks=(*source.remarks, *wanted.remarks, *_undefined(analysis), *_namespaces(analysis)),
        secrets=clean.variables,
        has_settings=code.has_settings,
        seed=analysis.settings.seed,
        renamed=tuple(sorted(clashing(analysis.flow.statements, analysis.definitions).items())),
        figures=tuple(sorted(analysis.figures.items())),
    )
    answers = Answers(
        project_slug=hardening.project,
        package=package,
        description=hardening.description,
        model=model_of(hardening),
        version=__version__,
        notebooks=((notebook.file, hashlib.sha256(source.content).hexdigest()),),
    )
    wanted = with_generated(wanted, (*code.files, *render_predicting(answers)), package, python)
    named = tuple(sorted({*(str(r) for r in wanted.requirements), *taught.requirements}))
    hardening, answers = replace(hardening, requirements=named), replace(answers, requirements=named)
    local = _local_files(wanted, f"src/{package}")
    shown = pictures((text for kind, text in narrative(hardening) if kind == "markdown"), beside)
    raw = ProjectPlan((*render_base(answers), *code.files, *files.taken, *local, thin(hardening), *shown))
    plan, findings = polish(raw)
    hardening = replace(hardening, findings=findings)
    return Made(hardening, ProjectPlan(clean.clean((*plan.files, *documents(hardening)))))


def _local_files(wanted: Needs, folder: str) -> Iterator[PlannedFile]:
    """Yield the modules beside the notebook as files of the package."""
    home = f"{folder}/{wanted.apart}".rstrip("/")
    if wanted.apart:
        yield PlannedFile(f"{home}/__init__.py", b'"""Modules that lay beside the notebook."""\n')
    yield from (replace(file, path=f"{home}/{file.path}") for file in wanted.files)


def _namespaces(analysis: Analysis) -> tuple[Remark, ...]:
    return tuple(
        Remark(
            "Code that looks names up by text (eval, exec, globals) sees those of one stage only.",
            t.statement.location,
        )
        for t in analysis.flow.statements
        if "namespace" in t.effects.side_effects
    )


def _undefined(analysis: Analysis) -> tuple[Remark, ...]:
    return tuple(
        Remark(f"`{name}` is used, and nothing in the notebook defines it.", location)
        for name, location in undefined(analysis.flow)
    )
