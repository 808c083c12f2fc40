"""Scripts that nbconvert exported become cells again."""

from __future__ import annotations

import pytest

from mlscaffold.notebook.cells import Cell
from mlscaffold.notebook.read import parse_notebook

TOP = "#!/usr/bin/env python\n# coding: utf-8\n\n"
CELLS = {
    "two cells": (
        "# In[1]:\n\n\nx = 1\n\n\n# In[2]:\n\n\ny = 2\n",
        (Cell("code", "x = 1", 1), Cell("code", "y = 2", 2)),
    ),
    "text first": (
        "# # Buyers\n\n# In[1]:\n\n\nx = 1\n",
        (Cell("markdown", "# Buyers", 0), Cell("code", "x = 1", 1)),
    ),
    "text between": (
        "# In[1]:\n\n\nx = 1\n\n\n# ## Clean\n# \n# All of it.\n\n# In[ ]:\n\n\ny = 2\n",
        (Cell("code", "x = 1", 1), Cell("markdown", "## Clean\n\nAll of it.", 1), Cell("code", "y = 2", 2)),
    ),
    "a comment that ends a cell": ("# In[1]:\n\n\nx = 1\n# done\n", (Cell("code", "x = 1\n# done", 1),)),
    "code added above": (
        "import a\n\n# In[1]:\n\n\nx = 1\n",
        (Cell("code", "import a", 1), Cell("code", "x = 1", 2)),
    ),
}
CHANGED = {
    "a line magic": ("get_ipython().run_line_magic('matplotlib', 'inline')", "%matplotlib inline"),
    "a shell command": ("get_ipython().system('ls -l')", "!ls -l"),
    "a captured command": ("names = get_ipython().getoutput('ls')", "names = !ls"),
    "a cell magic": ("get_ipython().run_cell_magic('time', '', 'x = 1\\ny = 2\\n')", "%%time\nx = 1\ny = 2"),
    "a cell magic with arguments": (
        "get_ipython().run_cell_magic('bash', '--out a', 'ls\\n')",
        "%%bash --out a\nls",
    ),
    "a timed cell with code after it": (
        "get_ipython().run_cell_magic('time', '', 'x = 1\\n')\ny = 2",
        "x = 1\ny = 2",
    ),
}
KEPT = {
    "inside an expression": "n = len(get_ipython().getoutput('ls'))",
    "inside a block": "for x in y:\n    get_ipython().system('ls')",
    "a computed command": "get_ipython().system(command)",
    "the author's own function": "system('ls')",
    "another shell": "shell().system('ls')",
    "not Python": "print 'a'; get_ipython()",
}


@pytest.mark.parametrize(("text", "expected"), CELLS.values(), ids=CELLS.keys())
def test_cells(text: str, expected: tuple[Cell, ...]) -> None:
    assert parse_notebook((TOP + text).encode(), "a.py").cells == expected


@pytest.mark.parametrize(("before", "after"), CHANGED.values(), ids=CHANGED.keys())
def test_calls_become_magics(before: str, after: str) -> None:
    assert parse_notebook(f"# In[1]:\n\n\n{before}\n".encode(), "a.py").code[0].source == after


@pytest.mark.parametrize("code", KEPT.values(), ids=KEPT.keys())
def test_calls_that_stay(code: str) -> None:
    assert parse_notebook(f"# In[1]:\n\n\n{code}\n".encode(), "a.py").code[0].source == code
