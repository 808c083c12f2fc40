"""Replaces secrets in the source by environment variables, before anything else reads the notebook."""

from __future__ import annotations

import ast
import io
import tokenize
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from mlscaffold.edits import Edit, SourceText, apply_edits
from mlscaffold.notebook.cells import Cell, Change, Location, Notebook
from mlscaffold.notebook.magics import PythonCell
from mlscaffold.notebook.sensitive.folded_texts import Constants, constants_of, folded_texts
from mlscaffold.notebook.sensitive.secret_literals import Hint, SecretLiteral, pieces_of, secret_literals
from mlscaffold.notebook.sensitive.secret_names import is_distinctive
from mlscaffold.notebook.sensitive.secret_patterns import known_secrets
from mlscaffold.notebook.sensitive.secrets import Secret, find_secrets, may_hold_secrets, redact
from mlscaffold.notebook.sensitive.spellings import REPLACEMENT, places_of
from mlscaffold.plan import PlannedFile

CONTENT = "content of a file"
"""The kind of a text in a file that holds secrets: any of them may be one, also a name that the code has to mention."""


@dataclass(frozen=True, slots=True)
class Clean:
    """A notebook without its secrets.

    Args:
        notebook: the notebook with its secrets redacted.
        cells: its code cells as Python that reads the secrets from the environment.
        variables: names of the environment variables.
        secrets: the secrets that are recognised wherever they occur; a password such as `root` also means other things.
        changes: the rewritten literals.
        literals: the literals that contained secrets.
        modules: the project's own modules that contained secrets, without them.
    """

    notebook: Notebook
    cells: tuple[PythonCell, ...]
    variables: tuple[str, ...]
    secrets: tuple[Secret, ...]
    changes: tuple[Change, ...]
    literals: tuple[SecretLiteral, ...] = ()
    modules: tuple[tuple[Path, str], ...] = ()

    def clean(self, files: Sequence[PlannedFile]) -> tuple[PlannedFile, ...]:
        """Return generated files with every copy of a secret redacted; files of data are never passed."""
        if not self.secrets:
            return tuple(files)
        certain = tuple(one for one in self.secrets if one.kind != CONTENT)
        return tuple(
            replace(
                file, content=_redacted(file.content, certain if file.path.endswith(".py") else self.secrets)
            )
            for file in files
        )

    def module(self, file: Path) -> bytes:
        """Return the content of one of the project's own modules, without its secrets."""
        known = dict(self.modules)
        return known[file].encode("utf-8", "surrogateescape") if file in known else file.read_bytes()

    def also(self, secrets: Iterable[Secret]) -> Clean:
        """Return the same with further secrets, which were not in the code."""
        names = {name for cell in self.cells for name in _names(cell.source)}
        return replace(self, secrets=(*self.secrets, *_distinctive(secrets, names)))


def _redacted(content: bytes, secrets: Sequence[Secret]) -> bytes:
    try:
        return redact(content.decode(), secrets).encode()
    except UnicodeDecodeError:
        return content


def remove_secrets(
    notebook: Notebook,
    cells: Sequence[PythonCell],
    modules: Iterable[Path] = (),
    known: Sequence[Secret] = (),
) -> Clean:
    """Remove the secrets from a notebook and from the project's own modules that it imports.

    Args:
        notebook: the notebook.
        cells: its code cells as Python.
        modules: the files of these modules.
        known: secrets of the environment, which the code may contain, too.
    """
    sources = {file: _readable(file) for file in modules}
    units = [cell.source for cell in cells] + list(sources.values())
    texts_of_cells = (*units, *(cell.source for cell in notebook.cells))
    common = [one for one in known if any(one.value in text for text in texts_of_cells)]
    if not common and not any(map(may_hold_secrets, texts_of_cells)):
        return Clean(notebook, tuple(cells), (), (), ())
    trees = {unit: tree for unit in units if (tree := _parsed(unit))}
    constants = constants_of(node for tree in trees.values() for node in ast.walk(tree))
    assembled, pieces = _assembled(trees.values(), constants)
    texts = {cell: _found(cell) for cell in notebook.cells}
    literals: list[SecretLiteral] = []
    by_unit: dict[str, tuple[SecretLiteral, ...]] = {}
    by_number = {cell.number: cell for cell in notebook.cells if cell.kind == "code"}
    for number, unit in [
        *((cell.number, cell.source) for cell in cells),
        *((0, unit) for unit in sources.values()),
    ]:
        if unit in trees and unit not in by_unit:
            cell = by_number.get(number)
            shared = [Hint(one.value, one.kind) for one in common if is_distinctive(one.value)]
            hints = [*pieces, *shared, *_hints(texts[cell] if cell else _in_python(unit))]
            by_unit[unit] = secret_literals(trees[unit], literals, hints, constants)
            literals += by_unit[unit]
    names = {name for unit in units for name in _names(unit)}
    found = [*assembled, *(Secret(v, one.kind, one.line) for one in literals for v in one.variables)]
    secrets = tuple(_distinctive([*found, *(one for some in texts.values() for one in some)], names))
    if not (literals or secrets):
        return Clean(notebook, tuple(cells), (), (), ())
    sources_of = {cell.number: cell.source for cell in cells}
    clean_notebook = tuple(
        replace(
            c,
            source=_clean_source(c, sources_of.get(c.number) if c.kind == "code" else None, by_unit, secrets),
        )
        for c in notebook.cells
    )
    return Clean(
        replace(notebook, cells=clean_notebook),
        tuple(_clean_cell(cell, by_unit.get(cell.source, ()), secrets) for cell in cells),
        tuple(dict.fromkeys(name for one in literals for name in one.variables.values())),
        secrets,
        tuple(_change(cell.number, one) for cell in cells for one in by_unit.get(cell.source, ())),
        tuple(literals),
        tuple((file, _clean_module(text, by_unit.get(text, ()), secrets)) for file, text in sources.items()),
    )


