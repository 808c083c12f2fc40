"""An input file is overwritten.

The second run starts from the output of the first: values are scaled twice, rows are dropped twice, and the
original data are gone. Write results to a new file, and never change inputs.
"""

import posixpath

from mlscaffold.rules.file_access import QUERIES, FileUse, is_local, uses
from mlscaffold.rules.rule import LintTarget, Rule, Violations, cases, explanation, violation

NO_DATA = frozenset(
    "to_hdf to_sql mkdir makedirs remove unlink rmdir removedirs touch chmod rename replace link symlink".split()
)


def _check(file: LintTarget) -> Violations:
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
                message = f"this overwrites `{path}`, which is read above: write to a new file, or a second run starts from other data"
                yield violation(use.call, message)
            written.add(path)


def _is_file(use: FileUse) -> bool:
    is_known = use.text is not None and use.call.scope is None and is_local(use.text)
    return is_known and use.call.last not in QUERIES | NO_DATA


RULE = Rule(
    **explanation(__doc__),
    code="MLS313",
    name="overwritten-input",
    level="candidate",
    check=_check,
    source="Wilson et al., Good Enough Practices in Scientific Computing, PLOS Computational Biology 2017 (save the raw data)",
    flagged=cases(
        "import pandas as pd\ndf = pd.read_csv('a.csv')\n# %%\ndf.dropna().to_csv('a.csv')  # flagged: a.csv",
        "import pandas as pd\npath = 'data/a.csv'\ndf = pd.read_csv(path)\ndf.to_csv('./data/a.csv', index=False)  # flagged",
    ),
    kept=cases(
        "import pandas as pd\ndf = pd.read_csv('a.csv')\ndf.dropna().to_csv('b.csv')",
        "import pandas as pd\npd.DataFrame().to_csv('a.csv')\ndf = pd.read_csv('a.csv')\ndf.to_csv('a.csv')",
        "text = open('a.txt').read()\nwith open('a.txt', 'a') as f:\n    f.write('more')",
        "import os\nimport pandas as pd\ndf = pd.read_csv('a.csv')\nos.remove('a.csv')",
    ),
)
