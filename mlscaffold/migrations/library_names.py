"""Qualified names of libraries: which of them were renamed, and how code writes the new ones."""

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from mlscaffold.analysis import api
from mlscaffold.analysis.scopes import BUILTINS
from mlscaffold.analysis.types import Environment, qualified
from mlscaffold.migrations.library_changes import LibraryChange
from mlscaffold.migrations.pattern import table_name

Names = Mapping[str, LibraryChange]


@dataclass(frozen=True, slots=True)
class Rename:
    """A renamed or moved name.

    Args:
        change: the row.
        full: its qualified name in the code.
        new: its new qualified name, "" where there is none.
    """

    change: LibraryChange
    full: str
    new: str


def find_rename(full: str, names: Names) -> Rename | None:
    """Return the rename of a name by its longest renamed part, None if there is none."""
    for candidate in dict.fromkeys((full, table_name(full))):
        parts = candidate.split(".")
        for end in range(len(parts), 0, -1):
            found = names.get(".".join(parts[:end]))
            if found:
                return _create_rename(found, full, candidate, parts[end:])
    return None


def _create_rename(found: LibraryChange, full: str, candidate: str, rest: list[str]) -> Rename | None:
    if not found.target:
        return Rename(found, full, "")
    new = ".".join((found.target, *rest))
    inside = full != candidate and full.startswith("tensorflow.") and new.startswith("keras.")
    return None if new == candidate else Rename(found, full, f"tensorflow.{new}" if inside else new)


def renamed_imports(node: ast.Import | ast.ImportFrom, names: Names) -> Iterator[tuple[ast.alias, Rename]]:
    """Yield the renamed parts of an import."""
    for alias in node.names:
        full = _qualified_import(node, alias)
        found = find_rename(full, names) if full else None
        if found:
            yield alias, found


def _qualified_import(node: ast.Import | ast.ImportFrom, alias: ast.alias) -> str:
    if isinstance(node, ast.Import):
        return alias.name
    if node.level or not node.module:
        return ""
    return node.module if alias.name == "*" else f"{node.module}.{alias.name}"


def renamed_use(node: ast.expr, env: Environment, names: Names) -> Rename | None:
    """Return the rename of the name that an expression is, None if its import already reports it."""
    full = qualified(node, env)
    found = (
        names.get(full) or names.get(table_name(full)) if full and not full.startswith("builtins.") else None
    )
    if found is None:
        return None
    root = node
    while isinstance(root, ast.Attribute):
        root = root.value
    assert isinstance(root, ast.Name)
    target = env.imports[root.id]
    above = find_rename(target, names)
    stays = above is not None and target != root.id and not (above.change.is_bare and root is node)
    if stays:
        return None
    return _create_rename(found, full, full if full in names else table_name(full), [])


def rewritten_import(
    node: ast.Import | ast.ImportFrom, wanted: Mapping[ast.alias, Rename], indent: str
) -> str | None:
    """Return an import of renamed parts, as one or several statements.

    Args:
        node: the import.
        wanted: the parts to rename; all others stay.
        indent: the separator of two statements.
    """
    others = [alias for alias in node.names if alias not in wanted]
    lines = [ast.unparse(_without_aliases(node, others))] if others else []
    grouped: dict[str, list[str]] = {}
    after: list[str] = []
    for alias, one in wanted.items():
        line, assignment = _import_line(node, alias, one)
        head, _, names = line.partition(" import ")
        if line and names not in grouped.setdefault(head, []):
            grouped[head].append(names)
        after += [assignment] if assignment else []
    lines += [f"{head} import {', '.join(names)}" if names[0] else head for head, names in grouped.items()]
    return indent.join([*lines, *after])


def _without_aliases(node: ast.Import | ast.ImportFrom, names: list[ast.alias]) -> ast.stmt:
    if isinstance(node, ast.Import):
        return ast.Import(names=names)
    return ast.ImportFrom(module=node.module, names=names, level=node.level)


def _import_line(node: ast.Import | ast.ImportFrom, alias: ast.alias, one: Rename) -> tuple[str, str]:
    """Return the import of one name, and the assignment that binds its old name."""
    if alias.name == "*":
        return f"from {one.new} import *", ""
    local = alias.asname or ("" if isinstance(node, ast.Import) else alias.name)
    if isinstance(node, ast.Import) and not re.search(r"\.[A-Z]", one.new):
        return (f"import {one.new} as {local}" if local and local != one.new else f"import {one.new}"), ""
    if one.new in BUILTINS:
        return "", f"{local} = {one.new}"
    if "." not in one.new:
        return (f"import {one.new} as {local}" if local != one.new else f"import {one.new}"), ""
    module, names = split_name(one.new)
    first, _, rest = names.partition(".")
    if rest:
        return f"from {module} import {first}", f"{local or one.full} = {names}"
    drops = one.change.is_bare and not alias.asname
    return f"from {module} import {first}" + (f" as {local}" if local != first and not drops else ""), ""


