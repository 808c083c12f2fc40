"""Turn the arguments of print into a message for logging, or into one string for a file."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from mlscaffold_codemods._libcst import cst
from mlscaffold_codemods._rewriter import code, quoted, text_of

PLACEHOLDER = r"%(\(\w+\))?[-#0 +]*(\*|\d+)?(?:\.(\*|\d+))?[hlL]?([a-zA-Z%])"
TEXT_METHODS = frozenset(
    {"format", "join", "center", "ljust", "rjust", "upper", "lower", "title", "strip", "replace"}
)

IsAlike = Callable[[Any], bool]
"""Whether a value in an f-string is certainly written as `str` writes it, and so as %s does."""


def always_alike(_: cst.BaseExpression) -> bool:
    """Return that `format` writes a value as `str` does, which holds for all but a few classes."""
    return True


@dataclass(frozen=True)
class Message:
    """A message to log.

    Args:
        text: the template, or the whole text if there are no values.
        values: the values for the template, as arguments of the call.
    """

    text: cst.BaseExpression
    values: tuple[cst.Arg, ...] = ()

    @property
    def arguments(self) -> tuple[cst.Arg, ...]:
        """The arguments of the logging call."""
        return (cst.Arg(self.text), *self.values)


def message(values: Sequence[cst.Arg], separator: str, is_alike: IsAlike = always_alike) -> Message:
    """Return the message to log for the positional arguments of a print.

    Args:
        values: the arguments, at least one, some perhaps starred.
        separator: the text that print puts between them.
        is_alike: whether a field of an f-string may become %s.

    Returns:
        A template that contains the constant text; no values if the text is constant.
    """
    if len(values) == 1 and (keyed := _keyed_values(values[0].value)):
        return keyed
    first = values[0].value
    if len(values) == 1 and not values[0].star and _is_text(first) and not _folds(first, is_alike):
        return Message(first)
    if len(values) == 1 and values[0].star:
        return Message(joined(values[0].value, separator))
    parts = [_part(arg, separator, is_alike, lazy=True) for arg in values]
    logged = tuple(value for part in parts for value in part.values)
    if not logged:
        parts = [_part(arg, separator, is_alike, lazy=False) for arg in values]
    between = separator.replace("%", "%%") if logged else separator
    tail = "".join(between + (text_of(part.text) or "") for part in parts[1:])
    return Message(appended(parts[0].text, tail), logged)


def unfolded(values: Sequence[cst.Arg], separator: str) -> Message:
    """Return a message with every argument unchanged, comments included."""
    template = separator.replace("%", "%%").join("%s" for _ in values)
    return Message(cst.SimpleString(quoted(template)), tuple(values))


def joined(values: cst.BaseExpression, separator: str | cst.BaseExpression) -> cst.BaseExpression:
    """Return `" ".join(map(str, values))`."""
    between = cst.SimpleString(quoted(separator)) if isinstance(separator, str) else _as_receiver(separator)
    mapped = cst.Call(cst.Name("map"), [cst.Arg(cst.Name("str")), cst.Arg(values)])
    return cst.Call(cst.Attribute(between, cst.Name("join")), [cst.Arg(mapped)])


def _as_receiver(node: cst.BaseExpression) -> cst.BaseExpression:
    """Return an expression before whose dot no operator can bind more tightly."""
    if node.lpar or isinstance(node, (cst.Name, cst.Attribute, cst.Call, cst.Subscript, cst.BaseString)):
        return node
    return node.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])


def appended(literal: cst.BaseExpression, text: str) -> cst.BaseExpression:
    """Return a string literal with text added to its end."""
    if not text:
        return literal
    if isinstance(literal, cst.ConcatenatedString):
        return literal.with_changes(right=appended(literal.right, text))
    if isinstance(literal, cst.FormattedString):
        last = cst.FormattedStringText(_escaped(text.replace("{", "{{").replace("}", "}}"), literal.quote))
        return literal.with_changes(parts=[*literal.parts, last])
    if not isinstance(literal, cst.SimpleString):
        raise TypeError(f"no string literal: {type(literal).__name__}")
    raw, meets_octal = "r" in literal.prefix, re.search(r"\\[0-7]{1,2}$", literal.raw_value)
    if (raw and re.search(r"[\\'\"\n]", text)) or (meets_octal and text[0].isdigit()):
        return cst.SimpleString(quoted(f"{text_of(literal)}{text}"))
    body = literal.raw_value + (text if raw else _escaped(text, literal.quote))
    return literal.with_changes(value=f"{literal.prefix}{literal.quote}{body}{literal.quote}")


def info() -> cst.Attribute:
    """Return `logger.info`."""
    return cst.Attribute(cst.Name("logger"), cst.Name("info"))


def _escaped(text: str, quote: str) -> str:
    body = quoted(text)[1:-1]
    return body if '"' in quote else body.replace('\\"', '"').replace("'", "\\'")


def _part(arg: cst.Arg, separator: str, is_alike: IsAlike, *, lazy: bool) -> Message:
    """Return the template of one argument; `lazy` doubles the percent signs of its constant text."""
    if arg.star:
        return Message(cst.SimpleString('"%s"'), (cst.Arg(joined(arg.value, separator)),))
    if _folds(arg.value, is_alike):
        return _folded(arg.value, lazy=lazy)
    return Message(cst.SimpleString('"%s"'), (cst.Arg(_with_parentheses(arg.value)),))


def _folds(node: cst.BaseExpression, is_alike: IsAlike) -> bool:
    """Return whether an argument becomes part of the template."""
    if isinstance(node, cst.SimpleString):
        return text_of(node) is not None
    if isinstance(node, cst.ConcatenatedString):
        return _folds(node.left, is_alike) and _folds(node.right, is_alike)
    if isinstance(node, cst.FormattedString):
        return all(_is_plain(part, is_alike) for part in node.parts)
    return isinstance(node, cst.BinaryOperation) and _percent_values(node) is not None


def _folded(node: cst.BaseExpression, *, lazy: bool) -> Message:
    if isinstance(node, cst.ConcatenatedString):
        left, right = _folded(node.left, lazy=lazy), _folded(node.right, lazy=lazy)
        return Message(node.with_changes(left=left.text, right=right.text), left.values + right.values)
    if isinstance(node, cst.SimpleString):
        return Message(node.with_changes(value=node.value.replace("%", "%%") if lazy else node.value))
    if isinstance(node, cst.FormattedString):
        return _from_fstring(node, lazy=lazy)
    if isinstance(node, cst.BinaryOperation):
        return Message(node.left, _percent_values(node) or ())
    raise TypeError(f"no text: {type(node).__name__}")


def _is_plain(part: cst.BaseFormattedStringContent, is_alike: IsAlike) -> bool:
    """Return whether a field of an f-string prints like %s."""
    if not isinstance(part, cst.FormattedStringExpression):
        return True
    plain = part.conversion is None and part.format_spec is None and part.equal is None
    return plain and is_alike(part.expression)


def _from_fstring(node: cst.FormattedString, *, lazy: bool) -> Message:
    body, values = "", []
    for part in node.parts:
        if isinstance(part, cst.FormattedStringExpression):
            body += "%s"
            values.append(cst.Arg(_with_parentheses(part.expression)))
        elif isinstance(part, cst.FormattedStringText):
            text = part.value.replace("{{", "{").replace("}}", "}")
            body += text.replace("%", "%%") if lazy else text
    prefix = "r" if "r" in node.prefix else ""
    literal = cst.SimpleString(f"{prefix}{node.quote}{body}{node.quote}", lpar=node.lpar, rpar=node.rpar)
    return Message(literal, tuple(values))


def _with_parentheses(node: cst.BaseExpression) -> cst.BaseExpression:
    if isinstance(node, (cst.Tuple, cst.GeneratorExp)) and not node.lpar:
        return node.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])
    return node


def _keyed_values(node: cst.BaseExpression) -> Message | None:
    """Return the message of `"%(a)s %(b)s" % values`, None for other arguments."""
    template = text_of(node.left) if isinstance(node, cst.BinaryOperation) else None
    if template is None or not isinstance(node, cst.BinaryOperation):
        return None
    holes = [hole for hole in re.finditer(PLACEHOLDER, template) if hole[4] != "%"]
    return Message(node.left, (cst.Arg(node.right),)) if holes and all(hole[1] for hole in holes) else None


def _percent_values(node: cst.BinaryOperation) -> tuple[cst.Arg, ...] | None:
    """Return the values of `"…" % values` as arguments, None if logging would format them differently."""
    template = text_of(node.left) if isinstance(node.operator, cst.Modulo) else None
    if template is None:
        return None
    holes = [hole for hole in re.finditer(PLACEHOLDER, template) if hole[4] != "%"]
    if not holes or any(hole[1] or "*" in (hole[2], hole[3]) for hole in holes):
        return None
    if isinstance(node.right, cst.Tuple):
        elements = [element for element in node.right.elements if isinstance(element, cst.Element)]
        return tuple(cst.Arg(element.value) for element in elements) if len(elements) == len(holes) else None
    return (cst.Arg(node.right, star="" if len(holes) == 1 else "*"),)


def _is_text(node: cst.BaseExpression) -> bool:
    """Return whether an expression is certainly a string, so that it can be a message by itself."""
    if isinstance(node, cst.FormattedString) or text_of(node) is not None:
        return True
    if isinstance(node, cst.ConcatenatedString):
        return _is_text(node.left) and _is_text(node.right)
    if isinstance(node, cst.BinaryOperation):
        is_string = isinstance(node.operator, (cst.Add, cst.Multiply, cst.Modulo)) and _is_text(node.left)
        return is_string or (isinstance(node.operator, (cst.Add, cst.Multiply)) and _is_text(node.right))
    if isinstance(node, cst.Call) and isinstance(node.func, cst.Attribute):
        return node.func.attr.value in TEXT_METHODS and _is_text(node.func.value)
    return isinstance(node, cst.Call) and isinstance(node.func, cst.Name) and node.func.value == "str"


def printed_text(values: Sequence[cst.Arg], separator: str, end: str) -> cst.BaseExpression:
    """Return the text that print writes, as one expression.

    Args:
        values: the positional arguments, some perhaps starred.
        separator: the text between them.
        end: the text after them.
    """
    if any(arg.star for arg in values):
        together = values[0].value if len(values) == 1 else as_tuple(values)
        return _plus(joined(together, separator), end)
    if len(values) == 1 and _is_literal(values[0].value):
        return appended(values[0].value, end)
    texts = [text_of(arg.value) for arg in values]
    if any(
        text is None and re.search(r"[\"'\\\n#{]", code(arg.value))
        for arg, text in zip(values, texts, strict=True)
    ):
        return _formatted(values, separator, end)
    fields = [
        f"{{{code(arg.value)}}}" if text is None else _braced(text)
        for arg, text in zip(values, texts, strict=True)
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


def as_tuple(values: Sequence[cst.Arg]) -> cst.Tuple:
    """Return arguments as a tuple."""
    return cst.Tuple(
        [cst.StarredElement(arg.value) if arg.star else cst.Element(arg.value) for arg in values]
    )


def _plus(text: cst.BaseExpression, end: str) -> cst.BaseExpression:
    return cst.BinaryOperation(text, cst.Add(), cst.SimpleString(quoted(end))) if end else text


def _formatted(values: Sequence[cst.Arg], separator: str, end: str) -> cst.BaseExpression:
    r"""Return `"{} {}\n".format(a, b)`, for values that an f-string cannot hold in every Python."""
    template = _braced(separator).join("{}" for _ in values) + _braced(end)
    arguments = [cst.Arg(arg.value) for arg in values]
    return cst.Call(cst.Attribute(cst.SimpleString(f'"{template}"'), cst.Name("format")), arguments)
