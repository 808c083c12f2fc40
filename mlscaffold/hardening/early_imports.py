"""Imports that a notebook makes under a condition or in a loop, made first where that changes nothing."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Sequence

import libcst as cst

from mlscaffold.analysis.scopes import stores
from mlscaffold.analysis.statements import Statement, restate

EVERYWHERE = frozenset(
    "base64 collections copy csv datetime functools glob gzip hashlib io itertools json logging math operator os "
    "pathlib pickle platform pprint random re shutil statistics string subprocess sys tarfile tempfile textwrap time "
    "types typing urllib uuid warnings zipfile".split()
)
"""Modules that every Python from 3.9 on has, on every system; importing them shows and changes nothing."""
BLOCKS = (ast.If, ast.For, ast.While, ast.With, ast.Try)


def with_early_imports(statements: Sequence[Statement]) -> tuple[Statement, ...]:
    """Put imports of Python's own modules before the `if`, loop, `with` or `try` in which they stand.

    A name that is bound only sometimes would be a value that a stage gives; an import is none. Names that the notebook
    binds in another way too stay where they are bound, and so does an import that is all that a block does.
    """
    if not any(isinstance(s.node, BLOCKS) and "import" in s.source for s in statements):
        return tuple(statements)
    movable = _movable(statements)
    return tuple(part for statement in statements for part in _parts(statement, movable))


def _movable(statements: Sequence[Statement]) -> frozenset[str]:
    """Return the imports, as `ast.unparse` writes them, whose names mean the same throughout the notebook."""
    meanings: dict[str, set[str]] = defaultdict(set)
    imports: dict[str, tuple[str, ...]] = {}
    for node in (node for statement in statements for node in ast.walk(statement.node)):
        is_import = isinstance(node, (ast.Import, ast.ImportFrom))
        text = ast.unparse(node) if is_import else ""
        if isinstance(node, (ast.Import, ast.ImportFrom)) and _is_everywhere(node):
            imports[text] = stores(node)
        for name in stores(node):
            meanings[name].add(text)
    return frozenset(
        text for text, names in imports.items() if all(meanings[name] == {text} for name in names)
    )


def _is_everywhere(node: ast.Import | ast.ImportFrom) -> bool:
    if isinstance(node, ast.ImportFrom):
        modules = [node.module or ""] if not node.level else [""]
    else:
        modules = [alias.name for alias in node.names]
    return all(module.partition(".")[0] in EVERYWHERE for module in modules)


def _parts(statement: Statement, movable: frozenset[str]) -> tuple[Statement, ...]:
    if not isinstance(statement.node, BLOCKS) or not movable:
        return (statement,)
    taking = _Taking(movable)
    left = cst.parse_module(statement.source).visit(taking)
    if not taking.taken:
        return (statement,)
    return restate(statement, "\n".join([*taking.taken, left.code]))


class _Taking(cst.CSTTransformer):
    """Takes imports out of blocks that do something besides."""

    def __init__(self, movable: frozenset[str]) -> None:
        super().__init__()
        self.movable = movable
        self.taken: dict[str, None] = {}

    def visit_FunctionDef(self, node: cst.FunctionDef) -> bool:
        return False

    def visit_ClassDef(self, node: cst.ClassDef) -> bool:
        return False

    def leave_IndentedBlock(
        self,
        original_node: cst.IndentedBlock,
        updated_node: cst.IndentedBlock,
    ) -> cst.IndentedBlock:
        lines = [self._without(line) for line in updated_node.body]
        if not any(lines):
            return updated_node
        for before, after in zip(updated_node.body, lines, strict=True):
            self._note(before, after)
        return updated_node.with_changes(body=[line for line in lines if line])

    def _without(
        self, line: cst.BaseStatement | cst.BaseSmallStatement
    ) -> cst.BaseStatement | cst.BaseSmallStatement | None:
        """Return a line of a block without its imports; None where nothing is left."""
        if not isinstance(line, cst.SimpleStatementLine) or not any(self._goes(one) for one in line.body):
            return line
        left = [one for one in line.body if not self._goes(one)]
        if left:
            left[-1] = left[-1].with_changes(semicolon=cst.MaybeSentinel.DEFAULT)
            return line.with_changes(body=left)
        told = [line.trailing_whitespace.comment, *(empty.comment for empty in line.leading_lines)]
        return line if any(told) else None

    def _note(
        self,
        before: cst.BaseStatement | cst.BaseSmallStatement,
        after: cst.BaseStatement | cst.BaseSmallStatement | None,
    ) -> None:
        if after is not before and isinstance(before, cst.SimpleStatementLine):
            self.taken |= dict.fromkeys(_text(one) for one in before.body if self._goes(one))

    def _goes(self, node: cst.BaseSmallStatement) -> bool:
        return isinstance(node, (cst.Import, cst.ImportFrom)) and _text(node) in self.movable


def _text(node: cst.BaseSmallStatement) -> str:
    bare = node.with_changes(semicolon=cst.MaybeSentinel.DEFAULT)
    return ast.unparse(ast.parse(cst.Module(body=[cst.SimpleStatementLine(body=[bare])]).code))
