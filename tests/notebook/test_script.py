"""Python files become cells."""

from __future__ import annotations

import pytest

from mlscaffold.errors import MlscaffoldError
from mlscaffold.notebook.cells import Cell
from mlscaffold.notebook.read import parse_notebook


def cells(text: str) -> tuple[Cell, ...]:
    return parse_notebook(text.encode(), "a.py").cells


PERCENT = {
    "two cells": ("# %%\nx = 1\n\n# %%\ny = 2\n", (Cell("code", "x = 1", 1), Cell("code", "y = 2", 2))),
    "no blank after the hash": ("#%%\nx = 1", (Cell("code", "x = 1", 1),)),
    "code before the first marker": (
        "import a\n\n# %%\nx = 1",
        (Cell("code", "import a", 1), Cell("code", "x = 1", 2)),
    ),
    "markdown in comments": (
        "# %% [markdown]\n# # Title\n#\n# Text.\n# %%\nx = 1",
        (Cell("markdown", "# Title\n\nText.", 0), Cell("code", "x = 1", 1)),
    ),
    "markdown in a string": (
        '#%%[markdown]\n"""\n# Title\n"""\n#%%\nx = 1',
        (Cell("markdown", "# Title", 0), Cell("code", "x = 1", 1)),
    ),
    "short and raw kinds": (
        "# %% [md]\n# a\n# %% [raw]\n# b\n# %%\nx = 1",
        (Cell("markdown", "a", 0), Cell("raw", "b", 0), Cell("code", "x = 1", 1)),
    ),
    "a title is a heading": (
        "# %% Load the data\nx = 1",
        (Cell("markdown", "## Load the data", 0), Cell("code", "x = 1", 1)),
    ),
    "tags": (
        '# %% tags=["parameters", "b"]\nx = 1',
        (Cell("code", "x = 1", 1, tags=("parameters", "b")),),
    ),
    "a title and tags": (
        '# %% Settings tags=["parameters"] other="a b"\nx = 1',
        (Cell("markdown", "## Settings", 0), Cell("code", "x = 1", 1, tags=("parameters",))),
    ),
    "leading blank lines keep line numbers": ("# %%\n\nx = 1\n\n", (Cell("code", "\nx = 1", 1),)),
    "windows line ends": ("# %%\r\nx = 1\r\ny = 2\r\n", (Cell("code", "x = 1\ny = 2", 1),)),
    "a magic in a comment is no marker": ("# %%time\nx = 1", (Cell("code", "# %%time\nx = 1", 1),)),
    "plain python is one cell": ("import a\n\nx = 1\n", (Cell("code", "import a\n\nx = 1", 1),)),
}


@pytest.mark.parametrize(("text", "expected"), PERCENT.values(), ids=PERCENT.keys())
def test_scripts(text: str, expected: tuple[Cell, ...]) -> None:
    assert cells(text) == expected


def test_jupytexts_header_gives_the_kernel_and_is_no_cell() -> None:
    header = (
        "# ---\n# jupyter:\n#   kernelspec:\n#     display_name: Python 3\n#     name: python3\n# ---\n\n"
    )
    found = parse_notebook((header + "# %%\nx = 1\n").encode(), "a.py")
    assert (found.kernel, found.cells) == ("python3", (Cell("code", "x = 1", 1),))


def test_encodings() -> None:
    text = "# -*- coding: latin-1 -*-\nx = 'é'"
    assert parse_notebook(text.encode("latin-1"), "a.py").code[0].source == text
    assert parse_notebook("x = 'é'".encode("utf-8-sig"), "a.py").code[0].source == "x = 'é'"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"x = '\xe9'", "cannot be read as text"),
        (b"# coding: nonsense\nx = 1", "cannot be read as text"),
        (b"# %% [markdown]\n# only words\n", "no code cells"),
        (b"# %%\n\n# %%\n", "all code cells are empty"),
    ],
)
def test_refused(content: bytes, words: str) -> None:
    with pytest.raises(MlscaffoldError) as caught:
        parse_notebook(content, "a.py")
    assert words in caught.value.what
    assert caught.value.status == 2
