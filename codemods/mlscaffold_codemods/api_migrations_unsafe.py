"""Calls of changed library APIs become current ones whose result may differ."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mlscaffold.rewriting.codemod import Codemod, Context, Rewrite

if TYPE_CHECKING:
    import libcst as cst


def rewrite(module: cst.Module, context: Context) -> Rewrite:
    """Rewrite changed APIs where the value may change, or where the replacement is a guess.

    `df["a"][mask] = 0`, which changes nothing since pandas 3, becomes `df.loc[mask, "a"] = 0`, which does.
    """
    from mlscaffold_codemods._migrating import migrated

    return migrated(module, context, "api-migrations-unsafe", safe=False)


def _words() -> tuple[str, ...]:
    from mlscaffold.migrations.library_changes import words

    return words()


CODEMOD = Codemod(
    name="api-migrations-unsafe",
    why="Code whose meaning changed in a newer version of a library computes other results without an error.",
    words=_words,
    rewrite=rewrite,
    safe=False,
    on_request=True,
    order=20,  # after the safe migrations: it handles what they leave
)
