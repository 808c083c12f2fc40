"""Steps: the edits with which a codemod rewrites one place of a file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from mlscaffold.analysis.types import Environment
from mlscaffold.edits import Edit
from mlscaffold.finding import Finding
from mlscaffold.notebook.cells import Change, Location
from mlscaffold.rewriting.codemod import CellSource, Codemod
from mlscaffold.rewriting.file_context import CellEdit, File
from mlscaffold.rewriting.new_imports import Added, new_imports
from mlscaffold.rewriting.unit_rewrite import NOTHING, reason_against, rewrite
from mlscaffold.rewriting.units import MAGIC, CellTree, SourceUnit, unit_at

UNPARSED = "the cell cannot be parsed as Python"
BROKEN = "the cell would no longer be valid Python"


@dataclass(frozen=True, slots=True)
class Step:
    """What a codemod would do at one place.

    Args:
        fix: the codemod.
        cell: the number of the cell.
        text: the code at the place, which identifies it after other steps.
        line: the line.
        findings: the findings that it fixes.
        edits: the edits, empty if it can do nothing.
        why: why it can do nothing, "" otherwise.
        changes: the changes that the codemod reports.
        imports: import statements to add, with the edits that add them.
    """

    fix: str
    cell: int
    text: str
    line: int
    findings: tuple[Finding, ...] = ()
    edits: tuple[CellEdit, ...] = ()
    why: str = ""
    changes: tuple[Change, ...] = ()
    imports: Added = ()

    @property
    def key(self) -> tuple[str, int, str]:
        """What identifies the step after other steps."""
        return self.fix, self.cell, self.text

    def with_edits(
        self, edits: Sequence[CellEdit], changes: tuple[Change, ...], imports: Added | str
    ) -> Step:
        """Return the step with edits, or with the reason why the imports that they need cannot be added."""
        if isinstance(imports, str):
            return replace(self, why=imports)
        return replace(self, edits=tuple(edits), changes=changes, imports=imports)


def step_for(file: File, finding: Finding, codemod: Codemod) -> Step:
    """Return what a codemod would do about a finding; in a Python file the finding's cell may be 0."""
    cell = finding.cell if file.is_notebook else 1
    tree = file.cells.get(cell)
    text = tree.lines[finding.line - 1] if tree is not None and 0 < finding.line <= len(tree.lines) else ""
    step = Step(codemod.name, cell, text, finding.line, (finding,))
    if codemod.rewrite_file is not None:
        return whole_file_step(file, codemod, step, file.lint_target.index.env)
    if tree is None or not tree.body:
        return replace(step, why=UNPARSED)
    unit = unit_at(tree, finding.line, finding.column, codemod.whole)
    if isinstance(unit, str):
        return replace(step, why=unit)
    return unit_step(file, tree, unit, codemod, (finding,))


def unit_step(
    file: File, tree: CellTree, unit: SourceUnit, codemod: Codemod, found: tuple[Finding, ...] = ()
) -> Step:
    """Return what a codemod would do to a unit of a cell; `found` are the findings that this would fix."""
    line = tree.source.count("\n", 0, unit.start) + 1
    step = Step(codemod.name, tree.cell, unit.text, line, found)
    if why := reason_against(codemod, unit.text):
        return replace(step, why=why)
    done = rewrite(unit, tree.source, codemod, file.context(unit.context, codemod.whole))
    if done.edit is None:
        return replace(step, why=done.why)
    top = tree.top(unit.context.statement.lineno)
    before = top.lineno if top is not None else line
    imports = new_imports(file, done.imports, unit.context.env, step.cell, before)
    return step.with_edits([CellEdit(tree.cell, done.edit)], done.changes, imports)


def whole_file_step(file: File, codemod: Codemod, step: Step, env: Environment) -> Step:
    """Return what a codemod with `rewrite_file` would do to all cells.

    Args:
        file: the file.
        codemod: the codemod.
        step: the place of the findings; cell 0 for the whole file.
        env: what is known there.
    """
    assert codemod.rewrite_file is not None
    cells = tuple(CellSource(one.number, one.source) for one in file.lint_target.python)
    done = codemod.rewrite_file(cells, file.known(Location(step.cell, step.line), env))
    edits: list[CellEdit] = []
    for old, new in zip(cells, done.cells, strict=True):
        found = _line_edits(file.cells[old.number], new.source) if old != new else []
        if found is None:
            return replace(step, why=MAGIC)
        edits += (CellEdit(old.number, edit) for edit in found)
    if not edits:
        return replace(step, why=done.changes[0].why if done.changes else NOTHING)
    first = min(edits)
    line = file.cells[first.cell].source.count("\n", 0, first.edit.start) + 1
    return step.with_edits(edits, done.changes, new_imports(file, done.imports, env, first.cell, line))


def _line_edits(tree: CellTree, new: str) -> list[Edit] | None:
    """Return the edits that turn a cell's Python into new code, None if they would change magics."""
    after = new.split("\n")
    edits: list[Edit] = []
    matcher = SequenceMatcher(None, tree.python, after, autojunk=False)
    for kind, start, end, first, last in matcher.get_opcodes():
        if kind == "equal":
            continue
        if not tree.is_plain(start + 1, end):
            return None
        edits.append(_line_edit(tree, start, end, after[first:last]))
    return edits


def _line_edit(tree: CellTree, start: int, end: int, lines: Sequence[str]) -> Edit:
    """Return the edit that replaces lines; a cell's last line has no line end."""
    size = len(tree.source)
    text = "".join(f"{line}\n" for line in lines)
    if end < len(tree.lines):
        return Edit(tree.starts[start], tree.starts[end], text)
    if start == 0:
        return Edit(0, size, text.removesuffix("\n"))
    return Edit(tree.starts[start] - 1, size, "\n" + text.removesuffix("\n") if lines else "")


def merged(steps: Iterable[Step]) -> list[Step]:
    """Return steps in order, equal ones as one with all their findings."""
    found: dict[tuple[object, ...], Step] = {}
    for step in steps:
        key = (step.key, step.line, step.edits)
        same = found.get(key)
        found[key] = replace(same, findings=(*same.findings, *step.findings)) if same else step
    return list(found.values())


def independent(steps: Iterable[Step]) -> list[Step]:
    """Return steps that can be applied together; of conflicting ones the first."""
    chosen: list[Step] = []
    edits: list[CellEdit] = []
    for step in steps:
        own = [*step.edits, *(edit for _, edit in step.imports)]
        if not any(edit.conflicts(other) for edit in own for other in edits):
            chosen.append(step)
            edits += own
    return chosen


def applied(file: File, steps: Iterable[Step]) -> File | None:
    """Return the file after steps that do not conflict, None if a cell would no longer be valid Python."""
    edits: list[CellEdit] = []
    imports: dict[str, CellEdit] = {}
    for step in steps:
        edits += step.edits
        for statement, edit in step.imports:  # the first place suffices: later code sees the import too
            imports[statement] = min(imports.get(statement, edit), edit)
    imports = {text: place for text, place in imports.items() if not _is_written(text, place, edits)}
    after = file.edited([*edits, *imports.values()])
    return after if file.parsed <= after.parsed else None


def _is_written(statement: str, place: CellEdit, edits: Iterable[CellEdit]) -> bool:
    """Return whether an edit up to a place writes an import statement itself."""
    return any(
        one.cell <= place.cell and statement in map(str.strip, one.edit.text.split("\n")) for one in edits
    )
