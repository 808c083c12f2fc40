"""The project's tests from its files: what each calls, expects to be refused, and compares."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from mlscaffold.analysis.imports import qualified_name
from mlscaffold.scoring.code_graph import Function, Module
from mlscaffold.scoring.qualified_names import called, mentioned, own_names

LOOKS = ("--list", "--help", "--version", "--dry-run")
_UNLIKE = frozenset(
    (
        "FileNotFoundError OSError PermissionError ImportError ModuleNotFoundError NotImplementedError AttributeError "
        "IndexError ZeroDivisionError TimeoutError"
    ).split()
)
_EQUAL = (
    "approx",
    "allclose",
    "array_equal",
    "equals",
    "assertEqual",
    "assertAlmostEqual",
    "assert_frame_equal",
    "assert_series_equal",
    "isclose",
)


@dataclass(frozen=True, slots=True)
class TestFunction:
    """A test.

    Args:
        path: its file.
        line: its line there.
        name: of the function, with its class before it: `TestModel.test_it`.
        calls: what it and its fixtures call, in order; not what it expects to be refused.
        mentions: full names that it and its fixtures mention.
        fixture_uses: full names that its fixtures alone mention.
        refused: what it calls where it expects an error.
        texts: its string literals.
        parameters: what it is given.
        asserts: whether it can fail by what it sees.
        compares: whether it asks for two values to be equal.
        bounds: whether it asks for a value to be smaller or larger than another.
        attributes: names that it asks of objects.
    """

    __test__ = False

    path: str
    line: int
    name: str
    calls: tuple[str, ...]
    mentions: frozenset[str]
    fixture_uses: frozenset[str]
    refused: tuple[str, ...]
    texts: frozenset[str]
    parameters: tuple[str, ...]
    asserts: bool
    compares: bool
    bounds: bool
    attributes: frozenset[str]

    @property
    def key(self) -> str:
        """The name that pytest's record gives it: `tests.test_model.test_it`."""
        return f"{self.path.removesuffix('.py').replace('/', '.')}.{self.name}"

    @property
    def id(self) -> str:
        """The name that pytest's command line takes."""
        return f"{self.path}::{self.name.replace('.', '::')}"

    @property
    def only_looks(self) -> bool:
        """Whether it asks a command for its help or a list, which does none of the work."""
        return not self.texts.isdisjoint(LOOKS)


def is_test_file(path: str) -> bool:
    """Return whether pytest collects a file by its usual names."""
    name = path.rpartition("/")[2]
    return name.endswith(".py") and (name.startswith("test_") or name.endswith("_test.py"))


def suite_of(modules: Iterable[Module]) -> tuple[TestFunction, ...]:
    """Return the tests in some modules, among which are their conftest files."""
    modules = tuple(modules)
    found = []
    for module in modules:
        if is_test_file(module.path):
            fixtures = _fixtures_for(module, modules)
            found += [_with_fixtures(one, fixtures) for one in _tests(module)]
    return tuple(found)


def _tests(module: Module) -> Iterator[TestFunction]:
    for node in module.tree.body:
        if isinstance(node, Function) and node.name.startswith("test"):
            yield _read(node, node.name, module)
        elif isinstance(node, ast.ClassDef) and _is_class_of_tests(node):
            methods = (one for one in node.body if isinstance(one, Function) and one.name.startswith("test"))
            yield from (_read(one, f"{node.name}.{one.name}", module) for one in methods)


def _is_class_of_tests(node: ast.ClassDef) -> bool:
    bases = [ast.unparse(base).rpartition(".")[2] for base in node.bases]
    return node.name.startswith("Test") or "TestCase" in bases


