"""Whether running a definition while its module is imported gives the same as running it where the notebook has it."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from mlscaffold.analysis import api
from mlscaffold.analysis.effects import Definition
from mlscaffold.analysis.imports import qualified_name
from mlscaffold.analysis.names import mentioned_names
from mlscaffold.analysis.scopes import DEFINITIONS, bound_names, outer_nodes, parameters

PURE_BUILTINS = frozenset(
    "abs bool bytes chr classmethod complex dict divmod enumerate float frozenset int len list max min object ord pow "
    "property range repr reversed round set slice sorted staticmethod str sum super tuple zip".split()
)
PURE = frozenset(
    "attr.Factory attr.ib attrs.Factory attrs.field collections.ChainMap collections.Counter collections.OrderedDict "
    "collections.defaultdict collections.deque collections.namedtuple datetime.date datetime.datetime datetime.time "
    "datetime.timedelta datetime.timezone enum.Enum enum.IntEnum enum.auto fractions.Fraction "
    "numpy.arange numpy.array numpy.asarray numpy.dtype numpy.eye numpy.finfo numpy.full numpy.iinfo numpy.linspace "
    "numpy.logspace numpy.ones numpy.zeros pathlib.Path pathlib.PurePath pathlib.PurePosixPath pydantic.Field "
    "re.compile re.escape string.Template torch.device types.MappingProxyType types.SimpleNamespace zoneinfo.ZoneInfo".split()
)
PURE_MODULES = frozenset(
    "abc contextlib dataclasses functools itertools math operator typing typing_extensions".split()
)
"""Calls and modules of calls whose result depends on the arguments alone, and that do nothing else."""
DECORATING = frozenset(
    "attr attrs beartype click dask deprecated enum jax joblib keras line_profiler memory_profiler numba numpy pandera "
    "prefect pydantic pytest ray streamlit tenacity tensorflow tf_keras torch typeguard typer wrapt".split()
)
"""Libraries whose decorators only wrap or mark what they decorate."""
REGISTERING = frozenset(
    "beanie django flask_sqlalchemy luigi marshmallow mongoengine odmantic peewee pony sqlalchemy sqlmodel tortoise".split()
)
"""Libraries that keep a list of the classes derived from theirs, which other calls read."""
STATE = (
    "os.environ", "sys.argv", "sys.modules", "sys.path", "sys.stderr", "sys.stdin", "sys.stdout",
    "matplotlib.rcParams", "matplotlib.pyplot.rcParams", "pandas.options",
)  # fmt: skip
"""Attributes of modules that change while a program runs."""
NUMPY_STATE = ("numpy.random.", "numpy.get", "numpy.set", "numpy.load")
"""Functions of numpy that depend on more than their arguments."""
METACLASSES = frozenset({"abc.ABCMeta", "enum.EnumMeta", "builtins.type"})
PARTS = (
    ast.Tuple, ast.List, ast.Dict, ast.Set, ast.UnaryOp, ast.BinOp, ast.BoolOp, ast.Compare, ast.IfExp, ast.Starred,
    ast.Slice, ast.Constant, ast.JoinedStr, ast.FormattedValue,
)  # fmt: skip
ON_CREATION = frozenset({"__init__", "__new__", "__post_init__", "__set_name__"})
BUILTINS = frozenset(dir(builtins))


@dataclass(frozen=True, slots=True)
class Known:
    """What code may use that runs while a module is imported.

    Args:
        imports: the imports at the head of the modules: name to qualified name.
        constants: variables that are module-level constants.
        definitions: the notebook's functions and classes that are defined before, by name.
        patched: qualified names that the notebook sets somewhere.
        hidden: names of builtins that the notebook binds.
        attributes: attributes that the notebook sets somewhere; `*` if it may set any.
        annotations: whether annotations are computed.
        local: names that are bound in the code itself.
    """

    imports: Mapping[str, str]
    constants: frozenset[str] = frozenset()
    definitions: Mapping[str, Definition] = field(default_factory=dict)
    patched: frozenset[str] = frozenset()
    hidden: frozenset[str] = frozenset()
    attributes: frozenset[str] = frozenset()
    annotations: bool = True
    local: frozenset[str] = frozenset()

    def qualified(self, node: ast.AST) -> str:
        """Return the qualified name of an import's part or a builtin, "" for others and for what the notebook sets."""
        name = qualified_name(node, self.imports)
        if isinstance(node, ast.Name) and not name and node.id in BUILTINS - self.hidden - self.local:
            name = f"builtins.{node.id}"
        if isinstance(node, ast.Name) and node.id in self.local:
            return ""
        return "" if self._is_patched(name) else name

    def _is_patched(self, name: str) -> bool:
        parts = name.split(".")
        above = (".".join(parts[:end]) for end in range(1, len(parts)))
        return name in self.patched or any(f"{base}.*" in self.patched for base in above)

    def inside(self, names: Iterable[str]) -> Known:
        """Return the same with further names that the code binds itself."""
        return replace(self, local=self.local | frozenset(names))


