"""Codemods used alone: wherever their words stand, not only where a rule finds something."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from mlscaffold.codemod import Codemod
from mlscaffold.rewriting.document import document
from mlscaffold.rewriting.file_context import File
from mlscaffold.rewriting.fix_model import Fixed, Mended
from mlscaffold.rewriting.lines import line_before
from mlscaffold.rewriting.steps import Step, independent, made, unit_step, whole_file_step
from mlscaffold.rewriting.units import units

ROUNDS = 10


def rewrite_everywhere(content: bytes, path: str, codemods: Sequence[Codemod]) -> Mended:
    """Use codemods on a whole file, again and again until nothing changes.

    Args:
        content: the file's bytes.
        path: its path, as the user names it.
        codemods: the codemods in the order in which they are used.

    Returns:
        The bytes, all but the rewritten statements as they were, and what was rewritten.

    Raises:
        MlscaffoldError: the file cannot be read or written back as it is.
    """
    read = document(content, path)
    start = file = File(read.notebook, path, read.is_notebook)
    fixed: list[Fixed] = []
    for _ in range(ROUNDS):
        before = file
        for codemod in codemods:
            after, steps = _used(file, codemod)
            fixed += [one for step in steps for one in _told(start, file, step)]
            file = after
        if file is before:
            break
    return Mended(read.written(file.notebook), tuple(sorted(fixed, key=lambda one: (one.cell, one.line))))


def _used(file: File, codemod: Codemod) -> tuple[File, list[Step]]:
    """Use a codemod once in each place; where a cell would be no Python any more, place by place."""
    chosen = independent(step for step in _steps(file, codemod) if step.edits)
    if not chosen:
        return file, []
    after = made(file, chosen)
    if after is not None:
        return after, chosen
    sound = [step for step in chosen if made(file, [step]) is not None]
    after = made(file, sound) if sound else None
    return (after, sound) if after is not None else (file, [])


def _steps(file: File, codemod: Codemod) -> Iterator[Step]:
    if codemod.rewrite_file is not None:
        if any(word in cell.source for cell in file.notebook.code for word in codemod.words):
            yield whole_file_step(file, codemod, Step(codemod.name, 0, "", 1), file.lint_target.index.env)
        return
    for number, pieces in file.cells.items():
        if any(word in pieces.source for word in codemod.words) and number:
            for unit in units(pieces, codemod.whole):
                yield unit_step(file, pieces, unit, codemod)


def _told(start: File, file: File, step: Step) -> Iterable[Fixed]:
    for change in step.changes:
        place = change.location
        before = next((cell.source for cell in start.notebook.code if cell.number == place.cell), "")
        now = next((cell.source for cell in file.notebook.code if cell.number == place.cell), "")
        line = line_before(before, now, place.line)
        if change.kind != "look":
            yield Fixed("", place.cell, line, step.fix, f"{change.what}: {change.why}", changes=(change,))
