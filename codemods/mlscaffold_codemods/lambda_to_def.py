"""A lambda that is bound to a name becomes a function with that name."""

from __future__ import annotations

from mlscaffold.rewriting.codemod import Codemod, Context, Rewrite
from mlscaffold_codemods._libcst import cst
from mlscaffold_codemods._rewriter import Rewriter, code, rewritten, short

WHY = "A function has a name in tracebacks, room for a docstring and can be pickled."


def rewrite(module: cst.Module, context: Context) -> Rewrite:
    """Turn `f = lambda x: x + 1` into a function where it is alone on its line.

    An annotated one in a class stays: it may be a field.
    """
    return rewritten(module, _Lambdas, context)


CODEMOD = Codemod(
    name="lambda-to-def",
    why="A lambda bound to a name has no name in a traceback and no room for a docstring.",
    words=("lambda",),
    rewrite=rewrite,
    whole=True,
    order=80,  # before elementwise-comparison: a suppression belongs on the line of the new return statement
)


class _Lambdas(Rewriter):
    name = "lambda-to-def"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.fields: set[cst.CSTNode] = set()

    def visit_ClassDef(self, node: cst.ClassDef) -> None:
        self.fields.update(line for line in node.body.body if _is_annotated(line))

    def leave_SimpleStatementLine(
        self, original_node: cst.SimpleStatementLine, updated_node: cst.SimpleStatementLine
    ) -> cst.BaseStatement | cst.FlattenSentinel[cst.BaseStatement]:
        line = super().leave_SimpleStatementLine(original_node, updated_node)
        bound = _bound_lambda(updated_node)
        if bound is None or original_node in self.fields:
            return line
        name, function = bound
        suite = cst.IndentedBlock(
            [cst.SimpleStatementLine([cst.Return(_on_one_logical_line(function.body))])],
            header=updated_node.trailing_whitespace,
        )
        new = cst.FunctionDef(name, function.params, suite, leading_lines=updated_node.leading_lines)
        self.note("rewritten", original_node.body[0], WHY, f"def {name.value}({short(function.params)})")
        return new


def _is_annotated(line: cst.CSTNode) -> bool:
    return isinstance(line, cst.SimpleStatementLine) and isinstance(line.body[0], cst.AnnAssign)


def _bound_lambda(line: cst.SimpleStatementLine) -> tuple[cst.Name, cst.Lambda] | None:
    """Return the name and the lambda of `name = lambda …`, None for other lines."""
    if len(line.body) != 1:
        return None
    statement = line.body[0]
    if isinstance(statement, cst.Assign) and len(statement.targets) == 1:
        target: cst.BaseExpression = statement.targets[0].target
    elif isinstance(statement, cst.AnnAssign):
        target = statement.target
    else:
        return None
    if isinstance(target, cst.Name) and isinstance(statement.value, cst.Lambda):
        return target, statement.value
    return None


def _on_one_logical_line(body: cst.BaseExpression) -> cst.BaseExpression:
    """Return an expression that may follow `return`, in parentheses if it has several lines."""
    if "\n" not in code(body) or body.lpar:
        return body
    return body.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])
