"""Files are read in the order in which the file system lists them, and that order gets into data.

The order of `os.listdir` and `glob` is arbitrary: it depends on the file system and changes after a copy.
The rows of a combined frame, labels and splits change with it, on another machine and without an error.
Wrap the call in `sorted(…)`.
"""

from mlscaffold.analysis.nodes import Call
from mlscaffold.rules.reproducibility.hash_order import keeps_order
from mlscaffold.rules.rule import LintTarget, Rule, Violations, cases, explanation, violation

LISTINGS = frozenset("os.listdir os.scandir glob.glob glob.iglob".split())
METHODS = frozenset("glob rglob iterdir".split())


def _check(file: LintTarget) -> Violations:
    names = {"listdir", "scandir", "iglob", *METHODS} & file.index.called.keys()
    for call in file.index.calls(*sorted(names)):
        if _is_listing(call) and keeps_order(call, file.index):
            message = f"`{call.last}` lists files in an arbitrary order: wrap it in sorted(…)"
            yield violation(call, message, "" if call.last == "scandir" else "sorted-listing")


def _is_listing(call: Call) -> bool:
    name = call.name
    return name in LISTINGS or (call.last in METHODS and name.startswith((".", "pathlib.")))


RULE = Rule(
    **explanation(__doc__),
    code="MLS206",
    name="listing-order",
    level="candidate",
    check=_check,
    fixes=("sorted-listing",),
    source="https://docs.python.org/3/library/os.html#os.listdir",
    flagged=cases(
        "import os\nnames = [n for n in os.listdir('data')]  # flagged: sorted",
        "import glob\nimport pandas as pd\ndf = pd.concat([pd.read_csv(f) for f in glob.glob('data/*.csv')])  # flagged",
        "import glob\nimport pandas as pd\ndf = pd.concat(map(pd.read_csv, glob.glob('*.csv')))  # flagged",
        "from pathlib import Path\nrows = []\nfor path in Path('data').glob('*.csv'):  # flagged\n    rows.append(path.read_text())",
        "import os\nfiles = os.listdir('data')  # flagged\nframes = []\nfor f in files:\n    frames.append(f)",
    ),
    kept=cases(
        "import os\nnames = sorted(os.listdir('data'))",
        "import os\nnames = os.listdir('data')\nnames.sort()\nfirst = [n for n in names]",
        "import os\nn = len(os.listdir('data'))\nhas = 'a.csv' in os.listdir('data')",
        "import os\nfor name in os.listdir('data'):\n    print(name)",
        "import os\nos.listdir('data')",
        "import glob\nnames = {n: 1 for n in glob.glob('*.csv')}\nfound = sorted(n for n in glob.glob('*'))",
        "import os\nfor name in os.listdir('old'):\n    os.remove(name)",
    ),
)
