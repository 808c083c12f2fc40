"""From a template to edits: only what differs from the pattern is written anew, all else stays as it is."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from mlscaffold.analysis.types import Environment
from mlscaffold.migrations import placeholders
from mlscaffold.migrations.arguments import Slots, addition, removal, slots
from mlscaffold.migrations.edits import Edit, Text
from mlscaffold.migrations.name_spelling import spelled
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
"""What a template says of a text: `STYLE(_style)` is the text in its new spelling."""


class CannotWriteError(Exception):
    """The new form cannot be written at this place."""


@dataclass
class Writer:
    """Writes the new form of a piece of code.

    Args:
        text: the source.
        env: what is known at the place.
        found: what the metavariables stand for.
        needs: imports that the new code needs; collected.
    """

    text: Text
    env: Environment
    found: Bindings
    needs: list[str] = field(default_factory=list)

    # ---- edits --------------------------------------------------------------------------------------------
    def edits(self, old: ast.AST, new: ast.AST, node: ast.AST) -> list[Edit]:
        """Return the edits that make the new form of a node.

        Args:
            old: the pattern.
            new: the template.
            node: what the pattern matched.

        Raises:
            CannotWriteError: a name that the new form needs is taken, or the code is out of the ordinary.
        """
        if _same(old, new):
            return []
        if isinstance(old, ast.Attribute) and isinstance(new, ast.Attribute):
            assert isinstance(node, ast.Attribute)
            return [*self.edits(old.value, new.value, node.value), *self._attribute(new.attr, node)]
        if isinstance(old, ast.Call) and isinstance(new, ast.Call) and rest_of(old) == rest_of(new):
            assert isinstance(node, ast.Call)
            if self._is_kept(old, new):
                return [*self.edits(old.func, new.func, node.func), *self._arguments(old, new, node)]
        if type(old) is type(new) and isinstance(old, (ast.Subscript, ast.Assign, ast.BinOp, ast.Compare)):
            return self._children(old, new, node)
        return [Edit(*self.text.span(node), self.write(new))]

    def _children(self, old: ast.AST, new: ast.AST, node: ast.AST) -> list[Edit]:
        pairs = list(zip(_parts(old), _parts(new), _parts(node), strict=False))
        if len(_parts(old)) != len(_parts(new)) or any(_crosses(a, b) for a, b, _ in pairs):
            return [Edit(*self.text.span(node), self.write(new))]
        return [edit for a, b, c in pairs for edit in self.edits(a, b, c)]

    def _attribute(self, name: str, node: ast.Attribute) -> list[Edit]:
        end = self.text.span(node)[1]
        return [] if node.attr == name else [Edit(end - len(node.attr), end, name)]

    @staticmethod
    def _is_kept(old: ast.Call, new: ast.Call) -> bool:
        """Say whether a call goes to the same receiver, so that its arguments can be mended in their places."""
        if isinstance(old.func, ast.Attribute) and isinstance(new.func, ast.Attribute):
            return _same(old.func.value, new.func.value) or isinstance(old.func.value, ast.Call)
        return type(old.func) is type(new.func)

    # ---- arguments ----------------------------------------------------------------------------------------
    def _arguments(self, old: ast.Call, new: ast.Call, node: ast.Call) -> list[Edit]:
        if _same_arguments(old, new):
            return []
        given = slots(self.text, node)
        lone = len(node.args) == 1 and isinstance(node.args[0], ast.GeneratorExp)
        if given is None or lone or _reorders(old, new):
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
        edits += self._removed(gone[len(gone) - self._left_over(gone, left, old) :], node, given)
        self._refuse_twice(lacking, node)
        if lacking:
            added = ", ".join(f"{one.arg}={self.write(one.value)}" for one in lacking)
            if len(edits) and any(edit.end >= given.closing or not edit.text for edit in edits):
                return [Edit(*self._inside(node), self._all_arguments(new))]
            edits.append(addition(self.text, given, added))
        return edits

    @staticmethod
    def _left_over(gone: list[ast.keyword], left: list[ast.keyword], old: ast.Call) -> int:
        """Return how many of the keywords that are gone have no successor."""
        lacking = len([one for one in left if one.arg not in {k.arg for k in old.keywords}])
        return max(0, len(gone) - lacking)

    def _renamed(self, old: ast.keyword, new: ast.keyword, node: ast.keyword) -> list[Edit]:
        start = self.text.span(node)[0]
        name = Edit(start, start + len(old.arg or ""), new.arg or "")
        return [name, *self.edits(old.value, new.value, node.value)]

    def _removed(self, gone: list[ast.keyword], node: ast.Call, given: Slots) -> list[Edit]:
        starts = [slot.start for slot in given.slots]
        names = {one.arg for one in gone}
        places = [self.text.span(one)[0] for one in node.keywords if one.arg in names]
        if len(places) > 1:
            raise CannotWriteError
        return [removal(self.text, given, starts.index(place)) for place in places]

    def _positions(
        self, old: ast.Call, new: ast.Call, node: ast.Call
    ) -> tuple[list[Edit], list[ast.keyword]]:
        """Mend what is given by position; return the edits, and the keywords of the template that are left."""
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
        """Return where an argument begins, its parentheses included."""
        given = slots(self.text, call)
        start = self.text.span(argument)[0]
        places = [slot.start for slot in given.slots if slot.start <= start] if given else []
        return places[-1] if places else start

    @staticmethod
    def _refuse_twice(words: Sequence[ast.keyword], node: ast.Call) -> None:
        given = {one.arg for one in node.keywords}
        if any(word.arg in given for word in words):
            raise CannotWriteError

    def _inside(self, call: ast.Call) -> tuple[int, int]:
        """Return where the arguments of a call stand, with the parentheses."""
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
            operand: whether something is put before or after it that would bind tighter than an operator.
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
        """Return a qualified name as it is written here, and note the imports that it needs."""
        found = spelled(name, self.env)
        if found is None:
            raise CannotWriteError
        self.needs += found.needs
        return found.text

    def _metavariable(self, name: str, operand: bool) -> str:
        node = self.found.nodes[name]
        text = self.text.of_node(node)
        is_open = "\n" in text and not _stands_alone(text)
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
    """Say whether positions change so that the arguments have to be written anew."""
    if len(new.args) > len(old.args):
        return True
    moved = old.args[len(new.args) :]
    return not all(any(_same(one.value, each) for one in new.keywords) for each in moved)


def _parts(node: ast.AST) -> list[ast.AST]:
    return [part for part in ast.iter_child_nodes(node) if isinstance(part, ast.expr)]


def _crosses(old: ast.AST, new: ast.AST) -> bool:
    """Say whether a part becomes one that binds less tight, so that its place among the others matters."""
    return not _same(old, new) and not isinstance(new, (*ATOMS, Qualified))


def _stands_alone(text: str) -> bool:
    """Say whether an expression of several lines holds together by its own brackets."""
    try:
        return len(ast.parse(text).body) == 1
    except SyntaxError:
        return False


def _is_number(node: ast.AST, operand: bool) -> bool:
    return operand and isinstance(node, ast.Constant) and isinstance(node.value, int)
