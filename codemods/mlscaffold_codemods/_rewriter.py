"""Shared by all codemods: a transformer that collects changes, and helpers for nodes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, TypeVar

from mlscaffold.rewriting.codemod import Context, Rewrite
from mlscaffold_codemods._libcst import Transformer, cst, visitor_class

if TYPE_CHECKING:
    from mlscaffold.notebook.cells import Change

Kind = Literal["dropped", "rewritten", "moved", "skipped", "review"]
Block = TypeVar("Block", "cst.Module", "cst.IndentedBlock")
WIDTH = 72
"""Longest source in a report, and longest line to which `# noqa` is added: with the comment it fits the usual 88 columns."""
NOQA = r"#\s*noqa(?::\s*([A-Z]+\d+(?:[,\s]+[A-Z]+\d+)*))?"


@dataclass
class Found:
    """Changes, imports and helpers that a rewriter collects."""

    changes: list[Change] = field(default_factory=list)
    imports: set[str] = field(default_factory=set)
    helpers: set[str] = field(default_factory=set)


class Rewriter(Transformer):
    """A transformer that records its changes and leaves no empty block behind.

    If a subclass removes a small statement, its line goes too; comments above it stay.
    """

    name = ""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self.types = dict(context.types)
        self.found = Found()
        self.gone: set[cst.CSTNode] = set()

    def note(self, kind: Kind, node: cst.CSTNode, why: str, now: cst.CSTNode | str = "") -> None:
        """Add a change to the report."""
        from mlscaffold.notebook.cells import Change

        after = now if isinstance(now, str) else short(now)
        self.found.changes.append(Change(self.context.location, kind, short(node), why, after, self.name))

    def leave_SimpleStatementLine(
        self, original_node: cst.SimpleStatementLine, updated_node: cst.SimpleStatementLine
    ) -> cst.BaseStatement | cst.FlattenSentinel[cst.BaseStatement]:
        if updated_node.body or not original_node.body:
            return updated_node
        line = updated_node.with_changes(body=[cst.Pass()])
        self.gone.add(line)
        return line

    def leave_IndentedBlock(
        self, original_node: cst.IndentedBlock, updated_node: cst.IndentedBlock
    ) -> cst.BaseSuite:
        if updated_node.body and self.gone.issuperset(updated_node.body):
            self.gone.remove(updated_node.body[-1])
        return self._without_gone(updated_node)

    def leave_SimpleStatementSuite(
        self, original_node: cst.SimpleStatementSuite, updated_node: cst.SimpleStatementSuite
    ) -> cst.BaseSuite:
        return updated_node if updated_node.body else updated_node.with_changes(body=[cst.Pass()])

    def leave_Module(self, original_node: cst.Module, updated_node: cst.Module) -> cst.Module:
        module = self._without_gone(updated_node)
        is_empty = not (module.body or module.header or module.footer)
        return module.with_changes(has_trailing_newline=False) if is_empty else module

    def _without_gone(self, block: Block) -> Block:
        """Return a block without lines that lost all statements; their comments move down."""
        if self.gone.isdisjoint(block.body):
            return block
        remaining: list[cst.BaseStatement | cst.BaseSmallStatement] = []
        comments: list[cst.EmptyLine] = []
        line: cst.BaseStatement | cst.BaseSmallStatement
        for line in block.body:
            if line in self.gone:
                comments += [above for above in _lines_above(line) if above.comment]
            else:
                remaining.append(
                    line.with_changes(leading_lines=[*comments, *_lines_above(line)]) if comments else line
                )
                comments = []
        return block.with_changes(body=remaining, footer=[*comments, *block.footer])


def _lines_above(line: cst.CSTNode) -> Sequence[cst.EmptyLine]:
    lines: Sequence[cst.EmptyLine] = getattr(line, "leading_lines", ())
    return lines


def rewritten(module: cst.Module, kind: type[Rewriter], context: Context, *arguments: object) -> Rewrite:
    """Walk a module with a rewriter.

    Args:
        module: the module.
        kind: the rewriter's class.
        context: the context of the codemod.
        arguments: further arguments of the class.

    Returns:
        The new module with the rewriter's changes; the module itself if nothing changed.
    """
    rewriter = visitor_class(kind)(context, *arguments)
    new = module.visit(rewriter)
    found = rewriter.found
    return Rewrite(new, tuple(found.changes), tuple(sorted(found.imports)), tuple(sorted(found.helpers)))


def code(node: cst.CSTNode) -> str:
    """Return the source of a node."""
    return cst.Module([]).code_for_node(node)


def has_comment(node: cst.CSTNode) -> bool:
    """Return whether a node contains a comment."""
    if isinstance(node, cst.Comment):
        return True
    return "#" in code(node) and any(has_comment(child) for child in node.children)


def short(node: cst.CSTNode) -> str:
    """Return the source of a node on one line, cut off after WIDTH."""
    text = " ".join(code(node).split())
    return text if len(text) <= WIDTH else text[: WIDTH - 1] + "…"


def dotted(node: cst.CSTNode) -> str:
    """Return `a.b.c` for a name or a chain of attributes on a name, else ""."""
    if isinstance(node, cst.Name):
        return node.value
    if isinstance(node, cst.Attribute):
        base = dotted(node.value)
        return f"{base}.{node.attr.value}" if base else ""
    return ""


def called(node: cst.CSTNode) -> str:
    """Return the dotted name of the called function, "" for anything else."""
    return dotted(node.func) if isinstance(node, cst.Call) else ""


def text_of(node: cst.CSTNode | None) -> str | None:
    """Return the value of a constant string, None for anything else."""
    if isinstance(node, (cst.SimpleString, cst.ConcatenatedString)):
        value = node.evaluated_value
        return value if isinstance(value, str) else None
    return None


def quoted(text: str) -> str:
    """Return a string as a literal in double quotes."""
    body = repr('"' + text)[2:-1].replace("\\'", "'")
    return '"' + body.replace('"', '\\"') + '"'


def keyword(arguments: Sequence[cst.Arg], name: str) -> cst.BaseExpression | None:
    """Return the value of a keyword argument, None if it is missing."""
    return next((arg.value for arg in arguments if arg.keyword and arg.keyword.value == name), None)


def positional(arguments: Sequence[cst.Arg]) -> list[cst.BaseExpression] | None:
    """Return the positional arguments, None if any is starred."""
    if any(arg.star for arg in arguments):
        return None
    return [arg.value for arg in arguments if arg.keyword is None]


def with_noqa(comment: cst.Comment | None, *codes: str) -> cst.Comment:
    """Return a comment that also suppresses lint rules on its line."""
    text = comment.value if comment else ""
    found = re.search(NOQA, text)
    if found and not found[1]:
        return cst.Comment(text)
    new = ", ".join(rule for rule in codes if not found or rule not in found[1])
    if found:
        return cst.Comment(f"{text[: found.end()]}, {new}{text[found.end() :]}" if new else text)
    return cst.Comment(f"{text}  # noqa: {new}".strip())


def end_with_noqa(after: cst.TrailingWhitespace, *codes: str) -> cst.TrailingWhitespace:
    """Return the end of a line with a comment that suppresses lint rules."""
    space = after.whitespace if after.comment else cst.SimpleWhitespace("  ")
    return after.with_changes(whitespace=space, comment=with_noqa(after.comment, *codes))
