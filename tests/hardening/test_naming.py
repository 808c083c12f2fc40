from __future__ import annotations

import pytest

from mlscaffold.hardening.naming import description_of, package_of, title_of
from mlscaffold.notebook.cells import Cell, Notebook

TITLES: dict[str, tuple[str, str, str]] = {
    "a heading": ("sales", "# Sales *by* year", "Sales by year"),
    "a heading of a section": ("my_sales", "text\n## Load the data", "my sales"),
    "several of level 1": ("my_sales", "# Setup\ntext\n# Model", "my sales"),
    "one of level 1 among others": ("my_sales", "# Sales\n## Setup\n## Model", "Sales"),
    "a generic file and a section": ("notebook", "## Day 1: Load the data", "notebook"),
    "a generic file and setup": ("Untitled", "# Setup\n# Model", "Untitled"),
    "HTML": ("sales", "<h1 align='center'>Sales</h1>", "Sales"),
    "a heading too deep": ("my_sales-1", "### Sales", "my sales 1"),
    "no heading": ("sales", "text", "sales"),
    "no name at all": ("_", "", "Notebook"),
}
PACKAGES: dict[str, tuple[str, str, frozenset[str], str]] = {
    "the file's name": ("Sales-Report", "# Title", frozenset(), "sales_report"),
    "a generic name": ("Untitled3", "# Sales by year", frozenset(), "sales_by_year"),
    "a generic name and a section": ("Untitled3", "## Import the libraries", frozenset(), "untitled3"),
    "a generic name and no title": ("2024", "", frozenset(), "hardened"),
    "an imported module": ("sales", "", frozenset({"sales"}), "sales_pipeline"),
    "a module of Python": ("statistics", "", frozenset(), "statistics_pipeline"),
    "a library": ("pandas", "", frozenset(), "pandas_pipeline"),
    "a long name": ("_".join(["word"] * 12), "", frozenset(), "_".join(["word"] * 7)),
    "a digit first": ("2019_sales", "", frozenset(), "n2019_sales"),
    "another import": ("sales", "", frozenset({"costs"}), "sales"),
}
DESCRIPTIONS: dict[str, tuple[str, str]] = {
    "a title": ("Sales", "Sales."),
    "with a stop": ("Sales.", "Sales."),
    "quotes and backslashes": ('a "b" \\c', "a 'b' 'c."),
    "a question": ("Who buys?", "Who buys?"),
    "an exclamation": ("Run!", "Run!"),
    "an ellipsis": ("And then…", "And then…"),
    "a long one": ("x" * 200, "x" * 100 + "."),
}


def notebook(name: str, text: str) -> Notebook:
    return Notebook(name, f"{name}.ipynb", (Cell("code", "# Not this", 1), Cell("markdown", text, 1)))


@pytest.mark.parametrize(("name", "text", "title"), TITLES.values(), ids=TITLES)
def test_title(name: str, text: str, title: str) -> None:
    assert title_of(notebook(name, text)) == title


@pytest.mark.parametrize(("name", "text", "imported", "package"), PACKAGES.values(), ids=PACKAGES)
def test_package(name: str, text: str, imported: frozenset[str], package: str) -> None:
    assert package_of(notebook(name, text), imported) == package


@pytest.mark.parametrize(("title", "expected"), DESCRIPTIONS.values(), ids=DESCRIPTIONS)
def test_description(title: str, expected: str) -> None:
    assert description_of(title) == expected


def test_a_title_has_no_control_characters() -> None:
    assert title_of(notebook("a\u202efdp\u2069", "")) == "afdp"