# ---- spelling ---------------------------------------------------------------------------------------------
USUAL = {
    "datetime": "datetime", "imageio": "imageio", "io": "io", "joblib": "joblib", "keras": "keras",
    "lightgbm": "lgb", "matplotlib": "matplotlib", "matplotlib.pyplot": "plt", "networkx": "nx", "numpy": "np",
    "pandas": "pd", "seaborn": "sns", "tensorflow": "tf", "xgboost": "xgb", "ydata_profiling": "ydata_profiling",
}  # fmt: skip
"""Modules that are imported whole, with their usual aliases."""
SINGLY = ("keras.", "sklearn.", "scipy.")
OBJECTS = frozenset({"scipy.stats.norm", "scipy.stats.chi2"})
"""Objects that look like modules: what follows them is an attribute, not a name to import."""


@dataclass(frozen=True, slots=True)
class Spelling:
    """The spelling of a name.

    Args:
        text: the text.
        imports: imports to add for it.
    """

    text: str
    imports: tuple[str, ...] = ()


def spell(name: str, env: Environment) -> Spelling | None:
    """Return the spelling of a qualified name, None where the notebook uses the names for it.

    Args:
        name: a name of a library such as `numpy.isin`.
        env: what is known there.
    """
    if "." not in name and name in BUILTINS:
        return None if name in env.types or name in env.defined or name in env.imports else Spelling(name)
    known = None if _is_imported_singly(name, env) else _known(name, env)
    if known:
        return known
    root = _usual_root(name)
    if root and not _has_sibling(name, env):
        alias = USUAL[root]
        line = f"import {root}" if alias == root else f"import {root} as {alias}"
        return Spelling(f"{alias}{name[len(root) :]}", (line,)) if _is_free(alias, root, env) else None
    module, names = split_name(name)
    first, *rest = names.split(".")
    if not module or not _is_free(first, f"{module}.{first}", env):
        return None
    return Spelling(".".join((first, *rest)), (f"from {module} import {first}",))


def split_name(name: str) -> tuple[str, str]:
    """Return the module of a qualified name, and the name in it with what follows.

    A class or a function is the first part with a capital, else the last part.
    """
    parts = name.split(".")
    end = next((i for i, part in enumerate(parts) if i and (part[:1].isupper())), len(parts) - 1)
    end = next((i for i in range(1, len(parts)) if ".".join(parts[: i + 1]) in OBJECTS), end)
    return ".".join(parts[:end]), ".".join(parts[end:])


def _is_imported_singly(name: str, env: Environment) -> bool:
    """Return whether the code imports single names from the name's module, as is usual for some libraries."""
    return name.startswith(SINGLY) and name not in env.imports.values() and _has_sibling(name, env)


def _known(name: str, env: Environment) -> Spelling | None:
    """Return a name by an imported alias; a package alone does not load its modules."""
    text = _by_alias(name, env)
    if not text and name.startswith("keras."):
        text = _by_alias(f"tensorflow.{name}", env)
    first = text.partition(".")[0]
    module, _ = split_name(name)
    is_package = env.imports.get(first) == first and text.startswith(f"{module}.") and "." in module
    return Spelling(text, (f"import {module}",) if is_package else ()) if text else None


def _by_alias(name: str, env: Environment) -> str:
    """Return a name as an imported alias with the rest: by the exact target, else by its canonical name."""
    free = [(alias, target) for alias, target in env.imports.items() if target and not _is_bound(alias, env)]
    free.sort(key=lambda pair: USUAL.get(pair[1]) != pair[0], reverse=True)
    exact = {target: alias for alias, target in free}
    targets = {api.canonical(target): alias for alias, target in free}
    parts = name.split(".")
    starts = [(".".join(parts[:end]), parts[end:]) for end in range(len(parts), 0, -1)]
    ways = [(exact.get(start), rest) for start, rest in starts]
    ways += [(targets.get(api.canonical(start)), rest) for start, rest in starts]
    return next((".".join((alias, *rest)) for alias, rest in ways if alias), "")


def _is_bound(alias: str, env: Environment) -> bool:
    return alias in env.defined or bool(env.types.get(alias))


def _has_sibling(name: str, env: Environment) -> bool:
    """Return whether the code imports another name from the same module."""
    module, _ = split_name(name)
    targets = [target for alias, target in env.imports.items() if target.endswith(f".{alias}")]
    return "." in module and any(api.canonical(target.rpartition(".")[0]) == module for target in targets)


def _usual_root(name: str) -> str:
    parts = name.split(".")
    starts = (".".join(parts[:end]) for end in range(len(parts), 0, -1))
    return next((start for start in starts if start in USUAL), "")


def _is_free(alias: str, target: str, env: Environment) -> bool:
    """Return whether an import may bind a name that nothing else uses."""
    bound = env.imports.get(alias)
    if bound:
        return api.canonical(bound) == api.canonical(target)
    return alias not in env.types and alias not in env.defined and alias not in BUILTINS
