"""Paths that exist on one machine only."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from mlscaffold.analysis.index import ModuleIndex
from mlscaffold.rules.file_access import is_local, uses
from mlscaffold.rules.rule import Example, LintTarget, Rule, Violation, at

ABSOLUTE = re.compile(r"/|[A-Za-z]:[\\/]|~/|\\\\")
OWN = re.compile(
    r"/(?:home|Users|content|kaggle|mnt|root|media|dbfs|gdrive|Volumes)/|[A-Za-z]:[\\/](?![\\/])|~/(?=\w)"
)
"""How the path of a file on somebody's machine begins, so that it is one wherever it stands."""

DEVICES = ("/dev/", "/proc/", "/etc/", "/tmp/")  # noqa: S108


def _check(file: LintTarget) -> Iterator[Violation]:
    for cell, node, text in _paths(file.index):
        message = f"`{_short(text)}` is there on one machine only: use a path beside the notebook, or make it a setting"
        yield at(cell, node, message)


def _paths(index: ModuleIndex) -> Iterator[tuple[int, ast.AST, str]]:
    """Yield the absolute paths: texts that look like one, and any that a call takes for a file."""
    done: set[ast.AST] = set()
    for seen in index.of(ast.Constant):
        value = getattr(seen.node, "value", None)
        if isinstance(value, str) and OWN.match(value) and _is_path(value) and not _is_text(seen.parent):
            done.add(seen.node)
            yield seen.cell, seen.node, value
    for use in uses(index):
        is_new = isinstance(use.node, ast.Constant) and use.node not in done
        if is_new and use.text and ABSOLUTE.match(use.text) and _is_path(use.text):
            yield use.call.cell, use.node, use.text


def _is_path(text: str) -> bool:
    return is_local(text.replace("*", "").replace("?", "")) and not text.startswith(DEVICES) and len(text) > 3


def _is_text(parent: ast.AST) -> bool:
    """Say whether a text is a remark, or is compared with something."""
    return isinstance(parent, (ast.Expr, ast.Compare))


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:59]}…"


RULE = Rule(
    code="MLS301",
    name="absolute-path",
    what="A path begins at the root of somebody's machine.",
    why=(
        "`/home/bob/data/train.csv`, `C:\\Users\\…` and `/content/drive/…` exist on one machine only: the code fails "
        "for everybody else, and in production. Put data beside the notebook and name them from there "
        "(`data/train.csv`), or take the folder from a setting of the run."
    ),
    level="candidate",
    severity="warning",
    check=_check,
    source="Pimentel et al., A Large-Scale Study About Quality and Reproducibility of Jupyter Notebooks, MSR 2019",
    flagged=(
        Example(
            "# %%\nimport pandas as pd\ndf = pd.read_csv('/home/bob/data/train.csv')  # flagged",
            says="/home/bob",
        ),
        Example("# %%\nfolder = 'C:\\\\Users\\\\bob'  # flagged"),
        Example("# %%\nimport os\nos.chdir('/content/drive')  # flagged"),
        Example("# %%\nimport pandas as pd\ndf = pd.read_csv('/data1/train.csv')  # flagged"),
        Example("# %%\nfrom pathlib import Path\nroot = Path('~/work')  # flagged"),
        Example("# %%\nwith open('/train.txt') as f:  # flagged\n    text = f.read()"),
    ),
    kept=(
        Example("# %%\nimport pandas as pd\ndf = pd.read_csv('data/train.csv')"),
        Example("# %%\nimport pandas as pd\ndf = pd.read_csv('https://x.y/home/train.csv')"),
        Example("# %%\n'''/home/bob is where it was written.'''\nx = 1"),
        Example("# %%\nroute = '/api/home'\nratio = 'a/b'"),
        Example("# %%\nlog = open('/dev/null', 'w')"),
        Example("# %%\nfound = name == '/home/bob/x'"),
        Example("# %%\nlabel = 'C: no'\ntitle = '/'"),
    ),
)
