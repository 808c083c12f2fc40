"""`%run` of files becomes imports, or the code of these files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from mlscaffold.hardening.hosts.run_files import with_run_files
from tests.hardening.hosts import adapted, code

HELPERS = ["import numpy as np\nRATE = 2", "%matplotlib inline\ndef double(x):\n    return RATE * x"]
INLINE = "import numpy as np\nRATE = 2\ndef double(x):\n    return RATE * x"
SCRIPT = "import numpy as np\nLIMIT = 3\n\ndef clip(x):\n    return min(x, LIMIT)\n"
PARSER = "import argparse\nparser = argparse.ArgumentParser()\nparser.add_argument('--n', type=int)\nn = parser.parse_args().n\n"
CHANGED = {
    "a notebook": (["%run helpers.ipynb\ny = double(1)"], f"{INLINE}\ny = double(1)"),
    "without its suffix": (["%run ./helpers"], INLINE),
    "in quotes": (['%run "helpers.ipynb"'], INLINE),
    "in a folder": (["%run lib/more.py"], "deep = 1"),
    "a script": (["%run consts.py", "clip(1)"], "from consts import clip"),
    "a script with what it imports": (
        ["%run consts", "np.sum(LIMIT)"],
        "import numpy as np; from consts import LIMIT",
    ),
    "a script of which nothing is read": (["%run consts.py"], "import consts"),
    "a script with a guard": (["%run guarded.py"], 'if __name__ == "__main__":\n    a = 1'),
    "a script in the notebook's names": (["%run -i consts.py", "clip(1)"], SCRIPT.strip()),
    "a script that runs twice": (["%run consts.py", "%run consts.py"], SCRIPT.strip()),
    "arguments": (
        ["%run consts.py --n 3"],
        f"import sys\nsys.argv = ['consts.py', '--n', '3']\n{SCRIPT.strip()}",
    ),
    "arguments in quotes": (
        ["%run -i lib/more.py 'a b' -n"],
        "import sys\nsys.argv = ['lib/more.py', 'a b', '-n']\ndeep = 1",
    ),
    "arguments for a parser": (
        ["%run parse.py --n 3"],
        PARSER.replace("parse_args()", "parse_args(['--n', '3'])").strip(),
    ),
    "a notebook that runs another": (["%run outer.ipynb"], f"{INLINE}\nz = double(2)"),
}
KEPT = {
    "a file that is not there": ["%run missing.py"],
    "arguments that IPython expands": ["%run consts.py --n $n"],
    "a pattern as an argument": ["%run consts.py *.csv"],
    "an option of the debugger": ["%run -d consts.py"],
    "a file outside the project": ["%run ../outside.py"],
    "a file that is not Python": ["%run broken.py"],
    "another magic": ["%runner consts.py"],
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "shop"
    (place / "lib").mkdir(parents=True)
    for name, cells in {"helpers": HELPERS, "outer": ["%run helpers.ipynb\nz = double(2)"]}.items():
        found = [{"cell_type": "code", "source": text, "metadata": {}, "outputs": []} for text in cells]
        (place / f"{name}.ipynb").write_text(json.dumps({"cells": found, "nbformat": 4, "metadata": {}}))
    (place / "consts.py").write_text(SCRIPT)
    (place / "parse.py").write_text(PARSER)
    (place / "guarded.py").write_text('if __name__ == "__main__":\n    a = 1\n')
    (place / "broken.py").write_text("print 'a'\n")
    (place / "lib/more.py").write_text("deep = 1\n")
    (tmp_path / "outside.py").write_text("b = 1\n")
    return place


@pytest.mark.parametrize(("before", "after"), CHANGED.values(), ids=CHANGED.keys())
def test_changed(before: list[str], after: str, folder: Path) -> None:
    found = adapted(with_run_files, *before, folder=folder)
    assert found.notebook.code[0].source == after
    assert {c.kind for c in found.changes} == {"rewritten"}


@pytest.mark.parametrize("before", KEPT.values(), ids=KEPT.keys())
def test_kept(before: list[str], folder: Path) -> None:
    assert code(with_run_files, *before, folder=folder) == before


def test_files_that_run_each_other_end(folder: Path) -> None:
    for name, other in (("a", "b"), ("b", "a")):
        (folder / f"{name}.py").write_text(f"{name} = 1\n")
        cell = {
            "cell_type": "code",
            "source": f"{name} = 1\n%run {other}.ipynb",
            "metadata": {},
            "outputs": [],
        }
        (folder / f"{name}.ipynb").write_text(json.dumps({"cells": [cell], "nbformat": 4, "metadata": {}}))
    assert code(with_run_files, "%run a.ipynb", folder=folder)[0].startswith("a = 1\nb = 1")
