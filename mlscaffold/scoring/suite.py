"""The project's tests, from its files: what each calls, expects to be rejected, and compares."""

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from mlscaffold.analysis.imports import qualified_name
from mlscaffold.scoring.code_graph import Function, Module, call_name, called, mentioned, names_in

DRY_RUN_OPTIONS = ("--list", "--help", "--version", "--dry-run")
ORDERINGS = (ast.Lt, ast.LtE, ast.Gt, ast.GtE)
_UNRELATED_ERRORS = frozenset(
    "FileNotFoundError OSError PermissionError ImportError ModuleNotFoundError NotImplementedError AttributeError "
    "IndexError ZeroDivisionError TimeoutError".split()
)
_RAISES = frozenset({"raises", "assertRaises", "assertRaisesRegex"})
_EQUAL = frozenset(
    "approx allclose array_equal equals assertEqual assertAlmostEqual assert_frame_equal assert_series_equal "
    "isclose".split()
)
_CLOCKS = re.compile(
    r"^(?:time\.(?:perf_counter|monotonic|process_time|time)\w*|timeit\.\w+|tracemalloc\.\w+|resource\.getrusage)"
)


@dataclass(frozen=True, slots=True)
class TestFunction:
    """A test.

    Args:
        path: its file.
        line: its line there.
        name: of the function, with its class before it: `TestModel.test_it`.
        calls: what it and its fixtures call, in order; not what it expects to be rejected.
        mentions: full names that it and its fixtures mention.
        fixture_uses: full names that its fixtures alone mention.
        rejected: what it calls where it expects an error.
        strings: its string literals.
        parameters: its parameters, such as fixtures.
        asserts: whether it asserts something that can be false.
        compares: whether it expects two values to be equal.
        bounds: whether it expects a value to be smaller or larger than another.
        attributes: the attributes that it reads.
    """

    __test__ = False

    path: str
    line: int
    name: str
    calls: tuple[str, ...]
    mentions: frozenset[str]
    fixture_uses: frozenset[str]
    rejected: tuple[str, ...]
    strings: frozenset[str]
    parameters: tuple[str, ...]
    asserts: bool
    compares: bool
    bounds: bool
    attributes: frozenset[str]

    @property
    def key(self) -> str:
        """Its name in pytest's record: `tests.test_model.test_it`."""
        return f"{self.path.removesuffix('.py').replace('/', '.')}.{self.name}"

    @property
    def id(self) -> str:
        """Its name on pytest's command line."""
        return f"{self.path}::{self.name.replace('.', '::')}"

    @property
    def is_dry_run(self) -> bool:
        """Whether it runs a command only for its help or a list."""
        return not self.strings.isdisjoint(DRY_RUN_OPTIONS)

    @property
    def bounds_cost(self) -> bool:
        """Whether it measures time or memory and bounds it."""
        return self.bounds and ("benchmark" in self.parameters or any(map(_CLOCKS.match, self.calls)))


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
            found += [_with_fixtures(test, fixtures) for test in _tests(module)]
    return tuple(found)


def _tests(module: Module) -> Iterator[TestFunction]:
    for node in module.tree.body:
        if isinstance(node, Function) and node.name.startswith("test"):
            yield _read(node, node.name, module)
        elif isinstance(node, ast.ClassDef) and _is_test_class(node):
            for method in node.body:
                if isinstance(method, Function) and method.name.startswith("test"):
                    yield _read(method, f"{node.name}.{method.name}", module)


def _is_test_class(node: ast.ClassDef) -> bool:
    bases = [ast.unparse(base).rpartition(".")[2] for base in node.bases]
    return node.name.startswith("Test") or "TestCase" in bases


