"""Text notebooks become cells, through jupytext."""

from __future__ import annotations

import pytest

from mlscaffold.errors import MlscaffoldError
from mlscaffold.notebook.cells import Cell
from mlscaffold.notebook.read import parse_notebook
from mlscaffold.notebook.text_formats import is_jupytext

HEADER = "# ---\n# jupyter:\n#   jupytext:\n#     formats: ipynb,py:{0}\n#     text_representation:\n#       format_name: {0}\n"
HEADER += (
    "#   kernelspec:\n#     display_name: Python 3\n#     language: python\n#     name: python3\n# ---\n\n"
)
LIGHT = "# # Buyers\n\nx = 1\n\n# +\ny = 2\n\nz = 3\n# -\n"
CELLS = {
    "light": ("a.py", LIGHT, (Cell("markdown", "# Buyers", 0), Cell("code", "x = 1", 1), Cell("code", "y = 2\n\nz = 3", 2))),
    "light with tags": ("a.py", '# + tags=["parameters"]\nx = 1\n', (Cell("code", "x = 1", 1, tags=("parameters",)),)),
    "percent with commented magics": ("a.py", HEADER.format("percent") + "# %%\n# %matplotlib inline\nx = 1\n", (Cell("code", "%matplotlib inline\nx = 1", 1),)),
    "Markdown": ("a.md", "# Buyers\n\n```python\nx = 1\n```\n", (Cell("markdown", "# Buyers", 0), Cell("code", "x = 1", 1))),
    "Quarto": ("a.qmd", "## Clean\n\n```{python}\nx = 1\n```\n", (Cell("markdown", "## Clean", 0), Cell("code", "x = 1", 1))),
    "a cell of Quarto that is not run": ("a.qmd", "```{python}\n#| label: a\n#| eval: false\nx = 1\n```\n", (Cell("code", "#| label: a\n#| eval: false\nx = 1", 1, tags=("skip-execution",)),)),
    "a cell of R Markdown that is not run": ("a.Rmd", "```{python eval=FALSE}\nx = 1\n```\n", (Cell("code", "x = 1", 1, tags=("skip-execution",)),)),
    "a cell in R": ("a.Rmd", "```{python}\nx = 1\n```\n\n```{r}\ny <- 1\n```\n", (Cell("code", "x = 1", 1), Cell("code", "%%R\ny <- 1", 2))),
}  # fmt: skip
OTHER = {
    "a comment with a plus": "x = 1  # + 2\n",
    "a plain script": "# Buyers\n\nimport a\n\nx = 1\n",
    "markers of the percent format": "# %%\nx = 1\n",
    "a header of another tool": "# ---\n# title: a\n# ---\nx = 1\n",
}
REFUSED = {
    "text only": ("a.md", "# Words\n", "no code cells"),
    "R": ("a.Rmd", "```{r}\ny <- 1\n```\n\n```{r}\nz <- 1\n```\n", "R, not Python"),
    "an R script": ("a.r", "x <- 1", "R, not Python"),
    "a merge conflict": (
        "a.md",
        "<<<<<<< HEAD\n```python\nx = 1\n=======\nx = 2\n>>>>>>> b\n```\n",
        "merge conflict",
    ),
    "a merge conflict in a script": (
        "a.py",
        "<<<<<<< HEAD\nx = 1\n=======\nx = 2\n>>>>>>> b\n",
        "merge conflict",
    ),
}


@pytest.mark.parametrize(("file", "text", "expected"), CELLS.values(), ids=CELLS.keys())
def test_cells(file: str, text: str, expected: tuple[Cell, ...]) -> None:
    assert parse_notebook(text.encode(), file).cells == expected


def test_the_header_names_the_kernel() -> None:
    assert parse_notebook((HEADER.format("light") + "x = 1\n").encode(), "a.py").kernel == "python3"


@pytest.mark.parametrize("text", OTHER.values(), ids=OTHER.keys())
def test_other_scripts_are_not_jupytexts(text: str) -> None:
    assert not is_jupytext(text)


@pytest.mark.parametrize(("file", "text", "words"), REFUSED.values(), ids=REFUSED.keys())
def test_refused(file: str, text: str, words: str) -> None:
    with pytest.raises(MlscaffoldError) as caught:
        parse_notebook(text.encode(), file)
    assert words in caught.value.what
    assert caught.value.hint
