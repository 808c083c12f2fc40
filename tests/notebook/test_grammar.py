"""IPython's grammar, loaded alone, keeps every line in its place."""

from __future__ import annotations

import subprocess
import sys

import pytest

from mlscaffold.notebook.grammar import CellMagic, cell_magic, parse, transform


def test_the_shell_is_not_loaded_and_can_be_loaded_later() -> None:
    code = (
        "import sys; from mlscaffold.notebook.grammar import transform; transform('!ls');"
        "assert not any(name.split('.')[0] == 'IPython' for name in sys.modules), 'left behind';"
        "import IPython; assert IPython.version_info"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("\n\n!ls", "\n\nget_ipython().system('ls')\n"),
        ("!ls \\\n -l\nx", "get_ipython().system('ls   -l')\n\nx\n"),
        ("  a\n  f?\n  b", "a\nget_ipython().run_line_magic('pinfo', 'f')\nb\n"),
        ("!a \\\n b\n!c \\\n d\ne", "get_ipython().system('a   b')\n\nget_ipython().system('c   d')\n\ne\n"),
    ],
)
def test_lines_stay(source: str, expected: str) -> None:
    assert transform(source) == expected


def test_a_cell_magic_has_name_arguments_and_body() -> None:
    assert cell_magic("\n%%capture out\nx\ny") == CellMagic("capture", "out", "x\ny\n", 1)


@pytest.mark.parametrize("source", ["x = 1", "# a\n%%time", "%time x", "%%time?"])
def test_no_cell_magic(source: str) -> None:
    assert cell_magic(source) is None


@pytest.mark.parametrize(
    "source", ["return 1", "yield 1", "break", "x = '\0'", "(" * 5000, "-" * 100_000 + "1"]
)
def test_invalid_cells_do_not_parse(source: str) -> None:
    with pytest.raises(SyntaxError):
        parse(source)
