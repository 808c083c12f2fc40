"""What a notebook changes about modules: attributes set, modules reloaded or written, the import path, the environment."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from mlscaffold.analysis.imports import bindings, qualified_name
from mlscaffold.analysis.scopes import DEFINITIONS

ANY = "*"
ENVIRONMENT, SEARCH_PATH, LOADED, FILES = "os.environ", "sys.path", "sys.modules", "files"
SETTERS = frozenset({"builtins.setattr", "builtins.delattr"})
RELOADS = frozenset({"importlib.reload", "imp.reload"})
ENVIRONMENT_SETTERS = frozenset({"os.putenv", "dotenv.load_dotenv"})
LOOKING = frozenset(
    "builtins.dir builtins.getattr builtins.hasattr builtins.help builtins.id builtins.isinstance builtins.print "
    "builtins.repr builtins.str builtins.type builtins.vars inspect.getdoc inspect.getfile inspect.getmembers "
    "inspect.getsource".split()
)
"""Calls that receive a module without changing it."""
PATCHERS = frozenset({"patch", "setattr", "object", "multiple"})
CHANGING = frozenset("append clear extend insert pop popitem remove reverse setdefault sort update".split())
WRITERS = frozenset("copy copy2 copyfile move rename replace urlretrieve write_bytes write_text".split())
SHELLS = frozenset(
    "os.popen os.system subprocess.call subprocess.check_call subprocess.check_output subprocess.run".split()
)
MODULE_FILE = re.compile(r"([\w/\\.-]*?)(\w+)\.py")


@dataclass(frozen=True, slots=True)
class Patch:
    """A change that can matter to a later import.

    Args:
        index: number of the statement that makes it. A function may make it whenever it runs: there is one such
            change where it is defined, and one after all statements.
        base: qualified name of the changed module, or one of the four constants above.
        attribute: the changed attribute, variable or file; `*` if it can be any.
    """

    index: int
    base: str
    attribute: str = ANY


def patches_of(statements: Sequence[ast.stmt]) -> tuple[Patch, ...]:
    """Return the changes that statements and the functions in them make to modules, in order."""
    imports: dict[str, str] = {}
    found: list[Patch] = []
    for index, statement in enumerate(statements):
        for node in ast.walk(statement):
            imports |= bindings(node)
        imports |= _aliases(statement, imports)
        changes = [change for node in ast.walk(statement) for change in _changes(node, imports)]
        times = (index, len(statements)) if isinstance(statement, DEFINITIONS) else (index,)
        found += dict.fromkeys(Patch(time, *change) for change in changes for time in times)
    return tuple(sorted(found, key=lambda patch: patch.index))


def written_modules(statements: Sequence[ast.stmt]) -> frozenset[str]:
    """Return the modules whose files a notebook writes, and the packages that contain them."""
    return frozenset(
        name
        for statement in statements
        if any(_writes(node) for node in ast.walk(statement))
        for node in ast.walk(statement)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        for name in _module_names(node.value)
    )


def _writes(node: ast.AST) -> bool:
    """Return whether a node is a call that writes a file of text."""
    if not isinstance(node, ast.Call):
        return False
    last = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    if last in WRITERS:
        return True
    modes = [*node.args, *(keyword.value for keyword in node.keywords if keyword.arg == "mode")]
    return last == "open" and any(re.fullmatch("[wax][bt+]*", _text(mode)) for mode in modes)


def _aliases(node: ast.stmt, imports: Mapping[str, str]) -> dict[str, str]:
    """Return the names that an assignment binds to modules: `m = np`, `m = importlib.import_module("a")`."""
    if not isinstance(node, ast.Assign):
        return {}
    module = qualified_name(node.value, imports) or _loaded_by_name(node.value, imports)
    return {t.id: module for t in node.targets if isinstance(t, ast.Name)} if module else {}


def _loaded_by_name(node: ast.expr, imports: Mapping[str, str]) -> str:
    if isinstance(node, ast.Subscript) and qualified_name(node.value, imports) == LOADED:
        return _text(node.slice)
    if not isinstance(node, ast.Call) or not node.args:
        return ""
    called = _called(node, imports)
    return _text(node.args[0]) if called in {"importlib.import_module", "builtins.__import__"} else ""


def _changes(node: ast.AST, imports: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    if isinstance(node, (ast.Attribute, ast.Subscript)) and not isinstance(node.ctx, ast.Load):
        yield from _stored(node, imports)
    elif isinstance(node, ast.Call):
        yield from _made_by_call(node, imports)
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield from ((FILES, name) for name in _module_names(node.value))


def _stored(node: ast.Attribute | ast.Subscript, imports: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    if isinstance(node, ast.Attribute):
        base = qualified_name(node.value, imports)
        if base:
            yield base, node.attr
        return
    base = _namespace(node.value, imports)
    if base:
        yield base, _text(node.slice) or ANY
    holder = qualified_name(node.value, imports)
    if holder == LOADED:
        yield _text(node.slice) or ANY, ANY
    elif holder in {ENVIRONMENT, SEARCH_PATH}:
        yield holder, _text(node.slice) or ANY


def _namespace(node: ast.expr, imports: Mapping[str, str]) -> str:
    """Return the module of `module.__dict__` or `vars(module)`, "" for anything else."""
    if isinstance(node, ast.Attribute) and node.attr == "__dict__":
        return qualified_name(node.value, imports)
    if isinstance(node, ast.Call) and _called(node, imports) == "builtins.vars" and node.args:
        return qualified_name(node.args[0], imports)
    return ""


def _made_by_call(node: ast.Call, imports: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    called = _called(node, imports)
    last = node.func.attr if isinstance(node.func, ast.Attribute) else called.rpartition(".")[2]
    texts = [_text(argument) for argument in node.args]
    modules = [qualified_name(argument, imports) for argument in node.args]
    if called in SHELLS:
        yield from ((FILES, name) for text in _texts_in(node) for name in _names_in_command(text))
    if called in RELOADS:
        yield (modules[0] if modules and modules[0] else ANY), ANY
    elif called in SETTERS or last in PATCHERS:
        if modules and modules[0]:
            yield modules[0], (texts[1] if len(texts) > 1 else "") or ANY
        elif texts and "." in texts[0]:
            base, _, attribute = texts[0].rpartition(".")
            yield base, attribute
    elif isinstance(node.func, ast.Attribute) and last in CHANGING:
        yield from _changed_in_place(node.func.value, texts, imports)
    elif called in ENVIRONMENT_SETTERS:
        yield ENVIRONMENT, (texts[0] if texts else "") or ANY
    elif called not in LOOKING:
        yield from (
            (module, ANY)
            for module, a in zip(modules, node.args, strict=True)
            if _is_whole(module, a, imports)
        )


def _changed_in_place(
    receiver: ast.expr, texts: Sequence[str], imports: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    holder = qualified_name(receiver, imports)
    first = (texts[0] if texts else "") or ANY
    if holder == LOADED:
        yield first, ANY
    elif holder in {ENVIRONMENT, SEARCH_PATH}:
        yield holder, first
    elif _namespace(receiver, imports):
        yield _namespace(receiver, imports), ANY


def _is_whole(module: str, argument: ast.expr, imports: Mapping[str, str]) -> bool:
    """Return whether an argument is a module itself, which the called function may change."""
    return (
        isinstance(argument, ast.Name)
        and bool(module)
        and module in set(imports.values())
        and "." not in module
    )


def _called(node: ast.Call, imports: Mapping[str, str]) -> str:
    name = qualified_name(node.func, imports)
    return name or (f"builtins.{node.func.id}" if isinstance(node.func, ast.Name) else "")


def _text(node: ast.expr) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def _module_names(text: str) -> Iterator[str]:
    """Yield the names by which code could import a file: `tool` for `tool.py`, `pkg` too for `pkg/tool.py`."""
    match = MODULE_FILE.fullmatch(text.strip()) if "\n" not in text else None
    if match is None:
        return
    yield from (part for part in re.split(r"[/\\]", match[1]) if part.isidentifier())
    yield match[2]


def _texts_in(node: ast.AST) -> Iterator[str]:
    yield from (
        part.value
        for part in ast.walk(node)
        if isinstance(part, ast.Constant) and isinstance(part.value, str)
    )


def _names_in_command(text: str) -> Iterator[str]:
    """Yield the names by which code could import what a shell command writes or downloads."""
    for word in re.split(r"[\s/'\";&|<>=]+", text):
        name = word.removesuffix(".py").removesuffix(".git")
        if name.isidentifier():
            yield name
