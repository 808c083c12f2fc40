"""A notebook is mended before it is hardened: code for older libraries runs again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from mlscaffold.codemod import Codemod
from mlscaffold.notebook.cells import Change, Location, Notebook
from mlscaffold.rewriting.file_context import File
from mlscaffold.rewriting.fix import mend_file
from mlscaffold.rewriting.fix_model import Fixed
from mlscaffold.rules.engine import findings
from mlscaffold.rules.lint_target import lint_target_of
from mlscaffold.rules.rule import Rule


def mend_cells(
    notebook: Notebook, rules: Iterable[Rule], codemods: Iterable[Codemod]
) -> tuple[Notebook, tuple[Change, ...]]:
    """Mend what rules find in a notebook, with safe codemods only.

    Args:
        notebook: its cells; those of a Python file in percent format as well.
        rules: the rules whose findings are mended.
        codemods: the codemods that may be used.

    Returns:
        The cells with their outputs and counts as they were, and what was rewritten, each at its place in the
        notebook as it was given.
    """
    asked = tuple(rules)
    given = tuple(codemods)
    if not asked or not given:
        return notebook, ()
    file = File(notebook, notebook.file, is_notebook=True)
    mended, fixed = mend_file(
        file,
        lambda now: findings(lint_target_of(now, now.file, is_notebook=True), asked),
        given,
        unsafe=False,
    )
    return mended, tuple(change for one in fixed if one.made for change in _changes(one))


def _changes(fixed: Fixed) -> Iterator[Change]:
    """Yield what a codemod did; what was found where it did not say."""
    if fixed.changes:
        yield from fixed.changes
        return
    yield Change(Location(fixed.cell, fixed.line), "rewritten", fixed.code, fixed.message, by=fixed.fix)
