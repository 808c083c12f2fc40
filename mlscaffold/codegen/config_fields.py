"""The fields of the configuration, from literals: paths, seeds, hyperparameters, constants."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, count

from mlscaffold.analysis import types
from mlscaffold.analysis.calls import is_absolute, is_local_path, path_arguments
from mlscaffold.analysis.dataflow import Traced
from mlscaffold.codegen.hyperparameters import VARIABLES, type_of
from mlscaffold.codegen.path_mentions import Place
from mlscaffold.codegen.path_names import names_with_folders, path_name
from mlscaffold.codegen.setting_names import SEED, Argument, arguments_in, shared_names, wanted_names
from mlscaffold.codegen.shared_paths import PathField, shared_paths
from mlscaffold.codegen.text_uses import names_used_as_text, path_variables, text_uses
from mlscaffold.notebook.cells import Location
from mlscaffold.stages.identifiers import identifier
from mlscaffold.stages.liveness import last_writers
from mlscaffold.stages.statement_roles import StatementUnit

CAPITALS = re.compile(r"^[A-Z][A-Z0-9_]*$")
FORM = re.compile(r"#[ \t]*@param\b")
"""Marks a parameter of a form in Colab."""
SCALARS = (int, float, str, bool)
MOST_BINDINGS = 4000
"""Bindings of a notebook whose constants become fields: counting each name is quadratic, and only generated code has more."""


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the project's configuration.

    Args:
        name: its name, and that of the parameters that receive it.
        annotation: its type as source text.
        default: its default as source text.
        note: its source, for a comment.
        path: for a path, that in the notebook; "" otherwise.
        writes: for a path, whether it is written, not read.
    """

    name: str
    annotation: str
    default: str
    note: str
    path: str = ""
    writes: bool = False


@dataclass(frozen=True, slots=True)
class Lift:
    """A literal that is replaced by a field.

    Args:
        unit: number of the statement.
        line: first line of the literal in the statement's text, from 1.
        column: its first byte in that line.
        end_line: its last line.
        end_column: the byte after it.
        field: name of the field.
    """

    unit: int
    line: int
    column: int
    end_line: int
    end_column: int
    field: str


@dataclass(frozen=True, slots=True)
class Settings:
    """The configuration and what it replaces.

    Args:
        fields: the fields, in the notebook's order.
        lifts: replaced literals inside statements.
        constants: replaced statements: their number, the name that they bind, and the field.
        seed: the field that seeds the notebook's unseeded draws, "" if there are none.
    """

    fields: tuple[Field, ...] = ()
    lifts: tuple[Lift, ...] = ()
    constants: tuple[tuple[int, str, str], ...] = ()
    seed: str = ""


def settings(
    units: Sequence[StatementUnit],
    reserved: frozenset[str],
    tagged: frozenset[int],
    opted_out: frozenset[int] = frozenset(),
    statements: Sequence[Traced] = (),
    beside: Sequence[Traced] = (),
) -> Settings:
    """Find the fields of the configuration.

    Args:
        units: the statements that run.
        reserved: names that no field may have.
        tagged: numbers of cells with papermill's tag `parameters`.
        opted_out: numbers of cells whose literals are not replaced.
        statements: all statements, in whose functions and classes nothing is replaced.
        beside: the statements of the modules in the notebook's folder.
    """
    everything = dict(enumerate(statements)) or {unit.index: unit.traced for unit in units}
    collected = _Collected(units, reserved, tagged, everything)
    for unit in units:
        if unit.cell not in opted_out:
            collected.visit(unit)
    collected.keep_shared_paths(beside)
    collected.name_folders()
    return Settings(tuple(collected.fields), tuple(collected.lifts), tuple(collected.constants))


