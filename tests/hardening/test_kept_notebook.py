"""The notebook that a project keeps."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from mlscaffold.hardening.kept_notebook import kept_notebook
from mlscaffold.hardening.source import read

TOKEN = "ghp_" + "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8"


def notebook(folder: Path, *code: str) -> Path:
    cells = [
        {
            "cell_type": "code",
            "metadata": {"tags": ["parameters"]},
            "source": one,
            "execution_count": 3,
            "outputs": [{"output_type": "stream", "name": "stdout", "text": "secret output"}],
        }
        for one in code
    ]
    file = folder / "who.ipynb"
    file.write_text(json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 4}))
    return file


def kept(file: Path) -> dict[str, str]:
    return {one.path: one.content.decode() for one in kept_notebook(read(file))}


def test_it_has_the_code_and_no_outputs(tmp_path: Path) -> None:
    text = kept(notebook(tmp_path, "a = 1\nb = 2", "%time a + b"))["who.ipynb"]
    assert "secret output" not in text
    cells = json.loads(text)["cells"]
    assert ["".join(cell["source"]) for cell in cells] == ["a = 1\nb = 2", "%time a + b"]
    assert (cells[0]["metadata"], cells[0]["execution_count"]) == ({"tags": ["parameters"]}, None)


def test_a_secret_is_read_from_the_environment(tmp_path: Path) -> None:
    text = kept(notebook(tmp_path, f'api_token = "{TOKEN}"', "b = 2"))["who.ipynb"]
    assert TOKEN not in text
    first, second = ("".join(cell["source"]) for cell in json.loads(text)["cells"])
    assert first.startswith("import os\napi_token = os.environ[")
    assert second == "b = 2"


def test_a_script_stays_a_script(tmp_path: Path) -> None:
    file = tmp_path / "who.py"
    file.write_text("a = 1\n")
    assert kept(file) == {"who.py": "a = 1\n"}
    file.write_text("# %%\na = 1\n\n# %% [markdown]\n# Text.\n\n# %%\nb = 2\n")
    assert kept(file) == {"who.py": "# %%\na = 1\n\n# %%\nb = 2\n"}


@pytest.mark.parametrize(
    ("code", "modules"),
    [
        pytest.param("import helpers", ["helpers.py", "more.py"], id="imported"),
        pytest.param("from helpers import f", ["helpers.py", "more.py"], id="imported from"),
        pytest.param("import json", [], id="none"),
    ],
)
def test_modules_beside_it_are_kept_if_it_imports_one(tmp_path: Path, code: str, modules: list[str]) -> None:
    (tmp_path / "helpers.py").write_text("import more\n\n\ndef f():\n    return more.x\n")
    (tmp_path / "more.py").write_text("x = 1\n")
    assert sorted(kept(notebook(tmp_path, code)).keys() - {"who.ipynb"}) == modules


def test_no_secret_of_a_module_is_kept(tmp_path: Path) -> None:
    (tmp_path / "helpers.py").write_text(f'TOKEN = "{TOKEN}"\n')
    assert TOKEN not in kept(notebook(tmp_path, "import helpers"))["helpers.py"]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.md", '```python tags=["parameters"]\nn = 1\n```\n\n# Words\n\n```python\nm = n\n```\n'),
        ("a.Rmd", '```{python tags=c("parameters")}\nn = 1\n```\n\n```{python}\nm = n\n```\n'),
        ("a.qmd", '```{python tags=c("parameters")}\nn = 1\n```\n\n```{python}\nm = n\n```\n'),
        ("a.py", '# %% tags=["parameters"]\nn = 1\n\n# %%\nm = n\n'),
    ],
)
def test_a_text_notebook_keeps_its_format_and_tags(tmp_path: Path, name: str, text: str) -> None:
    file = tmp_path / name
    file.write_text(text)
    before = read(file).notebook.code
    file.write_text(kept(file)[name])
    assert [(c.source, c.tags) for c in read(file).notebook.code] == [(c.source, c.tags) for c in before]
