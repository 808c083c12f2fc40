"""Calls of Colab are dropped or replaced."""

from __future__ import annotations

import pytest

from mlscaffold.hardening.hosts.colab_calls import without_colab
from tests.hardening.hosts import adapted, code

CHANGED = {
    "a mounted drive": (
        ["from google.colab import drive\ndrive.mount('/content/drive')\nx = 1"],
        ["\n\nx = 1"],
    ),
    "an alias": (["from google.colab import drive as d", "d.mount('/a', force_remount=True)"], ["", ""]),
    "a download at the end of a cell": (
        ["from google.colab import files", "table.head()\nfiles.download('a.csv')"],
        ["", "table.head()\npass"],
    ),
    "a call in a block": (
        ["from google.colab import files", "if done:\n    files.download('a.csv')"],
        ["", "if done:\n    pass"],
    ),
    "a call over two lines": (
        ["from google.colab import drive\ndrive.mount(\n    '/a')\nx = 1"],
        ["\n\n\nx = 1"],
    ),
    "a secret": (
        ["from google.colab import userdata\nkey = userdata.get('API_KEY')"],
        ['import os\nkey = os.environ["API_KEY"]'],
    ),
    "an upload of named files": (
        ["from google.colab import files\nimport io\nup = files.upload()\nread(io.BytesIO(up['a.csv']))"],
        [
            'from pathlib import Path\nimport io\nup = {"a.csv": Path("a.csv").read_bytes()}\nread(io.BytesIO(up[\'a.csv\']))'
        ],
    ),
    "an upload that nothing reads": (["from google.colab import files\nfiles.upload()"], ["\n"]),
    "the whole module": (["import google.colab\ngoogle.colab.drive.mount('/a')"], ["\n"]),
}
KEPT = {
    "the notebook's own drive": ["drive = connect()\ndrive.mount('/a')"],
    "a test for Colab": [
        "try:\n    import google.colab\n    here = True\nexcept ImportError:\n    here = False"
    ],
    "a branch for Colab": [
        "import sys\nif 'google.colab' in sys.modules:\n    from google.colab import drive"
    ],
    "what has no replacement": ["from google.colab import output", "n = output.eval_js('1 + 1')"],
    "files of another module": ["from shop import files\nfiles.download('a')"],
    "no Colab": ["x = 1"],
}


@pytest.mark.parametrize(("before", "after"), CHANGED.values(), ids=CHANGED.keys())
def test_changed(before: list[str], after: list[str]) -> None:
    assert code(without_colab, *before) == after


@pytest.mark.parametrize("before", KEPT.values(), ids=KEPT.keys())
def test_kept(before: list[str]) -> None:
    found = adapted(without_colab, *before)
    assert ([cell.source for cell in found.notebook.code], found.changes) == (before, ())


def test_each_change_is_reported_at_its_line() -> None:
    found = adapted(without_colab, "x = 1\nfrom google.colab import drive\ndrive.mount('/a')")
    assert [(str(c.location), c.kind, c.what) for c in found.changes] == [
        ("cell 1, line 2", "dropped", "from google.colab import drive"),
        ("cell 1, line 3", "dropped", "drive.mount('/a')"),
    ]
