"""Which names a project and its package may have; each refusal says why, and what would do."""

from __future__ import annotations

import keyword
import re
import sys
import unicodedata

from mlscaffold.analysis.libraries import libraries
from mlscaffold.errors import MlscaffoldError

LONGEST = 50
"""Letters: with the package twice in a path, Windows still finds its files."""

DEVICES = frozenset(
    {"con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(10))}
)
FOLDERS = frozenset(
    {"build", "data", "dist", "docs", "notebooks", "outputs", "site-packages", "src", "test", "tests", "venv"}
)
"""Folders that stand in a project or beside it: a package of that name would hide them, or they it."""

LIBRARIES = frozenset(
    """
    aiohttp airflow altair anthropic arrow astropy attrs autogluon bentoml black bokeh boto3 catboost celery click
    conda cookiecutter cryptography cupy cython dagster dash dask datasets deepspeed django duckdb fastai fastapi
    fastparquet feast flask flax gensim geopandas gradio great-expectations h5py hatchling httpx huggingface-hub hydra
    hypothesis ibis imbalanced-learn ipykernel ipython jax jinja2 joblib jupyter jupyterlab kedro keras kubeflow langchain
    librosa lightgbm lightning llvmlite loguru lxml matplotlib mlflow mypy nbconvert nbformat networkx nltk notebook nox
    numba numpy ollama omegaconf onnx onnxruntime openai openpyxl optuna orjson packaging pandas pandera papermill peft
    pillow pip plotly polars pre-commit prefect prophet pyarrow pydantic pymc pyspark pytest pytorch ray requests rich
    ruff s3fs scikit-learn scipy seaborn selenium sentencepiece setuptools shap six sklearn skorch snorkel spacy sqlalchemy
    starlette statsmodels streamlit sympy tensorboard tensorflow tiktoken timm tokenizers torch torchaudio torchvision tox
    tqdm transformers triton trl typer ultralytics umap urllib3 uv uvicorn virtualenv wandb wheel xarray xgboost yaml zenml
    zizmor
    """.split()
)
OWN = frozenset({"mlscaffold", "mlscaffold-cli", "mlscaffold-codemods"})
ALIKE = str.maketrans(
    "аαеεоοрρсϲхχуυіιјѕԁһӏнкмтвɡԛԝ",
    "aaeeooppccxxyyiijsdhlhkmtbgqw",
)
"""Cyrillic and Greek letters that look like Latin ones, and those."""

_NAME = re.compile(r"[a-z][a-z0-9]*(?:[-_][a-z0-9]+)*")


def check_project(name: str) -> str:
    """Return the name of a project if it is one.

    Args:
        name: as it was given.

    Raises:
        MlscaffoldError: it is none; the message says why, and suggests another.
    """
    return _check(name, "project")


def check_package(name: str) -> str:
    """Return the name of an import package if it is one.

    Raises:
        MlscaffoldError: it is none; the message says why, and suggests another.
    """
    checked = _check(name, "package")
    if "-" in checked:
        raise _refusal(name, "package", "a hyphen cannot stand in an import")
    return checked


def package_of(project: str) -> str:
    """Return the name of a project's import package."""
    return project.replace("-", "_")


def _check(name: str, kind: str) -> str:
    reason = _shape(name) or _taken(name)
    if reason:
        raise _refusal(name, kind, reason)
    return name


def _refusal(name: str, kind: str, reason: str) -> MlscaffoldError:
    better = suggestion(name)
    better = package_of(better) if kind == "package" else better
    shown = repr(name if len(name) <= LONGEST else f"{name[:LONGEST]}…")
    return MlscaffoldError(
        f"{shown} cannot be the {kind}'s name: {reason}", hint=f"Take {better}, for example"
    )


def _shape(name: str) -> str:
    """Return what is wrong with the letters of a name, "" for nothing."""
    if not name.strip():
        return "it is empty"
    if any(unicodedata.category(letter).startswith("C") for letter in name):
        return "it holds letters that cannot be seen"
    if "/" in name or "\\" in name or name.strip(".") == "" or name[1:2] == ":" or name.startswith("~"):
        return "it is a path; --output says where the project stands"
    if not name.isascii():
        return "it holds letters beyond a to z, and some of those only look like others"
    if name[0].isdigit():
        return "a module's name cannot begin with a digit"
    if len(name) > LONGEST:
        return f"it has {len(name)} letters, and {LONGEST} is the most that paths on Windows bear"
    if not _NAME.fullmatch(name):
        return "it may hold small letters and digits, with single - or _ between them"
    return ""


def _taken(name: str) -> str:
    """Return what has a name already, "" for nothing."""
    module, dashed = package_of(name), name.replace("_", "-")
    if module in DEVICES:
        return "Windows takes it for a device"
    if keyword.iskeyword(module) or keyword.issoftkeyword(module) or module in {"none", "true", "false"}:
        return "it is a keyword of Python"
    if module in sys.stdlib_module_names or module in {"distutils", "imp"}:
        return "a module of Python's standard library has it, and would no longer be found"
    if dashed in OWN:
        return "it is this tool's own"
    if module in FOLDERS or dashed in FOLDERS:
        return "a folder in or beside the project has it"
    if {module, dashed} & LIBRARIES or module in libraries() or dashed in _distributions():
        return "a well-known library has it, and one of the two would no longer be found"
    return ""


def _distributions() -> frozenset[str]:
    return frozenset(library.distribution for library in libraries().values())


def suggestion(name: str) -> str:
    """Return a name that is free and looks like another one."""
    last = next((part for part in reversed(re.split(r"[/\\:]", name)) if part.strip(" .~")), "")
    latin = unicodedata.normalize("NFKD", last.casefold().translate(ALIKE)).encode("ascii", "ignore").decode()
    words = re.findall(r"[a-z0-9]+", latin)
    while words and words[0].isdigit():
        words = [*words[1:], words[0]]
    plain = "-".join(words).lstrip("0123456789-")[: LONGEST - 8].strip("-") or "late-parcels"
    return plain if not (_shape(plain) or _taken(plain)) else f"{plain}-model"
