"""An imported library is not declared in a requirements file, a project file or an install line.

Whoever runs the code elsewhere has to guess what to install, and in which version. List every library with
a version in `pyproject.toml` (or `requirements.txt`), so that an environment can be created from it.
"""

import ast
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from mlscaffold.analysis import api
from mlscaffold.analysis.api import engines, libraries
from mlscaffold.analysis.index import ModuleIndex
from mlscaffold.analysis.nodes import NodeContext
from mlscaffold.rules.lookups import CACHED
from mlscaffold.rules.rule import Example, LintTarget, Rule, Shared, Violation, cases, explanation
from mlscaffold.rules.shared_places import place, shared

IGNORED = frozenset({"IPython", "__future__", "google", "setuptools", "pkg_resources", "pip"})
"""Modules that every kernel has, or that are no requirement."""

COMMON = frozenset(
    "accelerate aiohttp allennlp anthropic arviz autogluon autograd awswrangler bert_score boto boto3 "
    "botocore bqplot cartopy category_encoders causalml celery certifi chainer chardet chart_studio chromadb "
    "click colorama comet_ml contextily contractions cplex cufflinks cvxopt cvxpy cytoolz dagster dash "
    "datasets deap deepchem dgl diffusers docx2txt dtreeviz econml einops elasticsearch emoji ephem esda "
    "evaluate fastai fastapi fasttext fbprophet feast featuretools fire flask flax folium ftfy fuzzywuzzy "
    "geocoder geopy ggplot gluonts gradio graphlab graphviz great_expectations gurobipy gym gymnasium h2o "
    "hdbscan holidays holoviews hvplot hyperopt igraph implicit interpret ipyleaflet ipympl jax jaxlib jieba "
    "jinja2 jiwer jsonschema jupyter jupyterlab kedro keras_image_helper keras_tuner keybert kmodes kneed "
    "konlpy kornia langchain langdetect langgraph libpysal librosa lifelines lightfm lightning lime loguru "
    "luigi lxml mahotas mapclassify mapie markdown matplotlib_venn mechanize mesa metaflow modin mpld3 mpmath mxnet "
    "nbconvert nbformat neo4j nevergrad nox nibabel nilearn numba numexpr numpyro ollama onnxruntime openai optax "
    "ortools osmnx packaging palmerpenguins pandas_datareader pandas_gbq pandasql pandera papermill "
    "pdfplumber peft pendulum pingouin pint pmdarima prefect prettytable prince prophet psutil psycopg pulp "
    "pyLDAvis pyclust pycountry pydantic pydataset pydeck pydot pydotplus pygam pymc pymc3 pymongo pymysql "
    "pynndescent pyod pyodbc pyomo pypdf pyprind pyproj pyreadstat pysal pystan pytesseract pytest "
    "pytorch_lightning pytz qiskit rasterio ray rdkit redis reportlab rich river rouge rpy2 rtree sacrebleu "
    "scrapy selenium sentence_transformers sentencepiece seqeval shapely simpy skl2onnx sktime smart_open "
    "snorkel soundfile sqlmodel sqlparse squarify starlette statsforecast streamlit sympy tabpfn tensorboard "
    "tensorboardX tensorflow_datasets tensorflow_hub tensorflow_probability tensorflow_text textstat theano "
    "tiktoken timm tokenizers tomli toolz torchaudio torchinfo torchmetrics torchsummary torchtext traitlets "
    "treelib trl tsfresh tslearn tweepy typer typing_extensions unidecode urllib3 vaderSentiment vaex vega "
    "vega_datasets vtk watermark wbgapi websockets wikipedia wordninja xarray xlrd xlsxwriter xlwt zarr zenml".split()
)
"""Common libraries whose distribution has the name of the module, and that the API table does not list."""

GUARDS = ("ImportError", "ModuleNotFoundError", "Exception")


class Import(NamedTuple):
    """An external module with its first import.

    Args:
        module: its top-level module.
        distributions: normalized names of distributions that may provide it; empty if unknown.
        context: the statement.
    """

    module: str
    distributions: frozenset[str]
    context: NodeContext


def imported(file: LintTarget) -> tuple[Import, ...]:
    """Return the modules that a file imports from outside the standard library and its own project.

    An optional import, in a `try` that catches ImportError, does not count.
    """
    return tuple(each for each in _external(file.index) if not _is_local(each, file))


@lru_cache(maxsize=CACHED)
def _external(index: ModuleIndex) -> tuple[Import, ...]:
    found: dict[str, Import] = {}
    guarded = _guarded(index)
    for context in index.of(ast.Import, ast.ImportFrom):
        for name in _names(context.node):
            top = name.partition(".")[0]
            if top not in found and context.statement not in guarded and _is_external(top, name):
                found[top] = Import(top, distributions(name), context)
    return tuple(found.values())


def declared(file: LintTarget) -> Mapping[str, str]:
    """Return the distributions that the project or the file's install lines declare, with their version bounds."""
    installs = dict(split(requirement) for cell in file.python for requirement in cell.requirements)
    project = file.project.declared or {}
    return {**{normal(name): bound for name, bound in project.items()}, **installs}


