"""Hoists imports out of conditions, loops, `with` and `try` where that changes nothing."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Sequence

import libcst as cst

from mlscaffold.analysis.imports import imported_modules
from mlscaffold.analysis.patches import ANY, patches_of
from mlscaffold.analysis.scopes import stores
from mlscaffold.analysis.statements import Statement, restate

PROJECT_WIDE = frozenset(
    "base64 collections copy csv datetime functools glob gzip hashlib io itertools json logging math operator os "
    "pathlib pickle platform pprint random re shutil statistics string subprocess sys tarfile tempfile textwrap time "
    "types typing urllib uuid warnings zipfile".split()
)
"""Modules of every Python from 3.9 on every system, whose import has no side effect."""
BLOCKS = (ast.If, ast.For, ast.While, ast.With, ast.Try)


def hoist_imports(
    statements: Sequence[Statement], kept: frozenset[int] = frozenset()
) -> tuple[Statement, ...]:
    """Move imports of standard modules before the `if`, loop, `with` or `try` that contains them.

    A conditional binding would become an output of its stage, an import does not. Imports stay where their name is
    also bound to something else, where the notebook changes what they import, or where they are all that a block does.

    Args:
        statements: all statements.
        kept: cells whose imports stay.
    """
    if not any(isinstance(s.node, BLOCKS) and "import" in s.source for s in statements):
        return tuple(statements)
    movable = _movable(statements)
    return tuple(
        part
        for statement in statements
        for part in ((statement,) if statement.location.cell in kept else _parts(statement, movable))
    )


def _movable(statements: Sequence[Statement]) -> frozenset[str]:
    """Return the imports, as `ast.unparse` writes them, whose names have one meaning in the notebook."""
    meanings: dict[str, set[str]] = defaultdict(set)
    imports: dict[str, tuple[str, ...]] = {}
    for node in (node for statement in statements for node in ast.walk(statement.node)):
        is_import = isinstance(node, (ast.Import, ast.ImportFrom))
        text = ast.unparse(node) if is_import else ""
        if isinstance(node, (ast.Import, ast.ImportFrom)) and _is_project_wide(node):
            imports[text] = stores(node)
        for name in stores(node):
            meanings[name].add(text)
    changed = _changed([statement.node for statement in statements])
    return frozenset(
        text
        for text, names in imports.items()
        if all(meanings[name] == {text} for name in names) and not _is_changed(text, changed)
    )


def _changed(nodes: Sequence[ast.stmt]) -> frozenset[tuple[str, str]]:
    """Return the modules and the attributes of modules that statements set or reload."""
    return frozenset((patch.base, patch.attribute) for patch in patches_of(nodes))


def _is_changed(text: str, changed: frozenset[tuple[str, str]]) -> bool:
    node = ast.parse(text).body[0]
    if not isinstance(node, ast.ImportFrom):
        return False
    names = {*(alias.name for alias in node.names), ANY}
    return any(base in {node.module, ANY} and attribute in names for base, attribute in changed)


def _is_project_wide(node: ast.Import | ast.ImportFrom) -> bool:
    return all(module.partition(".")[0] in PROJECT_WIDE for module in imported_modules(node))


def _parts(statement: Statement, movable: frozenset[str]) -> tuple[Statement, ...]:
    if not isinstance(statement.node, BLOCKS) or not movable:
        return (statement,)
    remover = _ImportRemover(movable)
    left = cst.parse_module(statement.source).visit(remover)
    if not remover.removed:
        return (statement,)
    return restate(statement, "\n".join([*remover.removed, left.code]))


class _ImportRemover(cst.CSTTransformer):
    """Removes imports from blocks that do something else too."""

    def __init__(self, movable: frozenset[str]) -> None:
        super().__init__()
        self.movable = movable
        self.removed: dict[str, None] = {}

    def _skip(self, node: cst.CSTNode) -> bool:
        return False

    visit_FunctionDef = visit_ClassDef = _skip

    def leave_IndentedBlock(
        self, original_node: cst.IndentedBlock, updated_node: cst.IndentedBlock
    ) -> cst.IndentedBlock:
        lines = [self._without(line) for line in updated_node.body]
        if not any(lines):
            return updated_node
        for before, after in zip(updated_node.body, lines, strict=True):
            if after is not before and isinstance(before, cst.SimpleStatementLine):
                self.removed |= dict.fromkeys(_text(one) for one in before.body if self._is_removed(one))
        return updated_node.with_changes(body=[line for line in lines if line])

    def _without(
        self, line: cst.BaseStatement | cst.BaseSmallStatement
    ) -> cst.BaseStatement | cst.BaseSmallStatement | None:
        """Return a line of a block without its imports, None if nothing is left."""
        if not isinstance(line, cst.SimpleStatementLine) or not any(
            self._is_removed(one) for one in line.body
        ):
            return line
        left = [one for one in line.body if not self._is_removed(one)]
        if left:
            left[-1] = left[-1].with_changes(semicolon=cst.MaybeSentinel.DEFAULT)
            return line.with_changes(body=left)
        comments = [line.trailing_whitespace.comment, *(empty.comment for empty in line.leading_lines)]
        return line if any(comments) else None

    def _is_removed(self, node: cst.BaseSmallStatement) -> bool:
        return isinstance(node, (cst.Import, cst.ImportFrom)) and _text(node) in self.movable


def _text(node: cst.BaseSmallStatement) -> str:
    bare = node.with_changes(semicolon=cst.MaybeSentinel.DEFAULT)
    return ast.unparse(ast.parse(cst.Module(body=[cst.SimpleStatementLine(body=[bare])]).code))