def same_at_import_time(node: Definition, known: Known) -> bool:
    """Return whether a definition runs alike while a module is imported.

    Args:
        node: the definition.
        known: what it may use.
    """
    if isinstance(node, ast.ClassDef):
        return _is_plain_class(node, known)
    return all(_decorates(d, known) for d in node.decorator_list) and all(
        _is_fixed(part, known) for part in _head(node, known)
    )


def _head(node: ast.FunctionDef | ast.AsyncFunctionDef, known: Known) -> list[ast.AST]:
    """Return the defaults, and the annotations if they are computed."""
    if known.annotations:
        return [part for part in outer_nodes(node) if part not in node.decorator_list]
    return [one for one in [*node.args.defaults, *node.args.kw_defaults] if one is not None]


def _is_fixed(node: ast.AST, known: Known) -> bool:
    """Return whether an expression has no effect and the same value at any time."""
    if isinstance(node, ast.Name):
        return node.id in known.local | known.constants | known.definitions.keys() or bool(
            known.qualified(node)
        )
    if isinstance(node, ast.Attribute):
        return _is_fixed_attribute(node, known)
    if isinstance(node, ast.Call):
        return _is_pure_call(node, known)
    if isinstance(node, ast.Lambda):
        return all(
            _is_fixed(d, known) for d in [*node.args.defaults, *node.args.kw_defaults] if d is not None
        )
    if isinstance(node, (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)):
        targets = {name for part in node.generators for name in bound_names(part.target)}
        return all(_is_fixed(part, known.inside(targets)) for part in _expressions(node))
    if isinstance(node, (*PARTS, ast.Subscript)):
        return all(_is_fixed(part, known) for part in _expressions(node))
    return False


def _expressions(node: ast.AST) -> list[ast.expr]:
    children = list(ast.iter_child_nodes(node))
    inner = [
        part
        for child in children
        if isinstance(child, ast.comprehension)
        for part in (child.iter, *child.ifs)
    ]
    return [child for child in children if isinstance(child, ast.expr)] + inner


def _is_fixed_attribute(node: ast.Attribute, known: Known) -> bool:
    if isinstance(node.value, ast.Constant):
        return True
    root: ast.expr = node
    while isinstance(root, ast.Attribute):
        root = root.value
    if not isinstance(root, ast.Name):
        return _is_fixed(node.value, known)
    own = known.definitions.get(root.id) if root.id not in known.local else None
    if own is not None:
        return root is node.value and _is_class_constant(own, node.attr, known)
    if root.id not in known.imports or root.id in known.local:
        return _is_fixed(root, known)
    name = known.qualified(node)
    is_value = node.attr.isupper() and name.partition(".")[0] not in api.modules()
    return bool(name) and not name.startswith(STATE) and not is_value


def _is_class_constant(node: Definition, attribute: str, known: Known) -> bool:
    """Return whether an attribute of a notebook class never changes: a method, or a literal such as a member of an enum."""
    if not isinstance(node, ast.ClassDef) or known.attributes & {attribute, "*"}:
        return attribute in {"__name__", "__doc__"}
    for part in node.body:
        targets = part.targets if isinstance(part, ast.Assign) else []
        if isinstance(part, DEFINITIONS) and part.name == attribute:
            return True
        if isinstance(part, ast.Assign) and any(
            isinstance(t, ast.Name) and t.id == attribute for t in targets
        ):
            return all(
                isinstance(p, (ast.Constant, ast.Tuple, ast.Call, ast.Name, ast.expr_context))
                for p in ast.walk(part.value)
            )
    return False


def _is_pure_call(node: ast.Call, known: Known) -> bool:
    if not all(_is_fixed(part, known) for part in (*node.args, *(k.value for k in node.keywords))):
        return False
    if isinstance(node.func, ast.Attribute) and isinstance(node.func.value, (ast.Constant, ast.JoinedStr)):
        return True
    name = known.qualified(node.func)
    if name.startswith("builtins."):
        return name.removeprefix("builtins.") in PURE_BUILTINS
    own = known.definitions.get(node.func.id) if isinstance(node.func, ast.Name) else None
    if own is not None and not name:
        return runs_plainly(own, known)
    return bool(name) and (name in PURE or name.partition(".")[0] in PURE_MODULES or _only_computes(name))


def _only_computes(name: str) -> bool:
    """Return whether a function of numpy has no effect, or a class is one of estimators."""
    row = api.lookup(name)
    if row is None:
        return False
    if row.returns == "class" and "estimator" in api.bases(row.name):
        return True
    plain = not (row.path or row.mutates or row.side_effects - {"pure"})
    return plain and name.startswith("numpy.") and not name.startswith(NUMPY_STATE)