def _read(node: Function, name: str, module: Module) -> TestFunction:
    own = own_names(node)
    names = {one: meant for one, meant in module.names.items() if one not in own}
    refusing = [one for one in ast.walk(node) if isinstance(one, ast.With) and _refuses(one)]
    inside = [statement for one in refusing for statement in one.body]
    beside = _calls_in_order(node, set(map(id, inside)), names)
    checks = tuple(part for call in called([node], names) for part in [call.rpartition(".")[2]])
    compared = [one for one in ast.walk(node) if isinstance(one, ast.Compare)]
    return TestFunction(
        module.path,
        node.lineno,
        name,
        beside,
        mentioned(node, names),
        frozenset(),
        called(list(inside), names),
        frozenset(one.value for one in ast.walk(node) if _is_text(one)),  # type: ignore[attr-defined]
        tuple(one.arg for one in node.args.args),
        bool(refusing) or _can_fail(node) or any(one.startswith(("assert", "check")) for one in checks),
        any(part in _EQUAL for part in checks) or any(_holds(one, ast.Eq) for one in compared),
        any(_holds(one, ast.Lt | ast.LtE | ast.Gt | ast.GtE) for one in compared) or "between" in checks,
        frozenset(one.attr for one in ast.walk(node) if isinstance(one, ast.Attribute)),
    )


def _calls_in_order(node: Function, without: set[int], names: Mapping[str, str]) -> tuple[str, ...]:
    found: list[str] = []
    waiting: list[ast.AST] = list(reversed(node.body))
    while waiting:
        one = waiting.pop()
        if id(one) in without:
            continue
        if isinstance(one, ast.Call):
            found += called([ast.Call(one.func, [], [])], names)[:1]
        waiting += reversed(list(ast.iter_child_nodes(one)))
    return tuple(found)


def _refuses(node: ast.With) -> bool:
    """Return whether a block expects an error that may be a refusal; a missing file is none."""
    calls = [item.context_expr for item in node.items if isinstance(item.context_expr, ast.Call)]
    heads = [(ast.unparse(one.func).rpartition(".")[2], one) for one in calls]
    expecting = [one for head, one in heads if head in {"raises", "assertRaises", "assertRaisesRegex"}]
    return any(not _UNLIKE & {ast.unparse(arg) for arg in one.args} for one in expecting)


def _can_fail(node: Function) -> bool:
    """Return whether a test asserts something that can be false."""
    return any(
        isinstance(one, ast.Assert) and not isinstance(one.test, ast.Constant) for one in ast.walk(node)
    )


def _holds(node: ast.Compare, kinds: object) -> bool:
    return any(isinstance(one, kinds) for one in node.ops)  # type: ignore[arg-type]


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _fixtures_for(module: Module, modules: tuple[Module, ...]) -> dict[str, TestFunction]:
    """Return the fixtures that a module's tests can ask for: its own go before those of conftest files above it."""
    found: dict[str, TestFunction] = {}
    for one in sorted(modules, key=lambda other: len(other.path)):
        folder, _, name = one.path.rpartition("/")
        if name == "conftest.py" and module.path.startswith(f"{folder}/" if folder else ""):
            found |= _fixtures(one)
    return found | _fixtures(module)


def _fixtures(module: Module) -> dict[str, TestFunction]:
    nodes = [node for node in module.tree.body if isinstance(node, Function) and _is_fixture(node, module)]
    return {node.name: _read(node, node.name, module) for node in nodes}


def _is_fixture(node: Function, module: Module) -> bool:
    heads = [one.func if isinstance(one, ast.Call) else one for one in node.decorator_list]
    return any(qualified_name(head, module.names).endswith("fixture") for head in heads)


def _with_fixtures(test: TestFunction, fixtures: Mapping[str, TestFunction]) -> TestFunction:
    asked: dict[str, TestFunction] = {}
    waiting = list(test.parameters)
    while waiting:
        name = waiting.pop(0)
        if name in fixtures and name not in asked:
            asked[name] = fixtures[name]
            waiting += fixtures[name].parameters
    fixture_uses = frozenset(name for one in asked.values() for name in one.mentions)
    return replace(
        test,
        calls=(*(call for one in reversed(asked.values()) for call in one.calls), *test.calls),
        mentions=test.mentions | fixture_uses,
        fixture_uses=fixture_uses,
        texts=test.texts | {text for one in asked.values() for text in one.texts},
    )
