"""From what print was given to what logging is given: a template and its values."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import libcst as cst

from mlscaffold_codemods._rewriter import quoted, text_of

PLACEHOLDER = re.compile(r"%(\(\w+\))?[-#0 +]*(\*|\d+)?(?:\.(\*|\d+))?[hlL]?([a-zA-Z%])")
TEXT_METHODS = frozenset(
    {"format", "join", "center", "ljust", "rjust", "upper", "lower", "title", "strip", "replace"}
)


@dataclass(frozen=True)
class Message:
    """A message to log.

    Args:
        text: the template, or the whole text where there are no values.
        values: what is put into the template, as arguments of the call.
    """

    text: cst.BaseExpression
    values: tuple[cst.Arg, ...] = ()

    @property
    def arguments(self) -> tuple[cst.Arg, ...]:
        """The arguments of the logging call."""
        return (cst.Arg(self.text), *self.values)


def message(given: Sequence[cst.Arg], separator: str) -> Message:
    """Return what to log for the positional arguments of a print.

    Args:
        given: the arguments, at least one, some perhaps starred.
        separator: the text that print puts between them.

    Returns:
        A template with constant text folded into it; no values where the text is all there is.
    """
    if len(given) == 1 and (keyed := _keyed_values(given[0].value)):
        return keyed
    if len(given) == 1 and not given[0].star and _is_text(given[0].value) and not _folds(given[0].value):
        return Message(given[0].value)
    if len(given) == 1 and given[0].star:
        return Message(joined(given[0].value, separator))
    parts = [_part(arg, separator, lazy=True) for arg in given]
    values = tuple(value for part in parts for value in part.values)
    if not values:
        parts = [_part(arg, separator, lazy=False) for arg in given]
    between = separator.replace("%", "%%") if values else separator
    tail = "".join(between + (text_of(part.text) or "") for part in parts[1:])
    return Message(appended(parts[0].text, tail), values)


def unfolded(given: Sequence[cst.Arg], separator: str) -> Message:
    """Return what to log with each argument left as it stands, comments included."""
    template = separator.replace("%", "%%").join("%s" for _ in given)
    return Message(cst.SimpleString(quoted(template)), tuple(given))


def joined(values: cst.BaseExpression, separator: str | cst.BaseExpression) -> cst.BaseExpression:
    """Return `" ".join(map(str, values))`."""
    between = cst.SimpleString(quoted(separator)) if isinstance(separator, str) else separator
    mapped = cst.Call(cst.Name("map"), [cst.Arg(cst.Name("str")), cst.Arg(values)])
    return cst.Call(cst.Attribute(between, cst.Name("join")), [cst.Arg(mapped)])


def appended(literal: cst.BaseExpression, text: str) -> cst.BaseExpression:
    """Return a string literal with text added to its last part."""
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


def _escaped(text: str, quote: str) -> str:
    body = quoted(text)[1:-1]
    return body if '"' in quote else body.replace('\\"', '"').replace("'", "\\'")


def _part(arg: cst.Arg, separator: str, *, lazy: bool) -> Message:
    """Return the template of one argument; `lazy` doubles the per cent signs of its constant text."""
    if arg.star:
        return Message(cst.SimpleString('"%s"'), (cst.Arg(joined(arg.value, separator)),))
    if _folds(arg.value):
        return _folded(arg.value, lazy=lazy)
    return Message(cst.SimpleString('"%s"'), (cst.Arg(_with_parentheses(arg.value)),))


def _folds(node: cst.BaseExpression) -> bool:
    """Say whether an argument becomes part of the template."""
    if isinstance(node, cst.SimpleString):
        return text_of(node) is not None
    if isinstance(node, cst.ConcatenatedString):
        return _folds(node.left) and _folds(node.right)
    if isinstance(node, cst.FormattedString):
        return all(_is_plain(part) for part in node.parts)
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


def _is_plain(part: cst.BaseFormattedStringContent) -> bool:
    """Say whether a field of an f-string prints like %s."""
    if not isinstance(part, cst.FormattedStringExpression):
        return True
    return part.conversion is None and part.format_spec is None and part.equal is None


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
    """Return the message of `"%(a)s %(b)s" % values`, None where an argument has another form."""
    template = text_of(node.left) if isinstance(node, cst.BinaryOperation) else None
    if template is None or not isinstance(node, cst.BinaryOperation):
        return None
    holes = [hole for hole in PLACEHOLDER.finditer(template) if hole[4] != "%"]
    return Message(node.left, (cst.Arg(node.right),)) if holes and all(hole[1] for hole in holes) else None


def _percent_values(node: cst.BinaryOperation) -> tuple[cst.Arg, ...] | None:
    """Return the values of `"…" % values` as arguments, None where logging would not format them alike."""
    template = text_of(node.left) if isinstance(node.operator, cst.Modulo) else None
    if template is None:
        return None
    holes = [hole for hole in PLACEHOLDER.finditer(template) if hole[4] != "%"]
    if not holes or any(hole[1] or "*" in (hole[2], hole[3]) for hole in holes):
        return None
    if isinstance(node.right, cst.Tuple):
        elements = [element for element in node.right.elements if isinstance(element, cst.Element)]
        return tuple(cst.Arg(element.value) for element in elements) if len(elements) == len(holes) else None
    return (cst.Arg(node.right, star="" if len(holes) == 1 else "*"),)


def _is_text(node: cst.BaseExpression) -> bool:
    """Say whether an expression is surely a string, so that it can be a message by itself."""
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
