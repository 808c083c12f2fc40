"""Data contracts, and the functions that validate data with them; mentioning a contract is not calling it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable

from mlscaffold.scoring.code_graph import Definition
from mlscaffold.scoring.project_evidence import Project
from mlscaffold.scoring.roles import is_function

_SCHEMAS = re.compile(
    r"^(?:pandera\b.*\.(?:DataFrameSchema|SeriesSchema|DataFrameModel|SchemaModel)|pydantic\.(?:BaseModel|TypeAdapter)"
    r"|marshmallow\.Schema|patito\.Model|dataframely\.Schema|cerberus\.Validator|jsonschema\.Draft\w+Validator)$"
)
_HOLDS = frozenset({"validate", "model_validate", "validate_python", "validate_json", "parse_obj", "cast"})
_DECORATORS = frozenset({"check_input", "check_output", "check_io"})
_ENDPOINTS = frozenset({"post", "put", "get"})


def contracts(project: Project) -> tuple[Definition, ...]:
    """Return the contracts on data: schemas of pandera, pydantic and others, and what is derived from them."""
    values = [one for one in project.definitions if not is_function(one)]
    direct = {one.name for one in values if any(_SCHEMAS.match(name) for name in one.uses)}
    derived = {
        one.name
        for one in values
        if {project.code.settled(name) for name in one.uses} & direct and _is_contract_too(one)
    }
    return project.code.own(direct | derived)


def _is_contract_too(one: Definition) -> bool:
    """Return whether a definition that mentions a contract is one itself: the result of its method, or a subclass."""
    if isinstance(one.node, ast.ClassDef):
        return bool(one.node.bases)
    value = getattr(one.node, "value", None)
    return isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute)


def held(project: Project, starts: Iterable[Definition]) -> frozenset[str]:
    """Return the contracts that some code calls, directly or not.

    Args:
        project: the project.
        starts: the functions to start from; all that they reach is included.
    """
    known = {one.name for one in contracts(project)}
    reached = project.code.own(project.code.reach(one.name for one in starts))
    called = {name for one in reached if is_function(one) for name in _held_in(project, one, known)}
    return frozenset(called | _parents(project, called, known))


def _parents(project: Project, called: set[str], known: set[str]) -> set[str]:
    """Return the contracts from which others are derived: validating with those validates with these too."""
    return {name for name in project.code.reach(called) if name in known}


def _held_in(project: Project, one: Definition, known: set[str]) -> set[str]:
    """Return the contracts that a function calls, passes to what validates, or has as an endpoint's argument."""
    settled = project.code.settled
    called = {settled(call) for call in one.calls if _is_validating(call, settled(call))}
    handed = {settled(parameter) for taker, parameter in one.passes if _validates(project, taker)}
    mentioned = {settled(name) for name in one.uses} if _is_checked_by_types(one) else set()
    return (called | handed | mentioned) & known


def _is_validating(call: str, meant: str) -> bool:
    """Return whether a call is one of a contract's method that validates, or of the contract as a class."""
    last = call.rpartition(".")[2]
    return last in _HOLDS or last == meant.rpartition(".")[2]


def _validates(project: Project, taker: str) -> bool:
    """Return whether a function that receives a contract validates data with it."""
    if taker.rpartition(".")[2] in _DECORATORS:
        return True
    reached = project.code.own(project.code.reach([taker]))
    return any(call.startswith(".") and call[1:] in _HOLDS for one in reached for call in one.calls)


def _is_checked_by_types(one: Definition) -> bool:
    """Return whether a function's annotations are enforced: by pandera's check_types, or as an endpoint of a service."""
    decorators = getattr(one.node, "decorator_list", [])
    heads = [ast.unparse(node.func if isinstance(node, ast.Call) else node) for node in decorators]
    lasts = {head.rpartition(".")[2] for head in heads}
    return "check_types" in lasts or any(
        "." in head and head.rpartition(".")[2] in _ENDPOINTS for head in heads
    )
