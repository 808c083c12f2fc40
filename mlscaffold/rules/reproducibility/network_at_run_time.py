"""Data that come from the network while the notebook runs."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from mlscaffold.analysis import api
from mlscaffold.analysis.index import ModuleIndex
from mlscaffold.analysis.nodes import Call
from mlscaffold.analysis.types import call_api
from mlscaffold.rules.file_access import uses
from mlscaffold.rules.rule import Example, LintTarget, Rule, Violation, violation
from mlscaffold.rules.uses import conditions, last_name, root

NO_DATA = (
    "mlflow", "wandb", "sqlalchemy", "transformers", "keras.applications", "torchvision.models", "google.colab",
    "requests.Session", "skimage.data", "pandas.io.sql", "pandas.read_sql", "nltk.download", "httpx.Client",
    "requests.Response", "kaggle.api", "seaborn.get_dataset_names",
)  # fmt: skip
"""They talk to a database, to a tracking server or to a cache, or fetch models."""

FETCHES = frozenset(
    "get post put request urlopen urlretrieve download load_data get_file get_data load_dataset get_rdataset "
    "read_gbq stream".split()
)
LOOKS = frozenset("exists isfile is_file isdir is_dir".split())
COMMAND = re.compile(
    r"(?:^|[;&|\s])(wget|curl|gdown|aria2c|kaggle\s+(?:datasets|competitions)|git\s+clone)\s+\S"
)
ADDRESS = re.compile(r"(?:https?|ftp|s3|gs|abfss?)://", re.IGNORECASE)


def _check(file: LintTarget) -> Iterator[Violation]:
    seen: set[ast.AST] = set()
    index = file.index
    for use in uses(index):
        if use.mode == "r" and use.text is not None and ADDRESS.match(use.text):
            seen.add(use.call.node)
            yield violation(use.call, _message(f"{use.call.last} of {_host(use.text)}"))
    for call in index.every_call:
        if call.node not in seen and (what := _fetched(call)) and not _is_kept(call, index):
            yield violation(call, _message(what))


def _is_kept(call: Call, index: ModuleIndex) -> bool:
    """Say whether it fetches only what is not there yet: `if not os.path.exists(name): download()`."""
    return any(
        isinstance(node, ast.Call) and last_name(node.func) in LOOKS
        for test in conditions(index, call.node)
        for node in ast.walk(test)
    )


def _message(what: str) -> str:
    return (
        f"`{what}` needs the network in each run, and gives what is there that day: "
        "download once, in a step of its own, and read the stored file"
    )


def _host(address: str) -> str:
    return "/".join(address.split("/")[:3])


def _fetched(call: Call) -> str:
    if call.last in {"run", "system", "Popen", "check_call", "check_output", "call"}:
        return _command(call)
    top = root(call)
    is_meant = call.last in FETCHES or call.last.startswith("fetch_") or top == "torchvision"
    name = api.canonical(call.name) if top and is_meant else ""
    if not name:
        return ""
    row = call_api(call.node, call.env)
    if (
        row is None
        or "network" not in row.side_effects
        or name.startswith(NO_DATA)
        or "." not in name.strip(".")
    ):
        return ""
    return "" if name.startswith(".") else name


def _command(call: Call) -> str:
    if not call.name.startswith(("subprocess.", "os.")) or not call.node.args:
        return ""
    texts = [node.value for node in ast.walk(call.node.args[0]) if isinstance(node, ast.Constant)]
    found = (COMMAND.search(text) for text in texts if isinstance(text, str))
    return next((match[1] for match in found if match), "")


RULE = Rule(
    code="MLS209",
    name="network-at-run-time",
    what="A notebook fetches data from the network each time it runs.",
    why=(
        "The address may be gone, slow or blocked where the job runs, and the file behind it may change without "
        "notice, so that results change with it. Download once, in a step of its own, keep the file with its hash "
        "or in versioned storage, and let the rest read that file."
    ),
    level="production",
    severity="warning",
    check=_check,
    notebooks_only=True,
    source="Pimentel et al., A Large-Scale Study About Quality and Reproducibility of Jupyter Notebooks, MSR 2019",
    flagged=(
        Example("# %%\nimport requests\nr = requests.get('https://x.y/z')  # flagged", says="download once"),
        Example(
            "# %%\nimport pandas as pd\ndf = pd.read_csv('https://x.y/z.csv')  # flagged", says="https://x.y"
        ),
        Example("# %%\nimport pandas as pd\nurl = 'http://x.y/z.csv'\ndf = pd.read_csv(url)  # flagged"),
        Example("# %%\nfrom urllib.request import urlretrieve\nurlretrieve(address, 'a.csv')  # flagged"),
        Example("# %%\n!wget https://x.y/z.csv  # flagged"),
        Example(
            "# %%\nfrom sklearn.datasets import fetch_california_housing\ndata = fetch_california_housing()  # flagged"
        ),
        Example("# %%\nimport seaborn as sns\ndf = sns.load_dataset('tips')  # flagged"),
    ),
    kept=(
        Example("# %%\nimport pandas as pd\ndf = pd.read_csv('data/z.csv')"),
        Example(
            "# %%\nimport os\nfrom urllib.request import urlretrieve\nif not os.path.exists('a.csv'):\n"
            "    urlretrieve(address, 'a.csv')"
        ),
        Example("# %%\nimport requests\nheaders = {'a': 'b'}"),
        Example("# %%\nsettings = {}\nx = settings.get('https://x.y')"),
        Example("# %%\nfrom sklearn.datasets import load_iris\ndata = load_iris()"),
        Example("# %%\n!ls data"),
        Example("# %%\nprint('see https://x.y')"),
        Example("# %%\nimport mlflow\nmlflow.get_run('a')"),
    ),
)
