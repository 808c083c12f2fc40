"""What rules find is mended, round by round, until nothing is left that can be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from mlscaffold.codemod import Codemod
from mlscaffold.notebook.cells import Change, Notebook
from mlscaffold.rewriting.document import document
from mlscaffold.rewriting.file_context import File
from mlscaffold.rewriting.fix_model import Fixed, Mended
from mlscaffold.rewriting.lines import line_before
from mlscaffold.rewriting.steps import BROKEN, Step, independent, joined, made, step_for
from mlscaffold.rules.rule import Finding

ROUNDS = 20
STAYED = "what was found would still be found, so it was taken back"
TOO_MANY = "it was not reached in the rounds that a mending takes; run it again"
Check = Callable[[Notebook], tuple[Finding, ...]]


def mend(
    content: bytes,
    path: str,
    check: Callable[[bytes], tuple[Finding, ...]],
    codemods: tuple[Codemod, ...],
    unsafe: bool,
) -> Mended:
    """Mend what rules find in a file.

    Args:
        content: the file's bytes.
        path: its path, as the user names it.
        check: says what is found in such bytes; what a comment answers is not among it, and so it stays.
        codemods: the codemods that may be used.
        unsafe: whether those may be used that change what the code computes.

    Returns:
        The bytes, all but the mended statements as they were, and what was mended and what was not.

    Raises:
        MlscaffoldError: something is to be mended and the file cannot be written back as it is.
    """
    usable = _usable(codemods, unsafe)
    if not any(finding.fix in usable for finding in check(content)):
        return Mended(content)
    read = document(content, path)
    file = File(read.notebook, path, read.is_notebook)
    after, fixed = mend_file(file, lambda notebook: check(read.written(notebook)), codemods, unsafe)
    return Mended(read.written(after), fixed)


def mend_file(
    file: File, check: Check, codemods: Iterable[Codemod], unsafe: bool
) -> tuple[Notebook, tuple[Fixed, ...]]:
    """Mend what rules find in the cells of a file.

    Args:
        file: the file.
        check: says what is found in cells.
        codemods: the codemods that may be used.
        unsafe: whether those may be used that change what the code computes.

    Returns:
        The cells, and what was mended and what was not.
    """
    mending = _Mending(file, check, _usable(codemods, unsafe))
    mending.run()
    fixed = sorted([*mending.fixed, *mending.left()], key=lambda one: (one.cell, one.line, one.code))
    return mending.file.notebook, tuple(fixed)


def _usable(codemods: Iterable[Codemod], unsafe: bool) -> dict[str, Codemod]:
    return {codemod.name: codemod for codemod in codemods if codemod.safe or unsafe}


class _Mending:
    """A mending while it goes on."""

    def __init__(self, file: File, check: Check, codemods: dict[str, Codemod]) -> None:
        self.start = self.file = file
        self.check = check
        self.codemods = codemods
        self.found = self.fixable(check(file.notebook))
        self.refused: dict[tuple[str, int, str], str] = {}
        self.fixed: list[Fixed] = []
        self.one_by_one = False

    def fixable(self, found: Sequence[Finding]) -> list[Finding]:
        return [finding for finding in found if finding.fix in self.codemods]

    def run(self) -> None:
        """Go on until no step is left; one at a time from the first round in which not all that is done helps."""
        for _ in range(ROUNDS + 2 * len(self.found)):
            steps = [step for step in self.steps() if step.edits and step.key not in self.refused]
            if not steps:
                return
            chosen = steps[:1] if self.one_by_one else independent(steps)
            self.take(chosen)

    def steps(self) -> list[Step]:
        return joined(step_for(self.file, one, self.codemods[one.fix]) for one in self.found)

    def take(self, chosen: list[Step]) -> None:
        """Make steps, if each of them mends something."""
        after = made(self.file, chosen)
        found = self.fixable(self.check(after.notebook)) if after else []
        gone = _counted(self.found) - _counted(found)
        if after is not None and not _wanted(chosen) - gone:
            self.note(chosen, gone)
            self.file, self.found = after, found
        elif len(chosen) > 1:
            self.one_by_one = True
        else:
            self.refused[chosen[0].key] = STAYED if after else BROKEN

    def note(self, chosen: Iterable[Step], gone: Counter[str]) -> None:
        """Remember what is mended: of several findings in one place as many as are gone."""
        first = [(step, one) for step in chosen for one in _first_of_each(step)]
        rest = [(step, one) for step in chosen for one in step.findings if (step, one) not in first]
        told: set[tuple[str, int, str]] = set()
        for step, finding in (*first, *rest):
            if gone[finding.code] > 0:
                gone[finding.code] -= 1
                self.fixed.append(self.told(step, finding, () if step.key in told else step.changes))
                told.add(step.key)

    def told(self, step: Step, finding: Finding, changes: tuple[Change, ...]) -> Fixed:
        line = self.line(step.cell, finding.line)
        placed = tuple(
            replace(
                change, location=replace(change.location, line=self.line(step.cell, change.location.line))
            )
            for change in changes
        )
        return Fixed(finding.code, step.cell, line, step.fix, finding.message, changes=placed)

    def line(self, cell: int, line: int) -> int:
        """Return the line that a line had before anything was mended."""
        before = {one.number: one.source for one in self.start.notebook.code}
        now = {one.number: one.source for one in self.file.notebook.code}
        same = before.get(cell) == now.get(cell)
        return line if same else line_before(before[cell], now[cell], line)

    def left(self) -> list[Fixed]:
        """Return what is not mended, with the reasons."""
        return [
            Fixed(
                one.code,
                step.cell,
                self.line(step.cell, one.line),
                step.fix,
                one.message,
                made=False,
                why=step.why or self.refused.get(step.key, TOO_MANY),
            )
            for step in self.steps()
            for one in step.findings
        ]


def _counted(found: Iterable[Finding]) -> Counter[str]:
    return Counter(finding.code for finding in found)


def _first_of_each(step: Step) -> list[Finding]:
    """Return the first finding of each rule among those of a step."""
    return list({finding.code: finding for finding in reversed(step.findings)}.values())


def _wanted(chosen: Iterable[Step]) -> Counter[str]:
    """Return how many findings of each rule have to be gone: at least one for each step."""
    return Counter(finding.code for step in chosen for finding in _first_of_each(step))
