"""Which functions, classes and constants of a notebook move to module level, and with which extra parameters."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from mlscaffold.analysis.dataflow import Flow, Traced, late_binding_ranges
from mlscaffold.analysis.effects import Definition
from mlscaffold.analysis.names import mentioned_names
from mlscaffold.analysis.scopes import DEFINITIONS, names_of, outer_nodes, own_nodes

PURE_CALLS = frozenset(
    "re.compile collections.namedtuple typing.TypeVar typing.NewType pathlib.Path pathlib.PurePath "
    "datetime.timedelta datetime.date datetime.datetime decimal.Decimal fractions.Fraction "
    "builtins.frozenset builtins.tuple builtins.range builtins.set builtins.dict builtins.list "
    "enum.Enum string.Template".split()
)
PARTS = (
    ast.Tuple, ast.List, ast.Dict, ast.Set, ast.UnaryOp, ast.BinOp, ast.Constant, ast.JoinedStr,
    ast.FormattedValue,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Moved:
    """A function or class that becomes module-level.

    Args:
        index: number of its statement.
        name: its name in the notebook.
        new_name: its name in the project; it differs if the notebook defines the name again later.
        extra: variables of the notebook that it reads, as keyword parameters.
    """

    index: int
    name: str
    new_name: str
    extra: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Definitions:
    """The definitions of a notebook and their places.

    Args:
        moved: functions and classes that become module-level.
        constants: numbers of the statements that become module-level constants.
        repeated: numbers of definitions that repeat an earlier one.
        pinned: first and last statement of ranges that must stay in one stage.
    """

    moved: tuple[Moved, ...] = ()
    constants: tuple[int, ...] = ()
    repeated: tuple[int, ...] = ()
    pinned: tuple[tuple[int, int], ...] = ()

    def named(self, name: str, index: int) -> Moved | None:
        """Return the definition of a name at a statement, None if it is not module-level."""
        found = [m for m in self.moved if m.name == name]
        before = [m for m in found if m.index <= index]
        return (before or found)[-1] if found else None


def define(flow: Flow) -> Definitions:
    """Decide on the place of each definition of a notebook."""
    return _Decision(flow).decide()


def is_constant(node: ast.expr, env_imports: Mapping[str, str], known: frozenset[str] = frozenset()) -> bool:
    """Return whether an expression is cheap and always has the same value."""
    if isinstance(node, ast.Constant):
        return True
    if isinstance(node, ast.Name):
        return node.id in known
    if isinstance(node, PARTS):
        children = [c for c in ast.iter_child_nodes(node) if isinstance(c, ast.expr)]
        return all(is_constant(c, env_imports, known) for c in children)
    if isinstance(node, ast.Subscript):
        base = node.value
        target = env_imports.get(base.id, "") if isinstance(base, ast.Name) else ""
        return target.startswith("typing.") and mentioned_names(node.slice) <= known | set(env_imports)
    if isinstance(node, ast.Call):
        return _is_pure_call(node, env_imports, known)
    return False


def _is_data(node: ast.expr) -> bool:
    """Return whether an expression is plain data, which can be a parameter."""
    return not isinstance(node, (ast.Call, ast.Subscript))


def _outer_names(node: Definition) -> set[str]:
    """Return the names that the head of a definition reads: decorators, defaults, bases."""
    return {name for part in outer_nodes(node) for name in mentioned_names(part)}


def _is_pure_call(node: ast.Call, imports: Mapping[str, str], known: frozenset[str]) -> bool:
    parts = ast.unparse(node.func).split(".")
    name = ".".join([imports.get(parts[0], f"builtins.{parts[0]}"), *parts[1:]])
    arguments = [*node.args, *(k.value for k in node.keywords)]
    return name in PURE_CALLS and all(is_constant(a, imports, known) for a in arguments)


class _Decision:
    def __init__(self, flow: Flow) -> None:
        self.flow = flow
        self.all = flow.statements
        self.bindings = Counter(
            n for t in self.all for n in t.effects.binds | t.effects.maybe | t.effects.deletes
        )
        self.changed = {n for t in self.all for n in t.effects.mutates}
        self.summaries = dict(flow.summaries)
        self.definitions = [i for i, t in enumerate(self.all) if isinstance(t.statement.node, DEFINITIONS)]
        self.names = {i: names_of(self._node(i)) for i in self.definitions}
        self.variables = self._variables()
        self.certain = self._certain()
        self.repeated = self._repeated()
        self.constants = self._constants()
        self.constant_names = {self._target(self.all[i]) for i in self.constants}

    def decide(self) -> Definitions:
        candidates = [i for i in self.definitions if i not in self.repeated]
        extra = {i: self._extra(i) for i in candidates}
        fixed = {i for i in candidates if self._must_stay(i, extra[i])}
        while grown := {i for i in candidates if i not in fixed and self._depends_on(i, fixed)}:
            fixed |= grown
        moved = [i for i in candidates if i not in fixed]
        return Definitions(
            tuple(Moved(i, self._name(i), self._new_name(i, candidates), extra[i]) for i in moved),
            tuple(i for i in self.constants if self._needed(i, moved)),
            tuple(sorted(self.repeated)),
            (*(self._stretch(i) for i in sorted(fixed)), *late_binding_ranges(self.flow)),
        )

    def _node(self, index: int) -> Definition:
        node = self.all[index].statement.node
        assert isinstance(node, DEFINITIONS)
        return node

    def _name(self, index: int) -> str:
        return self._node(index).name

    def _variables(self) -> frozenset[str]:
        """Return names that are bound to values at some point, not only to imports and definitions."""
        found: set[str] = set()
        for traced in self.all:
            node = traced.statement.node
            own = {node.name} if isinstance(node, DEFINITIONS) else set()
            imported = (
                {n for n, _ in traced.effects.imports}
                if isinstance(node, (ast.Import, ast.ImportFrom))
                else set()
            )
            found |= (traced.effects.binds | traced.effects.maybe) - own - imported
        return frozenset(found)

    def _certain(self) -> list[frozenset[str]]:
        """Return for each statement the names that are certainly bound before it."""
        found: list[frozenset[str]] = []
        now: frozenset[str] = frozenset()
        for traced in self.all:
            found.append(now)
            now = (now - traced.effects.deletes) | traced.effects.binds
        return found

    def _repeated(self) -> set[int]:
        texts: dict[str, str] = {}
        found = set()
        for index in self.definitions:
            text = ast.unparse(self._node(index))
            if texts.get(self._name(index)) == text and self._name(index) not in self.variables:
                found.add(index)
            texts[self._name(index)] = text
        return found

    def _constants(self) -> list[int]:
        """Return statements that bind a name once, to a constant that a definition reads."""
        wanted = {n for i in self.definitions for n in self._all_free(i)}
        fixed = {n for i in self.definitions for n in self._fixed_reads(i)}
        found: list[int] = []
        known: frozenset[str] = frozenset()
        for index, traced in enumerate(self.all):
            name = self._target(traced)
            if not name or self.bindings[name] != 1 or name in self.changed or name.startswith("_"):
                continue
            value = traced.statement.node.value  # type: ignore[attr-defined]
            movable = name == name.upper() or name in fixed or not _is_data(value)
            if name in wanted and movable and is_constant(value, traced.env.imports, known):
                known |= {name}
                found.append(index)
        return found

    def _fixed_reads(self, index: int) -> set[str]:
        """Return names that a definition reads where no parameter can pass them: defaults, bases, methods, decorated."""
        node = self._node(index)
        whole = isinstance(node, ast.ClassDef) or bool(node.decorator_list)
        return _outer_names(node) | (set(self.names[index].free) if whole else set())

    def _all_free(self, index: int) -> set[str]:
        return set(self.names[index].free) | _outer_names(self._node(index))

    @staticmethod
    def _target(traced: Traced) -> str:
        node = traced.statement.node
        if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
            return node.targets[0].id
        if isinstance(node, ast.AnnAssign) and node.value is not None and isinstance(node.target, ast.Name):
            return node.target.id
        return ""

    def _extra(self, index: int) -> tuple[str, ...]:
        """Return variables that a definition reads when it is used."""
        own = self.names[index].free
        called = [self.summaries[n].reads for n in own & self.summaries.keys() if n != self._name(index)]
        reads = own.union(*called) & self.variables - self.constant_names
        return tuple(sorted(reads - self._definition_names()))

    def _definition_names(self) -> set[str]:
        return {self._name(i) for i in self.definitions}

    def _must_stay(self, index: int, extra: tuple[str, ...]) -> bool:
        node = self._node(index)
        traced = self.all[index]
        names = self.names[index]
        declared = any(isinstance(n, ast.Global) for n in ast.walk(node))
        deleted = any(node.name in t.effects.deletes for t in self.all)
        late = traced.effects.reads & self.variables - self.constant_names
        versions = [i for i in self.definitions if self._name(i) == node.name and i not in self.repeated]
        others = [i for i in self.definitions if i != index and node.name in self.names[i].free]
        calls_code = names.free & {"globals", "locals", "exec", "eval", "vars"}
        if declared or deleted or late or calls_code or _has_nonlocal(node):
            return True
        both = self.variables & self._definition_names()
        if (others and (len(versions) > 1 or node.name in both)) or names.free & both:
            return True
        if not extra:
            return False
        if isinstance(node, ast.ClassDef) or node.decorator_list or set(extra) & names.bound:
            return True
        summary = self.summaries.get(node.name)
        if summary is not None and summary.runs_later and any(self.bindings[n] > 1 for n in extra):
            return True
        return not all(self._can_pass(i, node.name, extra) for i in range(index + 1, len(self.all)))

    def _can_pass(self, index: int, name: str, extra: tuple[str, ...]) -> bool:
        """Return whether a statement can pass the extra variables wherever it uses the function."""
        traced = self.all[index]
        if name not in traced.effects.uses:
            return True
        own = (
            traced.effects.binds | traced.effects.maybe
            if hasattr(traced.statement.node, "body")
            else frozenset()
        )
        if not set(extra) <= self.certain[index] | own:
            return False
        loose = _loose_uses(traced.statement.node, name)
        return not loose or all(self.bindings[e] <= 1 for e in extra)

    def _depends_on(self, index: int, fixed: set[int]) -> bool:
        names = {self._name(i) for i in fixed}
        if self._all_free(index) & names or self._name(index) in names:
            return True
        callers = [i for i in self.definitions if self._name(index) in self.names[i].free and i != index]
        extra = set(self._extra(index))
        return bool(extra) and any(extra & self.names[i].bound for i in callers)

    def _new_name(self, index: int, candidates: list[int]) -> str:
        name = self._name(index)
        later = [i for i in candidates if i > index and self._name(i) == name]
        imported = any(name == n for t in self.all for n, _ in t.effects.imports)
        return f"{name}_cell{self.all[index].statement.location.cell}" if later or imported else name

    def _needed(self, index: int, moved: list[int]) -> bool:
        name = self._target(self.all[index])
        direct = {n for i in moved for n in self._all_free(i)}
        if name in direct:
            return True
        other = [j for j in self.constants if j != index and self._target(self.all[j]) in direct]
        return any(name in mentioned_names(self.all[j].statement.node) for j in other)

    def _stretch(self, index: int) -> tuple[int, int]:
        name = self._name(index)
        last = max((i for i, t in enumerate(self.all) if name in t.effects.uses), default=index)
        return index, max(index, last)


def _has_nonlocal(node: Definition) -> bool:
    return any(isinstance(n, ast.Nonlocal) for n in own_nodes(node))


def _loose_uses(node: ast.AST, name: str) -> list[ast.Name]:
    """Return the uses of a name other than calling it."""
    called = {id(n.func) for n in ast.walk(node) if isinstance(n, ast.Call)}
    return [
        n
        for n in ast.walk(node)
        if isinstance(n, ast.Name) and n.id == name and isinstance(n.ctx, ast.Load) and id(n) not in called
    ]
