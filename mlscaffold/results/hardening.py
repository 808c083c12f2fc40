"""The result of a hardening, for the reports and the project's documents."""

from dataclasses import dataclass

from mlscaffold.analysis.dataflow import Flow
from mlscaffold.analysis.environment_variables import Variable
from mlscaffold.analysis.raw_rows.predict_path import PredictPath
from mlscaffold.codegen.config_fields import Field, Settings
from mlscaffold.notebook.cells import Change, Location, Notebook
from mlscaffold.plan import PlannedFile, ProjectPlan
from mlscaffold.projects.ruff_format import LintFinding
from mlscaffold.results.predict_outcome import NO_MODEL, PredictOutcome
from mlscaffold.results.proof import Proof
from mlscaffold.stages.definitions import Definitions
from mlscaffold.stages.stage import Stage


@dataclass(frozen=True, slots=True)
class MissingFile:
    """A file that the user has to add.

    Args:
        path: its path in the notebook.
        place: its place in the project.
        why: why it was not copied.
        source: where it is on this machine, for the runs of the proof; "" if it is not.
        private: whether nothing of its content may get into the project, as of a file with secrets.
    """

    path: str
    place: str
    why: str
    source: str = ""
    private: bool = False


@dataclass(frozen=True, slots=True)
class DataFiles:
    """The data files of the notebook, and the settings that name them.

    Args:
        fields: the fields of the configuration, with their defaults.
        copied: the files that are copied to the project.
        missing: the files that are not.
        folder: folder of the project that the stages run in, "" if it does not matter.
    """

    fields: tuple[Field, ...]
    copied: tuple[PlannedFile, ...]
    missing: tuple[MissingFile, ...]
    folder: str


@dataclass(frozen=True, slots=True)
class Remark:
    """A point to review, as a sentence, with its location in the notebook and its place in the project, if any."""

    what: str
    location: Location | None = None
    place: str = ""


@dataclass(frozen=True, slots=True)
class Hardening:
    """A notebook and its project.

    Args:
        notebook: the notebook.
        title: its title in documents.
        package: name of the import package.
        project: name of the project.
        description: what it does, one sentence.
        flow: its statements after all refactorings.
        stages: the stages in their order.
        definitions: its functions, classes and constants.
        places: the module of each definition, by name.
        settings: the configuration.
        files: its data files.
        requirements: the distributions it needs, as in pyproject.toml.
        changes: what was dropped, rewritten, moved or skipped.
        remarks: points to review.
        unsure: what the analysis had to assume, which only a run can prove.
        secrets: environment variables for the secrets of the source.
        variables: all environment variables that the code reads.
        has_settings: whether settings.py sets up libraries.
        findings: ruff's findings in the project.
        proof: the result of the runs, None if nothing was run.
        seed: the field of the configuration that seeds random numbers, "" if there is none.
        renamed: variables that have another name in the project, with that name.
        figures: for each cell that draws, the stem of its figure's file.
        predict: whether and how it answers for raw rows.
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
    files: DataFiles
    requirements: tuple[str, ...]
    changes: tuple[Change, ...] = ()
    remarks: tuple[Remark, ...] = ()
    unsure: tuple[Remark, ...] = ()
    secrets: tuple[str, ...] = ()
    variables: tuple[Variable, ...] = ()
    has_settings: bool = False
    findings: tuple[LintFinding, ...] = ()
    proof: Proof | None = None
    renamed: tuple[tuple[str, str], ...] = ()
    seed: str = ""
    figures: tuple[tuple[int, str], ...] = ()
    predict: PredictOutcome = NO_MODEL

    @property
    def skipped(self) -> tuple[Change, ...]:
        """The cells and statements that were skipped."""
        return tuple(change for change in self.changes if change.kind == "skipped")


@dataclass(frozen=True, slots=True)
class GeneratedProject:
    """A project that is generated but not yet written, with the path from raw rows to its model."""

    hardening: Hardening
    plan: ProjectPlan
    path: PredictPath | None = None
