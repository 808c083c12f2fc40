"""What is known while the statements of a notebook are followed from the rows that it reads: values, fields, obstacles."""

from __future__ import annotations

import ast
import copy
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

from mlscaffold.analysis import types
from mlscaffold.analysis.effects import Definition
from mlscaffold.analysis.raw_rows.path_parts import FEATURES, Emitted, Learned, Read
from mlscaffold.analysis.raw_rows.row_values import (
    Kind,
    Obstacle,
    Value,
    first_obstacle,
    in_roles,
    joint_kind,
    joint_part,
)
from mlscaffold.analysis.types import Environment
from mlscaffold.notebook.cells import Location

HINT_PARTS = 200  # parts of an expression that are looked through for three words: its outermost calls
SHORTEST_BRANCH = 8  # characters of `elif a: b`, less the spaces
LONGEST_CODE = 80  # characters of a statement in a message: one line of a terminal


Snapshot = tuple[dict[str, Value], dict[str, Learned], int, set[str]]


@dataclass
class Lowering:
    """The state of following a notebook's statements.

    Args:
        settings: for the number of a statement, and line and column of a literal in it, the setting that replaces it.
        constants: the names that are settings, with the setting.
        definitions: the notebook's functions by name.
        used: all names of the notebook.
        lowering: returns an expression as a value.
        inlining: returns the result of a function of the notebook, whose statements are followed here.
    """

    settings: Mapping[tuple[int, int, int], str]
    constants: Mapping[str, str]
    definitions: Mapping[str, Definition]
    used: set[str]
    lowering: Callable[[Lowering, ast.expr], Value]
    inlining: Callable[[Lowering, Definition, dict[str, Value], ast.expr | None], Value]
    env: dict[str, Value] = field(default_factory=dict)
    fields: dict[str, Learned] = field(default_factory=dict)
    reads: list[Read] = field(default_factory=list)
    emitted: list[Emitted] = field(default_factory=list)
    keys: list[ast.expr] = field(default_factory=list)
    types: Environment = field(default_factory=Environment)
    index: int = -1
    location: Location | None = None
    code: str = ""
    splits: int = 0
    depth: int = 0
    helpers: set[str] = field(default_factory=set)

    def emit_fit(self, node: ast.stmt, writes: frozenset[str]) -> None:
        """Add a statement that only fits the features."""
        self.emitted.append(Emitted(node, None, None, writes))

    def snapshot(self) -> Snapshot:
        """Return what is known now."""
        return dict(self.env), dict(self.fields), len(self.emitted), set(self.used)

    def restore(self, snapshot: Snapshot) -> None:
        """Forget what was found since."""
        env, fields, count, used = snapshot
        self.env, self.fields, self.used = dict(env), dict(fields), set(used)
        del self.emitted[count:]

    def lower(self, node: ast.expr) -> Value:
        """Return an expression as a value."""
        return self.lowering(self, node)

    def other_rows(self, node: ast.expr, name: str) -> Value:
        """Return the value of what needs other rows than the one to predict."""
        what = f"`{name}` needs other rows than the one to predict"
        return self.unknown(node, what, "compute it where the rows are written, and store it as a column")

    def unknown(self, node: ast.expr, what: str, cure: str = "") -> Value:
        """Return an unknown value."""
        obstacle = Obstacle(what, self.location, one_line(node), cure)
        return Value(Kind.UNKNOWN, node, node, node, obstacle=obstacle)

    def infer(self, node: ast.expr) -> str:
        """Return the type of an expression of the notebook, "" if unknown."""
        return types.infer(node, self.types)

    def qualified(self, node: ast.expr) -> str:
        """Return the qualified name of a function, "" if it has none."""
        if isinstance(node, ast.Name) and node.id in self.env:
            return ""
        return types.qualified(node, self.types)

    def as_field(self, value: Value, hint: str, leaks: bool = True) -> Value:
        """Return learned state as a field of the features; any other value stays as it is.

        Args:
            value: the value.
            hint: words for the name of the field.
            leaks: whether it tells something of held-out rows if it is learned from them.
        """
        if value.kind is not Kind.STATE or value.is_field:
            return value
        name = self.new_field(hint, value)
        self.fields[name] = replace(self.fields[name], leaks=leaks)
        self.emit_fit(assign(self.keyed(ast.Name(name, ast.Load())), value.fit), frozenset({name}))
        return self.field_value(name, value)

    def captured(self, name: str, value: Value, fitted: bool = False) -> Value:
        """Return what a variable holds as a field of the features.

        Args:
            name: the variable.
            value: what is known of it.
            fitted: whether it is an object that may be fitted again, so that a copy is kept.
        """
        by = f" by {ast.unparse(self.keys[-1])}" if self.keys else " fitted"
        field = self.new_field(f"{name}{by}", value, fitted)
        load = ast.Name(name, ast.Load())
        source: ast.expr = load
        if fitted or self.keys:
            source = ast.Call(ast.Attribute(ast.Name("copy", ast.Load()), "deepcopy", ast.Load()), [load], [])
        stored = assign(self.keyed(ast.Name(field, ast.Load())), source)
        own = "" if self.keys or self.depth else name
        self.fields[field] = replace(self.fields[field], variable=own)
        self.emitted.append(Emitted(stored, None, None, frozenset({field})))
        return replace(self.field_value(field, value), fit=load)

    def new_field(self, hint: str, value: Value, fitted: bool = False) -> str:
        """Return the name of a new field."""
        name = self.new_name(hint)
        self.fields[name] = Learned(
            name,
            value.part,
            value.source,
            self.location,
            self.code,
            bool(self.keys),
            fitted,
            index=self.index,
        )
        return name

    def field_value(self, name: str, value: Value) -> Value:
        """Return a field as a value."""
        local = self.keyed(ast.Name(name, ast.Load()))
        access = self.keyed(ast.Attribute(ast.Name(FEATURES, ast.Load()), name, ast.Load()))
        return replace(value, kind=Kind.STATE, fit=local, apply=access, keep=access, is_field=True)

    def keyed(self, node: ast.expr) -> ast.expr:
        """Return a field, or its value in this pass of a loop."""
        for key in self.keys:
            node = ast.Subscript(node, copy.deepcopy(key), ast.Load())
        return node

    def new_name(self, hint: str) -> str:
        """Return a name that nothing has."""
        stem = re.sub(r"\W+", "_", hint.lower()).strip("_")[:40].strip("_") or "value"
        stem = f"value_{stem}" if not stem.isidentifier() or stem[0].isdigit() else stem
        name, number = stem, 2
        while name in self.used or name in self.fields:
            name, number = f"{stem}_{number}", number + 1
        self.used.add(name)
        return name

    def rebuilt(self, node: ast.expr, parts: Mapping[str, Value | Sequence[Value]]) -> Value:
        """Return an expression of which some parts are replaced by their values.

        Args:
            node: the expression.
            parts: for the name of a field of the node, its value or values.
        """
        flat = [v for part in parts.values() for v in ([part] if isinstance(part, Value) else part)]
        kind = joint_kind(flat)
        if kind is Kind.UNKNOWN:
            return Value(kind, node, node, node, obstacle=first_obstacle(flat))
        sources = {v.source for v in flat if v.kind is Kind.ROWS and v.source >= 0}
        if len(sources) > 1:
            return self.unknown(node, "combines rows of two files")
        if kind in (Kind.ELEMENT, Kind.ROWS):
            parts = {
                name: self.as_field(part, hint_of(part.fit))
                if isinstance(part, Value)
                else [self.as_field(one, hint_of(one.fit)) for one in part]
                for name, part in parts.items()
            }
        roles = []
        for role in ("fit", "apply", "keep"):
            new = copy.copy(node)
            for name, part in parts.items():
                found = (
                    getattr(part, role) if isinstance(part, Value) else [getattr(one, role) for one in part]
                )
                setattr(new, name, found)
            roles.append(new)
        learned = {v.source for v in flat if v.source >= 0}
        return replace(
            in_roles(kind, roles),
            part=joint_part(flat),
            source=next(iter(sorted(sources or learned)), -1),
            type=self.infer(node),
            selects=any(v.selects for v in flat),
            resampled=any(v.resampled for v in flat),
            is_field=kind is Kind.STATE and all(v.is_field or v.kind is Kind.CONST for v in flat),
        )


