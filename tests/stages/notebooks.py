"""Small notebooks, analysed as by the command."""

from __future__ import annotations

import ast

from mlscaffold.analysis.dataflow import Flow, trace
from mlscaffold.analysis.statements import split
from mlscaffold.hardening.analyze import Analysis, analyze
from mlscaffold.hardening.package_files import sources
from mlscaffold.notebook.magics import to_python_cells
from mlscaffold.results.hardening import DataFiles
from mlscaffold.stages.definitions import Definitions, define
from mlscaffold.stages.statement_roles import StatementUnit, sections, units
from mlscaffold_codemods import CODEMODS
from tests.reporting.small import notebook_of

READ = 'import pandas as pd\ndf = pd.read_csv("people.csv")'
TRAINED = (
    READ,
    "from sklearn.linear_model import LogisticRegression\nmodel = LogisticRegression()\nmodel.fit(df[['age']], df.bought)",
)


def analysed(*texts: str) -> Analysis:
    """Analyse cells; those that begin with `# ` or `## ` and a capital are markdown."""
    notebook = notebook_of(texts)
    return analyze(notebook, to_python_cells(notebook), CODEMODS, lambda _: {})


def traced(*texts: str) -> Flow:
    """Trace cells as they are, without rewriting."""
    return trace(tuple(s for number, text in enumerate(texts, 1) for s in split(number, text, silent=False)))


def defined(*texts: str) -> Definitions:
    """Return where the definitions in cells move."""
    return define(traced(*texts))


def running(*texts: str) -> tuple[StatementUnit, ...]:
    """Return the statements of cells that run inside stages."""
    notebook = notebook_of(texts)
    flow = traced(*(cell.source for cell in notebook.code))
    return units(flow, define(flow), sections(notebook))


def package(*texts: str) -> dict[str, str]:
    """Return the package's modules that come from cells, by name."""
    analysis = analysed(*texts)
    files = DataFiles(analysis.settings.fields, (), (), "")
    planned = sources(analysis, notebook_of(texts), "buyers", "Who buys?", files, frozenset())
    return {file.path.split("/")[-1].removesuffix(".py"): file.content.decode() for file in planned.files}


def functions(*texts: str) -> dict[str, str]:
    """Return the functions generated from cells, by name, normalized and without docstrings."""
    found = {}
    for name, text in package(*texts).items():
        for node in ast.parse(text).body if name not in {"config", "pipeline"} else ():
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                node.body = node.body[1:] if ast.get_docstring(node) else node.body
                found[node.name] = ast.unparse(node)
    return found
