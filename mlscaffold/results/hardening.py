"""Everything that is known of a hardening, for the report and the project's documents."""

from __future__ import annotations

from dataclasses import dataclass

from mlscaffold.analysis.dataflow import Flow
from mlscaffold.codegen.config_fields import Field, Settings
from mlscaffold.notebook.cells import Change, Location, Notebook
from mlscaffold.plan import PlannedFile, ProjectPlan
from mlscaffold.projects.ruff_format import LintFinding
from mlscaffold.results.proof import Proof
from mlscaffold.stages.definitions import Definitions
from mlscaffold.stages.stage import Stage


@dataclass(frozen=True, slots=True)
class Missing:
    """A file that the project needs and that its owner has to put there.

    Args:
        path: where the notebook has it.
        place: where the project looks for it.
        why: why it was not taken along.
    """

    path: str
    place: str
    why: str


@dataclass(frozen=True, slots=True)
class Files:
    """What lies beside the code.

    Args:
        fields: the fields of the configuration, their defaults filled in.
        taken: the files that are taken along.
        missing: the files that are not.
        folder: folder of the project in which the stages run, "" where it does not matter.
    """

    fields: tuple[Field, ...]
    taken: tuple[PlannedFile, ...]
    missing: tuple[Missing, ...]
    folder: str


@dataclass(frozen=True, slots=True)
class Remark:
    """Something that a person should look at.

    Args:
        what: what it is, as a sentence.
        location: where it stands in the notebook, None where it concerns the whole.
        place: where it stands in the project, "" where it is not there.
    """

    what: str
    location: Location | None = None
    place: str = ""


@dataclass(frozen=True, slots=True)
class Hardening:
    """A notebook and what it has become.

    Args:
        notebook: the notebook.
        title: what it is called in documents.
        package: name of the import package.
        project: name of the project.
        description: what it does, one sentence.
        flow: its statements after all rewriting.
        stages: the stages in their order.
        definitions: what became of functions, classes and constants.
        places: the module of each definition, by name.
        settings: the configuration.
        files: what lies beside the code.
        requirements: the distributions it needs, as in pyproject.toml.
        changes: what was dropped, rewritten, moved or set aside.
        remarks: what a person should look at.
        secrets: environment variables that hold what were secrets in the source.
        has_settings: whether settings.py sets up libraries.
        findings: what ruff finds wrong in the project.
        proof: what the runs have shown, None where nothing was run.
        seed: the field of the configuration that seeds random numbers, "" where there is none.
        renamed: variables that have another name in the project, with that name.
        figures: for each cell that draws, the stem of its figure's file.
    """

    notebook: Notebook
    title: str
    package: str
    project: str
    description: str
    flow: Flow
    stages: tuple[Stage, ...]
    definitions: Definitions
    places: tuple[tuple[str, str], ...]
    settings: Settings
    files: Files
    requirements: tuple[str, ...]
    changes: tuple[Change, ...] = ()
    remarks: tuple[Remark, ...] = ()
    secrets: tuple[str, ...] = ()
    has_settings: bool = False
    findings: tuple[LintFinding, ...] = ()
    proof: Proof | None = None
    renamed: tuple[tuple[str, str], ...] = ()
    seed: str = ""
    figures: tuple[tuple[int, str], ...] = ()

    @property
    def aside(self) -> tuple[Change, ...]:
        """Cells and pieces that were set aside."""
        return tuple(change for change in self.changes if change.kind == "aside")


@dataclass(frozen=True, slots=True)
class Made:
    """A project, made but not yet written.

    Args:
        hardening: what became of the notebook.
        plan: the project's files.
    """

    hardening: Hardening
    plan: ProjectPlan
