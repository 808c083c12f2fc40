"""A path leaves the notebook's folder with `..`.

Jupyter starts in the notebook's folder; a package, a scheduler and a container start elsewhere, and then
`../data/train.csv` is another file or none. Set the data folder once, and build paths from it. Each folder
is reported once.
"""

import posixpath
import re

from mlscaffold.rules.file_access import QUERIES, is_local, uses
from mlscaffold.rules.rule import LintTarget, Rule, Violations, cases, explanation, violation

UP = re.compile(r"(?:^|[\\/])\.\.[\\/]")


def _check(file: LintTarget) -> Violations:
    done: set[str] = set()
    for use in uses(file.index):
        folder = posixpath.dirname(use.text or "")
        is_upward = use.text is not None and UP.search(use.text) and is_local(use.text)
        if is_upward and folder not in done and use.call.last not in QUERIES:
            done.add(folder)
            message = (
                f"`{use.text}` depends on the working directory: "
                "make the data folder a setting, and build the path from it"
            )
            yield violation(use.call, message)


RULE = Rule(
    **explanation(__doc__),
    code="MLS303",
    name="upward-path",
    level="production",
    check=_check,
    source="Pimentel et al., A Large-Scale Study About Quality and Reproducibility of Jupyter Notebooks, MSR 2019",
    flagged=cases(
        "import pandas as pd\ndf = pd.read_csv('../data/d.csv')  # flagged: ../data/d.csv",
        "import os\nimport pandas as pd\ndf = pd.read_csv(os.path.join('..', 'd.csv'))  # flagged",
        "import pandas as pd\nfolder = '../data'\ndf = pd.read_csv(f'{folder}/d.csv')  # flagged",
        "import pandas as pd\npd.DataFrame().to_csv('data/../../d.csv')  # flagged",
    ),
    kept=cases(
        "import pandas as pd\ndf = pd.read_csv('data/d.csv')",
        "import pandas as pd\ndf = pd.read_csv('./d..csv')",
        "import pandas as pd\ndf = pd.read_csv('https://x.y/../d.csv')",
        "text = '../data is where data are'",
    ),
)
