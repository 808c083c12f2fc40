"""Files that are read and are not there."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from mlscaffold.analysis.index import ModuleIndex
from mlscaffold.rules.data.absolute_path import ABSOLUTE
from mlscaffold.rules.file_access import ASKS, Use, is_local, uses
from mlscaffold.rules.rule import Example, LintTarget, Rule, Violation, violation

MAKES = frozenset(
    "run system Popen check_call check_output call chdir extractall extract unpack_archive urlretrieve download "
    "retrieve copy copy2 copyfile copytree move rename replace upload mount to_sql dataset_download "
    "competition_download_files get_file run_line_magic run_cell_magic wget snapshot_download hf_hub_download".split()
)
"""Calls that may make files, or change the folder, in ways that do not stand in the code."""

MODULES = (
    "subprocess.",
    "os.",
    "shutil.",
    "zipfile.",
    "tarfile.",
    "google.colab",
    "urllib.",
    "wget.",
    "gdown.",
    ".",
)


def _check(file: LintTarget) -> Iterator[Violation]:
    index = file.index
    if _may_make_files(index):
        return
    found = uses(index)
    made = {_normal(use.text) for use in found if use.mode != "r" and use.text is not None}
    told: set[str] = set()
    for use in found:
        text = use.text or ""
        if text in told or not _is_asked_for(use) or _is_made(text, made) or file.around.exists(text):
            continue
        told.add(text)
        message = (
            f"there is no `{text}` beside this file: hand the data on with it, or say where they come from"
        )
        yield violation(use.call, message)


def _may_make_files(index: ModuleIndex) -> bool:
    if any(call.last in {"exists", "isfile", "is_file", "isdir", "is_dir"} for call in index.calls(*ASKS)):
        return True
    if any(call.name.startswith(MODULES) for call in index.calls(*MAKES)):
        return True
    return any(use.mode != "r" and use.text is None and _is_data(use) for use in uses(index))


def _is_data(use: Use) -> bool:
    return not use.call.last.startswith(
        ("savefig", "to_html", "to_string", "to_markdown", "to_latex", "to_json")
    )


def _is_asked_for(use: Use) -> bool:
    text = use.text
    if text is None or use.mode != "r" or use.call.last in ASKS or use.call.scope is not None:
        return False
    return is_local(text) and not ABSOLUTE.match(text) and not re.search(r"[\\%$]", text) and "." in text[1:]


def _normal(text: str) -> str:
    return posixpath.normpath(text.replace("\\", "/"))


def _is_made(text: str, made: set[str]) -> bool:
    path = _normal(text)
    return any(path == other or path.startswith((f"{other}/", f"{other}.")) for other in made)


RULE = Rule(
    code="MLS302",
    name="missing-path",
    what="A file that is read is not there, and nothing in the code makes it; each file is told once.",
    why=(
        "The code stops there for everybody who gets it. Hand the data on with the notebook, or write down where they "
        "come from and read them from a folder that is a setting."
    ),
    level="candidate",
    severity="warning",
    check=_check,
    source="Pimentel et al., A Large-Scale Study About Quality and Reproducibility of Jupyter Notebooks, MSR 2019",
    flagged=(
        Example("# %%\nimport pandas as pd\ndf = pd.read_csv('d.csv')  # flagged", says="d.csv"),
        Example("# %%\nfolder = 'data/'\nimport pandas as pd\ndf = pd.read_csv(folder + 'd.csv')  # flagged"),
        Example(
            "# %%\nimport pandas as pd\na = pd.read_csv('a.csv')\nb = pd.read_excel('b.xlsx')  # flagged",
            files=("a.csv",),
        ),
        Example(
            "# %%\nimport pandas as pd\na = pd.read_csv('a.csv')  # flagged\nb = pd.read_csv('a.csv', nrows=9)"
        ),
        Example("# %%\nwith open('notes.txt') as f:  # flagged\n    text = f.read()"),
    ),
    kept=(
        Example("# %%\nimport pandas as pd\ndf = pd.read_csv('d.csv')", files=("d.csv",)),
        Example("# %%\nimport pandas as pd\npd.DataFrame().to_csv('d.csv')\ndf = pd.read_csv('d.csv')"),
        Example("# %%\nimport pandas as pd\ndf = pd.read_csv('https://x.y/d.csv')"),
        Example("# %%\n!wget https://x.y/d.csv\n# %%\nimport pandas as pd\ndf = pd.read_csv('d.csv')"),
        Example("# %%\nimport pandas as pd\ndf = pd.read_csv(path)"),
        Example("# %%\nimport pandas as pd\ndf = pd.read_csv('/home/bob/d.csv')"),
        Example("# %%\nimport os\nif os.path.exists('d.txt'):\n    text = open('d.txt').read()"),
        Example("# %%\nwith open('d.txt', 'w') as f:\n    f.write('a')"),
    ),
)
