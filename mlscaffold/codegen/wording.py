"""What is the same for all functions of a project."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from mlscaffold.codegen.config_fields import Settings
from mlscaffold.codegen.rename import Renaming
from mlscaffold.stages.observation import Observed


@dataclass(frozen=True, slots=True)
class Wording:
    """What is the same for all functions of a project.

    Args:
        notebook: name of the notebook's file.
        settings: the configuration.
        renamings: new names, by the number of the statement.
        renamed: new names of variables.
        figures: stem of the file of the figure that a cell draws, by the number of the cell.
        makers: for each stage's name, the stage that makes each of its inputs, by the input's name.
        consumed: names that some stage takes.
        taken: names that no annotation may use.
        observed: what values were seen to be in a run, by stage and name.
    """

    notebook: str
    settings: Settings
    renamings: Mapping[int, Renaming]
    renamed: Mapping[str, str]
    figures: Mapping[int, str]
    makers: Mapping[str, Mapping[str, str]]
    consumed: frozenset[str]
    taken: frozenset[str]
    observed: Mapping[tuple[str, str], Observed] = field(default_factory=dict)
