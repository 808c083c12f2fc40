"""Replaces secrets in the source by environment variables, before anything else reads the notebook."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass, replace

from mlscaffold.edits import Edit, SourceText, apply_edits
from mlscaffold.notebook.cells import Change, Location, Notebook
from mlscaffold.notebook.magics import PythonCell
from mlscaffold.notebook.sensitive.secret_literals import SecretLiteral, secret_literals
from mlscaffold.notebook.sensitive.secrets import Secret, find_secrets, may_hold_secrets, redact
from mlscaffold.plan import PlannedFile


@dataclass(frozen=True, slots=True)
class Clean:
    """A notebook without its secrets.

    Args:
        notebook: the notebook with its secrets redacted.
        cells: its code cells as Python that reads the secrets from the environment.
        variables: names of the environment variables.
        secrets: the secrets.
        changes: the rewritten literals.
    """

    notebook: Notebook
    cells: tuple[PythonCell, ...]
    variables: tuple[str, ...]
    secrets: tuple[Secret | SecretLiteral, ...]
    changes: tuple[Change, ...]

    def clean(self, files: Sequence[PlannedFile]) -> tuple[PlannedFile, ...]:
        """Return files with every copy of a secret redacted."""
        if not self.secrets:
            return tuple(files)
        return tuple(replace(file, content=self._redacted(file.content)) for file in files)

    def _redacted(self, content: bytes) -> bytes:
        try:
            return redact(content.decode(), self.secrets).encode()
        except UnicodeDecodeError:
            return content


def remove_secrets(notebook: Notebook, cells: Sequence[PythonCell]) -> Clean:
    """Remove the secrets from a notebook.

    Args:
        notebook: the notebook.
        cells: its code cells as Python.
    """
    literals: list[SecretLiteral] = []
    texts: list[Secret] = []
    changes: list[Change] = []
    clean_code: list[PythonCell] = []
    for cell in cells:
        found = _literals(cell, literals)
        literals += found
        changes += [_change(cell, literal) for literal in found]
        text = SourceText.of(cell.source)
        source = apply_edits(cell.source, [_edit(text, literal) for literal in found])
        clean_code.append(replace(cell, source=source))
    for original in notebook.cells:
        if may_hold_secrets(original.source):
            texts += find_secrets(original.source, python=original.kind == "code")
    secrets: tuple[Secret | SecretLiteral, ...] = (*literals, *texts)
    if not secrets:
        return Clean(notebook, tuple(cells), (), (), ())
    redacted = tuple(replace(c, source=redact(c.source, secrets)) for c in notebook.cells)
    clean_cells = tuple(_redacted(cell, secrets) for cell in clean_code)
    variables = tuple(dict.fromkeys(literal.variable for literal in literals))
    return Clean(replace(notebook, cells=redacted), clean_cells, variables, secrets, tuple(changes))


def _redacted(cell: PythonCell, secrets: Sequence[Secret | SecretLiteral]) -> PythonCell:
    """Return a cell without the secrets, in its source and its changes."""
    changes = tuple(
        replace(c, what=_cut(c.what, secrets), why=_cut(c.why, secrets), now=_cut(c.now, secrets))
        for c in cell.changes
    )
    return replace(cell, source=redact(cell.source, secrets), changes=changes)


def _cut(text: str, secrets: Sequence[Secret | SecretLiteral]) -> str:
    """Return a text without the secrets; a shortened text may end with the beginning of one."""
    text = redact(text, secrets)
    for mark in ("...", "…"):
        stem = text.removesuffix(mark)
        for secret in secrets if stem != text else ():
            # three characters of a secret reveal little and occur by chance, four and more are removed
            ends = [n for n in range(len(secret.value), 3, -1) if stem.endswith(secret.value[:n])]
            stem = stem[: -ends[0]] + "<secret>" if ends else stem
        text = stem + mark if stem != text.removesuffix(mark) else text
    return text


def _literals(cell: PythonCell, known: Sequence[SecretLiteral]) -> tuple[SecretLiteral, ...]:
    if not cell.source or not may_hold_secrets(cell.source):
        return ()
    flags = ast.PyCF_ONLY_AST | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
    tree = compile(cell.source, "<cell>", "exec", flags)
    assert isinstance(tree, ast.Module)
    return secret_literals(tree, known)


def _edit(text: SourceText, literal: SecretLiteral) -> Edit:
    start = text.index(literal.line, literal.column)
    return Edit(start, text.index(literal.end_line, literal.end_column), literal.replacement)


def _change(cell: PythonCell, literal: SecretLiteral) -> Change:
    return Change(
        Location(cell.number, literal.line),
        "rewritten",
        f"a secret ({literal.kind})",
        "Everyone who can read the source can read this secret. Revoke it and issue a new one.",
        f'os.environ["{literal.variable}"]',
        "secrets",
    )
