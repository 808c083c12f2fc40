"""Docstrings for functions and classes of the notebook that have none."""

from __future__ import annotations

import libcst as cst

from mlscaffold.stages.words import snake


def document(module: cst.Module, source: str) -> cst.Module:
    """Return the code with a docstring in each public function, class and method that lacks one.

    Args:
        module: definitions.
        source: what the docstrings name as the source, such as `churn.ipynb, cell 4`.
    """
    body = [_documented(node, f"Source: {source}.") for node in module.body]
    return module.with_changes(body=body)


def _documented(node: cst.CSTNode, source: str) -> cst.CSTNode:
    if not isinstance(node, (cst.FunctionDef, cst.ClassDef)):
        return node
    done = node if node.get_docstring() is not None else _with(node, _text(node, source))
    if isinstance(done, cst.ClassDef) and isinstance(done.body, cst.IndentedBlock):
        inner = [_documented(part, "") for part in done.body.body]
        return done.with_changes(body=done.body.with_changes(body=inner))
    return done


def _text(node: cst.FunctionDef | cst.ClassDef, source: str) -> str:
    name = node.name.value
    dunder = name.startswith("__") and name.endswith("__")
    words = snake(name).replace("_", " ").strip() or name
    sentence = f"Implement `{name}`." if dunder else f"{words[:1].upper()}{words[1:]}."
    return f'"""{sentence}\n\n{source}\n"""' if source else f'"""{sentence}"""'


def _with(node: cst.FunctionDef | cst.ClassDef, text: str) -> cst.FunctionDef | cst.ClassDef:
    line = cst.SimpleStatementLine(body=[cst.Expr(value=cst.SimpleString(text))])
    if isinstance(node.body, cst.IndentedBlock):
        return node.with_changes(body=node.body.with_changes(body=[line, *node.body.body]))
    assert isinstance(node.body, cst.SimpleStatementSuite)
    small = cst.SimpleStatementLine(body=list(node.body.body))
    return node.with_changes(body=cst.IndentedBlock(body=[line, small]))
