"""Which functions, classes and constants of a notebook move to module level, and with which extra parameters."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from mlscaffold.analysis import api
from mlscaffold.analysis.dataflow import Flow, late_binding_ranges
from mlscaffold.analysis.effects import Definition
from mlscaffold.analysis.local_modules import NO_MODULES, LocalModules
from mlscaffold.analysis.names import mentioned_names
from mlscaffold.analysis.patches import patches_of
from mlscaffold.analysis.scopes import BUILTINS, own_nodes
from mlscaffold.stages import opt_outs as refactorings
from mlscaffold.stages.annotations import are_strings, looked_at
from mlscaffold.stages.constants import Wanted, constants, target_name
from mlscaffold.stages.definition_facts import DefinitionFacts, definition_facts, is_import, outer_names
from mlscaffold.stages.definition_versions import new_name, shows_name, versions_clash
from mlscaffold.stages.extra_parameters import Callers, can_add_parameters
from mlscaffold.stages.import_places import ImportPlaces, import_places
from mlscaffold.stages.import_time import Known, same_at_import_time
from mlscaffold.stages.introspection import DOCSTRINGS
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


def define(
    flow: Flow, opt_outs: OptOuts = refactorings.NOTHING, local: LocalModules = NO_MODULES
) -> Definitions:
    """Decide on the place of each definition and each import of a notebook.

    Args:
        flow: all statements.
        opt_outs: cells whose definitions or imports stay in their stage, and those whose repeated definitions are kept.
        local: the modules in the notebook's folder.
    """
    imports = import_places(flow, opt_outs.cells(refactorings.IMPORTS), local)
    return _Decision(flow, opt_outs, imports, definition_facts(flow)).decide()


class _Decision:
    def __init__(self, flow: Flow, opt_outs: OptOuts, imports: ImportPlaces, facts: DefinitionFacts) -> None:
        self.flow = flow
        self.opt_outs = opt_outs
        self.imports = imports
        self.facts = facts
        self.summaries = dict(flow.summaries)
        self.callers = Callers(facts.statements, facts.certain, facts.bindings, facts.seen)
        self.repeated = repeated_definitions(
            facts.statements, facts.seen, opt_outs.cells(refactorings.REPEATED)
        )
        self.constants = tuple(constants(facts.statements, self._wanted()))
        self.annotations = not are_strings(facts.statements)
        self.constant_names = {target_name(facts.nodes[i]) for i in self.constants}
        patches = patches_of(facts.nodes)
        self.patched = frozenset(api.canonical(f"{patch.base}.{patch.attribute}") for patch in patches)

    def decide(self) -> Definitions:
        candidates = [i for i in self.facts.definitions if i not in self.repeated]
        extra = {i: self._extra(i) for i in candidates}
        fixed = {i for i in candidates if self._must_stay(i, extra[i], candidates)}
        while grown := {i for i in candidates if i not in fixed and self._depends_on(i, fixed)}:
            fixed |= grown
        moved = [i for i in candidates if i not in fixed]
        return Definitions(
            tuple(self._moved(i, extra[i], candidates) for i in moved),
            tuple(i for i in self.constants if self._is_read(i, moved)),
            tuple(sorted(self.repeated)),
            tuple(self._pinned(sorted(fixed))),
            self.imports,
            self._annotated(),
            not self.facts.seen.looks_at(DOCSTRINGS),
            shown_classes(self.facts.statements, self.facts.seen),
        )

    def _moved(self, index: int, extra: tuple[str, ...], candidates: Sequence[int]) -> MovedDefinition:
        name, new = self.facts.name(index), new_name(index, candidates, self.facts)
        return MovedDefinition(index, name, new, extra, new != name and shows_name(index, self.facts))

    def _pinned(self, fixed: Sequence[int]) -> Iterator[tuple[int, int]]:
        """Yield ranges that must stay in one stage; an import is never alone in one."""
        yield from (self._range_of_uses(i) for i in fixed)
        yield from late_binding_ranges(self.flow)
        yield from self.imports.pinned
        nodes = self.facts.nodes
        for index in sorted(self.imports.kept):
            yield index, next((i for i, node in enumerate(nodes) if i > index and not is_import(node)), index)

    def _annotated(self) -> frozenset[int]:
        """Return the statements whose module must not make annotations strings."""
        statements, cells = self.facts.statements, self.opt_outs.cells(refactorings.ANNOTATIONS)
        if are_strings(statements):
            return frozenset()
        opted_out = {i for i in range(len(statements)) if self.facts.cell(i) in cells}
        return looked_at(statements, self.facts.seen) | opted_out

    def _wanted(self) -> Wanted:
        return Wanted(
            names=frozenset(n for i in self.facts.definitions for n in self.facts.reads(i)),
            fixed=frozenset(n for i in self.facts.definitions for n in self._fixed_reads(i)),
            bindings=self.facts.bindings,
            changed=frozenset(n for t in self.facts.statements for n in t.effects.mutates),
            kept=self.imports.kept_names,
        )

    def _fixed_reads(self, index: int) -> set[str]:
        """Return names that a definition reads where no parameter can pass them: defaults, bases, methods, decorated."""
        node = self.facts.definitions[index]
        whole = isinstance(node, ast.ClassDef) or bool(node.decorator_list)
        return outer_names(node) | (self.facts.names[index].free if whole else frozenset())

    def _extra(self, index: int) -> tuple[str, ...]:
        """Return variables that a definition reads when it is used."""
        own = self.facts.names[index].free
        called = [self.summaries[n].reads for n in own & self.summaries.keys() if n != self.facts.name(index)]
        reads = own.union(*called) & self.facts.variables - self.constant_names
        return tuple(sorted(reads - self.facts.defined))

    def _must_stay(self, index: int, extra: tuple[str, ...], candidates: Sequence[int]) -> bool:
        facts, node = self.facts, self.facts.definitions[index]
        late = facts.statements[index].effects.reads & facts.variables - self.constant_names
        if facts.cell(index) in self.opt_outs.cells(refactorings.DEFINITIONS) or late or _rebinds(node):
            return True
        if node.name in facts.deleted or facts.names[index].free & CODE_IN_TEXT:
            return True
        if facts.reads(index) & self.imports.kept_names or not self._runs_alike(index):
            return True
        both = facts.variables & facts.defined
        if facts.names[index].free & both or versions_clash(index, candidates, facts):
            return True
        return bool(extra) and not self._can_have(index, extra)

    def _runs_alike(self, index: int) -> bool:
        """Return whether a definition gives the same while its module is imported."""
        node = self.facts.definitions[index]
        if isinstance(node, ast.ClassDef) and self.facts.seen.looks_at(SUBCLASSES):
            return False
        return same_at_import_time(node, self._known(index))

    def _known(self, index: int) -> Known:
        imports = self.facts.statements[index].env.imports
        return Known(
            imports={n: target for n, target in imports.items() if n not in self.imports.kept_names},
            constants=frozenset(self.constant_names),
            definitions={node.name: node for i, node in self.facts.definitions.items() if i < index},
            patched=self.patched,
            hidden=frozenset(self.facts.bindings.keys() & BUILTINS),
            attributes=self.facts.seen.attributes,
            annotations=self.annotations,
        )

    def _can_have(self, index: int, extra: tuple[str, ...]) -> bool:
        """Return whether a function can have further parameters."""
        summary = self.summaries.get(self.facts.name(index))
        if summary is not None and summary.runs_later and any(self.facts.bindings[n] > 1 for n in extra):
            return False
        return can_add_parameters(index, self.facts.definitions[index], extra, self.callers)

    def _depends_on(self, index: int, fixed: set[int]) -> bool:
        name, others = self.facts.name(index), {self.facts.name(i) for i in fixed}
        if self.facts.reads(index) & others or name in others:
            return True
        callers = [i for i, names in self.facts.names.items() if name in names.free and i != index]
        extra = set(self._extra(index))
        return bool(extra) and any(extra & self.facts.names[i].bound for i in callers)

    def _is_read(self, index: int, moved: Sequence[int]) -> bool:
        """Return whether a module-level definition or another constant reads a constant."""
        nodes = self.facts.nodes
        name = target_name(nodes[index])
        direct = {n for i in moved for n in self.facts.reads(i)}
        if name in direct:
            return True
        other = [j for j in self.constants if j != index and target_name(nodes[j]) in direct]
        return any(name in mentioned_names(nodes[j]) for j in other)

    def _range_of_uses(self, index: int) -> tuple[int, int]:
        name = self.facts.name(index)
        uses = [i for i, traced in enumerate(self.facts.statements) if name in traced.effects.uses]
        return index, max([index, *uses])


def _rebinds(node: Definition) -> bool:
    """Return whether a definition binds names of the notebook."""
    shared = any(isinstance(part, ast.Global) for part in ast.walk(node))
    return shared or any(isinstance(part, ast.Nonlocal) for part in own_nodes(node))
