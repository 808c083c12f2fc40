"""Lists numbers that decide something and have no reason beside them.

usage: check_reasons.py [PATH ...]      by default mlscaffold and codemods

A number decides something where it is compared by `<` or `>`, is the value of a constant, is a default or a keyword
argument, or weighs something in arithmetic. Its reason is a comment on its line or directly above its statement,
or a text directly below its constant. Not listed: indices, operands of `==` (the arity of a call), 0, 1, 2 and -1
outside constants, the code of examples, and keywords for positions and formats.
The exit status is 0 when each number has its reason and 1 otherwise.
"""

from __future__ import annotations

import ast
import io
import sys
import tokenize
from collections.abc import Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PLAIN = (0, 1, 2)  # what counts, indexes and pairs; in a constant they may decide something all the same
NAMED_BY_THEIR_KEYWORD = frozenset(
    {"status", "maxsplit", "indent", "stacklevel", "order", "fg", "line", "column", "cell"}
)
"""Keywords whose value is a place, a format or a meaning, not a limit."""
NOT_LIMITS = frozenset({"Example", "argument"})
"""Calls whose numbers decide nothing: examples of rules, and the position of an argument."""


def unreasoned(source: str) -> Iterator[tuple[int, str]]:
    """Yield the line of each number without a reason, and the statement's first line.

    Args:
        source: a module's text.
    """
    lines = source.splitlines()
    comments = _comment_lines(source)
    for block in _blocks(ast.parse(source)):
        for statement, following in zip(block, [*block[1:], None], strict=True):
            numbers = [node for node in _own_nodes(statement) if _decides(node, statement)]
            for node in numbers:
                if not _has_reason(node.lineno, statement, following, comments):
                    yield node.lineno, lines[node.lineno - 1].strip()


def _blocks(tree: ast.Module) -> Iterator[Sequence[ast.stmt]]:
    for node in ast.walk(tree):
        for field in ("body", "orelse", "finalbody", "handlers"):
            block = getattr(node, field, None)
            if isinstance(block, list) and block and isinstance(block[0], ast.stmt):
                yield block


def _own_nodes(statement: ast.stmt) -> Iterator[ast.Constant]:
    """Yield the numbers of a statement, those of its blocks left out, as are those of subscripts and equality."""
    todo: list[ast.AST] = [statement]
    while todo:
        node = todo.pop()
        if isinstance(node, ast.Constant):
            if type(node.value) in (int, float):
                yield node
            continue
        todo += [
            child for child in _children(node) if not (isinstance(child, ast.stmt) and child is not statement)
        ]


def _children(node: ast.AST) -> list[ast.AST]:
    if isinstance(node, ast.Subscript):
        return [node.value]
    if isinstance(node, ast.Compare) and all(
        isinstance(op, (ast.Eq, ast.NotEq, ast.In, ast.NotIn)) for op in node.ops
    ):
        return [
            side
            for side in (node.left, *node.comparators)
            if not isinstance(side, (ast.Constant, ast.Tuple, ast.Set))
        ]
    if isinstance(node, ast.keyword) and node.arg in NAMED_BY_THEIR_KEYWORD:
        return []
    if isinstance(node, (ast.MatchValue, ast.JoinedStr)) or _is_call_of(node, NOT_LIMITS):
        return []
    return list(ast.iter_child_nodes(node))


def _is_call_of(node: ast.AST, names: frozenset[str]) -> bool:
    if not isinstance(node, ast.Call):
        return False
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    return name in names


def _decides(node: ast.Constant, statement: ast.stmt) -> bool:
    return _is_constant(statement) or node.value not in PLAIN


def _is_constant(statement: ast.stmt) -> bool:
    if not isinstance(statement, (ast.Assign, ast.AnnAssign)) or not isinstance(
        statement.value, (ast.Constant, ast.BinOp)
    ):
        return False
    targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
    return all(isinstance(target, ast.Name) and target.id.isupper() for target in targets)


def _comment_lines(source: str) -> dict[int, bool]:
    """Return the lines that hold a comment with words in it, each with whether the comment is all that it holds."""
    found = {}
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT and not token.string.startswith(("# noqa", "# type:")):
            found[token.start[0]] = token.line.strip().startswith("#")
    return found


def _has_reason(
    line: int, statement: ast.stmt, following: ast.stmt | None, comments: dict[int, bool]
) -> bool:
    above = comments.get(statement.lineno - 1) or comments.get(line - 1)
    below = (
        isinstance(statement, (ast.Assign, ast.AnnAssign))
        and isinstance(following, ast.Expr)
        and isinstance(following.value, ast.Constant)
        and isinstance(following.value.value, str)
    )
    return line in comments or bool(above) or below


def main(paths: list[str]) -> int:
    """Print the numbers without a reason, and return the exit status."""
    folders = [ROOT / path for path in paths or ("mlscaffold", "codemods")]
    files = [
        file for folder in folders for file in (sorted(folder.rglob("*.py")) if folder.is_dir() else [folder])
    ]
    found = [
        (file.relative_to(ROOT), *one)
        for file in files
        for one in unreasoned(file.read_text(encoding="utf-8"))
    ]
    for path, line, text in found:
        print(f"{path}:{line}: {text}")
    print(f"{len(found)} numbers without a reason in {len(files)} files")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
