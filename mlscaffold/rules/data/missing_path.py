"""A file that is read does not exist, and nothing in the code creates it.

The code fails there for everyone who gets it. Share the data with the notebook, or document where they come
from and read them from a folder that is a setting. Each file is reported once.
"""

import posixpath
import re

from mlscaffold.analysis.index import ModuleIndex
from mlscaffold.rules.data.absolute_path import ABSOLUTE
from mlscaffold.rules.file_access import QUERIES, FileUse, is_local, uses
from mlscaffold.rules.rule import Example, LintTarget, Rule, Violations, cases, explanation, violation

MAY_CREATE = frozenset(
    "run system Popen check_call check_output call chdir extractall extract unpack_archive urlretrieve download "
    "retrieve copy copy2 copyfile copytree move rename replace upload mount to_sql dataset_download "
    "competition_download_files get_file run_line_magic run_cell_magic wget snapshot_download hf_hub_download".split()
)
"""Calls that may create files, or change the folder, in ways that the code does not show."""

MODULES = tuple("subprocess. os. shutil. zipfile. tarfile. google.colab urllib. wget. gdown. .".split())
NO_DATA = ("savefig", "to_html", "to_string", "to_markdown", "to_latex", "to_json")


def _check(file: LintTarget) -> Violations:
    index = file.index
    if _may_create_files(index):
        return
    found = uses(index)
    created = {_normal(use.text) for use in found if use.mode != "r" and use.text is not None}
    reported: set[str] = set()
    for use in found:
        text = use.text or ""
        is_missing = _is_required(use) and not _is_created(text, created) and not file.project.exists(text)
        if is_missing and text not in reported:
            reported.add(text)
            message = f"`{text}` does not exist: share the data with the notebook, or document their source"
            yield violation(use.call, message)


def _may_create_files(index: ModuleIndex) -> bool:
    if any(call.last in {"exists", "isfile", "is_file", "isdir", "is_dir"} for call in index.calls(*QUERIES)):
        return True
    if any(call.name.startswith(MODULES) for call in index.calls(*MAY_CREATE)):
        return True
    writes = (use for use in uses(index) if use.mode != "r" and use.text is None)
    return any(not use.call.last.startswith(NO_DATA) for use in writes)


def _is_required(use: FileUse) -> bool:
    text = use.text
    if text is None or use.mode != "r" or use.call.last in QUERIES or use.call.scope is not None:
        return False
    return is_local(text) and not ABSOLUTE.match(text) and not re.search(r"[\\%$]", text) and "." in text[1:]


def _normal(text: str) -> str:
    return posixpath.normpath(text.replace("\\", "/"))


def _is_created(text: str, created: set[str]) -> bool:
    path = _normal(text)
    return any(path == other or path.startswith((f"{other}/", f"{other}.")) for other in created)


RULE = Rule(
    **explanation(__doc__),
    code="MLS302",
    name="missing-path",
    level="candidate",
    check=_check,
    source="Pimentel et al., A Large-Scale Study About Quality and Reproducibility of Jupyter Notebooks, MSR 2019",
    flagged=cases(
        "import pandas as pd\ndf = pd.read_csv('d.csv')  # flagged: d.csv",
        "folder = 'data/'\nimport pandas as pd\ndf = pd.read_csv(folder + 'd.csv')  # flagged",
        Example(
            "import pandas as pd\na = pd.read_csv('a.csv')\nb = pd.read_excel('b.xlsx')  # flagged",
            files=("a.csv",),
        ),
        "import pandas as pd\na = pd.read_csv('a.csv')  # flagged\nb = pd.read_csv('a.csv', nrows=9)",
        "with open('notes.txt') as f:  # flagged\n    text = f.read()",
    ),
    kept=cases(
        Example("import pandas as pd\ndf = pd.read_csv('d.csv')", files=("d.csv",)),
        "import pandas as pd\npd.DataFrame().to_csv('d.csv')\ndf = pd.read_csv('d.csv')",
        "import pandas as pd\ndf = pd.read_csv('https://x.y/d.csv')",
        "!wget https://x.y/d.csv\n# %%\nimport pandas as pd\ndf = pd.read_csv('d.csv')",
        "import pandas as pd\ndf = pd.read_csv(path)",
        "import pandas as pd\ndf = pd.read_csv('/home/bob/d.csv')",
        "import os\nif os.path.exists('d.txt'):\n    text = open('d.txt').read()",
        "with open('d.txt', 'w') as f:\n    f.write('a')",
    ),
)
