"""Old forms of libraries become new ones that may give something else than today."""

from __future__ import annotations

import libcst as cst

from mlscaffold.codemod import Context, Rewrite
from mlscaffold_codemods._migrating import migrated


def rewrite(module: cst.Module, context: Context) -> Rewrite:
    """Write old forms anew where the value may change, or where the new form is a guess.

    `df["a"][mask] = 0`, which changes nothing since pandas 3, becomes `df.loc[mask, "a"] = 0`, which does.
    """
    return migrated(module, context, "api-migrations-unsafe", safe=False)
