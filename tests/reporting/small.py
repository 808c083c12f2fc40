"""Small notebooks, hardened by the real pipeline, not run."""

from __future__ import annotations

from pathlib import Path

from mlscaffold.hardening.analyze import analyze
from mlscaffold.hardening.data_files import files_of
from mlscaffold.hardening.package_files import sources
from mlscaffold.hardening.project_folder import ProjectFolder
from mlscaffold.notebook.cells import Cell, Notebook
from mlscaffold.notebook.magics import to_python_cells
from mlscaffold.results.hardening import Hardening
from mlscaffold_codemods import CODEMODS

NOWHERE = Path(__file__).parent  # a folder without data

SPLIT = """from sklearn.model_selection import train_test_split
X_train, X_test, y_train, y_test = train_test_split(df[["age", "income"]], df.bought, test_size=0.25)"""
TRAIN = """from sklearn.linear_model import LogisticRegression
model = LogisticRegression(C=0.5)
model.fit(X_train, y_train)"""
EVALUATE = """from sklearn.metrics import accuracy_score
accuracy = accuracy_score(y_test, model.predict(X_test))
print(len(X_test))"""
BUYERS = (
    "# Who buys?\n\nWe predict who buys from age | income.",
    "import pandas as pd\n%matplotlib inline",
    "",
    "# only a comment",
    "LIMIT = 18\ndf = pd.read_csv('people.csv')\ndf.head()",
    "def older(age):\n    return age >= LIMIT",
    "## Cleaning",
    "df = df[older(df.age)]\ndf['income'] = df['income'].fillna(df['income'].median())",
    "print(df.shape)",
    "if True print(1)",
    "## Model",
    SPLIT,
    TRAIN,
    EVALUATE,
    "df.age.plot.hist()",
)


def hardened(*texts: str, beside: Path = NOWHERE) -> Hardening:
    """Harden cells; those that begin with `# ` or `## ` and a capital are markdown."""
    notebook = notebook_of(texts)
    analysis = analyze(notebook, to_python_cells(notebook), CODEMODS, lambda _: {})
    lifted = frozenset(field.path for field in analysis.settings.fields if field.path)
    files = files_of(
        analysis.settings.fields, analysis.flow.statements, lifted, ProjectFolder(beside, beside)
    )
    code = sources(analysis, notebook, "buyers", "Who buys?", files, frozenset())
    return Hardening(
        notebook=notebook,
        title="Who buys?",
        package="buyers",
        project="buyers",
        description="Who buys?.",
        flow=analysis.flow,
        stages=analysis.stages,
        definitions=analysis.definitions,
        places=code.places,
        settings=analysis.settings,
        files=files,
        requirements=("pandas==2.2.3", "scikit-learn"),
        changes=analysis.changes,
        has_settings=code.has_settings,
        seed=analysis.settings.seed,
    )


def notebook_of(texts: tuple[str, ...]) -> Notebook:
    """Return cells as a notebook."""
    cells: list[Cell] = []
    number = 0
    for text in texts:
        markdown = text.startswith("#") and text.lstrip("#")[1:2].isupper()
        number += not markdown
        cells.append(Cell("markdown" if markdown else "code", text, number))
    return Notebook("buyers", "buyers.ipynb", tuple(cells))
