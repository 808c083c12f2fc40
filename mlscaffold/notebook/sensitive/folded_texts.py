"""Texts that code puts together from literals: sums, joins, formats, names of constants, decoded base64 and hex."""

from __future__ import annotations

import ast
import base64
import binascii
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

Constants = Mapping[str, ast.Constant]
LONGEST = 10_000  # characters of a text that is put together: keys and their headers have a few thousand
MOST_PARTS = 100  # parts of a sum: code that hides a key has a few, and the time to read a sum stays short


@dataclass(frozen=True, slots=True)
class FoldedText:
    """A text that code puts together.

    Args:
        node: the expression.
        text: its value.
        parts: the literals in it, in the order of the text.
        inside: whether all of them are in the expression, none in a name of a constant.
        decoded: whether the text is what a literal encodes.
    """

    node: ast.expr
    text: str
    parts: tuple[ast.Constant, ...]
    inside: bool = True
    decoded: bool = False

    def pieces(self, secret: str) -> Iterator[str]:
        """Yield the pieces of the literals of which a secret in the text consists."""
        if self.decoded:
            yield from (str(part.value) for part in self.parts)
            return
        start, place = self.text.find(secret), 0
        for part in self.parts:
            value = str(part.value)
            place = self.text.find(value, place)
            first, last = max(start, place), min(start + len(secret), place + len(value))
            if place >= 0 and first < last:
                yield self.text[first:last]
            place = max(place, 0) + len(value)


def constants_of(nodes: Iterable[ast.AST]) -> dict[str, ast.Constant]:
    """Return the names that are bound to a text, and only once."""
    bound: Counter[str] = Counter()
    found: dict[str, ast.Constant] = {}
    for node in nodes:
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            bound[node.id] += 1
        if isinstance(node, ast.Assign) and _is_text(node.value):
            names = [target.id for target in node.targets if isinstance(target, ast.Name)]
            found |= {name: node.value for name in names if isinstance(node.value, ast.Constant)}
    return {name: value for name, value in found.items() if bound[name] == 1}


def folded_texts(nodes: Iterable[ast.AST], constants: Constants) -> Iterator[FoldedText]:
    """Yield the texts that code puts together, without those that are a part of another one.

    Args:
        nodes: the nodes of a module, each before those in it.
        constants: names of texts.
    """
    done: set[int] = set()
    for node in nodes:
        if isinstance(node, ast.FormattedValue) and node.format_spec:
            done.add(id(node.format_spec))  # a width is no text
        if isinstance(node, (ast.BinOp, ast.Call, ast.JoinedStr, ast.Subscript)) and id(node) not in done:
            found = _folded(node, constants)
            if found and found.parts and 0 < len(found.text) <= LONGEST:
                done |= {id(part) for part in ast.walk(node)}
                yield found


def _folded(node: ast.expr, constants: Constants) -> FoldedText | None:
    """Return the text of an expression, None if it is not put together from literals."""
    if isinstance(node, ast.Constant):
        return FoldedText(node, node.value, (node,)) if isinstance(node.value, str) else None
    if isinstance(node, ast.Name):
        constant = constants.get(node.id)
        return FoldedText(node, str(constant.value), (constant,), inside=False) if constant else None
    if isinstance(node, ast.JoinedStr):
        values = [one.value if isinstance(one, ast.FormattedValue) else one for one in node.values]
        plain = not any(
            one.format_spec or one.conversion >= 0
            for one in node.values
            if isinstance(one, ast.FormattedValue)
        )
        return _joined(node, values, constants) if plain else None
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return _joined(node, _terms(node), constants)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod):
        arguments = node.right.elts if isinstance(node.right, ast.Tuple) else [node.right]
        return _formatted(node, node.left, arguments, constants, lambda text, values: text % tuple(values))
    if isinstance(node, ast.Subscript):
        return _reversed(node, constants)
    return _called(node, constants) if isinstance(node, ast.Call) else None


def _terms(node: ast.BinOp) -> list[ast.expr]:
    """Return the terms of a sum; a loop, since sums may be long."""
    terms: list[ast.expr] = []
    left: ast.expr = node
    while isinstance(left, ast.BinOp) and isinstance(left.op, ast.Add) and len(terms) < MOST_PARTS:
        terms.append(left.right)
        left = left.left
    return [left, *reversed(terms)]


def _joined(
    node: ast.expr, values: Iterable[ast.expr], constants: Constants, between: str = ""
) -> FoldedText | None:
    parts = []
    for value in values:
        part = _folded(value, constants)
        if part is None or part.decoded:
            return None
        parts.append(part)
    text = between.join(part.text for part in parts)
    literals = tuple(one for part in parts for one in part.parts)
    return FoldedText(node, text, literals, all(part.inside for part in parts))


def _called(node: ast.Call, constants: Constants) -> FoldedText | None:
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    if name in DECODERS and len(node.args) == 1 and isinstance(node.args[0], ast.Constant):
        return _decoded(node, node.args[0], name)
    if name in ("decode", "strip") and isinstance(node.func, ast.Attribute):
        inner = _folded(node.func.value, constants)
        return inner and FoldedText(node, inner.text, inner.parts, inner.inside, inner.decoded)
    if name == "join" and isinstance(node.func, ast.Attribute) and len(node.args) == 1:
        between, values = _folded(node.func.value, constants), node.args[0]
        if between and isinstance(values, ast.List | ast.Tuple) and len(values.elts) <= MOST_PARTS:
            return _joined(node, values.elts, constants, between.text)
    if name == "format" and isinstance(node.func, ast.Attribute) and not node.keywords:
        return _formatted(
            node, node.func.value, node.args, constants, lambda text, values: text.format(*values)
        )
    return None


def _formatted(
    node: ast.expr,
    template: ast.expr,
    arguments: Iterable[ast.expr],
    constants: Constants,
    fill: Callable[[str, list[str]], str],
) -> FoldedText | None:
    """Return a template that is filled with texts."""
    parts = [_folded(one, constants) for one in (template, *arguments)]
    known = [part for part in parts if part is not None and not part.decoded]
    if len(known) < len(parts) or len(known) == 1:
        return None
    try:
        text = fill(known[0].text, [part.text for part in known[1:]])
    except (TypeError, ValueError, LookupError, AttributeError):
        return None
    literals = tuple(one for part in known for one in part.parts)
    return FoldedText(node, text, literals, all(part.inside for part in known))


def _reversed(node: ast.Subscript, constants: Constants) -> FoldedText | None:
    """Return a text that is read backwards: `text[::-1]`."""
    inner = _folded(node.value, constants) if ast.unparse(node.slice) == "::-1" else None
    return FoldedText(node, inner.text[::-1], inner.parts, inner.inside, decoded=True) if inner else None


DECODERS = frozenset(
    {"b64decode", "urlsafe_b64decode", "standard_b64decode", "fromhex", "unhexlify", "a2b_base64"}
)


def _decoded(node: ast.Call, argument: ast.Constant, name: str) -> FoldedText | None:
    value = argument.value
    encoded = value.decode("ascii", "replace") if isinstance(value, bytes) else value
    if not isinstance(encoded, str):
        return None
    try:
        in_base64 = encoded.replace("-", "+").replace("_", "/")
        text = (bytes.fromhex(encoded) if "hex" in name else base64.b64decode(in_base64)).decode()
    except (ValueError, binascii.Error):
        return None
    return FoldedText(node, text, (argument,), decoded=True)


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str | bytes)
