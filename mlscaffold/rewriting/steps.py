"""One step of a mending: the edits with which a codemod mends the findings of one place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from mlscaffold.analysis.types import Environment
from mlscaffold.codemod import CellSource, Codemod
from mlscaffold.notebook.cells import Change, Location
from mlscaffold.rewriting.file_context import File
from mlscaffold.rewriting.fix_model import Edit, edited
from mlscaffold.rewriting.new_imports import Added, first_of_each, new_imports
from mlscaffold.rewriting.unit_rewrite import HELPERS, NOTHING, rewrite
from mlscaffold.rewriting.units import MAGIC, Pieces, Unit, unit_at
from mlscaffold.rules.rule import Finding

UNPARSED = "the cell cannot be parsed as Python"
BROKEN = "the cell would no longer be Python"


@dataclass(frozen=True, slots=True)
class Step:
    """What a codemod would do at one place.

    Args:
        fix: the codemod.
        cell: the number of the cell.
        text: the piece of the cell; it tells the place again after other steps.
        line: the line.
        findings: the findings that it mends.
        edits: what has to be done, empty where nothing can.
        why: why nothing can, "" where something can.
        changes: what the codemod says it did.
        imports: import statements that are added, with the edits that add them.
    """

    fix: str
    cell: int
    text: str
    line: int
    findings: tuple[Finding, ...] = ()
    edits: tuple[Edit, ...] = ()
    why: str = ""
    changes: tuple[Change, ...] = ()
    imports: Added = ()

    @property
    def key(self) -> tuple[str, int, str]:
        """What tells the step again after others were made."""
        return self.fix, self.cell, self.text


def step_for(file: File, finding: Finding, codemod: Codemod) -> Step:
    """Return what a codemod would do for a finding.

    Args:
        file: the file.
        finding: what was found; in a Python file its cell may be 0.
        codemod: the codemod that mends it.
    """
    cell = finding.cell if file.is_notebook else 1
    pieces = file.cells.get(cell)
    text = _line_text(pieces, finding.line)
    step = Step(codemod.name, cell, text, finding.line, (finding,))
    if codemod.rewrite_file is not None:
        return whole_file_step(file, codemod, step, file.lint_target.index.env)
    if pieces is None or not pieces.body:
        return _not_made(step, UNPARSED)
    unit = unit_at(pieces, finding.line, finding.column, codemod.whole)
    if isinstance(unit, str):
        return _not_made(step, unit)
    return unit_step(file, pieces, unit, codemod, (finding,))


def unit_step(
    file: File, pieces: Pieces, unit: Unit, codemod: Codemod, found: tuple[Finding, ...] = ()
) -> Step:
    """Return what a codemod would do to a unit.

    Args:
        file: the file.
        pieces: the cell.
        unit: the unit.
        codemod: the codemod.
        found: the findings that this would mend.
    """
    line = pieces.source.count("\n", 0, unit.start) + 1
    step = Step(codemod.name, unit.seen.cell, unit.text, line, found)
    if codemod.projects_only or not any(word in unit.text for word in codemod.words):
        return _not_made(step, HELPERS if codemod.projects_only else NOTHING)
    done = rewrite(unit, pieces.source, codemod, file.context(unit.seen, codemod.whole))
    if done.edit is None:
        return _not_made(step, done.why)
    top = pieces.top(unit.seen.statement.lineno)
    before = top.lineno if top is not None else line
    imports = new_imports(file, done.imports, unit.seen.env, step.cell, before)
    if isinstance(imports, str):
        return _not_made(step, imports)
    return replace(step, edits=(done.edit,), changes=done.changes, imports=imports)


def _not_made(step: Step, why: str) -> Step:
    return replace(step, edits=(), why=why)


def _line_text(pieces: Pieces | None, line: int) -> str:
    return pieces.lines[line - 1] if pieces is not None and 0 < line <= len(pieces.lines) else ""


def whole_file_step(file: File, codemod: Codemod, step: Step, env: Environment) -> Step:
    """Return what a codemod would do to all cells.

    Args:
        file: the file.
        codemod: a codemod with `rewrite_file`.
        step: the place that is meant, with its findings; cell 0 for the whole file.
        env: what is known there.
    """
    assert codemod.rewrite_file is not None
    given = tuple(CellSource(one.number, one.source) for one in file.lint_target.python)
    done = codemod.rewrite_file(given, file.known(Location(step.cell, step.line), env))
    edits: list[Edit] = []
    for old, new in zip(given, done.cells, strict=True):
        found = _carried(file.cells[old.number], new.source) if old != new else []
        if isinstance(found, str):
            return _not_made(step, found)
        edits += found
    if not edits:
        return _not_made(step, done.changes[0].why if done.changes else NOTHING)
    first = min(edits)
    imports = new_imports(file, done.imports, env, first.cell, _line(file, first))
    if isinstance(imports, str):
        return _not_made(step, imports)
    return replace(step, edits=tuple(edits), changes=done.changes, imports=imports)


def _line(file: File, edit: Edit) -> int:
    return file.cells[edit.cell].source.count("\n", 0, edit.start) + 1


def _carried(pieces: Pieces, new: str) -> list[Edit] | str:
    """Return the edits that make of a cell what its Python became, or the reason why that cannot be."""
    after = new.split("\n")
    edits: list[Edit] = []
    matcher = SequenceMatcher(None, pieces.python, after, autojunk=False)
    for kind, start, end, first, last in matcher.get_opcodes():
        if kind == "equal":
            continue
        if not pieces.is_plain(start + 1, end):
            return MAGIC
        edits.append(_lines_edit(pieces, start, end, after[first:last]))
    return edits


def _lines_edit(pieces: Pieces, start: int, end: int, lines: Sequence[str]) -> Edit:
    """Return the edit that puts lines in the place of others; a cell's last line has no line end."""
    ends = len(pieces.source)
    text = "".join(f"{line}\n" for line in lines)
    if end < len(pieces.lines):
        return Edit(pieces.cell, pieces.starts[start], pieces.starts[end], text)
    if start == 0:
        return Edit(pieces.cell, 0, ends, text.removesuffix("\n"))
    before = pieces.starts[start] - 1
    return Edit(pieces.cell, before, ends, "\n" + text.removesuffix("\n") if lines else "")


def joined(steps: Iterable[Step]) -> list[Step]:
    """Return steps in order, those for the same piece of a cell as one."""
    found: dict[tuple[object, ...], Step] = {}
    for step in steps:
        key = (step.key, step.line, step.edits)
        same = found.get(key)
        found[key] = replace(same, findings=(*same.findings, *step.findings)) if same else step
    return list(found.values())


def independent(steps: Iterable[Step]) -> list[Step]:
    """Return steps that can be made at once, the first of those that meet."""
    chosen: list[Step] = []
    taken: list[Edit] = []
    for step in steps:
        mine = [*step.edits, *(edit for _, edit in step.imports)]
        if not any(edit.meets(other) for edit in mine for other in taken):
            chosen.append(step)
            taken += mine
    return chosen


def made(file: File, steps: Iterable[Step]) -> File | None:
    """Return the file after some steps, None where a cell would no longer be Python.

    Args:
        file: the file.
        steps: steps that can be made at once.
    """
    chosen = tuple(steps)
    added = first_of_each(pair for step in chosen for pair in step.imports)
    notebook = edited(file.notebook, [*(edit for step in chosen for edit in step.edits), *added])
    after = File(notebook, file.path, file.is_notebook)
    return after if _parsed(file) <= _parsed(after) else None


def _parsed(file: File) -> set[int]:
    return {cell.number for cell in file.lint_target.python if cell.failure is None}
