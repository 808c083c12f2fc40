from __future__ import annotations

import pytest

from mlscaffold.rules.engine import findings
from mlscaffold.rules.notebook.notebook_commands import RULE
from mlscaffold.rules.rule import Example


def messages(source: str) -> list[str]:
    return [one.message for one in findings(Example(f"# %%\n{source}").target(), [RULE])]


@pytest.mark.parametrize(
    ("source", "says"),
    [
        pytest.param("%cd data", "build every path from one folder", id="the folder"),
        pytest.param("%run a.py", "import what you need", id="another file"),
        pytest.param("!pip install -q pandas", "pyproject.toml", id="an install"),
        pytest.param(
            "!{sys.executable} -m pip install pandas", "pyproject.toml", id="an install by the interpreter"
        ),
        pytest.param("!wget -q http://a.org/b", "checksum", id="a download"),
        pytest.param("!git clone http://a.org/b", "checksum", id="a repository"),
        pytest.param("!mkdir out", "pathlib", id="a folder that is created"),
        pytest.param("%%bash\nmkdir out", "pathlib", id="a cell of shell"),
        pytest.param("%%writefile a.py\nx = 1", "version control", id="a file"),
        pytest.param("%env KEY=value", "environment", id="a setting"),
        pytest.param("%pylab inline", "thousand names", id="star imports"),
        pytest.param("%time !rm a.txt", "pathlib", id="a command that is timed"),
    ],
)
def test_alternatives(source: str, says: str) -> None:
    (message,) = messages(source)
    assert says in message


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("%matplotlib inline", id="where figures go"),
        pytest.param("%load_ext autoreload", id="an extension"),
        pytest.param("%%time\nx = 1", id="a cell that is timed"),
        pytest.param("%timeit x", id="a line that is timed"),
        pytest.param("!ls data | head", id="a listing of files"),
        pytest.param("!pip list", id="a listing of packages"),
        pytest.param("!pip --version", id="a version"),
        pytest.param("%env", id="a listing of the environment"),
        pytest.param("len?", id="help"),
        pytest.param("x = '!rm a'", id="a text"),
        pytest.param("!cd data", id="a folder of a shell that ends"),
    ],
)
def test_harmless_commands(source: str) -> None:
    assert messages(source) == []
