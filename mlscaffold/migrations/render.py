"""Edits from a template: only what differs from the pattern is rewritten, all else keeps its text."""

import ast
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache

from mlscaffold.analysis.types import Environment
from mlscaffold.edits import Edit, SourceText
from mlscaffold.migrations import placeholders
from mlscaffold.migrations.arguments import Slots, addition, removal, slots
from mlscaffold.migrations.library_names import spell
from mlscaffold.migrations.pattern import Bindings, Qualified, metavariable, rest_of

ATOMS = (
    ast.Name, ast.Attribute, ast.Call, ast.Subscript, ast.Constant, ast.List, ast.Dict, ast.Set,
    ast.ListComp, ast.DictComp, ast.SetComp, ast.GeneratorExp, ast.JoinedStr,
)  # fmt: skip
WORDS: dict[str, Callable[[str], str]] = {
    "FREQUENCY": placeholders.frequency,
    "STYLE": lambda text: text.replace("seaborn", "seaborn-v0_8", 1),
    "WEIGHTS": lambda text: text.removesuffix(".h5").removesuffix(".hdf5") + ".weights.h5",
    "KERAS": lambda text: text.removesuffix(".h5").removesuffix(".hdf5") + ".keras",
}
"""Conversions of a string in a template: `STYLE(_style)` is its new spelling."""


class CannotWriteError(Exception):
    """The new code cannot be written here."""


