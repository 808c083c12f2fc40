"""Which functions, classes and constants of a notebook move to module level, and with which extra parameters."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from mlscaffold.analysis import api
from mlscaffold.analysis.dataflow import Flow, late_binding_ranges
from mlscaffold.analysis.effects import Definition
from mlscaffold.analysis.local_modules import NO_MODULES, LocalModules
from mlscaffold.analysis.names import mentioned_names
from mlscaffold.analysis.patches import Patch, patches_of
from mlscaffold.analysis.scopes import BUILTINS, DEFINITIONS, names_of, outer_nodes, own_nodes
from mlscaffold.stages import opt_outs as refactorings
from mlscaffold.stages.annotations import are_strings, looked_at
from mlscaffold.stages.constants import Wanted, constants, target_name
from mlscaffold.stages.extra_parameters import Callers, can_add_parameters
from mlscaffold.stages.import_places import ImportPlaces, import_places
from mlscaffold.stages.import_time import Known, same_at_import_time
from mlscaffold.stages.introspection import DOCSTRINGS, NAMES, introspection, uses_without_call
from mlscaffold.stages.opt_outs import OptOuts
from mlscaffold.stages.repeated_definitions import repeated_definitions
from mlscaffold.stages.shown_classes import shown_classes

CODE_IN_TEXT = frozenset({"globals", "locals", "exec", "eval", "vars"})
SUBCLASSES = frozenset({"__subclasses__"})


@dataclass(frozen=True, slots=True)
class MovedDefinition:
    """A function or class that becomes module-level.

    Args:
        index: number of its statement.
        name: its name in the notebook.
        new_name: its name in the project; it differs if the notebook defines the name again later.
        extra: variables of the notebook that it reads, as keyword parameters.
        keeps_name: whether `__name__` stays the name in the notebook, since something may look at it.
    """

    index: int
    name: str
    new_name: str
    extra: tuple[str, ...] = ()
    keeps_name: bool = False


@dataclass(frozen=True, slots=True)
class Definitions:
    """The definitions of a notebook and their places.

    Args:
        moved: functions and classes that become module-level.
        constants: numbers of the statements that become module-level constants.
        repeated: numbers of definitions that repeat an earlier one.
        pinned: first and last statement of ranges that must stay in one stage.
        imports: the imports and their places.
        annotated: numbers of definitions whose annotations must be values, not strings.
        documented: whether definitions may get docstrings that they do not have in the notebook.
        shown: numbers of the classes whose full name is shown.
    """

    moved: tuple[MovedDefinition, ...] = ()
    constants: tuple[int, ...] = ()
    repeated: tuple[int, ...] = ()
    pinned: tuple[tuple[int, int], ...] = ()
    imports: ImportPlaces = field(default_factory=ImportPlaces)
    annotated: frozenset[int] = frozenset()
    documented: bool = True
    shown: frozenset[int] = frozenset()

    def definition_of(self, name: str, index: int) -> MovedDefinition | None:
        """Return the definition of a name at a statement, None if it is not module-level."""
        found = [m for m in self.moved if m.name == name]
        before = [m for m in found if m.index <= index]
        return (before or found)[-1] if found else None

    def definition_before(self, name: str, index: int) -> MovedDefinition | None:
        """Return the definition that a name means in the head of a definition: `class Model(Model)`."""
        before = [m for m in self.moved if m.name == name and m.index < index]
        return before[-1] if before else None


def define(flow: Flow, opt_outs: OptOuts = refactorings.NOTHING, local: LocalModules = NO_MODULES) -> Definitions:
    """Decide on the place of each definition and each import of a notebook.

    Args:
        flow: all statements.
        opt_outs: cells whose definitions or imports stay in their stage, and those whose repeated definitions are kept.
        local: the modules in the notebook's folder.
    """
    return _Decision(flow, opt_outs, import_places(flow, opt_outs.cells(refactorings.IMPORTS), local)).decide()


class _Decision:
    def __init__(self, flow: Flow, opt_outs: OptOuts, imports: ImportPlaces) -> None:
        self.flow = flow
        self.opt_outs = opt_outs
        self.imports = imports
        self.all = flow.statements
        self.nodes = [traced.statement.node for traced in self.all]
        self.seen = introspection(self.nodes)
        self.bindings = Counter(n for t in self.all for n in t.effects.binds | t.effects.maybe | t.effects.deletes)
        self.summaries = dict(flow.summaries)
        self.definitions = [i for i, node in enumerate(self.nodes) if isinstance(node, DEFINITIONS)]
        self.names = {i: names_of(self._node(i)) for i in self.definitions}
        self.variables = self._variables()
        self.callers = Callers(self.all, self._certain(), self.bindings, self.seen)
        self.repeated = repeated_definitions(self.all, self.seen, opt_outs.cells(refactorings.REPEATED))
        self.constants = tuple(constants(self.all, self._wanted()))
        self.constant_names = {target_name(self.nodes[i]) for i in self.constants}
        self.patched = _patched(patches_of(self.nodes))

    def decide(self) -> Definitions:
        candidates = [i for i in self.definitions if i not in self.repeated]
        extra = {i: self._extra(i) for i in candidates}
        fixed = {i for i in candidates if self._must_stay(i, extra[i], candidates)}
        while grown := {i for i in candidates if i not in fixed and self._depends_on(i, fixed)}:
            fixed |= grown
        moved = [i for i in candidates if i not in fixed]
        return Definitions(
            tuple(self._moved(i, extra[i], candidates) for i in moved),
            tuple(i for i in self.constants if self._needed(i, moved)),
            tuple(sorted(self.repeated)),
            tuple(self._pinned(fixed)),
            self.imports,
            self._annotated(),
            not self.seen.looks_at(DOCSTRINGS),
            shown_classes(self.all, self.seen),
        )

    def _moved(self, index: int, extra: tuple[str, ...], candidates: list[int]) -> MovedDefinition:
        new_name = self._new_name(index, candidates)
        keeps_name = new_name != self._name(index) and self._shows_name(index)
        return MovedDefinition(index, self._name(index), new_name, extra, keeps_name)

    def _pinned(self, fixed: Iterable[int]) -> Iterable[tuple[int, int]]:
        yield from (self._range_of_uses(i) for i in sorted(fixed))
        yield from late_binding_ranges(self.flow)
        yield from self.imports.pinned
        for index in sorted(self.imports.kept):
            yield index, next((i for i, node in enumerate(self.nodes) if i > index and not _is_import(node)), index)

    def _node(self, index: int) -> Definition:
        node = self.nodes[index]
        assert isinstance(node, DEFINITIONS)
        return node

    def _name(self, index: int) -> str:
        return self._node(index).name

    def _cell(self, index: int) -> int:
        return self.all[index].statement.location.cell

    def _annotated(self) -> frozenset[int]:
        """Return the statements whose module must not make annotations strings."""
        cells = self.opt_outs.cells(refactorings.ANNOTATIONS)
        if are_strings(self.all):
            return frozenset()
        return looked_at(self.all, self.seen) | {i for i in range(len(self.all)) if self._cell(i) in cells}

    def _variables(self) -> frozenset[str]:
        """Return names that are bound to values at some point, not only to imports and definitions."""
        found: set[str] = set()
        for traced in self.all:
            node = traced.statement.node
            own = {node.name} if isinstance(node, DEFINITIONS) else set()
            imported = {n for n, _ in traced.effects.imports} if _is_import(node) else set()
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

    def _wanted(self) -> Wanted:
        return Wanted(
            names=frozenset(n for i in self.definitions for n in self._all_free(i)),
            fixed=frozenset(n for i in self.definitions for n in self._fixed_reads(i)),
            bindings=self.bindings,
            changed=frozenset(n for t in self.all for n in t.effects.mutates),
            kept=self.imports.kept_names,
        )

    def _fixed_reads(self, index: int) -> set[str]:
        """Return names that a definition reads where no parameter can pass them: defaults, bases, methods, decorated."""
        node = self._node(index)
        whole = isinstance(node, ast.ClassDef) or bool(node.decorator_list)
        return _outer_names(node) | (set(self.names[index].free) if whole else set())

    def _all_free(self, index: int) -> set[str]:
        return set(self.names[index].free) | _outer_names(self._node(index))

    def _extra(self, index: int) -> tuple[str, ...]:
        """Return variables that a definition reads when it is used."""
        own = self.names[index].free
        called = [self.summaries[n].reads for n in own & self.summaries.keys() if n != self._name(index)]
        reads = own.union(*called) & self.variables - self.constant_names
        return tuple(sorted(reads - self._definition_names()))

    def _definition_names(self) -> set[str]:
        return {self._name(i) for i in self.definitions}

    def _must_stay(self, index: int, extra: tuple[str, ...], candidates: list[int]) -> bool:
        node, names = self._node(index), self.names[index]
        late = self.all[index].effects.reads & self.variables - self.constant_names
        if self._cell(index) in self.opt_outs.cells(refactorings.DEFINITIONS) or late or _rebinds(node):
            return True
        if any(node.name in t.effects.deletes for t in self.all) or names.free & CODE_IN_TEXT:
            return True
        if self._all_free(index) & self.imports.kept_names or not self._runs_alike(index):
            return True
        if names.free & self.variables & self._definition_names() or self._versions_clash(index, candidates):
            return True
        return bool(extra) and not self._can_have(index, extra)

    def _runs_alike(self, index: int) -> bool:
        """Return whether a definition gives the same while its module is imported."""
        node = self._node(index)
        if isinstance(node, ast.ClassDef) and self.seen.looks_at(SUBCLASSES):
            return False
        return same_at_import_time(node, self._known(index))

    def _known(self, index: int) -> Known:
        imports = self.all[index].env.imports
        return Known(
            imports={n: target for n, target in imports.items() if n not in self.imports.kept_names},
            constants=frozenset(self.constant_names),
            definitions={self._name(i): self._node(i) for i in self.definitions if i < index},
            patched=self.patched,
            hidden=frozenset(self.bindings.keys() & BUILTINS),
            attributes=self.seen.attributes,
            annotations=not are_strings(self.all),
        )

    def _versions_clash(self, index: int, candidates: list[int]) -> bool:
        """Return whether a name that is defined several times means different versions to the code that reads it."""
        name = self._name(index)
        versions = [i for i in candidates if self._name(i) == name]
        others = [i for i in self.definitions if i != index and name in self.names[i].free]
        if others and (len(versions) > 1 or name in self.variables):
            return True
        if self._new_name(index, candidates) == name:
            return False
        return self._reads_itself_later(index) or not self._can_be_renamed(index)

    def _reads_itself_later(self, index: int) -> bool:
        """Return whether a version may still run, and read its own name, when the name means a later version."""
        name = self._name(index)
        lives_on = isinstance(self._node(index), ast.ClassDef) or any(uses_without_call(n, name) for n in self.nodes)
        return name in self.names[index].free and lives_on

    def _can_be_renamed(self, index: int) -> bool:
        """Return whether a new name changes nothing: neither a decorator nor the names of private attributes read it."""
        node = self._node(index)
        if not self._shows_name(index):
            return True
        private = isinstance(node, ast.ClassDef) and any(map(_is_private, ast.walk(node)))
        return not private and all(_is_dataclass(d) for d in node.decorator_list)

    def _shows_name(self, index: int) -> bool:
        """Return whether something may look at the name of a function or class."""
        name = self._name(index)
        is_value = any(uses_without_call(node, name) for node in self.nodes)
        return isinstance(self._node(index), ast.ClassDef) or is_value or self.seen.looks_at(NAMES)

    def _can_have(self, index: int, extra: tuple[str, ...]) -> bool:
        """Return whether a function can have further parameters."""
        summary = self.summaries.get(self._name(index))
        if summary is not None and summary.runs_later and any(self.bindings[n] > 1 for n in extra):
            return False
        return can_add_parameters(index, self._node(index), extra, self.callers)

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
        return f"{name}_cell{self._cell(index)}" if later or imported else name

    def _needed(self, index: int, moved: list[int]) -> bool:
        name = target_name(self.nodes[index])
        direct = {n for i in moved for n in self._all_free(i)}
        if name in direct:
            return True
        other = [j for j in self.constants if j != index and target_name(self.nodes[j]) in direct]
        return any(name in mentioned_names(self.nodes[j]) for j in other)

    def _range_of_uses(self, index: int) -> tuple[int, int]:
        name = self._name(index)
        last = max((i for i, t in enumerate(self.all) if name in t.effects.uses), default=index)
        return index, max(index, last)


def _is_import(node: ast.stmt) -> bool:
    return isinstance(node, (ast.Import, ast.ImportFrom))


def _outer_names(node: Definition) -> set[str]:
    """Return the names that the head of a definition reads: decorators, defaults, bases."""
    return {name for part in outer_nodes(node) for name in mentioned_names(part)}


def _rebinds(node: Definition) -> bool:
    """Return whether a definition binds names of the notebook."""
    return any(isinstance(n, ast.Global) for n in ast.walk(node)) or any(
        isinstance(n, ast.Nonlocal) for n in own_nodes(node)
    )


def _is_private(node: ast.AST) -> bool:
    """Return whether a name has the class's name in it at run time: `self.__rate`."""
    name = node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
    name = node.name if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) else name
    return name.startswith("__") and not name.endswith("__")


def _is_dataclass(node: ast.expr) -> bool:
    return "dataclass" in mentioned_names(node) or "dataclass" in ast.unparse(node).split("(")[0]


def _patched(patches: Iterable[Patch]) -> frozenset[str]:
    """Return the canonical names of what the notebook sets in modules."""
    return frozenset(api.canonical(f"{patch.owner}.{patch.attribute}") for patch in patches)

