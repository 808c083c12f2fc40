"""The order in which a folder gives its files, that gets into data."""

from __future__ import annotations

from collections.abc import Iterator

from mlscaffold.analysis.nodes import Call
from mlscaffold.rules.orders import keeps_order
from mlscaffold.rules.rule import Example, LintTarget, Rule, Violation, violation

LISTINGS = frozenset("os.listdir os.scandir glob.glob glob.iglob".split())
METHODS = frozenset("glob rglob iterdir".split())


def _check(file: LintTarget) -> Iterator[Violation]:
    names = {"listdir", "scandir", "iglob", *METHODS} & file.index.called.keys()
    for call in file.index.calls(*sorted(names)):
        if _is_listing(call) and keeps_order(call, file.index):
            message = (
                f"`{call.last}` gives files in whatever order the disk has them: put sorted(…) around it"
            )
            yield violation(call, message, "" if call.last == "scandir" else "sorted-listing")


def _is_listing(call: Call) -> bool:
    name = call.name
    return name in LISTINGS or (call.last in METHODS and name.startswith((".", "pathlib.")))


RULE = Rule(
    code="MLS206",
    name="listing-order",
    what="Files are taken in the order in which the disk lists them, and that order gets into data.",
    why=(
        "The order of `os.listdir` and `glob` is arbitrary: it changes with the file system, and after a copy. Rows "
        "of a combined frame, labels and splits change with it, on another machine and without an error. "
        "Put `sorted(…)` around it."
    ),
    level="candidate",
    severity="warning",
    check=_check,
    source="https://docs.python.org/3/library/os.html#os.listdir",
    flagged=(
        Example("# %%\nimport os\nnames = [n for n in os.listdir('data')]  # flagged", says="sorted"),
        Example(
            "# %%\nimport glob\nimport pandas as pd\n"
            "df = pd.concat([pd.read_csv(f) for f in glob.glob('data/*.csv')])  # flagged"
        ),
        Example(
            "# %%\nimport glob\nimport pandas as pd\ndf = pd.concat(map(pd.read_csv, glob.glob('*.csv')))  # flagged"
        ),
        Example(
            "# %%\nfrom pathlib import Path\nrows = []\nfor path in Path('data').glob('*.csv'):  # flagged\n"
            "    rows.append(path.read_text())"
        ),
        Example(
            "# %%\nimport os\nfiles = os.listdir('data')  # flagged\nframes = []\n"
            "for f in files:\n    frames.append(f)"
        ),
    ),
    kept=(
        Example("# %%\nimport os\nnames = sorted(os.listdir('data'))"),
        Example("# %%\nimport os\nnames = os.listdir('data')\nnames.sort()\nfirst = [n for n in names]"),
        Example("# %%\nimport os\nn = len(os.listdir('data'))\nhas = 'a.csv' in os.listdir('data')"),
        Example("# %%\nimport os\nfor name in os.listdir('data'):\n    print(name)"),
        Example("# %%\nimport os\nos.listdir('data')"),
        Example(
            "# %%\nimport glob\nnames = {n: 1 for n in glob.glob('*.csv')}\nfound = sorted(n for n in glob.glob('*'))"
        ),
        Example("# %%\nimport os\nfor name in os.listdir('old'):\n    os.remove(name)"),
    ),
)
