"""Paths that climb out of the notebook's folder."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from mlscaffold.rules.file_access import ASKS, is_local, uses
from mlscaffold.rules.rule import Example, LintTarget, Rule, Violation, violation

UP = re.compile(r"(?:^|[\\/])\.\.[\\/]")


def _check(file: LintTarget) -> Iterator[Violation]:
    done: set[str] = set()
    for use in uses(file.index):
        folder = posixpath.dirname(use.text or "")
        if use.text and folder not in done and use.call.last not in ASKS and _climbs(use.text):
            done.add(folder)
            message = (
                f"`{use.text}` depends on the folder in which the code runs: "
                "take the folder from a setting, and name the file from there"
            )
            yield violation(use.call, message)


def _climbs(text: str) -> bool:
    return bool(UP.search(text)) and is_local(text)


RULE = Rule(
    code="MLS303",
    name="upward-path",
    what="A file is named by a path that climbs out of the folder with `..`; each folder is told once.",
    why=(
        "Jupyter starts in the notebook's folder; a package, a scheduler and a container start elsewhere, and then "
        "`../data/train.csv` is another file or none. Set the folder of the data once, and name files from there."
    ),
    level="production",
    severity="warning",
    check=_check,
    source="Pimentel et al., A Large-Scale Study About Quality and Reproducibility of Jupyter Notebooks, MSR 2019",
    flagged=(
        Example(
            "# %%\nimport pandas as pd\ndf = pd.read_csv('../data/d.csv')  # flagged", says="../data/d.csv"
        ),
        Example(
            "# %%\nimport os\nimport pandas as pd\ndf = pd.read_csv(os.path.join('..', 'd.csv'))  # flagged"
        ),
        Example(
            "# %%\nimport pandas as pd\nfolder = '../data'\ndf = pd.read_csv(f'{folder}/d.csv')  # flagged"
        ),
        Example("# %%\nimport pandas as pd\npd.DataFrame().to_csv('data/../../d.csv')  # flagged"),
    ),
    kept=(
        Example("# %%\nimport pandas as pd\ndf = pd.read_csv('data/d.csv')"),
        Example("# %%\nimport pandas as pd\ndf = pd.read_csv('./d..csv')"),
        Example("# %%\nimport pandas as pd\ndf = pd.read_csv('https://x.y/../d.csv')"),
        Example("# %%\ntext = '../data is where data are'"),
    ),
)
