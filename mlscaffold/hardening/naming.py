"""What a project and its package are called."""

from __future__ import annotations

import keyword
import re
import sys
from collections.abc import Iterable

from mlscaffold.notebook.cells import Notebook
from mlscaffold.stages.statement_roles import plain
from mlscaffold.stages.words import identifier, snake, words_of

DULL = re.compile(
    r"^(?:notebook|untitled|main|test|tests|index|copy|new|project|data|nb|book|script|final)?[\W\d_]*$",
    re.IGNORECASE,
)
LIBRARIES = frozenset(
    "numpy pandas sklearn scipy matplotlib seaborn statsmodels xgboost lightgbm torch keras tensorflow pytest ruff "
    "mypy notebook jupyter libcst jinja2 cookiecutter typer joblib polars dask plotly src tests docs".split()
)


def title_of(notebook: Notebook) -> str:
    """Return the notebook's first heading, else its file's name as words."""
    for cell in notebook.cells:
        if cell.kind == "markdown":
            for line in cell.source.splitlines():
                match = re.match(r"\s{0,3}#{1,2}\s+(.+)", line) or re.match(r"\s*<h[12][^>]*>(.+?)</h", line)
                if match and plain(match[1]):
                    return plain(match[1]).strip("# ")
    return notebook.name.replace("_", " ").replace("-", " ").strip() or "Notebook"


def description_of(title: str) -> str:
    """Return one sentence for pyproject.toml and the README."""
    text = re.sub(r"[\"\\]", "'", title).strip(" .")
    return f"{text[:100]}."


def package_of(notebook: Notebook, imported: Iterable[str]) -> str:
    """Return the package's name: the file's, or the title's where the file's says nothing.

    Args:
        notebook: the notebook.
        imported: top-level modules that the notebook imports; the package must not hide them.
    """
    own = identifier(*re.split(r"_+", snake(notebook.name)))
    if DULL.match(notebook.name) or not re.search(r"[a-z]{2}", own):
        own = identifier(*words_of(title_of(notebook), 5)) if words_of(title_of(notebook)) else "hardened"
    taken = {*imported, *sys.stdlib_module_names, *LIBRARIES}
    while len(own) > 36 and "_" in own:
        own = own.rpartition("_")[0]
    return f"{own}_pipeline" if own in taken or keyword.iskeyword(own) or not own.isidentifier() else own
