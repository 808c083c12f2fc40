"""Run codemods without rules: wherever their words occur, not only where a rule finds something."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from mlscaffold.analysis.deep_stack import with_deep_stack
from mlscaffold.rewriting.codemod import Codemod
from mlscaffold.rewriting.document import document
from mlscaffold.rewriting.file_context import File
from mlscaffold.rewriting.file_text import line_before
from mlscaffold.rewriting.fix import Fix, FixResult
from mlscaffold.rewriting.steps import Step, applied, independent, unit_step, whole_file_step
from mlscaffold.rewriting.units import units

ROUNDS = 10
"""One codemod's result may be code for another. Chosen by judgement: more than chains of rewritings need, and few enough
that codemods that undo each other end soon."""


@with_deep_stack
def rewrite_everywhere(content: bytes, path: str, codemods: Sequence[Codemod]) -> FixResult:
    """Run codemods on a whole file, again and again until nothing changes; everything else keeps its bytes.

    Args:
        content: the file's bytes.
        path: its path, as the user gave it.
        codemods: the codemods in the order in which they apply.

    Raises:
        MlscaffoldError: the file cannot be read, or cannot be written back unchanged.
    """
    source = document(content, path)
    start = file = File(source.notebook, path, source.is_notebook)
    fixes: list[Fix] = []
    for _ in range(ROUNDS):
        before = file
        for codemod in codemods:
            after, steps = _run(file, codemod)
            fixes += [one for step in steps for one in _fixes(start, file, step)]
            file = after
        if file is before:
            break
    return FixResult(
        source.written(file.notebook), tuple(sorted(fixes, key=lambda one: (one.cell, one.line)))
    )


def _run(file: File, codemod: Codemod) -> tuple[File, list[Step]]:
    """Run a codemod once in each place, without the places that would make a cell invalid Python."""
    steps = independent(step for step in _steps(file, codemod) if step.edits)
    if not steps:
        return file, []
    after = applied(file, steps)
    if after is None:
        steps = [step for step in steps if applied(file, [step]) is not None]
        after = applied(file, steps)
    return (after, steps) if after is not None and steps else (file, [])


def _steps(file: File, codemod: Codemod) -> Iterator[Step]:
    if codemod.rewrite_file is not None:
        if any(codemod.may_match(cell.source) for cell in file.notebook.code):
            yield whole_file_step(file, codemod, Step(codemod.name, 0, "", 1), file.lint_target.index.env)
        return
    for tree in file.cells.values():
        if codemod.may_match(tree.source):
            for unit in units(tree, codemod.whole):
                yield unit_step(file, tree, unit, codemod)


def _fixes(start: File, file: File, step: Step) -> Iterable[Fix]:
    for change in step.changes:
        place = change.location
        before, now = (
            next((cell.source for cell in one.notebook.code if cell.number == place.cell), "")
            for one in (start, file)
        )
        line = line_before(before, now, place.line)
        if change.kind != "review":
            yield Fix("", place.cell, line, step.fix, f"{change.what}: {change.why}", changes=(change,))
