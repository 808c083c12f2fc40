"""What a file imports from outside, and which distribution each module comes from."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import NamedTuple

from mlscaffold.analysis import api
from mlscaffold.analysis.index import ModuleIndex
from mlscaffold.analysis.libraries import engines, libraries
from mlscaffold.analysis.nodes import NodeContext
from mlscaffold.rules.rule import LintTarget
from mlscaffold.rules.uses import KEPT

ALWAYS = frozenset({"IPython", "__future__", "google", "setuptools", "pkg_resources", "pip"})
"""What stands beside every kernel, or is no requirement."""

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
    "luigi lxml mapclassify mapie markdown matplotlib_venn mechanize mesa metaflow modin mpld3 mpmath mxnet "
    "nbconvert nbformat neo4j nevergrad nox nibabel nilearn numba numexpr numpyro ollama onnxruntime openai optax "
    "ortools osmnx packaging palmerpenguins pandas_datareader pandas_gbq pandasql pandera papermill "
    "pdfplumber peft pendulum pingouin pint pmdarima prefect prettytable prince prophet psutil psycopg pulp "
    "pyLDAvis pyclust pycountry pydantic pydataset pydeck pydot pydotplus pygam pymc pymc3 pymongo pymysql "
    "pynndescent pyod pyodbc pyomo pypdf pyprind pyproj pyreadstat pysal pystan pytesseract pytest "
    "pytorch_lightning pytz qiskit rasterio ray rdkit redis reportlab rich river rouge rpy2 rtree sacrebleu "
    "scrapy selenium sentence_transformers sentencepiece seqeval shapely simpy skl2onnx sktime smart_open "
    "snorkel soundfile sqlmodel sqlparse squarify statsforecast streamlit sympy tabpfn tensorboard "
    "tensorboardX tensorflow_datasets tensorflow_hub tensorflow_probability tensorflow_text textstat theano "
    "tiktoken timm tokenizers tomli toolz torchaudio torchinfo torchmetrics torchsummary torchtext traitlets "
    "treelib trl tsfresh tslearn tweepy typer typing_extensions unidecode urllib3 vaderSentiment vaex vega "
    "vega_datasets vtk watermark wbgapi websockets wikipedia wordninja xarray xlrd xlsxwriter xlwt zarr zenml".split()
)
"""Libraries of every day whose distribution is called like the module; the API table knows nothing of them."""

GUARDS = ("ImportError", "ModuleNotFoundError", "Exception")


class Import(NamedTuple):
    """A module from outside, where it is imported first.

    Args:
        module: its top module.
        distributions: names, in normal form, of which one gives it; empty where no table knows it.
        seen: the statement.
    """

    module: str
    distributions: frozenset[str]
    seen: NodeContext


def imported(file: LintTarget) -> tuple[Import, ...]:
    """Return the modules that a file imports from elsewhere than the standard library and its own project.

    An import that may fail without harm, in a `try` that catches ImportError, is left out.
    """
    return tuple(each for each in _foreign(file.index) if not _is_local(each, file))


@lru_cache(maxsize=KEPT)
def _foreign(index: ModuleIndex) -> tuple[Import, ...]:
    found: dict[str, Import] = {}
    guarded = _guarded(index)
    for seen in index.of(ast.Import, ast.ImportFrom):
        for name in _names(seen.node):
            top = name.partition(".")[0]
            if top not in found and seen.statement not in guarded and _is_foreign(top, name):
                found[top] = Import(top, distributions(name), seen)
    return tuple(found.values())


def declared(file: LintTarget) -> Mapping[str, str]:
    """Return the distributions that the project or the file's own install lines name, with what bounds them."""
    installs = dict(split(requirement) for cell in file.python for requirement in cell.requirements)
    given = file.around.declared or {}
    return {**{normal(name): bound for name, bound in given.items()}, **installs}


def distributions(name: str) -> frozenset[str]:
    """Return the distributions, in normal form, that may give a module; none where no table knows it.

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
    """Return a distribution's name in the form in which all its spellings are equal."""
    return re.sub(r"[-_.]+", "-", name).lower()


def split(requirement: str) -> tuple[str, str]:
    """Return name, in normal form, and version of a requirement as `pip install` takes it."""
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


def _is_foreign(top: str, name: str) -> bool:
    if top in sys.stdlib_module_names or top in ALWAYS:
        return False
    parts = name.split(".")
    listed = (libraries().get(".".join(parts[:length])) for length in range(len(parts), 0, -1))
    return not any(library.reason for library in listed if library is not None)


def _is_local(each: Import, file: LintTarget) -> bool:
    """Say whether a module stands beside the file or in the project; a folder will do."""
    if each.module in file.around.local:
        return True
    places = (f"{each.module}.py", f"{each.module}/__init__.py")
    return not each.distributions and any(file.around.exists(place) for place in places)


def _guarded(index: ModuleIndex) -> set[ast.AST]:
    """Return the statements that stand in a `try` which catches that an import fails."""
    return {
        statement
        for seen in index.of(ast.Try)
        if isinstance(seen.node, ast.Try) and any(_catches(handler) for handler in seen.node.handlers)
        for statement in seen.node.body
    }


def _catches(handler: ast.ExceptHandler) -> bool:
    text = ast.unparse(handler.type) if handler.type else "Exception"
    return any(name in text for name in GUARDS)
