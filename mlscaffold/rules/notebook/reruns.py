"""What a second run of a cell does: which statements change what another cell has made, once more."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from mlscaffold.analysis.index import ModuleIndex
from mlscaffold.analysis.names import FileNames, names_in
from mlscaffold.analysis.places import Place, names, occurrences, place_of
from mlscaffold.analysis.types import FRAME, Environment, infer
from mlscaffold.rules.notebook.repeat_words import GROWS
from mlscaffold.rules.notebook.repeats import Outcome, augmented, drops, lost_columns, repeated

_STATEMENTS = (ast.Assign, ast.AnnAssign, ast.AugAssign, ast.Expr, ast.Delete)
_IN_PLACE = frozenset({"drop", "set_index", "reset_index"})
_CHANGING = _IN_PLACE | GROWS | {"partial_fit"}


class Rerun(NamedTuple):
    """A statement that does something else when its cell is run a second time.

    Args:
        cell: the number of its cell.
        place: what it changes.
        node: the statement.
        outcome: what the second run does.
        lost: the columns that it takes away, where that is all that it does.
    """

    cell: int
    place: Place
    node: ast.stmt
    outcome: Outcome
    lost: tuple[str, ...] = ()


def reruns(index: ModuleIndex) -> Iterator[Rerun]:
    """Yield what a second run of a cell changes again, or fails at.

    Args:
        index: the notebook.
    """
    known = names_in(index)
    environments = {id(seen.node): seen.env for seen in index.of(*_STATEMENTS) if seen.scope is None}
    reads = _reads(known)
    for number, body in index.cells:
        cell = _Cell(number, known, environments, reads)
        cell.block(body, frozenset())
        yield from (found for found in cell.found.values() if not cell.makes_again(found))


def _reads(known: FileNames) -> dict[int, set[str]]:
    """Return the names that each statement reads, by `id`."""
    found: dict[int, set[str]] = {}
    for use in known.uses:
        if use.kind == "read":
            found.setdefault(id(use.seen.statement), set()).add(use.name)
    return found


@dataclass
class _Cell:
    """Goes through a cell's statements and remembers what it has made itself.

    Args:
        made: places that the cell has bound to something that does not come from themselves.
        bound: names that loops of the cell bind to objects of other cells: only the names are the cell's own.
        derived: for names of this cell, the names that their values come from.
    """

    number: int
    known: FileNames
    environments: dict[int, Environment]
    reads: dict[int, set[str]]
    made: set[Place] = field(default_factory=set)
    bound: set[Place] = field(default_factory=set)
    derived: dict[str, frozenset[str]] = field(default_factory=dict)
    fitted: set[str] = field(default_factory=set)
    found: dict[Place, Rerun] = field(default_factory=dict)

    def block(self, body: list[ast.stmt] | tuple[ast.stmt, ...], guards: frozenset[str]) -> None:
        for statement in body:
            self.statement(statement, guards)

    def statement(self, node: ast.stmt, guards: frozenset[str]) -> None:
        if isinstance(node, (ast.If, ast.While)):
            inner = guards | names(node.test)
            if isinstance(node, ast.If) or isinstance(node.test, ast.Constant):
                self.block([*node.body, *node.orelse], inner)
        elif isinstance(node, (ast.For, ast.AsyncFor)):
            self.loop(node, guards)
        elif isinstance(node, (ast.With, ast.AsyncWith)):
            for item in node.items:
                self.bind(item.optional_vars)
            self.block(node.body, guards)
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            self.made.add((node.name,))
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            self.made.update((alias.asname or alias.name.partition(".")[0],) for alias in node.names)
        elif isinstance(node, ast.Try):
            self.attempt(node)
        else:
            self.simple(node, guards)

    def attempt(self, node: ast.Try) -> None:
        """What a `try` does may fail: its author knows."""
        for part in ast.walk(node):
            if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store):
                self.made.add((part.id,))

    def loop(self, node: ast.For | ast.AsyncFor, guards: frozenset[str]) -> None:
        listed = node.iter.elts if isinstance(node.iter, (ast.List, ast.Tuple)) else []
        others = [item for item in listed if isinstance(item, ast.Name) and self.is_others(place_of(item))]
        if others and isinstance(node.target, ast.Name):
            self.made.discard((node.target.id,))
            self.bound.add((node.target.id,))
        else:
            self.bind(node.target)
        self.block([*node.body, *node.orelse], guards)

    def simple(self, node: ast.stmt, guards: frozenset[str]) -> None:
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
        self, node: ast.stmt, target: ast.expr, value: ast.expr, env: Environment, guards: frozenset[str]
    ) -> None:
        if isinstance(target, (ast.Tuple, ast.List)):
            self.unpacked(node, target, value, env, guards)
            return
        place = place_of(target)
        if not place:
            return
        all_read = self.reads.get(id(node), set())
        read = all_read if isinstance(target, ast.Name) or place[0] not in all_read else names(value)
        if place[0] in read:
            self.judge(node, target, self.outcome(target, value, place, env), value, guards)
        if isinstance(target, ast.Subscript) and _adds_a_row(target):
            self.judge(node, target.value, "changes", value, guards)
        elif place[0] not in read or not occurrences(value, place):
            self.made.add(place)
        if len(place) == 1:
            self.derived[place[0]] = frozenset(read).union(*(self.derived.get(name, ()) for name in read))

    def outcome(self, target: ast.expr, value: ast.expr, place: Place, env: Environment) -> Outcome:
        if (
            isinstance(value, ast.Call)
            and isinstance(value.func, ast.Attribute)
            and value.func.attr == "transform"
        ):
            owner = value.func.value
            given = [place_of(argument) for argument in value.args[:1]]
            known = isinstance(owner, ast.Name) and infer(owner, env).startswith("sklearn.")
            return "changes" if known and given == [place] and place_of(owner)[0] not in self.fitted else ""
        return repeated(value, place, env)

    def unpacked(
        self,
        node: ast.stmt,
        target: ast.Tuple | ast.List,
        value: ast.expr,
        env: Environment,
        guards: frozenset[str],
    ) -> None:
        pairs = isinstance(value, (ast.Tuple, ast.List)) and len(value.elts) == len(target.elts)
        split = isinstance(value, ast.Call) and ast.unparse(value.func).endswith("train_test_split")
        for index, item in enumerate(target.elts):
            if pairs and isinstance(value, (ast.Tuple, ast.List)):
                self.assigned(node, item, value.elts[index], env, guards)
            elif split and isinstance(item, ast.Name) and item.id in names(value):
                self.judge(node, item, "changes", value, guards)
            elif not names(item) & names(value):
                self.bind(item)

    def called(self, node: ast.stmt, value: ast.expr, env: Environment, guards: frozenset[str]) -> None:
        """Judge methods that change what they are asked of."""
        if not (isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute)):
            return
        owner, method = value.func.value, value.func.attr
        if method not in _CHANGING and not method.startswith("fit"):
            return
        if method.startswith("fit") or method == "partial_fit":
            self.fitted.add((place_of(owner) or ("",))[0])
        place = place_of(owner)
        if place:
            self.judge(node, owner, _in_place(value, owner, method, place, env), value, guards)

    def judge(
        self, node: ast.stmt, target: ast.expr, outcome: Outcome, value: ast.expr, guards: frozenset[str]
    ) -> None:
        place = place_of(target)
        if not outcome or not place or place in self.found or place[0] in guards or not self.is_others(place):
            return
        inner = names(value) - {place[0]}
        if any(place[0] in self.derived.get(name, ()) for name in inner):
            return
        self.found[place] = Rerun(self.number, place, node, outcome, lost_columns(value))

    def makes_again(self, found: Rerun) -> bool:
        """Say whether the cell makes anew, before or after, what a statement changes or takes away."""
        place = found.place
        anew = any(place[: length + 1] in self.made for length in range(len(place)))
        return anew or (bool(found.lost) and all((*place, column) in self.made for column in found.lost))

    def is_others(self, place: Place) -> bool:
        """Say whether another cell, above, has made what stands in a place."""
        if any(place[: length + 1] in self.made for length in range(len(place))):
            return False
        if place[:1] in self.bound:
            return len(place) > 1
        binds = [use for use in self.known.binds.get(place[0], ()) if use.cell < self.number]
        return bool(binds) and not isinstance(binds[-1].seen.node, (ast.Import, ast.ImportFrom))

    def bind(self, target: ast.expr | None) -> None:
        for part in ast.walk(target) if target is not None else ():
            if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store):
                self.made.add((part.id,))


def _in_place(call: ast.Call, owner: ast.expr, method: str, place: Place, env: Environment) -> Outcome:
    given = {keyword.arg: keyword.value for keyword in call.keywords}
    inplace = given.get("inplace")
    if method in _IN_PLACE and isinstance(inplace, ast.Constant) and inplace.value is True:
        return drops(call, place) if method == "drop" else repeated(call, place, env)
    kind = infer(owner, env)
    if kind == FRAME and method in {"insert", "pop"}:
        return "fails"
    if kind == "list" and method in GROWS:
        return "changes"
    return "fails" if kind == "dict" and method == "pop" and len(call.args) == 1 else ""


def _adds_a_row(target: ast.Subscript) -> bool:
    """Say whether `df.loc[len(df)] = …` is meant."""
    owner = target.value
    return isinstance(owner, ast.Attribute) and owner.attr == "loc" and "len(" in ast.unparse(target.slice)
