"""Validates the names of a project and its package; each refusal gives the reason and a valid name."""

import keyword
import re
import sys
import unicodedata

from mlscaffold.analysis.api import libraries
from mlscaffold.errors import MlscaffoldError

LONGEST = 50
"""Characters: Windows limits paths to 260, and a path contains the name twice, below the user's own folders."""

SUFFIX = "-model"
"""Makes a suggested name free."""

RESERVED = 8  # characters that a suggestion leaves for the suffix, and two to spare

# Windows numbers its ports from 0 to 9.
DEVICES = frozenset(
    {"con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(10))}
)
FOLDERS = frozenset(
    {"build", "data", "dist", "docs", "notebooks", "outputs", "site-packages", "src", "test", "tests", "venv"}
)
"""Folders in or beside a project: a package of that name would hide them, or they would hide it."""

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
LOOKALIKES = str.maketrans(
    "аαеεоοрρсϲхχуυіιјѕԁһӏнкмтвɡԛԝ",
    "aaeeooppccxxyyiijsdhlhkmtbgqw",
)
"""Cyrillic and Greek letters that look like Latin ones, and the Latin ones."""

_NAME = re.compile(r"[a-z][a-z0-9]*(?:[-_][a-z0-9]+)*")


def check_project(name: str) -> str:
    """Return the name of a project if it is valid.

    Args:
        name: the user's input.

    Raises:
        MlscaffoldError: it is invalid; the message gives the reason and suggests another name.
    """
    return _check(name, "project")


def check_package(name: str) -> str:
    """Return the name of an import package if it is valid.

    Raises:
        MlscaffoldError: it is invalid; the message gives the reason and suggests another name.
    """
    checked = _check(name, "package")
    if "-" in checked:
        raise _refusal(name, "package", "imports cannot contain a hyphen")
    return checked


def package_of(project: str) -> str:
    """Return the name of a project's import package."""
    return project.replace("-", "_")


def _check(name: str, kind: str) -> str:
    reason = _syntax_problem(name) or _collision(name)
    if reason:
        raise _refusal(name, kind, reason)
    return name


def _refusal(name: str, kind: str, reason: str) -> MlscaffoldError:
    better = suggestion(name)
    better = package_of(better) if kind == "package" else better
    shown = repr(name if len(name) <= LONGEST else f"{name[:LONGEST]}…")
    return MlscaffoldError(f"invalid {kind} name {shown}: {reason}", hint=f"For example, use {better}")


def _syntax_problem(name: str) -> str:
    """Return why the characters of a name are invalid, "" if they are valid."""
    if not name.strip():
        return "it is empty"
    if any(unicodedata.category(letter).startswith("C") for letter in name):
        return "it contains invisible characters"
    if "/" in name or "\\" in name or name.strip(".") == "" or name[1:2] == ":" or name.startswith("~"):
        return "it is a path; set the folder with --output"
    if not name.isascii():
        return "it contains characters other than a to z, which may look like these"
    if name[0].isdigit():
        return "a module name cannot start with a digit"
    if len(name) > LONGEST:
        return f"it has {len(name)} characters; the maximum is {LONGEST}, because of path limits on Windows"
    if not _NAME.fullmatch(name):
        return "only lower-case letters and digits are allowed, with single - or _ between them"
    return ""


def _collision(name: str) -> str:
    """Return what already uses a name, "" if it is free."""
    module, dashed = package_of(name), name.replace("_", "-")
    if module in DEVICES:
        return "it is a device name on Windows"
    if keyword.iskeyword(module) or keyword.issoftkeyword(module) or module in {"none", "true", "false"}:
        return "it is a Python keyword"
    if module in sys.stdlib_module_names or module in {"distutils", "imp"}:
        return "it would hide a module of Python's standard library"
    if dashed in OWN:
        return "it is the name of this tool"
    if module in FOLDERS or dashed in FOLDERS:
        return "a folder in or beside the project has that name"
    if (
        {module, dashed} & LIBRARIES
        or module in libraries()
        or dashed in {library.distribution for library in libraries().values()}
    ):
        return "a well-known library has that name, and one would hide the other"
    return ""


def suggestion(name: str) -> str:
    """Return a valid name that resembles another one."""
    last = next((part for part in reversed(re.split(r"[/\\:]", name)) if part.strip(" .~")), "")
    latin = (
        unicodedata.normalize("NFKD", last.casefold().translate(LOOKALIKES))
        .encode("ascii", "ignore")
        .decode()
    )
    words = re.findall(r"[a-z0-9]+", latin)
    while words and words[0].isdigit():
        words = [*words[1:], words[0]]
    plain = "-".join(words).lstrip("0123456789-")[: LONGEST - RESERVED].strip("-") or "late-parcels"
    return plain if not (_syntax_problem(plain) or _collision(plain)) else plain + SUFFIX
