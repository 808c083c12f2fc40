"""Files that are read and then written over."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from mlscaffold.rules.file_access import ASKS, Use, is_local, uses
from mlscaffold.rules.rule import Example, LintTarget, Rule, Violation, violation

NO_DATA = frozenset(
    "to_hdf to_sql mkdir makedirs remove unlink rmdir removedirs touch chmod rename replace link symlink".split()
)


def _check(file: LintTarget) -> Iterator[Violation]:
    read: set[str] = set()
    written: set[str] = set()
    for use in uses(file.index):
        if not _is_file(use):
            continue
        path = posixpath.normpath(use.text or "")
        if use.mode == "r" and path not in written:
            read.add(path)
        elif use.mode == "w":
            if path in read:
                yield violation(use.call, _message(path))
            written.add(path)


def _is_file(use: Use) -> bool:
    is_known = use.text is not None and use.call.scope is None and is_local(use.text)
    return is_known and use.call.last not in ASKS | NO_DATA


def _message(path: str) -> str:
    return f"this writes over `{path}`, which is read above, so a second run starts from other data: write to a new file"


RULE = Rule(
    code="MLS313",
    name="overwritten-input",
    what="A file is read and later written over.",
    why=(
        "The second run starts from what the first one wrote: values are scaled twice, rows are dropped twice, and "
        "the data as they came are gone. Write results to a file of their own, and leave inputs as they are."
    ),
    level="candidate",
    severity="warning",
    check=_check,
    source="Wilson et al., Good Enough Practices in Scientific Computing, PLOS Computational Biology 2017 (save the raw data)",
    flagged=(
        Example(
            "# %%\nimport pandas as pd\ndf = pd.read_csv('a.csv')\n# %%\ndf.dropna().to_csv('a.csv')  # flagged",
            says="a.csv",
        ),
        Example(
            "# %%\nimport pandas as pd\npath = 'data/a.csv'\ndf = pd.read_csv(path)\n"
            "df.to_csv('./data/a.csv', index=False)  # flagged"
        ),
    ),
    kept=(
        Example("# %%\nimport pandas as pd\ndf = pd.read_csv('a.csv')\ndf.dropna().to_csv('b.csv')"),
        Example(
            "# %%\nimport pandas as pd\npd.DataFrame().to_csv('a.csv')\ndf = pd.read_csv('a.csv')\ndf.to_csv('a.csv')"
        ),
        Example("# %%\ntext = open('a.txt').read()\nwith open('a.txt', 'a') as f:\n    f.write('more')"),
        Example("# %%\nimport os\nimport pandas as pd\ndf = pd.read_csv('a.csv')\nos.remove('a.csv')"),
    ),
)
