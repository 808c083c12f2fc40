"""A notebook downloads data on every run.

The address may be gone, slow or blocked where the job runs, and the file behind it may change without
notice, and the results with it. Download once, in a separate step, keep the file with its hash or in
versioned storage, and let everything else read that file.
"""

import ast
import re

from mlscaffold.analysis import api
from mlscaffold.analysis.index import ModuleIndex
from mlscaffold.analysis.nodes import Call
from mlscaffold.analysis.types import call_api
from mlscaffold.rules.file_access import uses
from mlscaffold.rules.lookups import conditions, last_name, root, string
from mlscaffold.rules.rule import LintTarget, Rule, Violations, cases, explanation, violation

NO_DATA = (
    "mlflow", "wandb", "sqlalchemy", "transformers", "keras.applications", "torchvision.models", "google.colab",
    "requests.Session", "skimage.data", "pandas.io.sql", "pandas.read_sql", "nltk.download", "httpx.Client",
    "requests.Response", "kaggle.api", "seaborn.get_dataset_names",
)  # fmt: skip
"""They use a database, a tracking server or a cache, or download models."""

FETCHES = frozenset(
    "get post put request urlopen urlretrieve download load_data get_file get_data load_dataset get_rdataset "
    "read_gbq stream".split()
)
EXISTENCE = frozenset("exists isfile is_file isdir is_dir".split())
COMMAND = re.compile(
    r"(?:^|[;&|\s])(wget|curl|gdown|aria2c|kaggle\s+(?:datasets|competitions)|git\s+clone)\s+\S"
)
ADDRESS = re.compile(r"(?:https?|ftp|s3|gs|abfss?)://", re.IGNORECASE)


def _check(file: LintTarget) -> Violations:
    reported: set[ast.AST] = set()
    index = file.index
    for use in uses(index):
        if use.mode == "r" and use.text is not None and ADDRESS.match(use.text):
            reported.add(use.call.node)
            host = "/".join(use.text.split("/")[:3])
            yield violation(use.call, _message(f"{use.call.last} of {host}"))
    for call in index.all_calls:
        if call.node not in reported and (what := _fetched(call)) and not _is_cached(call, index):
            yield violation(call, _message(what))


def _is_cached(call: Call, index: ModuleIndex) -> bool:
    """Return whether it downloads only missing files: `if not os.path.exists(name): download()`."""
    return any(
        isinstance(node, ast.Call) and last_name(node.func) in EXISTENCE
        for test in conditions(index, call.node)
        for node in ast.walk(test)
    )


def _message(what: str) -> str:
    return (
        f"`{what}` needs the network on every run and may give other data every day: "
        "download once, in a separate step, and read the stored file"
    )


def _fetched(call: Call) -> str:
    if call.last in {"run", "system", "Popen", "check_call", "check_output", "call"}:
        return _command(call)
    top = root(call)
    may_fetch = call.last in FETCHES or call.last.startswith("fetch_") or top == "torchvision"
    name = api.canonical(call.name) if top and may_fetch else ""
    if not name:
        return ""
    row = call_api(call.node, call.env)
    is_download = row is not None and "network" in row.side_effects and "." in name.strip(".")
    return name if is_download and not name.startswith((".", *NO_DATA)) else ""


def _command(call: Call) -> str:
    if not call.name.startswith(("subprocess.", "os.")) or not call.node.args:
        return ""
    found = (COMMAND.search(string(node)) for node in ast.walk(call.node.args[0]))
    return next((match[1] for match in found if match), "")


RULE = Rule(
    **explanation(__doc__),
    code="MLS209",
    name="network-at-run-time",
    level="production",
    check=_check,
    notebooks_only=True,
    source="Pimentel et al., A Large-Scale Study About Quality and Reproducibility of Jupyter Notebooks, MSR 2019",
    flagged=cases(
        "import requests\nr = requests.get('https://x.y/z')  # flagged: download once",
        "import pandas as pd\ndf = pd.read_csv('https://x.y/z.csv')  # flagged: https://x.y",
        "import pandas as pd\nurl = 'http://x.y/z.csv'\ndf = pd.read_csv(url)  # flagged",
        "from urllib.request import urlretrieve\nurlretrieve(address, 'a.csv')  # flagged",
        "!wget https://x.y/z.csv  # flagged",
        "from sklearn.datasets import fetch_california_housing\ndata = fetch_california_housing()  # flagged",
        "import seaborn as sns\ndf = sns.load_dataset('tips')  # flagged",
    ),
    kept=cases(
        "import pandas as pd\ndf = pd.read_csv('data/z.csv')",
        "import os\nfrom urllib.request import urlretrieve\nif not os.path.exists('a.csv'):\n    urlretrieve(address, 'a.csv')",
        "import requests\nheaders = {'a': 'b'}",
        "settings = {}\nx = settings.get('https://x.y')",
        "from sklearn.datasets import load_iris\ndata = load_iris()",
        "!ls data",
        "print('see https://x.y')",
        "import mlflow\nmlflow.get_run('a')",
    ),
)
