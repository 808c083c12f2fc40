"""Which parts of the runtime a project needs: those for charts, and for connections to databases."""

from __future__ import annotations

import re
from collections.abc import Iterable

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from mlscaffold.plan import PlannedFile

DATABASES = re.compile(rb"\b(?:sqlite3|duckdb|sqlalchemy|psycopg2?|pymysql|pyodbc)\b")
CHARTS = re.compile(rb"\b(?:save_figure|plotly|altair|bokeh|hvplot|holoviews|plotting\.backend)\b")
SHOWS = re.compile(rb"\blog_value\b")
NO_CHARTS = frozenset(
    "joblib lightgbm lxml matplotlib nltk numpy openpyxl pandas pillow pyarrow requests scikit-learn scipy seaborn "
    "sqlalchemy statsmodels tomli xgboost xlrd".split()
)
"""Libraries that hand out no figures of plotly, altair or bokeh; of any other, a displayed value may be one."""


def runtime_parts(files: Iterable[PlannedFile], requirements: Iterable[str]) -> tuple[str, ...]:
    """Return the parts of the runtime that a project's own code needs.

    Args:
        files: its code.
        requirements: its requirements, as in pyproject.toml.
    """
    code = b"\n".join(file.content for file in files if file.path.endswith(".py"))
    names = {canonicalize_name(Requirement(one).name) for one in requirements}
    charts = CHARTS.search(code) or (SHOWS.search(code) and not names <= NO_CHARTS)
    return tuple(name for name, used in (("charts", charts), ("databases", DATABASES.search(code))) if used)
