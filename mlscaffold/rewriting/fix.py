"""Fix the findings of rules with codemods, in rounds, until no codemod can fix any more."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from mlscaffold.analysis.deep_stack import with_deep_stack
from mlscaffold.finding import Finding
from mlscaffold.notebook.cells import Change, Location, Notebook
from mlscaffold.rewriting.codemod import Codemod
from mlscaffold.rewriting.document import document
from mlscaffold.rewriting.file_context import File
from mlscaffold.rewriting.file_text import line_before
from mlscaffold.rewriting.steps import BROKEN, Step, applied, independent, merged, step_for
from mlscaffold.rules.engine import findings
from mlscaffold.rules.lint_target import lint_target_of
from mlscaffold.rules.notebook.undefined_name import undefined
from mlscaffold.rules.rule import Rule

ROUNDS = 20
"""Added to two rounds for each finding, one to try its step with others and one alone: fixes may reveal further findings.
Chosen by judgement, so that codemods that undo each other end soon."""
STILL_FOUND = "the finding would remain, so the change was undone"
UNDEFINED = "it would leave {} undefined"
TOO_MANY = "the limit of rounds was reached; run it again"
Check = Callable[[Notebook], tuple[Finding, ...]]


@dataclass(frozen=True, slots=True)
class Fix:
    """A finding, and what a codemod did about it.

    Args:
        code: the rule's code; "" if the codemod ran without a rule.
        cell: the number of the code cell; 1 in a Python file.
        line: its line in the original file.
        codemod: the codemod.
        message: the message of the finding.
        fixed: whether it is fixed.
        why: why it is not fixed, "" otherwise.
        changes: the changes that the codemod reports.
    """

    code: str
    cell: int
    line: int
    codemod: str
    message: str
    fixed: bool = True
    why: str = ""
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class FixResult:
    """A file after fixing.

    Args:
        content: its bytes; the original ones if nothing is fixed.
        fixes: the fixes, and what could not be fixed, in the order of places.
    """

    content: bytes
    fixes: tuple[Fix, ...] = ()


@with_deep_stack
def fix(
    content: bytes,
    path: str,
    check: Callable[[bytes], tuple[Finding, ...]],
    codemods: tuple[Codemod, ...],
    unsafe: bool,
) -> FixResult:
    """Fix the findings in a file; everything else keeps its bytes.

    Args:
        content: the file's bytes.
        path: its path, as the user gave it.
        check: returns the findings for such bytes, without those that a comment suppresses.
        codemods: the codemods to use.
        unsafe: whether to use codemods that change the computed values.

    Raises:
        MlscaffoldError: there is something to fix, but the file cannot be written back unchanged.
    """
    usable = _usable(codemods, unsafe)
    if not any(finding.fix in usable for finding in check(content)):
        return FixResult(content)
    source = document(content, path)
    file = File(source.notebook, path, source.is_notebook)
    after, fixes = fix_cells(file, lambda notebook: check(source.written(notebook)), codemods, unsafe)
    return FixResult(source.written(after), fixes)


def fix_notebook(
    notebook: Notebook, rules: Iterable[Rule], codemods: Iterable[Codemod]
) -> tuple[Notebook, tuple[Change, ...]]:
    """Fix the findings of rules in a notebook with safe codemods, so that code for older libraries runs again.

    Args:
        notebook: its cells, or those of a Python file in percent format.
        rules: the rules.
        codemods: the codemods to use.

    Returns:
        The cells with their outputs and execution counts, and the changes with their places in the original notebook.
    """
    rules, codemods = tuple(rules), tuple(codemods)
    if not rules or not codemods:
        return notebook, ()
    fixed, fixes = fix_cells(
        File(notebook, notebook.file, is_notebook=True),
        lambda now: findings(lint_target_of(now, now.file, is_notebook=True), rules),
        codemods,
        unsafe=False,
    )
    return fixed, tuple(change for one in fixes if one.fixed for change in _changes(one))


def _changes(one: Fix) -> Iterator[Change]:
    """Yield the changes that a codemod reports; the finding if it reports none."""
    yield from one.changes or (
        Change(Location(one.cell, one.line), "rewritten", one.code, one.message, by=one.codemod),
    )


def fix_cells(
    file: File, check: Check, codemods: Iterable[Codemod], unsafe: bool
) -> tuple[Notebook, tuple[Fix, ...]]:
    """Fix the findings in the cells of a file; arguments as in `fix`."""
    fixing = _Fixing(file, check, _usable(codemods, unsafe))
    fixing.run()
    fixes = sorted([*fixing.fixes, *fixing.not_fixed()], key=lambda one: (one.cell, one.line, one.code))
    return fixing.file.notebook, tuple(fixes)


def _usable(codemods: Iterable[Codemod], unsafe: bool) -> dict[str, Codemod]:
    return {codemod.name: codemod for codemod in codemods if codemod.safe or unsafe}


class _Fixing:
    """The state while a file is fixed."""

    def __init__(self, file: File, check: Check, codemods: dict[str, Codemod]) -> None:
        self.start = self.file = file
        self.check = check
        self.codemods = codemods
        self.findings = self.fixable(check(file.notebook))
        self.steps_now: list[Step] | None = None
        self.refused: dict[tuple[str, int, str], str] = {}
        self.waiting: set[tuple[str, int, str]] = set()  # refused until the uses of a name are fixed, too
        self.fixes: list[Fix] = []
        self.one_by_one = False

    def fixable(self, found: Sequence[Finding]) -> list[Finding]:
        return [finding for finding in found if finding.fix in self.codemods]

    def run(self) -> None:
        """Apply steps until none is left; one at a time after the first round that did not fix what it should."""
        for _ in range(ROUNDS + 2 * len(self.findings)):
            steps = [step for step in self.steps() if step.edits and step.key not in self.refused]
            if not steps:
                return
            self.apply(steps[:1] if self.one_by_one else independent(steps))

    def steps(self) -> list[Step]:
        """Return the steps for the findings, which are the same until one is applied."""
        if self.steps_now is None:
            self.steps_now = merged(step_for(self.file, one, self.codemods[one.fix]) for one in self.findings)
        return self.steps_now

    def apply(self, steps: list[Step]) -> None:
        """Apply steps if each of them fixes something."""
        after = applied(self.file, steps)
        lost = sorted(undefined(after.lint_target).keys() - undefined(self.file.lint_target)) if after else []
        found = self.fixable(self.check(after.notebook)) if after else []
        gone = _counts(self.findings) - _counts(found)
        if after is not None and not lost and not _expected(steps) - gone:
            self.record(steps, gone)
            self.file, self.findings, self.steps_now = after, found, None
            self.refused = {key: why for key, why in self.refused.items() if key not in self.waiting}
            self.waiting.clear()
        elif len(steps) > 1:
            self.one_by_one = True
        else:
            self.waiting |= {steps[0].key} if lost else set()
            names = UNDEFINED.format(", ".join(lost))
            self.refused[steps[0].key] = names if lost else STILL_FOUND if after else BROKEN

    def record(self, steps: Iterable[Step], gone: Counter[str]) -> None:
        """Record what is fixed: of several findings in one place as many as are gone."""
        first = [(step, one) for step in steps for one in _first_of_each_rule(step)]
        rest = [(step, one) for step in steps for one in step.findings if (step, one) not in first]
        reported: set[tuple[str, int, str]] = set()
        for step, finding in (*first, *rest):
            if gone[finding.code] > 0:
                gone[finding.code] -= 1
                changes = () if step.key in reported else self.located(step)
                reported.add(step.key)
                self.fixes.append(self.fix_of(step, finding, changes=changes))

    def fix_of(self, step: Step, finding: Finding, **fields: object) -> Fix:
        line = self.line(step.cell, finding.line)
        fixed = Fix(finding.code, step.cell, line, step.fix, finding.message)
        return replace(fixed, **fields)  # type: ignore[arg-type]  # the fields of Fix

    def located(self, step: Step) -> tuple[Change, ...]:
        """Return the changes of a step with their lines in the original file."""
        return tuple(
            replace(one, location=replace(one.location, line=self.line(step.cell, one.location.line)))
            for one in step.changes
        )

    def line(self, cell: int, line: int) -> int:
        """Return the line that a line had in the original file."""
        before, now = (
            next((one.source for one in file.notebook.code if one.number == cell), "")
            for file in (self.start, self.file)
        )
        return line if before == now else line_before(before, now, line)

    def not_fixed(self) -> list[Fix]:
        """Return what is not fixed, with the reasons."""
        return [
            self.fix_of(step, one, fixed=False, why=step.why or self.refused.get(step.key, TOO_MANY))
            for step in self.steps()
            for one in step.findings
        ]


def _counts(found: Iterable[Finding]) -> Counter[str]:
    return Counter(finding.code for finding in found)


def _first_of_each_rule(step: Step) -> list[Finding]:
    return list({finding.code: finding for finding in reversed(step.findings)}.values())


def _expected(steps: Iterable[Step]) -> Counter[str]:
    """Return how many findings of each rule must be gone: at least one for each step."""
    return Counter(finding.code for step in steps for finding in _first_of_each_rule(step))
