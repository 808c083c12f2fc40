"""The environment variables that code reads: through os, and through the libraries that read files such as `.env`."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from mlscaffold.analysis import types
from mlscaffold.analysis.dataflow import Traced
from mlscaffold.notebook.cells import Location

SYSTEM = frozenset(
    "HOME PATH USER USERNAME USERPROFILE PWD SHELL LANG TMPDIR TEMP TMP HOSTNAME DISPLAY APPDATA PYTHONPATH "
    "CONDA_PREFIX VIRTUAL_ENV SYSTEMROOT OS".split()
)
"""Variables that the system sets."""
READERS = frozenset({"os.getenv", "os.environ.get", "os.environ.pop", "decouple.config", "environ.get"})
STRICT = frozenset({"decouple.config"})
"""Readers that fail without a default."""
FILES = frozenset({"dotenv.dotenv_values", "dotenv.main.dotenv_values"})
OBJECTS = frozenset(
    {"environs.Env", "environs.FileAwareEnv", "environ.Env", "decouple.AutoConfig", "decouple.Config"}
)
"""Classes whose objects read a variable when they or their methods are called with its name."""
SETTINGS = frozenset({"pydantic_settings.BaseSettings", "pydantic.BaseSettings", "pydantic.v1.BaseSettings"})


@dataclass(frozen=True, slots=True)
class Variable:
    """An environment variable that code reads.

    Args:
        name: its name.
        required: whether the code stops without it.
        default: the source of its default, "" for none.
        location: its first place in the notebook.
    """

    name: str
    required: bool
    default: str
    location: Location


def environment_variables(statements: Sequence[Traced]) -> tuple[Variable, ...]:
    """Return the environment variables that code reads, each once, without those that it sets itself before.

    Args:
        statements: all statements of the notebook, and those of its own modules.
    """
    found: dict[str, Variable] = {}
    objects, files, own, tested = set[str](), set[str](), set[str](), set[str]()
    for traced in statements:
        node = traced.statement.node
        _note_names(node, traced, objects, files)
        optional = isinstance(node, ast.Try)
        for name, strict, default in _reads(node, traced, objects, files):
            known = found.get(name)
            if name in own or name in SYSTEM or not name.isidentifier():
                continue
            required = strict and not optional
            if known is None or (required and not known.required):
                location = known.location if known else traced.statement.location
                found[name] = Variable(name, required, default, location)
        own |= set(_written(node, traced))
        tested |= set(_tested(node, traced))
    return tuple(replace(one, required=one.required and one.name not in tested) for one in found.values())


def _note_names(node: ast.stmt, traced: Traced, objects: set[str], files: set[str]) -> None:
    """Note the variables of the notebook that are objects which read variables, or the content of a file."""
    if (
        isinstance(node, ast.Assign)
        and isinstance(node.value, ast.Call)
        and isinstance(node.targets[0], ast.Name)
    ):
        name = types.qualified(node.value.func, traced.env)
        if name in OBJECTS:
            objects.add(node.targets[0].id)
        elif name in FILES:
            files.add(node.targets[0].id)


def _reads(
    node: ast.stmt, traced: Traced, objects: set[str], files: set[str]
) -> Iterator[tuple[str, bool, str]]:
    """Yield name, whether it is required, and default of each variable that a statement reads."""
    for part in ast.walk(node):
        if isinstance(part, ast.Subscript) and isinstance(part.ctx, ast.Load):
            name = _text(part.slice)
            of_file = isinstance(part.value, ast.Name) and part.value.id in files
            called = (
                isinstance(part.value, ast.Call) and types.qualified(part.value.func, traced.env) in FILES
            )
            if name and (of_file or called or types.qualified(part.value, traced.env) == "os.environ"):
                yield name, True, ""
        elif (
            isinstance(part, ast.Compare) and types.qualified(part.comparators[0], traced.env) == "os.environ"
        ):
            if name := _text(part.left):
                yield name, False, ""
        elif isinstance(part, ast.Call):
            yield from _of_call(part, traced, objects, files)
        elif isinstance(part, ast.ClassDef):
            yield from _of_class(part, traced)


def _of_call(
    call: ast.Call, traced: Traced, objects: set[str], files: set[str]
) -> Iterator[tuple[str, bool, str]]:
    called = types.qualified(call.func, traced.env)
    receiver = call.func.value if isinstance(call.func, ast.Attribute) else call.func
    reader = receiver.id if isinstance(receiver, ast.Name) else ""
    of_file = reader in files and isinstance(call.func, ast.Attribute) and call.func.attr == "get"
    name = _text(call.args[0]) if call.args else ""
    if not name or not (called in READERS or reader in objects or of_file):
        return
    values = [*call.args[1:2], *(k.value for k in call.keywords if k.arg == "default")]
    strict = called in STRICT or reader in objects
    yield name, strict and not values, ast.unparse(values[0]) if values else ""


def _of_class(node: ast.ClassDef, traced: Traced) -> Iterator[tuple[str, bool, str]]:
    """Yield the variables of a class of settings of pydantic."""
    if not any(types.qualified(base, traced.env) in SETTINGS for base in node.bases):
        return
    prefix = next(
        (
            _text(keyword.value)
            for part in ast.walk(node)
            if isinstance(part, ast.Call)
            for keyword in part.keywords
            if keyword.arg == "env_prefix"
        ),
        "",
    )
    for field in node.body:
        if (
            isinstance(field, ast.AnnAssign)
            and isinstance(field.target, ast.Name)
            and field.target.id != "model_config"
        ):
            value = field.value
            call = value if isinstance(value, ast.Call) else None
            keywords = {k.arg: k.value for k in call.keywords} if call else {}
            alias = next(
                (_text(keywords[k]) for k in ("validation_alias", "alias", "env") if k in keywords), ""
            )
            default = keywords.get("default") or (value if call is None else next(iter(call.args), None))
            text = "" if default is None else ast.unparse(default)
            required = text in ("", "...") and "default_factory" not in keywords
            yield alias or f"{prefix}{field.target.id}".upper(), required, "" if text == "..." else text


def _tested(node: ast.stmt, traced: Traced) -> Iterator[str]:
    """Yield the variables of which a statement asks whether they are set."""
    for part in ast.walk(node):
        if isinstance(part, ast.Compare) and types.qualified(part.comparators[0], traced.env) == "os.environ":
            yield _text(part.left)


def _written(node: ast.stmt, traced: Traced) -> Iterator[str]:
    """Yield the variables that a statement sets."""
    for part in ast.walk(node):
        if isinstance(part, ast.Subscript) and isinstance(part.ctx, ast.Store):
            if types.qualified(part.value, traced.env) == "os.environ":
                yield _text(part.slice)
        elif isinstance(part, ast.Call) and types.qualified(part.func, traced.env) == "os.environ.setdefault":
            yield _text(part.args[0]) if part.args else ""


def _text(node: ast.expr) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
