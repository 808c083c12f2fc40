"""From what print was given to one string, for a print into a file."""

from __future__ import annotations

import re
from collections.abc import Sequence

import libcst as cst

from mlscaffold_codemods._message import appended, joined
from mlscaffold_codemods._rewriter import code, quoted, text_of


def line(given: Sequence[cst.Arg], separator: str, end: str) -> cst.BaseExpression:
    """Return the text that print writes, as one expression.

    Args:
        given: the positional arguments, some perhaps starred.
        separator: the text between them.
        end: the text after them.
    """
    if any(arg.star for arg in given):
        values = given[0].value if len(given) == 1 else as_tuple(given)
        return _plus(joined(values, separator), end)
    if len(given) == 1 and _is_literal(given[0].value):
        return appended(given[0].value, end)
    texts = [text_of(arg.value) for arg in given]
    if any(
        text is None and re.search(r"[\"'\\\n#{]", code(arg.value))
        for arg, text in zip(given, texts, strict=True)
    ):
        return _formatted(given, separator, end)
    fields = [
        f"{{{code(arg.value)}}}" if text is None else _braced(text)
        for arg, text in zip(given, texts, strict=True)
    ]
    body = _braced(separator).join(fields) + _braced(end)
    prefix = "f" if any(text is None for text in texts) else ""
    return cst.parse_expression(f'{prefix}"{body}"') if prefix else cst.SimpleString(f'"{_unbraced(body)}"')


def _is_literal(node: cst.BaseExpression) -> bool:
    return text_of(node) is not None or isinstance(node, cst.FormattedString)


def _braced(text: str) -> str:
    return quoted(text)[1:-1].replace("{", "{{").replace("}", "}}")


def _unbraced(body: str) -> str:
    return body.replace("{{", "{").replace("}}", "}")


def as_tuple(given: Sequence[cst.Arg]) -> cst.Tuple:
    """Return arguments as a tuple."""
    return cst.Tuple([cst.StarredElement(arg.value) if arg.star else cst.Element(arg.value) for arg in given])


def _plus(text: cst.BaseExpression, end: str) -> cst.BaseExpression:
    return cst.BinaryOperation(text, cst.Add(), cst.SimpleString(quoted(end))) if end else text


def _formatted(given: Sequence[cst.Arg], separator: str, end: str) -> cst.BaseExpression:
    r"""Return `"{} {}\n".format(a, b)`, for values that an f-string cannot hold in every Python."""
    template = _braced(separator).join("{}" for _ in given) + _braced(end)
    arguments = [cst.Arg(arg.value) for arg in given]
    return cst.Call(cst.Attribute(cst.SimpleString(f'"{template}"'), cst.Name("format")), arguments)
