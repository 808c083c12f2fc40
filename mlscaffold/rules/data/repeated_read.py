"""A file is read again in the same way.

Usually a frame was changed and its original was needed again. Results then depend on which cell ran last,
and every read costs time. Read once, and give changed data a new name: `clean = raw.dropna()`.
"""

import ast

from mlscaffold.rules.file_access import FileUse, is_local, uses
from mlscaffold.rules.rule import LintTarget, Rule, Violations, cases, explanation, violation

READERS = ("read_", "load", "genfromtxt", "imread")


def _check(file: LintTarget) -> Violations:
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


def _is_reader(use: FileUse) -> bool:
    if any(use.call.argument(name) is not None for name in ("chunksize", "iterator", "mmap_mode")):
        return False
    return use.call.last.startswith(READERS) and (is_local(use.text or "") or "://" in (use.text or ""))


def _message(use: FileUse, cell: int) -> str:
    return (
        f"`{use.text}` was read in the same way in cell {cell}: read it once, "
        "and give changed data a new name"
    )


RULE = Rule(
    **explanation(__doc__),
    code="MLS312",
    name="repeated-read",
    level="production",
    check=_check,
    notebooks_only=True,
    source="https://pandas.pydata.org/docs/user_guide/copy_on_write.html",
    flagged=cases(
        "import pandas as pd\ndf = pd.read_csv('a.csv')\n# %%\ndf = pd.read_csv('a.csv')  # flagged: cell 1",
        "import numpy as np\na = np.load('a.npy')\nb = np.load('a.npy')  # flagged",
    ),
    kept=cases(
        "import pandas as pd\na = pd.read_csv('a.csv')\nb = pd.read_csv('b.csv')",
        "import pandas as pd\na = pd.read_csv('a.csv')\nb = pd.read_csv('a.csv', nrows=5)",
        "import pandas as pd\na = pd.read_csv('a.csv')\n# %%\na.dropna().to_csv('a.csv')\na = pd.read_csv('a.csv')",
        (
            "import pandas as pd\nfor a in pd.read_csv('a.csv', chunksize=9):\n    use(a)\n"
            "for a in pd.read_csv('a.csv', chunksize=9):\n    use(a)"
        ),
        "a = open('a.txt').read()\nb = open('a.txt').read()",
    ),
)
