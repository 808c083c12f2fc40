"""A relative path is written with backslashes.

On Linux and macOS a backslash is an ordinary character: the file is not found, or one with a strange name
is written. A slash works on Windows too: `data/train.csv`, or `Path('data') / 'train.csv'`.
"""

import re

from mlscaffold.rules.file_access import uses
from mlscaffold.rules.rule import LintTarget, Rule, Violations, cases, explanation, violation

RELATIVE = re.compile(r"(?:\.{1,2}\\|[\w. -]+\\)[\w\\. -]+")


def _check(file: LintTarget) -> Violations:
    for use in uses(file.index):
        if use.text and "/" not in use.text and RELATIVE.fullmatch(use.text):
            message = f"`{use.text}` is a path on Windows only: write it with /, which works everywhere"
            yield violation(use.call, message)


RULE = Rule(
    **explanation(__doc__),
    code="MLS304",
    name="windows-path",
    level="candidate",
    check=_check,
    source="https://docs.python.org/3/library/pathlib.html",
    flagged=cases(
        "import pandas as pd\ndf = pd.read_csv('data\\\\d.csv')  # flagged: with /",
        "import pandas as pd\ndf = pd.read_csv(r'..\\data\\d.csv')  # flagged",
        "import pandas as pd\npd.DataFrame().to_csv('out\\\\d.csv')  # flagged",
    ),
    kept=cases(
        "import pandas as pd\ndf = pd.read_csv('data/d.csv')",
        "import pandas as pd\ndf = pd.read_csv('C:\\\\data\\\\d.csv')",
        "import re\nfound = re.findall('a\\\\d', 'b')",
        "import pandas as pd\ndf = pd.read_csv('d.csv', sep='\\\\t')",
    ),
)
