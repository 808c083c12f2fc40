"""The effect of running a cell twice: the statements that change again what another cell created."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from mlscaffold.analysis.index import ModuleIndex
from mlscaffold.analysis.names import FileNames, Place, mentioned_names, names_in, occurrences, place_of
from mlscaffold.analysis.scopes import stores
from mlscaffold.analysis.types import FRAME, Environment, infer
from mlscaffold.rules.call_chains import GROWS
from mlscaffold.rules.lookups import constant
from mlscaffold.rules.repeats import Outcome, augmented, drops, lost_columns, repeated

_Names = frozenset[str]
_STATEMENTS = (ast.Assign, ast.AnnAssign, ast.AugAssign, ast.Expr, ast.Delete)
_IN_PLACE = frozenset({"drop", "set_index", "reset_index"})
_CHANGING = _IN_PLACE | GROWS | {"partial_fit"}


class Rerun(NamedTuple):
    """A statement with a different effect in a second run of its cell.

    Args:
        cell: the number of its cell.
        place: what it changes.
        node: the statement.
        outcome: what the second run does.
        lost: the columns that it removes, if that is all it does.
    """

    cell: int
    place: Place
    node: ast.stmt
    outcome: Outcome
    lost: tuple[str, ...] = ()


def reruns(index: ModuleIndex) -> Iterator[Rerun]:
    """Yield the statements that a second run of their cell repeats with another effect, or at which it fails.

    Args:
        index: the notebook.
    """
    known = names_in(index)
    statements = (context for context in index.of(*_STATEMENTS) if context.scope is None)
    environments = {id(context.node): context.env for context in statements}
    reads = _reads(known)
    for number, body in index.cells:
        cell = _Cell(number, known, environments, reads)
        cell.block(body, frozenset())
        yield from (found for found in cell.found.values() if not cell.recreates(found))


def _reads(known: FileNames) -> dict[int, set[str]]:
    """Return the names that each statement reads, by `id`."""
    found: dict[int, set[str]] = {}
    for use in known.uses:
        if use.kind == "read":
            found.setdefault(id(use.context.statement), set()).add(use.name)
    return found


@dataclass
class _Cell:
    """Visits the statements of a cell and collects what the cell creates itself.

    Args:
        created: places to which the cell assigns something not computed from them.
        bound: names that loops of the cell bind to objects of other cells: the objects are not its own.
        derived: for names of this cell, the names from which their values are computed.
    """

    number: int
    known: FileNames
    environments: dict[int, Environment]
    reads: dict[int, set[str]]
    created: set[Place] = field(default_factory=set)
    bound: set[Place] = field(default_factory=set)
    derived: dict[str, frozenset[str]] = field(default_factory=dict)
    fitted: set[str] = field(default_factory=set)
    found: dict[Place, Rerun] = field(default_factory=dict)

    def block(self, body: list[ast.stmt] | tuple[ast.stmt, ...], guards: _Names) -> None:
        for statement in body:
            self.statement(statement, guards)

    def statement(self, node: ast.stmt, guards: _Names) -> None:
        if isinstance(node, (ast.If, ast.While)):
            inner = guards | mentioned_names(node.test)
            if isinstance(node, ast.If) or isinstance(node.test, ast.Constant):
                self.block([*node.body, *node.orelse], inner)
        elif isinstance(node, (ast.For, ast.AsyncFor)):
            self.loop(node, guards)
        elif isinstance(node, (ast.With, ast.AsyncWith)):
            for item in node.items:
                self.bind(item.optional_vars)
            self.block(node.body, guards)
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            self.created.add((node.name,))
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            self.created.update((name,) for name in stores(node))
        elif isinstance(node, ast.Try):
            self.bind(node)  # its statements may fail, and the author knows
        else:
            self.simple(node, guards)

    def loop(self, node: ast.For | ast.AsyncFor, guards: _Names) -> None:
        listed = node.iter.elts if isinstance(node.iter, (ast.List, ast.Tuple)) else []
        foreign = [item for item in listed if isinstance(item, ast.Name) and self.is_foreign(place_of(item))]
        if foreign and isinstance(node.target, ast.Name):
            self.created.discard((node.target.id,))
            self.bound.add((node.target.id,))
        else:
            self.bind(node.target)
        self.block([*node.body, *node.orelse], guards)

    def simple(self, node: ast.stmt, guards: _Names) -> None:
        env = self.environments.get(id(node))
        if env is None:
            return
        if isinstance(node, ast.AugAssign):
            self.judge(node, node.target, augmented(node, place_of(node.target), env), node.value, guards)
        elif isinstance(node, ast.Delete):
            for target in node.targets:
                is_item = isinstance(target, ast.Subscript) and isinstance(target.slice, ast.Constant)
                self.judge(node, target, "fails" if is_item else "", target, guards)
        elif isinstance(node, ast.Expr):
            self.called(node, node.value, env, guards)
        elif isinstance(node, (ast.Assign, ast.AnnAssign)) and node.value is not None:
            self.called(node, node.value, env, guards)
            for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
                self.assigned(node, target, node.value, env, guards)

    def assigned(
        self, node: ast.stmt, target: ast.expr, value: ast.expr, env: Environment, guards: _Names
    ) -> None:
        if isinstance(target, (ast.Tuple, ast.List)):
            self.unpacked(node, target, value, env, guards)
            return
        place = place_of(target)
        if not place:
            return
        all_read = self.reads.get(id(node), set())
        is_whole = isinstance(target, ast.Name) or place[0] not in all_read
        read = all_read if is_whole else mentioned_names(value)
        if place[0] in read:
            self.judge(node, target, self.outcome(target, value, place, env), value, guards)
        if isinstance(target, ast.Subscript) and _adds_a_row(target):
            self.judge(node, target.value, "changes", value, guards)
        elif place[0] not in read or not occurrences(value, place):
            self.created.add(place)
        if len(place) == 1:
            self.derived[place[0]] = frozenset(read).union(*(self.derived.get(name, ()) for name in read))

    def outcome(self, target: ast.expr, value: ast.expr, place: Place, env: Environment) -> Outcome:
        if (
            isinstance(value, ast.Call)
            and isinstance(value.func, ast.Attribute)
            and value.func.attr == "transform"
        ):
            fitted = value.func.value
            data = [place_of(argument) for argument in value.args[:1]]
            known = isinstance(fitted, ast.Name) and infer(fitted, env).startswith("sklearn.")
            return "changes" if known and data == [place] and place_of(fitted)[0] not in self.fitted else ""
        return repeated(value, place, env)

    def unpacked(
        self, node: ast.stmt, target: ast.Tuple | ast.List, value: ast.expr, env: Environment, guards: _Names
    ) -> None:
        pairs = isinstance(value, (ast.Tuple, ast.List)) and len(value.elts) == len(target.elts)
        split = isinstance(value, ast.Call) and ast.unparse(value.func).endswith("train_test_split")
        for index, item in enumerate(target.elts):
            if pairs and isinstance(value, (ast.Tuple, ast.List)):
                self.assigned(node, item, value.elts[index], env, guards)
            elif split and isinstance(item, ast.Name) and item.id in mentioned_names(value):
                self.judge(node, item, "changes", value, guards)
            elif not mentioned_names(item) & mentioned_names(value):
                self.bind(item)

    def called(self, node: ast.stmt, value: ast.expr, env: Environment, guards: _Names) -> None:
        """Judge methods that change their receiver."""
        if not (isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute)):
            return
        receiver, method = value.func.value, value.func.attr
        if method not in _CHANGING and not method.startswith("fit"):
            return
        if method.startswith("fit") or method == "partial_fit":
            self.fitted.add((place_of(receiver) or ("",))[0])
        place = place_of(receiver)
        if place:
            self.judge(node, receiver, _in_place(value, receiver, method, place, env), value, guards)

    def judge(
        self, node: ast.stmt, target: ast.expr, outcome: Outcome, value: ast.expr, guards: _Names
    ) -> None:
        place = place_of(target)
        is_judged = not outcome or not place or place in self.found or place[0] in guards
        if is_judged or not self.is_foreign(place):
            return
        inner = mentioned_names(value) - {place[0]}
        if any(place[0] in self.derived.get(name, ()) for name in inner):
            return
        self.found[place] = Rerun(self.number, place, node, outcome, lost_columns(value))

    def recreates(self, found: Rerun) -> bool:
        """Return whether the cell itself creates, before or after, what a statement changes or removes."""
        place = found.place
        if any(place[: length + 1] in self.created for length in range(len(place))):
            return True
        return bool(found.lost) and all((*place, column) in self.created for column in found.lost)

    def is_foreign(self, place: Place) -> bool:
        """Return whether an earlier cell created the value of a place."""
        if any(place[: length + 1] in self.created for length in range(len(place))):
            return False
        if place[:1] in self.bound:
            return len(place) > 1
        binds = [use for use in self.known.binds.get(place[0], ()) if use.cell < self.number]
        return bool(binds) and not isinstance(binds[-1].context.node, (ast.Import, ast.ImportFrom))

    def bind(self, target: ast.AST | None) -> None:
        for part in ast.walk(target) if target is not None else ():
            if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store):
                self.created.add((part.id,))


def _in_place(call: ast.Call, receiver: ast.expr, method: str, place: Place, env: Environment) -> Outcome:
    keywords = {keyword.arg: keyword.value for keyword in call.keywords}
    if method in _IN_PLACE and constant(keywords.get("inplace")) is True:
        return drops(call, place) if method == "drop" else repeated(call, place, env)
    kind = infer(receiver, env)
    if kind == FRAME and method in {"insert", "pop"}:
        return "fails"
    if kind == "list" and method in GROWS:
        return "changes"
    return "fails" if kind == "dict" and method == "pop" and len(call.args) == 1 else ""


def _adds_a_row(target: ast.Subscript) -> bool:
    """Return whether a target is `df.loc[len(df)]`."""
    return getattr(target.value, "attr", "") == "loc" and "len(" in ast.unparse(target.slice)