@dataclass
class Writer:
    """Writes the new code of a match.

    Args:
        text: the source.
        env: what is known there.
        found: what the metavariables match.
        imports: imports that the new code needs; collected.
    """

    text: SourceText
    env: Environment
    found: Bindings
    imports: list[str] = field(default_factory=list)

    # ---- edits --------------------------------------------------------------------------------------------
    def edits(self, old: ast.AST, new: ast.AST, node: ast.AST) -> list[Edit]:
        """Return the edits that turn a node into the new code.

        Args:
            old: the pattern.
            new: the template.
            node: what the pattern matched.

        Raises:
            CannotWriteError: a name that the new code needs is in use, or the layout is unusual.
        """
        if _same(old, new):
            return []
        if isinstance(old, ast.Attribute) and isinstance(new, ast.Attribute):
            assert isinstance(node, ast.Attribute)
            return [*self.edits(old.value, new.value, node.value), *self._attribute(new.attr, node)]
        if isinstance(old, ast.Call) and isinstance(new, ast.Call) and rest_of(old) == rest_of(new):
            assert isinstance(node, ast.Call)
            if self._keeps_receiver(old, new):
                return [*self.edits(old.func, new.func, node.func), *self._arguments(old, new, node)]
        if type(old) is type(new) and isinstance(old, (ast.Subscript, ast.Assign, ast.BinOp, ast.Compare)):
            return self._children(old, new, node)
        return [self.text.replacing(node, self.write(new))]

    def _children(self, old: ast.AST, new: ast.AST, node: ast.AST) -> list[Edit]:
        pairs = list(zip(_parts(old), _parts(new), _parts(node), strict=False))
        if len(_parts(old)) != len(_parts(new)) or any(_crosses(a, b) for a, b, _ in pairs):
            return [self.text.replacing(node, self.write(new))]
        return [edit for a, b, c in pairs for edit in self.edits(a, b, c)]

    def _attribute(self, name: str, node: ast.Attribute) -> list[Edit]:
        end = self.text.span(node)[1]
        return [] if node.attr == name else [Edit(end - len(node.attr), end, name)]

    @staticmethod
    def _keeps_receiver(old: ast.Call, new: ast.Call) -> bool:
        """Return whether a call keeps its receiver, so that its arguments can be edited in place."""
        if isinstance(old.func, ast.Attribute) and isinstance(new.func, ast.Attribute):
            return _same(old.func.value, new.func.value) or isinstance(old.func.value, ast.Call)
        return type(old.func) is type(new.func)

    # ---- arguments ----------------------------------------------------------------------------------------
    def _arguments(self, old: ast.Call, new: ast.Call, node: ast.Call) -> list[Edit]:
        if _same_arguments(old, new):
            return []
        places = slots(self.text, node)
        lone = len(node.args) == 1 and isinstance(node.args[0], ast.GeneratorExp)
        if places is None or lone or _reorders(old, new):
            return [Edit(*self._inside(node), self._all_arguments(new))]
        edits, left = self._positions(old, new, node)
        renamed = {one.arg: one for one in new.keywords}
        gone = [one for one in old.keywords if one.arg not in renamed]
        lacking = [one for one in left if one.arg not in {k.arg for k in old.keywords}]
        for one in old.keywords:
            own = next(k for k in node.keywords if k.arg == one.arg)
            if one.arg in renamed:
                edits += self.edits(one.value, renamed[one.arg].value, own.value)
            elif lacking:
                self._refuse_twice(lacking[:1], node)
                edits += self._renamed(one, lacking.pop(0), own)
        edits += self._removed(gone[len(gone) - self._left_over(gone, left, old) :], node, places)
        self._refuse_twice(lacking, node)
        if lacking:
            added = ", ".join(f"{one.arg}={self.write(one.value)}" for one in lacking)
            if len(edits) and any(edit.end >= places.closing or not edit.text for edit in edits):
                return [Edit(*self._inside(node), self._all_arguments(new))]
            edits.append(addition(self.text, places, added))
        return edits

    @staticmethod
    def _left_over(gone: list[ast.keyword], left: list[ast.keyword], old: ast.Call) -> int:
        """Return the number of removed keywords without a successor."""
        lacking = len([one for one in left if one.arg not in {k.arg for k in old.keywords}])
        return max(0, len(gone) - lacking)

    def _renamed(self, old: ast.keyword, new: ast.keyword, node: ast.keyword) -> list[Edit]:
        start = self.text.span(node)[0]
        name = Edit(start, start + len(old.arg or ""), new.arg or "")
        return [name, *self.edits(old.value, new.value, node.value)]

    def _removed(self, gone: list[ast.keyword], node: ast.Call, arguments: Slots) -> list[Edit]:
        starts = [slot.start for slot in arguments.slots]
        names = {one.arg for one in gone}
        places = [self.text.span(one)[0] for one in node.keywords if one.arg in names]
        if len(places) > 1:
            raise CannotWriteError
        return [removal(self.text, arguments, starts.index(place)) for place in places]

    def _positions(
        self, old: ast.Call, new: ast.Call, node: ast.Call
    ) -> tuple[list[Edit], list[ast.keyword]]:
        """Return the edits of positional arguments, and the keywords of the template that are left."""
        edits: list[Edit] = []
        left = list(new.keywords)
        for index, (pattern, own) in enumerate(zip(old.args, node.args, strict=False)):
            if index < len(new.args):
                edits += self.edits(pattern, new.args[index], own)
                continue
            word = next((k for k in left if _same(k.value, pattern)), None)
            assert word is not None
            left.remove(word)
            start = self._start(node, own)
            edits.append(Edit(start, start, f"{word.arg}="))
            self._refuse_twice([word], node)
        if len(new.args) < len(old.args) < len(node.args):
            raise CannotWriteError
        return edits, left

    def _start(self, call: ast.Call, argument: ast.expr) -> int:
        """Return the start of an argument, its parentheses included."""
        arguments = slots(self.text, call)
        start = self.text.span(argument)[0]
        starts = [slot.start for slot in arguments.slots if slot.start <= start] if arguments else []
        return starts[-1] if starts else start

    @staticmethod
    def _refuse_twice(words: Sequence[ast.keyword], node: ast.Call) -> None:
        passed = {one.arg for one in node.keywords}
        if any(word.arg in passed for word in words):
            raise CannotWriteError

    def _inside(self, call: ast.Call) -> tuple[int, int]:
        """Return the span of a call's arguments, with the parentheses."""
        return self.text.span(call.func)[1], self.text.span(call)[1]

    def _all_arguments(self, new: ast.Call) -> str:
        return f"({', '.join(self._argument_texts(new))})"

    def _argument_texts(self, new: ast.Call) -> list[str]:
        positional, keywords = self.found.rests.get(rest_of(new), ((), ()))
        words = {one.arg for one in new.keywords}
        if words & {one.arg for one in keywords}:
            raise CannotWriteError
        return [
            *(self.write(one) for one in new.args),
            *(self.text.of_node(one) for one in positional),
            *(f"{one.arg}={self.write(one.value)}" for one in new.keywords),
            *(self.text.of_node(one) for one in keywords),
        ]

    # ---- whole text ---------------------------------------------------------------------------------------
    def write(self, new: ast.AST, operand: bool = False) -> str:
        """Return a template as source.

        Args:
            new: the template.
            operand: whether its context binds tighter than an operator.
        """
        name = metavariable(new)
        if name:
            return self._metavariable(name, operand)
        if isinstance(new, Qualified):
            return self.name(new.name)
        writer = getattr(self, f"_write_{type(new).__name__}", None)
        if writer is None:
            return ast.unparse(self._plain(new))
        text: str = writer(new)
        return f"({text})" if operand and not isinstance(new, ATOMS) else text

    def name(self, name: str) -> str:
        """Return the spelling of a qualified name here, and collect the imports that it needs."""
        found = spell(name, self.env)
        if found is None:
            raise CannotWriteError
        self.imports += found.imports
        return found.text

    def _metavariable(self, name: str, operand: bool) -> str:
        node = self.found.nodes[name]
        text = self.text.of_node(node)
        is_open = "\n" in text and not _is_expression(text)
        return (
            f"({text})"
            if (operand and not isinstance(node, ATOMS)) or is_open or _is_number(node, operand)
            else text
        )

    def _plain(self, node: ast.AST) -> ast.AST:
        if any(metavariable(part) or isinstance(part, Qualified) for part in ast.walk(node)):
            raise CannotWriteError
        return node

    def _write_Constant(self, new: ast.Constant) -> str:
        text = repr(new.value)
        return f'"{text[1:-1]}"' if isinstance(new.value, str) and '"' not in text else text

    def _write_Attribute(self, new: ast.Attribute) -> str:
        return f"{self.write(new.value, operand=True)}.{new.attr}"

    def _write_Call(self, new: ast.Call) -> str:
        if isinstance(new.func, ast.Name) and new.func.id in WORDS:
            value = self.found.nodes[metavariable(new.args[0])]
            assert isinstance(value, ast.Constant)
            assert isinstance(value.value, str)
            quote = self.text.of_node(value)[-1]
            return f"{quote}{WORDS[new.func.id](value.value)}{quote}"
        return f"{self.write(new.func, operand=True)}{self._all_arguments(new)}"

    def _write_Subscript(self, new: ast.Subscript) -> str:
        inner = new.slice
        parts = inner.elts if isinstance(inner, ast.Tuple) else [inner]
        return f"{self.write(new.value, operand=True)}[{', '.join(self.write(part) for part in parts)}]"

    def _write_List(self, new: ast.List) -> str:
        inner = ", ".join(self.write(part) for part in new.elts)
        bare = len(new.elts) == 1 and isinstance(self.found.nodes.get(metavariable(new.elts[0])), ast.Tuple)
        return f"[{inner[1:-1] if bare and inner.startswith('(') else inner}]"

    def _write_Tuple(self, new: ast.Tuple) -> str:
        end = "," if len(new.elts) == 1 else ""
        return f"({', '.join(self.write(part) for part in new.elts)}{end})"

    def _write_Dict(self, new: ast.Dict) -> str:
        pairs = zip(new.keys, new.values, strict=True)
        return f"{{{', '.join(f'{self.write(k)}: {self.write(v)}' for k, v in pairs if k)}}}"

    def _write_Starred(self, new: ast.Starred) -> str:
        return f"*{self.write(new.value, operand=True)}"

    def _write_BinOp(self, new: ast.BinOp) -> str:
        sign = {ast.Sub: "-", ast.Add: "+", ast.FloorDiv: "//", ast.Mult: "*"}[type(new.op)]
        return f"{self.write(new.left, operand=True)} {sign} {self.write(new.right, operand=True)}"

    def _write_UnaryOp(self, new: ast.UnaryOp) -> str:
        sign = "not " if isinstance(new.op, ast.Not) else "-"
        return f"{sign}{self.write(new.operand, operand=True)}"

    def _write_Compare(self, new: ast.Compare) -> str:
        sign = {ast.Eq: "==", ast.Is: "is", ast.NotEq: "!=", ast.In: "in"}[type(new.ops[0])]
        return f"{self.write(new.left, operand=True)} {sign} {self.write(new.comparators[0], operand=True)}"

    def _write_Assign(self, new: ast.Assign) -> str:
        return f"{self.write(new.targets[0])} = {self.write(new.value)}"


