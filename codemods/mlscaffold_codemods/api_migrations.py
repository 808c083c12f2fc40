"""Old forms of libraries become the new ones that give the same."""

from __future__ import annotations

import libcst as cst

from mlscaffold.codemod import Context, Rewrite
from mlscaffold_codemods._migrating import migrated


def rewrite(module: cst.Module, context: Context) -> Rewrite:
    """Write old forms anew where the value stays what it was with the old library.

    `df.append(x)` becomes `pd.concat([df, x])`, `from sklearn.externals import joblib` becomes `import joblib`.
    """
    return migrated(module, context, "api-migrations", safe=True)