def _decorates(node: ast.expr, known: Known) -> bool:
    """Return whether applying a decorator has no effect but on what it decorates."""
    called = node.func if isinstance(node, ast.Call) else node
    parts = (*node.args, *(k.value for k in node.keywords)) if isinstance(node, ast.Call) else ()
    if not all(_is_fixed(part, known) for part in parts):
        return False
    name = known.qualified(called)
    if name.startswith("builtins."):
        return name.removeprefix("builtins.") in PURE_BUILTINS
    if name:
        return name in PURE or name.partition(".")[0] in PURE_MODULES | DECORATING
    if isinstance(called, ast.Attribute) and isinstance(called.value, ast.Name):
        return called.value.id in known.local and called.attr in {"setter", "getter", "deleter"}
    own = known.definitions.get(called.id) if isinstance(called, ast.Name) else None
    return own is not None and runs_plainly(own, known, inner=isinstance(node, ast.Call))


def runs_plainly(node: Definition, known: Known, *, inner: bool = False) -> bool:
    """Return whether calling a notebook function or class only creates what it returns.

    Args:
        node: its definition.
        known: what its code may use.
        inner: whether the functions in it run too, as those of a decorator with arguments do.
    """
    if isinstance(node, ast.ClassDef):
        starts = [part for part in node.body if isinstance(part, DEFINITIONS) and part.name in ON_CREATION]
        own_base = any(mentioned_names(base) & known.definitions.keys() for base in node.bases)
        return not own_base and not node.keywords and all(runs_plainly(part, known) for part in starts)
    if any(isinstance(part, (ast.Yield, ast.Global, ast.Nonlocal)) for part in ast.walk(node)):
        return False
    names = known.inside({*parameters(node), *(name for part in node.body for name in _bound_by(part))})
    return all(_is_plain(part, names, inner=inner) for part in node.body)


def _bound_by(node: ast.stmt) -> list[str]:
    return [node.name] if isinstance(node, DEFINITIONS) else bound_names(node)


def _is_plain(node: ast.stmt, known: Known, *, inner: bool = False) -> bool:
    """Return whether a statement in a function or a class only binds names and attributes of its own."""
    if isinstance(node, (ast.Pass, ast.Import, ast.ImportFrom)):
        return isinstance(node, ast.Pass)
    if isinstance(node, ast.Return):
        return node.value is None or _is_fixed(node.value, known)
    if isinstance(node, ast.Expr):
        return isinstance(node.value, ast.Constant) or _updates_wrapper(node.value, known)
    if isinstance(node, DEFINITIONS):
        return same_at_import_time(node, known) and (not inner or runs_plainly(node, known))
    if isinstance(node, (ast.Assign, ast.AnnAssign)):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        values = [
            node.value,
            *([node.annotation] if isinstance(node, ast.AnnAssign) and known.annotations else []),
        ]
        fixed = all(_is_fixed(value, known) for value in values if value is not None)
        return fixed and all(_is_own(target, known) for target in targets)
    return False


def _updates_wrapper(node: ast.expr, known: Known) -> bool:
    return isinstance(node, ast.Call) and known.qualified(node.func) == "functools.update_wrapper"


def _is_own(target: ast.expr, known: Known) -> bool:
    """Return whether an assignment's target is a name, or an attribute of an object that the code has."""
    if isinstance(target, ast.Tuple):
        return all(_is_own(part, known) for part in target.elts)
    if isinstance(target, ast.Attribute):
        return isinstance(target.value, ast.Name) and target.value.id in known.local
    return isinstance(target, ast.Name)


def _is_plain_class(node: ast.ClassDef, known: Known) -> bool:
    if not all(_decorates(d, known) for d in node.decorator_list):
        return False
    if not all(_is_plain_base(base, known) for base in node.bases) or not all(
        _is_plain_keyword(k, known) for k in node.keywords
    ):
        return False
    inside = known
    for part in node.body:
        if not _is_plain(part, inside) or isinstance(part, ast.Return):
            return False
        inside = inside.inside(_bound_by(part))
    return True


def _is_plain_keyword(node: ast.keyword, known: Known) -> bool:
    if node.arg == "metaclass":
        return known.qualified(node.value) in METACLASSES
    return _is_fixed(node.value, known)


def _is_plain_base(node: ast.expr, known: Known) -> bool:
    """Return whether deriving from a class has no effect."""
    if not _is_fixed(node, known):
        return False
    names = mentioned_names(node)
    if any(known.imports.get(name, "").partition(".")[0] in REGISTERING for name in names):
        return False
    return not any(
        _acts_on_deriving(known.definitions[name], known) for name in names & known.definitions.keys()
    )


def _acts_on_deriving(node: Definition, known: Known) -> bool:
    """Return whether a class, or one that it derives from, does something when a class is derived from it."""
    if not isinstance(node, ast.ClassDef):
        return True
    own = any(isinstance(part, DEFINITIONS) and part.name == "__init_subclass__" for part in node.body)
    others = {k: d for k, d in known.definitions.items() if k != node.name}
    return (
        own
        or not all(_is_plain_base(base, replace(known, definitions={**others})) for base in node.bases)
        or not all(_is_plain_keyword(k, known) for k in node.keywords)
    )