@cache  # of trees in the table of changes, which stay
def _same(one: ast.AST, other: ast.AST) -> bool:
    same_rests = [rest_of(c) for c in ast.walk(one) if isinstance(c, ast.Call)] == [
        rest_of(c) for c in ast.walk(other) if isinstance(c, ast.Call)
    ]
    return same_rests and ast.dump(one) == ast.dump(other)


def _same_arguments(old: ast.Call, new: ast.Call) -> bool:
    if len(old.args) != len(new.args) or len(old.keywords) != len(new.keywords):
        return False
    return all(
        _same(a, b) for a, b in zip([*old.args, *old.keywords], [*new.args, *new.keywords], strict=True)
    )


def _reorders(old: ast.Call, new: ast.Call) -> bool:
    """Return whether positions change so that all arguments have to be rewritten."""
    if len(new.args) > len(old.args):
        return True
    extra = old.args[len(new.args) :]
    return not all(any(_same(one.value, each) for one in new.keywords) for each in extra)


def _parts(node: ast.AST) -> list[ast.AST]:
    return [part for part in ast.iter_child_nodes(node) if isinstance(part, ast.expr)]


def _crosses(old: ast.AST, new: ast.AST) -> bool:
    """Return whether a part becomes one that binds less tightly and would need brackets."""
    return not _same(old, new) and not isinstance(new, (*ATOMS, Qualified))


def _is_expression(text: str) -> bool:
    """Return whether text is an expression without further brackets, even over several lines."""
    try:
        return len(ast.parse(text).body) == 1
    except SyntaxError:
        return False


def _is_number(node: ast.AST, operand: bool) -> bool:
    return operand and isinstance(node, ast.Constant) and isinstance(node.value, int)
