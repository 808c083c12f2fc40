"""Notebooks of the usual layouts of projects: data and code above them, variables of `.env`, files outside."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from mlscaffold.commands.harden import HardenResult, RunOptions, harden
from mlscaffold.hardening.generate import generate
from mlscaffold.hardening.source import read
from mlscaffold.results.hardening import GeneratedProject

SECRET = "tok-4471-of-ann"
FILES = {
    "pyproject.toml": "",
    "data/rides.csv": "x\n1\n2\n",
    "data/unused.csv": "x\n",
    "shop/__init__.py": "",
    "shop/text.py": "from shop.words import LOUD\n\n\ndef shout(text):\n    return text + LOUD\n",
    "shop/words.py": "from pathlib import Path\n\nLOUD = Path(__file__).with_name('loud.txt').read_text()\n",
    "shop/loud.txt": "!",
    ".env": f"SHOP_TOKEN={SECRET}\nSHOP_DEPTH=4\n",
}
CELLS = (
    "import os\nimport sys\nsys.path.append('..')\nfrom pathlib import Path\nfrom shop.text import shout",
    "token = os.environ['SHOP_TOKEN'] if 'SHOP_TOKEN' in os.environ else ''\ndepth = int(os.getenv('SHOP_DEPTH', '3'))",
    "ROOT = Path.cwd().parent\ntext = (ROOT / 'data' / ('rides' + '.csv')).read_text()",
    "loud = shout(text.strip())\nprint(len(loud), depth)",
)


@pytest.fixture
def notebook(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        (tmp_path / "work" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "work" / name).write_text(text)
    cells = [
        {"cell_type": "code", "source": text, "metadata": {}, "outputs": [], "execution_count": None}
        for text in CELLS
    ]
    content = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    file = tmp_path / "work" / "notebooks" / "explore.ipynb"
    file.parent.mkdir()
    file.write_text(json.dumps(content))
    return file


def contents(project: GeneratedProject) -> dict[str, str]:
    return {file.path: file.content.decode("utf-8", "replace") for file in project.plan.files}


def test_without_a_run(notebook: Path) -> None:
    found = contents(project := generate(read(notebook), sys.executable))
    assert found["src/explore/shop/text.py"].startswith("from explore.shop.words import LOUD")
    assert found["src/explore/shop/loud.txt"] == "!"
    assert not any("sys.path" in text for path, text in found.items() if path.startswith("src/explore/a"))
    assert not any(one.startswith("shop") for one in project.hardening.requirements)
    assert [one.name for one in project.hardening.variables] == ["SHOP_TOKEN", "SHOP_DEPTH"]
    assert "SHOP_TOKEN=\n" in found[".env.example"]
    assert found["workspace/data/rides.csv"] == FILES["data/rides.csv"]
    assert not any(SECRET in text for text in found.values())


def test_files_of_a_run_are_copied_and_no_others(notebook: Path) -> None:
    from dataclasses import replace

    source = replace(read(notebook), opened=frozenset({"../data/rides.csv", "../shop/loud.txt", "../.env"}))
    found = contents(generate(source, sys.executable))
    data = [path for path in found if path.startswith(("data/", "workspace/")) or path.endswith(".txt")]
    assert sorted(data) == [
        "src/explore/shop/loud.txt",
        "workspace/data/rides.csv",
        "workspace/notebooks/.gitkeep",
    ]


@pytest.mark.slow
def test_with_a_run(notebook: Path, tmp_path: Path) -> None:
    result: HardenResult = harden(
        notebook,
        tmp_path / "out",
        sys.executable,
        strict=True,
        options=RunOptions(300, clean=False, progress=lambda _: None),
    )
    assert result.status == 0, result.report
    files = [path for path in (tmp_path / "out").rglob("*") if path.is_file()]
    data = {path.relative_to(tmp_path / "out").as_posix() for path in files if path.suffix == ".csv"}
    assert "workspace/data/rides.csv" in data
    assert not any(path.name in ("unused.csv", ".env") for path in files)
    assert not [path for path in files if SECRET.encode() in path.read_bytes()]
