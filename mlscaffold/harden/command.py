"""The command: reads, analyses, writes."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from mlscaffold import __version__, disk
from mlscaffold.codemod import installed
from mlscaffold.errors import MlscaffoldError
from mlscaffold.harden.analyze import Analysis, analyze, undefined
from mlscaffold.harden.documents import documents
from mlscaffold.harden.dropped import moved_changes
from mlscaffold.harden.files import files_of
from mlscaffold.harden.named import description_of, package_of, title_of
from mlscaffold.harden.needs import needs
from mlscaffold.harden.result import HardenResult
from mlscaffold.harden.secrets import Clean, without_secrets
from mlscaffold.harden.source import sources
from mlscaffold.hardening import Hardening, Remark
from mlscaffold.notebook.magics import PythonCell, to_python_cells
from mlscaffold.notebook.read import parse_notebook
from mlscaffold.polish import polish
from mlscaffold.project import interpreter
from mlscaffold.project.answers import Answers
from mlscaffold.project.plan import ProjectPlan
from mlscaffold.project.template import render_base
from mlscaffold.report.terminal import terminal


def harden(notebook: Path, output: Path, python: str | None, strict: bool) -> HardenResult:
    """Turn a notebook into a project.

    Args:
        notebook: the notebook's file.
        output: the project's folder; it is made.
        python: the interpreter that has the notebook's libraries, None to find one.
        strict: whether to refuse a notebook of which a part cannot be understood.

    Raises:
        MlscaffoldError: the notebook cannot be read, or the folder cannot be written.
    """
    disk.check_free(output)
    content = disk.read_bytes(notebook)
    parsed = parse_notebook(content, notebook.name)
    cells = to_python_cells(parsed)
    if strict:
        _refuse_failures(cells, notebook)
    clean = without_secrets(parsed, cells)
    chosen = interpreter.choose(python or "", parsed.kernel)
    given = "import os" if clean.variables else ""
    analysis = analyze(
        clean.notebook,
        clean.cells,
        installed(),
        lambda modules: interpreter.star_names(chosen, modules),
        given,
    )
    analysis = replace(analysis, changes=(*clean.changes, *analysis.changes))
    hardening, plan = _project(clean, content, analysis, chosen, notebook.resolve().parent)
    disk.write_project(plan, output)
    return HardenResult(hardening, str(output), terminal(hardening, str(output)))


def _refuse_failures(cells: Sequence[PythonCell], notebook: Path) -> None:
    for cell in cells:
        if cell.failure is not None:
            error = cell.failure
            raise MlscaffoldError(
                error.what, where=str(notebook), hint=error.hint, location=error.location, status=1
            )


def _project(
    clean: Clean, content: bytes, analysis: Analysis, python: str, beside: Path
) -> tuple[Hardening, ProjectPlan]:
    notebook = clean.notebook
    wanted = needs(analysis, clean.cells, python, beside)
    package = package_of(notebook, wanted.modules)
    lifted = frozenset(f.path for f in analysis.settings.fields if f.path)
    files = files_of(analysis.settings.fields, analysis.flow.statements, lifted, beside)
    title = title_of(notebook)
    code = sources(analysis, notebook, package, title, files, wanted.local)
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
        requirements=tuple(str(r) for r in wanted.requirements),
        changes=(*analysis.changes, *moved_changes(analysis.flow, analysis.definitions, dict(code.places))),
        remarks=(*wanted.remarks, *_undefined(analysis), *_namespaces(analysis)),
        secrets=clean.variables,
        has_settings=code.has_settings,
    )
    answers = Answers(
        project_slug=hardening.project,
        package=package,
        description=hardening.description,
        requirements=hardening.requirements,
        version=__version__,
        notebooks=((notebook.file, hashlib.sha256(content).hexdigest()),),
    )
    local = (replace(file, path=f"src/{package}/{file.path}") for file in wanted.files)
    raw = ProjectPlan((*render_base(answers), *code.files, *files.taken, *local))
    plan, findings = polish(raw)
    hardening = replace(hardening, findings=findings)
    return hardening, ProjectPlan(clean.clean((*plan.files, *documents(hardening))))


def _namespaces(analysis: Analysis) -> tuple[Remark, ...]:
    return tuple(
        Remark(
            "Code that looks names up by text (eval, exec, globals) sees those of one stage only.",
            t.statement.location,
        )
        for t in analysis.flow.statements
        if "namespace" in t.touch.effects
    )


def _undefined(analysis: Analysis) -> tuple[Remark, ...]:
    return tuple(
        Remark(f"`{name}` is used, and nothing in the notebook defines it.", location)
        for name, location in undefined(analysis.flow)
    )
