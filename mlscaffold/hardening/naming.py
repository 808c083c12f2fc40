"""Names of the project and its package, from the notebook's title and file name."""

from __future__ import annotations

import keyword
import re
import sys
from collections.abc import Iterable, Iterator

from mlscaffold.notebook.cells import Notebook
from mlscaffold.stages.identifiers import identifier, snake, words_of
from mlscaffold.stages.statement_roles import plain, without_controls

MEANINGLESS = re.compile(
    r"^(?:notebook|untitled|main|test|tests|index|copy|new|project|data|nb|book|script|final)?[\W\d_]*$",
    re.IGNORECASE,
)
LONGEST_NAME = 36
"""Characters of a package name: chosen by judgement, so that `from package.module import …` fits in a line."""
LONGEST_DESCRIPTION = 100
"""Characters of a description: one line of a terminal or of a package index's list of results."""
TITLE_WORDS = 5  # more words than a heading usually has, still one short name
SECTIONS = re.compile(
    r"^\W*(?:(?:step|day|part|section)?\W*\d[\d.]*\W*)?(?:set-?\s?up|imports?|import\b.*|load\w*\b.*|read\w*\b.*|introduction|overview|contents?"
    r"|table of contents|libraries|requirements|install\w*\b.*|prerequisites|data)\W*$",
    re.IGNORECASE,
)
"""Headings of the first section of any notebook: they name no project."""
ENDS = ("?", "!", "…", ":")
"""Signs that end a sentence without a full stop."""
LIBRARIES = frozenset(
    "numpy pandas sklearn scipy matplotlib seaborn statsmodels xgboost lightgbm torch keras tensorflow pytest ruff "
    "mypy notebook jupyter libcst jinja2 cookiecutter typer joblib polars dask plotly src tests docs".split()
)


def title_of(notebook: Notebook) -> str:
    """Return the notebook's title, else its file's name as words.

    The title is the only heading of level 1. Other headings are those of sections; the first of them is taken only where
    the file's name says nothing.
    """
    found = list(_headings(notebook))
    titles = [text for level, _, text in found if level == 1]
    name = without_controls(notebook.name)
    if MEANINGLESS.match(notebook.name) and len(titles) != 1:
        titles = [text for _, number, text in found if number == 0 and not SECTIONS.match(text)][:1]
    if len(titles) == 1:
        return titles[0]
    return name.replace("_", " ").replace("-", " ").strip() or "Notebook"


def _headings(notebook: Notebook) -> Iterator[tuple[int, int, str]]:
    """Yield the level and text of the headings of level 1 and 2, and the number of the code cell before each."""
    for cell in notebook.cells:
        for line in cell.source.splitlines() if cell.kind == "markdown" else ():
            match = re.match(r"\s{0,3}(#{1,2})\s+(.+)", line) or re.match(r"\s*<h([12])[^>]*>(.+?)</h", line)
            if match and plain(match[2]):
                level = int(match[1]) if match[1].isdigit() else len(match[1])
                yield level, cell.number, plain(match[2]).strip("# ")


def description_of(title: str) -> str:
    """Return one sentence for pyproject.toml and the README."""
    text = re.sub(r"[\"\\]", "'", title).strip(" .")[:LONGEST_DESCRIPTION]
    return text if text.endswith(ENDS) else f"{text}."


def package_of(notebook: Notebook, imported: Iterable[str]) -> str:
    """Return the package's name, from the file name or else from the title.

    Args:
        notebook: the notebook.
        imported: top-level modules that the notebook imports; the package must not hide them.
    """
    own = identifier(*re.split(r"_+", snake(notebook.name)))
    if MEANINGLESS.match(notebook.name) or not re.search(r"[a-z]{2}", own):
        words = words_of(title_of(notebook), TITLE_WORDS)
        own = identifier(*words) if words else "hardened"
    reserved = {*imported, *sys.stdlib_module_names, *LIBRARIES}
    while len(own) > LONGEST_NAME and "_" in own:
        own = own.rpartition("_")[0]
    return f"{own}_pipeline" if own in reserved or keyword.iskeyword(own) or not own.isidentifier() else own
