r"""An absolute path exists on one machine only.

`/home/bob/data/train.csv`, `C:\Users\…` and `/content/drive/…` exist on one machine only: the code fails
for everyone else, and in production. Put data next to the notebook and use relative paths
(`data/train.csv`), or make the folder a setting of the run.
"""

import ast
import re
from collections.abc import Iterator

from mlscaffold.analysis.index import ModuleIndex
from mlscaffold.rules.file_access import is_local, uses
from mlscaffold.rules.lookups import shorten, string
from mlscaffold.rules.rule import LintTarget, Rule, Violations, at, cases, explanation

ABSOLUTE = re.compile(r"/|[A-Za-z]:[\\/]|~/|\\\\")
USER = re.compile(
    r"/(?:home|Users|content|kaggle|mnt|root|media|dbfs|gdrive|Volumes)/|[A-Za-z]:[\\/](?![\\/])|~/(?=\w)"
)
"""Beginnings of paths in a user's folders: such a text is a path wherever it is used."""

SHOWN = 60  # characters of a path in a message, which is one line
DEVICES = ("/dev/", "/proc/", "/etc/", "/tmp/")  # noqa: S108


def _check(file: LintTarget) -> Violations:
    for cell, node, text in _paths(file.index):
        shown = shorten(text, SHOWN)
        yield at(
            cell, node, f"`{shown}` exists on one machine only: use a relative path, or make it a setting"
        )


def _paths(index: ModuleIndex) -> Iterator[tuple[int, ast.AST, str]]:
    """Yield the absolute paths: texts that look like one, and any that a call uses as a file."""
    done: set[ast.AST] = set()
    for context in index.of(ast.Constant):
        text = string(context.node)
        if USER.match(text) and _is_path(text) and not _is_text(context.parent):
            done.add(context.node)
            yield context.cell, context.node, text
    for use in uses(index):
        is_new = isinstance(use.node, ast.Constant) and use.node not in done
        if is_new and use.text and ABSOLUTE.match(use.text) and _is_path(use.text):
            yield use.call.cell, use.node, use.text


def _is_path(text: str) -> bool:
    is_user = len(text) > len("C:/") and not text.startswith(DEVICES)
    return is_user and is_local(text.replace("*", "").replace("?", ""))


def _is_text(parent: ast.AST) -> bool:
    """Return whether a string is a comment, or is compared with something."""
    return isinstance(parent, (ast.Expr, ast.Compare))


RULE = Rule(
    **explanation(__doc__),
    code="MLS301",
    name="absolute-path",
    level="candidate",
    check=_check,
    source="Pimentel et al., A Large-Scale Study About Quality and Reproducibility of Jupyter Notebooks, MSR 2019",
    flagged=cases(
        "import pandas as pd\ndf = pd.read_csv('/home/bob/data/train.csv')  # flagged: /home/bob",
        "folder = 'C:\\\\Users\\\\bob'  # flagged",
        "import os\nos.chdir('/content/drive')  # flagged",
        "import pandas as pd\ndf = pd.read_csv('/data1/train.csv')  # flagged",
        "from pathlib import Path\nroot = Path('~/work')  # flagged",
        "with open('/train.txt') as f:  # flagged\n    text = f.read()",
    ),
    kept=cases(
        "import pandas as pd\ndf = pd.read_csv('data/train.csv')",
        "import pandas as pd\ndf = pd.read_csv('https://x.y/home/train.csv')",
        "'''/home/bob is where it was written.'''\nx = 1",
        "route = '/api/home'\nratio = 'a/b'",
        "log = open('/dev/null', 'w')",
        "found = name == '/home/bob/x'",
        "label = 'C: no'\ntitle = '/'",
    ),
)