def _read(node: Function, name: str, module: Module) -> TestFunction:
    names = names_in(node, module)
    parts = tuple(ast.walk(node))
    expecting = [part for part in parts if isinstance(part, ast.With) and _expects_rejection(part)]
    inside = [statement for block in expecting for statement in block.body]
    checks = {call.rpartition(".")[2] for call in called([node], names)}
    operators = [operator for part in parts if isinstance(part, ast.Compare) for operator in part.ops]
    return TestFunction(
        module.path,
        node.lineno,
        name,
        calls=_calls_in_order(node, set(map(id, inside)), names),
        mentions=mentioned(node, names),
        fixture_uses=frozenset(),
        rejected=called(inside, names),
        strings=frozenset(
            part.value for part in parts if isinstance(part, ast.Constant) and isinstance(part.value, str)
        ),
        parameters=tuple(parameter.arg for parameter in node.args.args),
        asserts=bool(expecting)
        or any(map(_can_fail, parts))
        or any(check.startswith(("assert", "check")) for check in checks),
        compares=not checks.isdisjoint(_EQUAL) or any(isinstance(one, ast.Eq) for one in operators),
        bounds="between" in checks or any(isinstance(one, ORDERINGS) for one in operators),
        attributes=frozenset(part.attr for part in parts if isinstance(part, ast.Attribute)),
    )


def _calls_in_order(node: Function, excluded: set[int], names: Mapping[str, str]) -> tuple[str, ...]:
    found: list[str] = []
    pending: list[ast.AST] = list(reversed(node.body))
    while pending:
        part = pending.pop()
        if id(part) in excluded:
            continue
        if isinstance(part, ast.Call):
            found.append(call_name(part, names))
        pending += reversed(list(ast.iter_child_nodes(part)))
    return tuple(found)


def _expects_rejection(node: ast.With) -> bool:
    """Return whether a block expects an error that may be a rejection; that of a missing file is none."""
    calls = (item.context_expr for item in node.items if isinstance(item.context_expr, ast.Call))
    expecting = (call for call in calls if call_name(call, {}).rpartition(".")[2] in _RAISES)
    return any(_UNRELATED_ERRORS.isdisjoint(map(ast.unparse, call.args)) for call in expecting)


def _can_fail(node: ast.AST) -> bool:
    """Return whether a statement asserts something that can be false."""
    return isinstance(node, ast.Assert) and not isinstance(node.test, ast.Constant)


def _fixtures_for(module: Module, modules: tuple[Module, ...]) -> dict[str, TestFunction]:
    """Return the fixtures of a module's tests: its own override those of conftest files above it."""
    found: dict[str, TestFunction] = {}
    for other in sorted(modules, key=lambda other: len(other.path)):
        folder, _, name = other.path.rpartition("/")
        if name == "conftest.py" and module.path.startswith(f"{folder}/" if folder else ""):
            found |= _fixtures(other)
    return found | _fixtures(module)


def _fixtures(module: Module) -> dict[str, TestFunction]:
    nodes = [node for node in module.tree.body if isinstance(node, Function) and _is_fixture(node, module)]
    return {node.name: _read(node, node.name, module) for node in nodes}


def _is_fixture(node: Function, module: Module) -> bool:
    heads = [head.func if isinstance(head, ast.Call) else head for head in node.decorator_list]
    return any(qualified_name(head, module.names).endswith("fixture") for head in heads)


def _with_fixtures(test: TestFunction, fixtures: Mapping[str, TestFunction]) -> TestFunction:
    used: dict[str, TestFunction] = {}
    pending = list(test.parameters)
    while pending:
        name = pending.pop(0)
        if name in fixtures and name not in used:
            used[name] = fixtures[name]
            pending += fixtures[name].parameters
    fixture_uses = frozenset(name for fixture in used.values() for name in fixture.mentions)
    return replace(
        test,
        calls=(*(call for fixture in reversed(used.values()) for call in fixture.calls), *test.calls),
        mentions=test.mentions | fixture_uses,
        fixture_uses=fixture_uses,
        strings=test.strings.union(*(fixture.strings for fixture in used.values())),
    )