class _Collected:
    def __init__(
        self,
        units: Sequence[StatementUnit],
        reserved: frozenset[str],
        tagged: frozenset[int],
        statements: Mapping[int, Traced],
    ) -> None:
        self.statements = statements
        self.used = set(reserved)
        self.tagged = tagged
        self.fields: list[Field] = []
        self.lifts: list[Lift] = []
        self.constants: list[tuple[int, str, str]] = []
        self.by_value: dict[tuple[str, str], str] = {}
        self.shared = shared_names(unit.traced for unit in units)
        bound = [n for u in units for n in u.effects.binds | u.effects.maybe | u.effects.deletes]
        self.once = (
            {n for n in last_writers(units) if bound.count(n) == 1} if len(bound) < MOST_BINDINGS else set()
        )
        self.changed = {n for u in units for n in u.effects.mutates}
        self.paths = path_variables(tuple(statements.values()))
        self.texts = names_used_as_text(tuple(statements.values()))

    def is_path(self, name: str, value: str) -> bool:
        return name not in self.texts and (
            is_absolute(value) or (name in self.paths and is_local_path(value))
        )

    def visit(self, unit: StatementUnit) -> None:
        if self.whole(unit):
            return
        inside = {
            id(n)
            for j in ast.walk(unit.traced.statement.node)
            if isinstance(j, ast.JoinedStr)
            for n in ast.walk(j)
        }
        done: set[int] = set()
        for node, field in self.found(unit):
            if id(node) not in inside and id(node) not in done:
                done.add(id(node))
                self.lift(unit, node, field)

    def whole(self, unit: StatementUnit) -> bool:
        """Replace a statement that binds a constant by a field of its own."""
        name, value = _binding(unit.traced)
        if not name or value is None or name not in self.once or name in self.changed:
            return False
        marked = unit.cell in self.tagged or FORM.search(unit.traced.statement.source)
        named = (CAPITALS.match(name) and len(name) > 1) or (name in VARIABLES and _is_scalar(value))
        wanted = named or marked or name in self.paths
        if not wanted:
            return False
        annotation = _annotation(value)
        if not annotation:
            return False
        where = unit.traced.statement.location
        if (
            isinstance(value, ast.Constant)
            and isinstance(value.value, str)
            and self.is_path(name, value.value)
        ):
            field = self.path_field(
                value.value, self.paths.get(name, "r"), where, name.lower(), own=name == name.lower()
            )
        else:
            default = ast.unparse(value)
            if not isinstance(value, (ast.Constant, ast.UnaryOp)):
                default = f"field(default_factory=lambda: {default})"
            own = name if name == name.lower() else self.free(name.lower())
            field = Field(own, annotation, default, f"cell {where.cell}")
            self.fields.append(field)
            self.by_value.setdefault((field.name, ast.unparse(value)), field.name)
        self.constants.append((unit.index, name, field.name))
        return True

    def found(self, unit: StatementUnit) -> Iterator[tuple[ast.expr, Field]]:
        where = unit.traced.statement.location
        texts = {id(part) for part in text_uses(unit.traced.statement.node)}
        name, value = _binding(unit.traced)
        texts |= {id(value)} if name in self.texts else set()
        for node in ast.walk(unit.traced.statement.node):
            if isinstance(node, ast.Call):
                yield from self.in_call(node, unit, where)
            elif isinstance(node, ast.Constant) and id(node) not in texts and _is_absolute_path(node):
                yield node, self.path_field(str(node.value), "r", where)

    def in_call(
        self, node: ast.Call, unit: StatementUnit, where: Location
    ) -> Iterator[tuple[ast.expr, Field]]:
        known = types.call_api(node, unit.traced.env)
        if known is None:
            return
        for mode, argument in path_arguments(node, known.path):
            if isinstance(argument, ast.Constant) and is_local_path(argument.value):
                yield argument, self.path_field(str(argument.value), mode, where)
        for found in arguments_in(node, unit.traced):
            yield found.value, self.argument_field(found, where)

    def argument_field(self, argument: Argument, where: Location) -> Field:
        """Return the field of an argument: equal ones share it if they configure one variable, or are seeds."""
        text = ast.unparse(argument.value)
        is_seed = argument.name == SEED
        thing = "" if is_seed else f"{argument.target} {argument.callee}"
        key = (f"{thing} {argument.name}".strip(), text)
        if key in self.by_value and (is_seed or argument.target):
            return self.field_named(self.by_value[key])
        wanted = wanted_names(argument, self.shared)
        own = next((name for name in wanted if identifier(name) not in self.used), wanted[-1])
        field = Field(self.free(own), type_of(argument.value), text, f"cell {where.cell}")
        self.fields.append(field)
        self.by_value[key] = field.name
        return field

    def path_field(self, path: str, mode: str, where: Location, name: str = "", own: bool = False) -> Field:
        if ("path", path) in self.by_value:
            known = self.field_named(self.by_value["path", path])
            if mode == "w" and not known.writes:
                self.fields[self.fields.index(known)] = known = replace(known, writes=True)
            return known
        field = Field(
            name if own else self.free(name or path_name(path)),
            "Path",
            "",
            f"cell {where.cell}",
            path,
            mode == "w",
        )
        self.fields.append(field)
        self.by_value["path", path] = field.name
        return field

    def field_named(self, name: str) -> Field:
        return next(f for f in self.fields if f.name == name)

    def free(self, name: str) -> str:
        base = identifier(name)
        is_field = any(field.name == base for field in self.fields)
        numbered = (f"{base}{number}" for number in count(2))
        others = numbered if is_field else chain([f"{base}_setting"], numbered)
        wanted = next(one for one in chain([base], others) if one not in self.used)
        self.used.add(wanted)
        return wanted

    def keep_shared_paths(self, beside: Sequence[Traced]) -> None:
        """Drop fields for paths that the code also reaches where no field can replace them."""
        places: dict[str, set[Place]] = {field.name: set() for field in self.fields if field.path}
        for lift in self.lifts:
            places.get(lift.field, set()).add((lift.unit, lift.line, lift.column))
        for index, _, name in self.constants:
            value = getattr(self.statements[index].statement.node, "value", None)
            if name in places and value is not None:
                places[name].add((index, value.lineno, value.col_offset))
        paths = [
            PathField(field.name, field.path, field.writes, frozenset(places[field.name]))
            for field in self.fields
            if field.path
        ]
        modules = {-number: traced for number, traced in enumerate(beside, 1)}
        dropped = shared_paths(paths, {**self.statements, **modules})
        self.fields = [f for f in self.fields if f.name not in dropped]
        self.lifts = [lift for lift in self.lifts if lift.field not in dropped]
        self.constants = [c for c in self.constants if c[2] not in dropped]

    def name_folders(self) -> None:
        """Give files of the same name settings that have the names of their folders."""
        paths = {field.name: field.path for field in self.fields if field.path}
        new = names_with_folders(paths, self.used - paths.keys())
        self.fields = [replace(field, name=new.get(field.name, field.name)) for field in self.fields]
        self.lifts = [replace(lift, field=new.get(lift.field, lift.field)) for lift in self.lifts]
        self.constants = [(index, name, new.get(field, field)) for index, name, field in self.constants]

    def lift(self, unit: StatementUnit, node: ast.expr, field: Field) -> None:
        end_line, end_column = node.end_lineno or node.lineno, node.end_col_offset or 0
        self.lifts.append(Lift(unit.index, node.lineno, node.col_offset, end_line, end_column, field.name))


def _binding(traced: Traced) -> tuple[str, ast.expr | None]:
    node = traced.statement.node
    if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
        return node.targets[0].id, node.value
    if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
        return node.target.id, node.value
    return "", None


def _annotation(value: ast.expr) -> str:
    """Return the type of a literal as source text, "" for anything but plain values and lists of them."""
    try:
        found = ast.literal_eval(value)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return ""
    if isinstance(found, SCALARS):
        return type(found).__name__
    if isinstance(found, list) and found and all(isinstance(item, SCALARS) for item in found):
        kinds = {type(item).__name__ for item in found}
        return f"list[{kinds.pop()}]" if len(kinds) == 1 else ""
    return ""


def _is_scalar(value: ast.expr) -> bool:
    return isinstance(value, ast.Constant) and type(value.value) in (int, float)


def _is_absolute_path(node: ast.Constant) -> bool:
    return isinstance(node.value, str) and is_absolute(node.value)