def _assembled(trees: Iterable[ast.Module], constants: Constants) -> tuple[list[Secret], list[Hint]]:
    """Return the secrets that code puts together, and the pieces of them that are literals."""
    whole: list[Secret] = []
    pieces: list[Hint] = []
    for tree in trees:
        for text in folded_texts(ast.walk(tree), constants):
            pieces += pieces_of(text)
            whole += [Secret(value, kind, 1) for kind, value in known_secrets(text.text)]
    return whole, pieces


def _found(cell: Cell) -> tuple[Secret, ...]:
    return find_secrets(cell.source, python=cell.kind == "code") if may_hold_secrets(cell.source) else ()


def _in_python(source: str) -> tuple[Secret, ...]:
    return find_secrets(source, python=True) if may_hold_secrets(source) else ()


def _hints(texts: Iterable[Secret]) -> Iterator[Hint]:
    """Yield the secrets of a cell's text; one that is also a common word is meant only in its line."""
    yield from (Hint(one.value, one.kind, 0 if is_distinctive(one.value) else one.line) for one in texts)


def _distinctive(secrets: Iterable[Secret], names: set[str]) -> Iterator[Secret]:
    """Yield the secrets that are recognised wherever they occur, because no name in the code contains them."""
    seen: set[str] = set()
    for secret in secrets:
        if secret.value not in seen and is_distinctive(secret.value):
            seen.add(secret.value)
            if not any(secret.value in name for name in names):
                yield secret


def _names(source: str) -> Iterator[str]:
    """Yield the names in code."""
    try:
        tokens = tokenize.generate_tokens(io.StringIO(source).readline)
        yield from (token.string for token in tokens if token.type == tokenize.NAME)
    except (tokenize.TokenError, SyntaxError, ValueError):
        yield from source.split()  # code that cannot be parsed is shown, so nothing in it is a name for sure


def _parsed(source: str) -> ast.Module | None:
    flags = ast.PyCF_ONLY_AST | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
    try:
        tree = compile(source, "<cell>", "exec", flags) if source else None
    except (SyntaxError, ValueError):
        return None
    return tree if isinstance(tree, ast.Module) else None


def _readable(file: Path) -> str:
    return file.read_bytes().decode("utf-8", "surrogateescape")


def _replaced(source: str, literals: Sequence[SecretLiteral]) -> str:
    """Return code whose literals read the secrets from the environment."""
    text = SourceText.of(source)
    return apply_edits(source, [_edit(text, literal) for literal in literals])


def _clean_source(
    cell: Cell, python: str | None, by_unit: dict[str, tuple[SecretLiteral, ...]], secrets: Sequence[Secret]
) -> str:
    """Return the source of a cell without secrets, as the documents show it."""
    literals = by_unit.get(python or "", ())
    if cell.source == python:
        return redact(_replaced(cell.source, literals), secrets)
    lines = cell.source.split("\n")
    for literal in literals:  # a magic or a command: its literals are not those of the Python that it became
        index = literal.line - 1
        if index < len(lines):
            for value in literal.variables:
                lines[index] = _without(lines[index], value)
    return redact("\n".join(lines), secrets)


def _without(line: str, value: str) -> str:
    """Return a line without a secret; of a common word only the occurrence that is the secret."""
    if is_distinctive(value):
        return redact(line, [Secret(value, "", 1)])
    for start, end in reversed(
        [*places_of(line, value, lambda text: {one.value for one in find_secrets(text, python=False)})]
    ):
        line = f"{line[:start]}{REPLACEMENT}{line[end:]}"
    return line


def _clean_module(source: str, literals: Sequence[SecretLiteral], secrets: Sequence[Secret]) -> str:
    """Return one of the project's own modules without secrets."""
    if not literals:
        return redact(source, secrets)
    return redact(_with_import(_replaced(source, literals)), secrets)


def _with_import(source: str) -> str:
    """Return a module that imports `os`, below its docstring and the imports from `__future__`."""
    tree = ast.parse(source)
    if any(
        isinstance(n, ast.Import) and any(a.name == "os" and not a.asname for a in n.names) for n in tree.body
    ):
        return source
    head = [
        node
        for index, node in enumerate(tree.body)
        if (index == 0 and isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))
        or (isinstance(node, ast.ImportFrom) and node.module == "__future__")
    ]
    lines = source.splitlines(keepends=True)
    place = max((node.end_lineno or 0 for node in head), default=0)
    return "".join((*lines[:place], "import os\n", *lines[place:]))


def _clean_cell(cell: PythonCell, literals: Sequence[SecretLiteral], secrets: Sequence[Secret]) -> PythonCell:
    """Return a cell without the secrets, in its source and its changes."""
    changes = tuple(
        replace(c, what=_cut(c.what, secrets), why=_cut(c.why, secrets), now=_cut(c.now, secrets))
        for c in cell.changes
    )
    return replace(cell, source=redact(_replaced(cell.source, literals), secrets), changes=changes)


def _cut(text: str, secrets: Sequence[Secret]) -> str:
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


def _edit(text: SourceText, literal: SecretLiteral) -> Edit:
    start = text.index(literal.line, literal.column)
    return Edit(start, text.index(literal.end_line, literal.end_column), literal.replacement)


def _change(cell: int, literal: SecretLiteral) -> Change:
    return Change(
        Location(cell, literal.line),
        "rewritten",
        f"a secret ({literal.kind})",
        "Everyone who can read the source can read this secret. Revoke it and issue a new one.",
        f'os.environ["{literal.variable}"]',
        "secrets",
    )
