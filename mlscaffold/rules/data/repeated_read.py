"""The same file, read again in the same way."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlscaffold.rules.file_access import Use, is_local, uses
from mlscaffold.rules.rule import Example, LintTarget, Rule, Violation, violation

READERS = ("read_", "load", "genfromtxt", "imread")


def _check(file: LintTarget) -> Iterator[Violation]:
    known: dict[str, int] = {}
    for use in uses(file.index):
        if use.text is None or use.call.scope is not None:
            continue
        if use.mode != "r":
            known = {key: cell for key, cell in known.items() if not key.startswith(f"{use.text} ")}
        elif _is_reader(use):
            key = f"{use.text} {ast.dump(use.call.node)}"
            if key in known:
                yield violation(use.call, _message(use, known[key]))
            known.setdefault(key, use.call.cell)


def _is_reader(use: Use) -> bool:
    if any(use.call.argument(name) is not None for name in ("chunksize", "iterator", "mmap_mode")):
        return False
    return use.call.last.startswith(READERS) and (is_local(use.text or "") or "://" in (use.text or ""))


def _message(use: Use, cell: int) -> str:
    return (
        f"`{use.text}` was read in the same way in cell {cell}: read it once, "
        "and keep what you change apart from what you read"
    )


RULE = Rule(
    code="MLS312",
    name="repeated-read",
    what="A file is read again in the same way.",
    why=(
        "Mostly a frame was changed and the old one was needed again. Then results hang on which cell ran last, and "
        "each read costs time. Read once, and give changed data a name of their own: `clean = raw.dropna()`."
    ),
    level="production",
    severity="warning",
    check=_check,
    notebooks_only=True,
    source="https://pandas.pydata.org/docs/user_guide/copy_on_write.html",
    flagged=(
        Example(
            "# %%\nimport pandas as pd\ndf = pd.read_csv('a.csv')\n# %%\ndf = pd.read_csv('a.csv')  # flagged",
            says="cell 1",
        ),
        Example("# %%\nimport numpy as np\na = np.load('a.npy')\nb = np.load('a.npy')  # flagged"),
    ),
    kept=(
        Example("# %%\nimport pandas as pd\na = pd.read_csv('a.csv')\nb = pd.read_csv('b.csv')"),
        Example("# %%\nimport pandas as pd\na = pd.read_csv('a.csv')\nb = pd.read_csv('a.csv', nrows=5)"),
        Example(
            "# %%\nimport pandas as pd\na = pd.read_csv('a.csv')\n# %%\na.dropna().to_csv('a.csv')\n"
            "a = pd.read_csv('a.csv')"
        ),
        Example(
            "# %%\nimport pandas as pd\nfor a in pd.read_csv('a.csv', chunksize=9):\n    use(a)\n"
            "for a in pd.read_csv('a.csv', chunksize=9):\n    use(a)"
        ),
        Example("# %%\na = open('a.txt').read()\nb = open('a.txt').read()"),
    ),
)
