"""Calls of removed and renamed library APIs become current ones with the same result."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mlscaffold.rewriting.codemod import Codemod, Context, Rewrite

if TYPE_CHECKING:
    import libcst as cst


def rewrite(module: cst.Module, context: Context) -> Rewrite:
    """Rewrite removed and renamed APIs where the value stays what it was with the old library.

    `df.append(x)` becomes `pd.concat([df, x])`, `from sklearn.externals import joblib` becomes `import joblib`.
    """
    from mlscaffold_codemods._migrating import migrated

    return migrated(module, context, "api-migrations", safe=True)


def _words() -> tuple[str, ...]:
    from mlscaffold.migrations.library_changes import words

    return words()


CODEMOD = Codemod(
    name="api-migrations",
    why="Code for removed APIs keeps the project on library versions that get no fixes.",
    words=_words,
    rewrite=rewrite,
    order=10,  # first: the other codemods match current APIs only
)