def distributions(name: str) -> frozenset[str]:
    """Return the normalized names of the distributions that may provide a module; none if unknown.

    Args:
        name: the module's full name.
    """
    parts = name.split(".")
    prefixes = [".".join(parts[:length]) for length in range(len(parts), 0, -1)]
    listed = next((libraries()[prefix] for prefix in prefixes if prefix in libraries()), None)
    if listed is not None:
        return frozenset({normal(listed.distribution), normal(parts[0])})
    return frozenset({normal(parts[0])}) if parts[0] in _known() else frozenset()


def normal(name: str) -> str:
    """Return the normalized name of a distribution."""
    from packaging.utils import canonicalize_name  # loaded only if a file imports a library

    return canonicalize_name(name)


def split(requirement: str) -> tuple[str, str]:
    """Return the normalized name and the version of a requirement of `pip install`."""
    found = re.match(r"\s*([A-Za-z0-9][\w.-]*)\s*(?:\[[^\]]*\])?\s*(.*)", requirement)
    return (normal(found[1]), found[2].strip()) if found else ("", "")


@cache
def _known() -> frozenset[str]:
    modules = (engine.module.partition(".")[0] for engine in engines())
    return COMMON | api.modules() | frozenset(modules)


def _names(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom) and not node.level and node.module:
        return [f"{node.module}.{node.names[0].name}"]
    return []


def _is_external(top: str, name: str) -> bool:
    if top in sys.stdlib_module_names or top in IGNORED:
        return False
    parts = name.split(".")
    listed = (libraries().get(".".join(parts[:length])) for length in range(len(parts), 0, -1))
    return not any(library.reason for library in listed if library is not None)


def _is_local(each: Import, file: LintTarget) -> bool:
    """Return whether a module is next to the file or in the project."""
    if each.module in file.project.local:
        return True
    places = (f"{each.module}.py", f"{each.module}/__init__.py")
    return not each.distributions and any(file.project.exists(place) for place in places)


def _guarded(index: ModuleIndex) -> set[ast.AST]:
    """Return the statements in a `try` that catches a failing import."""
    return {
        statement
        for context in index.of(ast.Try)
        if isinstance(context.node, ast.Try) and any(_catches(handler) for handler in context.node.handlers)
        for statement in context.node.body
    }


def _catches(handler: ast.ExceptHandler) -> bool:
    text = ast.unparse(handler.type) if handler.type else "Exception"
    return any(name in text for name in GUARDS)


SHOWN = 6  # names in a message, which is one line
_NOTHING, _SOMETHING = "nothing", "something"
"""Whether the project declares any dependency."""


def _gather(file: LintTarget) -> Iterator[Shared]:
    known = declared(file)
    kind = _NOTHING if file.project.declared is None else _SOMETHING
    for each in imported(file):
        if each.distributions and each.distributions.isdisjoint(known):
            yield shared(file, each.context, (each.module, kind))


def _conclude(facts: tuple[Shared, ...]) -> Iterator[tuple[str, Violation]]:
    """Yield one violation for each module, and one for all where nothing is declared: a project has one list."""
    by_module: dict[str, list[Shared]] = {}
    for fact in facts:
        if fact.fact[1] == _SOMETHING:
            by_module.setdefault(fact.fact[0], []).append(fact)
    for module, found in by_module.items():
        message = f"`{module}` is imported but not declared{_also(found)}: add it, with a version, to pyproject.toml"
        yield found[0].path, place(found[0], message)
    nothing = [fact for fact in facts if fact.fact[1] == _NOTHING]
    if nothing:
        yield nothing[0].path, place(nothing[0], _nothing_declared(nothing))


def _also(found: Sequence[Shared]) -> str:
    others = len({fact.path for fact in found}) - 1
    return f" (also in {others} other file{'s' if others > 1 else ''})" if others else ""


def _nothing_declared(facts: Sequence[Shared]) -> str:
    names = sorted({fact.fact[0] for fact in facts})
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return (
        f"dependency versions are not declared ({', '.join(names[:SHOWN])}{more}{_also(facts)}): "
        "declare them in pyproject.toml or requirements.txt"
    )


RULE = Rule(
    **explanation(__doc__),
    code="MLS211",
    name="undeclared-dependency",
    level="production",
    gather=_gather,
    conclude=_conclude,
    source="https://packaging.python.org/en/latest/guides/writing-pyproject-toml/#dependencies-optional-dependencies",
    flagged=cases(
        "import numpy as np  # flagged: numpy, pandas\nimport pandas as pd",
        Example("import numpy as np\nimport sklearn  # flagged: sklearn", declared=(("numpy", ">=2"),)),
        "%pip install numpy==2.1\nimport numpy\nimport pandas  # flagged",
        Example("import cv2  # flagged", declared=(("numpy", ""),), plain=True),
        Example(
            "import numpy  # flagged: pandas (also in 1 other file)\nimport pandas",
            others=(("b.py", "import pandas"),),
        ),
    ),
    kept=cases(
        Example("import sklearn", declared=(("scikit-learn", ">=1"),)),
        "import os\nimport json\nfrom pathlib import Path",
        Example("import helpers", files=("helpers.py",), declared=()),
        "%pip install pandas==3\nimport pandas",
        Example("try:\n    import numpy\nexcept ImportError:\n    numpy = None", declared=()),
        Example("from . import helpers", declared=(), plain=True),
        Example("from IPython.display import display", declared=()),
    ),
)
