"""Paths that only Windows understands."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mlscaffold.rules.file_access import uses
from mlscaffold.rules.rule import Example, LintTarget, Rule, Violation, violation

RELATIVE = re.compile(r"(?:\.{1,2}\\|[\w. -]+\\)[\w\\. -]+")


def _check(file: LintTarget) -> Iterator[Violation]:
    for use in uses(file.index):
        if use.text and "/" not in use.text and RELATIVE.fullmatch(use.text):
            message = f"`{use.text}` is a path on Windows only: write it with /, which works everywhere"
            yield violation(use.call, message)


RULE = Rule(
    code="MLS304",
    name="windows-path",
    what="A relative path is written with backslashes.",
    why=(
        "On Linux and macOS a backslash is a letter like others: the file is not found, or one with a strange name "
        "is written. A slash works on Windows, too: `data/train.csv`, or `Path('data') / 'train.csv'`."
    ),
    level="candidate",
    severity="warning",
    check=_check,
    source="https://docs.python.org/3/library/pathlib.html",
    flagged=(
        Example("# %%\nimport pandas as pd\ndf = pd.read_csv('data\\\\d.csv')  # flagged", says="with /"),
        Example("# %%\nimport pandas as pd\ndf = pd.read_csv(r'..\\data\\d.csv')  # flagged"),
        Example("# %%\nimport pandas as pd\npd.DataFrame().to_csv('out\\\\d.csv')  # flagged"),
    ),
    kept=(
        Example("# %%\nimport pandas as pd\ndf = pd.read_csv('data/d.csv')"),
        Example("# %%\nimport pandas as pd\ndf = pd.read_csv('C:\\\\data\\\\d.csv')"),
        Example("# %%\nimport re\nfound = re.findall('a\\\\d', 'b')"),
        Example("# %%\nimport pandas as pd\ndf = pd.read_csv('d.csv', sep='\\\\t')"),
    ),
)
