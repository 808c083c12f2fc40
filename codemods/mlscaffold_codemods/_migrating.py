"""Shared by both codemods of API changes: the table of library changes applied to a statement."""

from __future__ import annotations

import libcst as cst

from mlscaffold.analysis.types import Environment
from mlscaffold.migrations.library_changes import LibraryChange
from mlscaffold.migrations.matches import HAPPENED, short
from mlscaffold.migrations.migrate_source import migrate
from mlscaffold.notebook.cells import Change
from mlscaffold.rewriting.codemod import Context, Rewrite


def migrated(module: cst.Module, context: Context, name: str, safe: bool) -> Rewrite:
    """Migrate a statement to current APIs.

    Args:
        module: a statement, or the head of one with a body of `pass`.
        context: `imports` and `types` of its names, and the builtins that are `rebound`.
        name: the codemod's name.
        safe: whether to apply the fixes that keep the value, or those that may change it.
    """
    types = {**dict.fromkeys(context.rebound, ""), **dict(context.types)}
    imports = {alias: target for alias, target in context.imports if not types.get(alias)}
    env = Environment(
        imports,
        {n: kind for n, kind in types.items() if n not in imports},
        frozenset(),
        dict(context.returns),
    )
    done = migrate(module.code, env, safe=safe, unsafe=not safe, uncertain=not safe)
    if not done.done:
        return Rewrite(module)
    changes = tuple(
        Change(context.location, "rewritten", short(before), _why(found.change), short(after), name)
        for found, before, after in done.done
    )
    return Rewrite(cst.parse_module(done.source), changes, done.imports)


def _why(change: LibraryChange) -> str:
    return f"The old code {HAPPENED[change.kind]} {change.library} {change.version} ({change.source})."
