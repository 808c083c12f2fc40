"""What both codemods of API changes share: the table of migrations applied to a statement."""

from __future__ import annotations

import libcst as cst

from mlscaffold.analysis.types import Environment
from mlscaffold.codemod import Context, Rewrite
from mlscaffold.migrations.messages import HAPPENED, short
from mlscaffold.migrations.migrate_source import mended
from mlscaffold.migrations.table import Migration
from mlscaffold.notebook.cells import Change


def migrated(module: cst.Module, context: Context, name: str, safe: bool) -> Rewrite:
    """Write the old forms of a statement anew.

    Args:
        module: a statement, or the head of one with a body of `pass`.
        context: `imports` and `types` tell what its names stand for, `rebound` which builtins do not.
        name: the codemod's name.
        safe: whether to write what keeps the value, or what may change it.
    """
    types = {**dict.fromkeys(context.rebound, ""), **dict(context.types)}
    imports = {alias: target for alias, target in context.imports if not types.get(alias)}
    env = Environment(
        imports, {n: kind for n, kind in types.items() if n not in imports}, frozenset(), dict(context.gives)
    )
    done = mended(module.code, env, safe=safe, unsafe=not safe, doubtful=not safe)
    if not done.done:
        return Rewrite(module)
    changes = tuple(
        Change(context.location, "rewritten", short(before), _why(found.migration), short(after), name)
        for found, before, after in done.done
    )
    return Rewrite(cst.parse_module(done.source), changes, done.needs)


def _why(migration: Migration) -> str:
    change = migration.change
    return f"The old form {HAPPENED[change.kind]} {change.library} {change.version} ({change.source})."
