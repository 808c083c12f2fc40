"""What all codemods share: a transformer that collects changes, and short questions on nodes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeVar

import libcst as cst

from mlscaffold.codemod import Context, Rewrite
from mlscaffold.notebook.cells import Change

Kind = Literal["dropped", "rewritten", "moved", "aside", "look"]
Block = TypeVar("Block", cst.Module, cst.IndentedBlock)
WIDTH = 72
NOQA = re.compile(r"#\s*noqa(?::\s*([A-Z]+\d+(?:[,\s]+[A-Z]+\d+)*))?")
COMPOUND = (
    cst.If,
    cst.For,
    cst.While,
    cst.With,
    cst.Try,
    cst.TryStar,
    cst.FunctionDef,
    cst.ClassDef,
    cst.Match,
)


@dataclass
class Found:
    """What a rewriter gathers while it walks."""

    changes: list[Change] = field(default_factory=list)
    imports: set[str] = field(default_factory=set)
    helpers: set[str] = field(default_factory=set)


class Rewriter(cst.CSTTransformer):
    """A transformer that notes its changes and leaves no empty block behind.

    A small statement that a subclass removes is gone with its line; comments above it stay in their place.
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
        """Return a block without the lines whose statements were all removed; their comments move down."""
        if self.gone.isdisjoint(block.body):
            return block
        kept: list[cst.BaseStatement | cst.BaseSmallStatement] = []
        comments: list[cst.EmptyLine] = []
        line: cst.BaseStatement | cst.BaseSmallStatement
        for line in block.body:
            if line in self.gone:
                comments += [above for above in _lines_above(line) if above.comment]
            else:
                kept.append(
                    line.with_changes(leading_lines=[*comments, *_lines_above(line)]) if comments else line
                )
                comments = []
        return block.with_changes(body=kept, footer=[*comments, *block.footer])


def _lines_above(line: cst.CSTNode) -> Sequence[cst.EmptyLine]:
    return line.leading_lines if isinstance(line, (cst.SimpleStatementLine, *COMPOUND)) else ()


def rewritten(module: cst.Module, rewriter: Rewriter) -> Rewrite:
    """Walk a module with a rewriter.

    Returns:
        The new module with all that the rewriter found; the module itself where it changed nothing.
    """
    new = module.visit(rewriter)
    found = rewriter.found
    return Rewrite(new, tuple(found.changes), tuple(sorted(found.imports)), tuple(sorted(found.helpers)))


def code(node: cst.CSTNode) -> str:
    """Return the source of a node."""
    return cst.Module([]).code_for_node(node)


def has_comment(node: cst.CSTNode) -> bool:
    """Say whether a comment stands inside a node."""
    if isinstance(node, cst.Comment):
        return True
    return "#" in code(node) and any(has_comment(child) for child in node.children)


def short(node: cst.CSTNode) -> str:
    """Return the source of a node on one line, cut where it is long."""
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
    """Return the dotted name of what a call calls, "" where it is no call or has no such name."""
    return dotted(node.func) if isinstance(node, cst.Call) else ""


def text_of(node: cst.CSTNode | None) -> str | None:
    """Return the value of a constant string, None where the node is none."""
    if isinstance(node, (cst.SimpleString, cst.ConcatenatedString)):
        value = node.evaluated_value
        return value if isinstance(value, str) else None
    return None


def quoted(text: str) -> str:
    """Return a string as a literal in double quotes."""
    body = repr('"' + text)[2:-1].replace("\\'", "'")
    return '"' + body.replace('"', '\\"') + '"'


def keyword(arguments: Sequence[cst.Arg], name: str) -> cst.BaseExpression | None:
    """Return the value of a keyword argument, None where it is not given."""
    return next((arg.value for arg in arguments if arg.keyword and arg.keyword.value == name), None)


def positional(arguments: Sequence[cst.Arg]) -> list[cst.BaseExpression] | None:
    """Return the plain positional arguments, None where some are starred."""
    if any(arg.star for arg in arguments):
        return None
    return [arg.value for arg in arguments if arg.keyword is None]


def with_noqa(comment: cst.Comment | None, *codes: str) -> cst.Comment:
    """Return a comment that also turns off the given lint rules for its line."""
    text = comment.value if comment else ""
    found = NOQA.search(text)
    if found and not found[1]:
        return cst.Comment(text)
    new = ", ".join(rule for rule in codes if not found or rule not in found[1])
    if found:
        return cst.Comment(f"{text[: found.end()]}, {new}{text[found.end() :]}" if new else text)
    return cst.Comment(f"{text}  # noqa: {new}".strip())


def end_with_noqa(after: cst.TrailingWhitespace, *codes: str) -> cst.TrailingWhitespace:
    """Return the end of a line with lint rules turned off for the line."""
    space = after.whitespace if after.comment else cst.SimpleWhitespace("  ")
    return after.with_changes(whitespace=space, comment=with_noqa(after.comment, *codes))
