"""Everything that is known of a hardening, for the report and the project's documents."""

from __future__ import annotations

from dataclasses import dataclass

from mlscaffold.codegen.settings import Settings
from mlscaffold.flow.trace import Flow
from mlscaffold.harden.files import Files
from mlscaffold.notebook.model import Change, Location, Notebook
from mlscaffold.stages.definitions import Definitions
from mlscaffold.stages.model import Stage


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

    @property
    def aside(self) -> tuple[Change, ...]:
        """Cells and pieces that were set aside."""
        return tuple(change for change in self.changes if change.kind == "aside")


@dataclass(frozen=True, slots=True)
class HardenResult:
    """What the command shows.

    Args:
        hardening: what became of the notebook.
        output: the project's folder.
        report: the text for the terminal.
    """

    hardening: Hardening
    output: str
    report: str

    @property
    def status(self) -> int:
        """Exit status: 1 where something was set aside, else 0."""
        return 1 if self.hardening.aside else 0

    def as_json(self) -> dict[str, object]:
        """Return the report for machines."""
        from mlscaffold.report.machine import as_json

        return as_json(self.hardening, self.output)