def assign(target: ast.expr, value: ast.expr) -> ast.stmt:
    """Return an assignment."""
    stored = copy.deepcopy(target)
    for part in (stored,):
        if isinstance(part, (ast.Name, ast.Subscript, ast.Attribute)):
            part.ctx = ast.Store()
    return ast.fix_missing_locations(ast.Assign([stored], value, lineno=1))


def one_line(node: ast.AST) -> str:
    """Return the source of a node on one line, cut where it is long."""
    text = " ".join(ast.unparse(_beginning(node, LONGEST_CODE // SHORTEST_BRANCH)).split())
    return text if len(text) <= LONGEST_CODE else f"{text[: LONGEST_CODE - 1]}…"


def _beginning(node: ast.AST, branches: int) -> ast.AST:
    """Return a statement without the branches that a line does not show: writing out each of a thousand takes long."""
    if not isinstance(node, ast.If) or not node.orelse:
        return node
    last = node.orelse[0]
    if len(node.orelse) > 1 or not isinstance(last, ast.If):
        return node
    rest = [_beginning(last, branches - 1)] if branches else []
    return ast.If(node.test, node.body, rest)  # type: ignore[arg-type]  # a branch is a statement


def hint_of(node: ast.expr) -> str:
    """Return a hint for the name of what an expression learns: `age mean` for `df["age"].mean()`."""
    words: list[str] = []
    for part in islice(ast.walk(node), HINT_PARTS):
        if isinstance(part, ast.Subscript) and isinstance(part.slice, ast.Constant):
            words.append(str(part.slice.value))
        elif isinstance(part, ast.Attribute) and not isinstance(part.value, ast.Attribute):
            words.append(part.attr)
    return " ".join(dict.fromkeys(reversed(words[:3]))) or "value"
