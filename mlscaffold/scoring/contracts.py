"""Data contracts: the code that validates data with them, and tests in which they reject rows; a mention is no call."""

import ast
import re
from collections.abc import Iterable

from mlscaffold.scoring.assessment import shortened
from mlscaffold.scoring.code_graph import Definition, names_of
from mlscaffold.scoring.points import passing
from mlscaffold.scoring.project_evidence import Project
from mlscaffold.scoring.roles import is_function, readers, rejected, servers, trainers
from mlscaffold.scoring.suite import TestFunction

_SCHEMAS = re.compile(
    r"^(?:pandera\b.*\.(?:DataFrameSchema|SeriesSchema|DataFrameModel|SchemaModel)|pydantic\.(?:BaseModel|TypeAdapter)"
    r"|marshmallow\.Schema|patito\.Model|dataframely\.Schema|cerberus\.Validator|jsonschema\.Draft\w+Validator)$"
)
_METHODS = frozenset({"validate", "model_validate", "validate_python", "validate_json", "parse_obj", "cast"})
_DECORATORS = frozenset({"check_input", "check_output", "check_io"})
_ENDPOINTS = frozenset({"post", "put", "get"})
_STRICT = {"strict": (True, "filter"), "extra": ("forbid",)}
"""Settings of pandera and pydantic by which a contract allows only its own columns."""


def contracts(project: Project) -> tuple[Definition, ...]:
    """Return the contracts on data: schemas of pandera, pydantic and others, and what is derived from them."""
    values = [part for part in project.definitions if not is_function(part)]
    direct = names_of(value for value in values if any(map(_SCHEMAS.match, value.uses)))
    derived = names_of(
        value
        for value in values
        if _is_derived(value) and not direct.isdisjoint(map(project.code.resolved, value.uses))
    )
    return project.code.defined(direct | derived)


def _is_derived(value: Definition) -> bool:
    """Return whether a definition that mentions a contract is one itself: the result of its method, or a subclass."""
    if isinstance(value.node, ast.ClassDef):
        return bool(value.node.bases)
    assigned = getattr(value.node, "value", None)
    return isinstance(assigned, ast.Call) and isinstance(assigned.func, ast.Attribute)


def validated(project: Project, starts: Iterable[Definition]) -> tuple[Definition, ...]:
    """Return the contracts that some code calls, directly or not, and those from which they are derived.

    Args:
        project: the project.
        starts: the functions to start from; all that they reach is included.
    """
    known = names_of(contracts(project))
    functions = filter(is_function, project.code.reach_defined(names_of(starts)))
    called = {name for function in functions for name in _called_by(project, function) if name in known}
    return project.code.defined(known & (called | project.code.reach(called)))


def _called_by(project: Project, function: Definition) -> set[str]:
    """Return what a function calls, passes to what validates, or has as an endpoint's argument."""
    resolved = project.code.resolved
    called = {resolved(call) for call in function.calls if _is_validating(call, resolved(call))}
    passed_on = {resolved(value) for receiver, value in function.passes if _validates(project, receiver)}
    enforced = set(map(resolved, function.uses)) if _is_checked_by_types(function) else set()
    return called | passed_on | enforced


def _is_validating(call: str, target: str) -> bool:
    """Return whether a call is one of a contract's method that validates, or of the contract as a class."""
    last = call.rpartition(".")[2]
    return last in _METHODS or last == target.rpartition(".")[2]


def _validates(project: Project, receiver: str) -> bool:
    """Return whether a function that receives a contract validates data with it."""
    if receiver.rpartition(".")[2] in _DECORATORS:
        return True
    reached = project.code.reach_defined([receiver])
    return any(call.startswith(".") and call[1:] in _METHODS for part in reached for call in part.calls)


def _is_checked_by_types(function: Definition) -> bool:
    """Return whether a function's annotations are enforced: by pandera's check_types, or as an endpoint of a service."""
    decorators = getattr(function.node, "decorator_list", [])
    heads = [ast.unparse(node.func if isinstance(node, ast.Call) else node) for node in decorators]
    parts = [head.rpartition(".") for head in heads]
    return any(last == "check_types" or (dot and last in _ENDPOINTS) for _, dot, last in parts)


def in_training(project: Project) -> tuple[Definition, ...]:
    """Return the contracts that training or the reading of its data really calls."""
    return validated(project, [*trainers(project), *readers(project)])


def in_both(project: Project) -> tuple[Definition, ...]:
    """Return the contracts that both training and serving call."""
    serving = names_of(validated(project, servers(project)))
    trained = names_of(validated(project, trainers(project)))
    common = serving & (trained or serving)
    return tuple(contract for contract in in_training(project) if contract.name in common)


def rejections(project: Project, contracts: tuple[Definition, ...]) -> tuple[TestFunction, ...]:
    """Return the tests that passed and in which one of some contracts rejects data."""
    names = names_of(contracts)
    return passing(project, lambda test: bool(names & rejected(project, test)))


def is_strict(contract: Definition) -> bool:
    """Return whether a contract allows only the columns that it names."""
    for node in ast.walk(contract.node):
        if isinstance(node, ast.keyword) and _forbids(node.arg, node.value):
            return True
        targets = node.targets if isinstance(node, ast.Assign) else []
        if any(isinstance(target, ast.Name) and _forbids(target.id, node.value) for target in targets):  # type: ignore[attr-defined]
            return True
    return False


def _forbids(name: str | None, value: ast.expr) -> bool:
    return isinstance(value, ast.Constant) and value.value in _STRICT.get(name or "", ())


def contract_gap(project: Project) -> tuple[str, str]:
    """Return what is missing for a contract in both, and what to do; two empty texts if nothing is."""
    if not contracts(project):
        todo = "write a schema for the model's input columns, and call it in training and serving"
        return "the code has no schema of pandera or pydantic", todo
    if not in_training(project):
        return "neither reading nor training calls the contract", "validate the training rows with it"
    if not servers(project):
        todo = "answer for new rows in a module predict.py, serve.py or service.py"
        return "the code that serves cannot be identified", todo
    if not in_both(project):
        serving = shortened([server.place for server in servers(project)])
        gap = f"serving ({serving}) does not call the contract of training"
        return gap, "validate with the same contract in both"
    return "", ""


def places_of(contracts: tuple[Definition, ...]) -> str:
    """Return contracts with their places."""
    return shortened([contract.label for contract in contracts])
