"""The contract on the data: whether training and serving really call it, and the tests in which it refuses rows."""

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
    """Say whether a contract lets only the columns pass that it names."""
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
    """Return what lacks for a contract in both, and what to do about it; two empty texts where nothing does."""
    if not contracts(project):
        return (
            "no schema of pandera or pydantic stands in the code",
            "write a schema for the columns that the model is given, and let training and serving call it",
        )
    if not in_training(project):
        return (
            "neither reading nor training calls the contract",
            "let training validate its rows with the contract",
        )
    if not servers(project):
        what = "it cannot be told which code serves"
        return what, "let a module predict.py, serve.py or service.py answer for new rows"
    if not in_both(project):
        told = shortened([one.place for one in servers(project)])
        return (
            f"serving ({told}) does not call the contract of training",
            "let both validate with the same contract",
        )
    return "", ""


def told(contracts: tuple[Definition, ...]) -> str:
    """Return contracts with their places."""
    return shortened([f"{one.place} `{one.short}`" for one in contracts])
