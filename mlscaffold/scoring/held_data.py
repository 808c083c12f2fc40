"""Whether training and serving call a data contract, and the tests in which it refuses rows."""

from __future__ import annotations

import ast

from mlscaffold.scoring.assessment import shortened
from mlscaffold.scoring.code_graph import Definition
from mlscaffold.scoring.contracts import contracts, held
from mlscaffold.scoring.project_evidence import Project
from mlscaffold.scoring.roles import readers, refused, servers, trainers
from mlscaffold.scoring.suite import TestFunction
from mlscaffold.scoring.tested import passing


def in_training(project: Project) -> tuple[Definition, ...]:
    """Return the contracts that training or the reading of its data really calls."""
    return project.code.own(held(project, [*trainers(project), *readers(project)]))


def in_serving(project: Project) -> tuple[Definition, ...]:
    """Return the contracts that serving really calls."""
    return project.code.own(held(project, servers(project)))


def in_both(project: Project) -> tuple[Definition, ...]:
    """Return the contracts that both call."""
    serving = {one.name for one in in_serving(project)}
    trained = {one.name for one in project.code.own(held(project, trainers(project)))}
    return tuple(
        one for one in in_training(project) if one.name in serving and (one.name in trained or not trained)
    )


def refusals(project: Project, wanted: tuple[Definition, ...]) -> tuple[TestFunction, ...]:
    """Return the tests that passed and in which one of some contracts refuses data."""
    names = {one.name for one in wanted}
    return passing(project, lambda test: bool(names & refused(project, test)))


def is_strict(contract: Definition) -> bool:
    """Return whether a contract allows only the columns that it names."""
    for node in ast.walk(contract.node):
        if isinstance(node, ast.keyword) and _forbids(node.arg, node.value):
            return True
        if isinstance(node, ast.Assign) and any(
            isinstance(one, ast.Name) and _forbids(one.id, node.value) for one in node.targets
        ):
            return True
    return False


def _forbids(name: str | None, value: ast.expr) -> bool:
    wanted = {"strict": (True, "filter"), "extra": ("forbid",)}.get(name or "", ())
    return isinstance(value, ast.Constant) and value.value in wanted


def missing(project: Project) -> tuple[str, str]:
    """Return what is missing for a contract in both, and what to do; two empty texts if nothing is."""
    if not contracts(project):
        return (
            "the code has no schema of pandera or pydantic",
            "write a schema for the model's input columns, and call it in training and serving",
        )
    if not in_training(project):
        return (
            "neither reading nor training calls the contract",
            "validate the training rows with the contract",
        )
    if not servers(project):
        what = "the code that serves cannot be identified"
        return what, "answer for new rows in a module predict.py, serve.py or service.py"
    if not in_both(project):
        serving = shortened([one.place for one in servers(project)])
        return (
            f"serving ({serving}) does not call the contract of training",
            "validate with the same contract in both",
        )
    return "", ""


def places_of(contracts: tuple[Definition, ...]) -> str:
    """Return contracts with their places."""
    return shortened([f"{one.place} `{one.short}`" for one in contracts])
