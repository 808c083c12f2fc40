import ast
import sys
from collections.abc import Iterator

import pytest

from mlscaffold.environments.dependencies import Use, names_to_query, requirements, skipped_imports
from mlscaffold.environments.interpreter import Installed, Interpreter, query
from mlscaffold.notebook.cells import Location

EMPTY = Interpreter("python", "3.11.7")
FULL = Interpreter(
    "python",
    "3.11.7",
    (
        Installed("sklearn", "scikit-learn", "1.9.1"),
        Installed("pandas", "pandas", "3.1.1"),
        Installed("torch", "torch", "2.1.0+cu118"),
        Installed("mine", "mine", "0.1.dev5+g1234"),
        Installed("cv2", "opencv-python-headless", "4.9"),
        Installed("pyarrow", "pyarrow", "26.0.1"),
        Installed("PyYAML", "PyYAML", "6.0"),
    ),
)


def uses(*names: str) -> tuple[Use, ...]:
    return tuple(Use(name, Location(number)) for number, name in enumerate(names, 1))


def printed(
    *,
    imports: str = "",
    calls: tuple[Use, ...] = (),
    installs: tuple[str, ...] = (),
    interpreter: Interpreter = EMPTY,
) -> list[str]:
    found = requirements(uses(*imports.split()), calls, uses(*installs), interpreter)
    return [str(requirement) for requirement in found]


@pytest.mark.parametrize(
    ("imports", "expected"),
    [
        pytest.param(
            "pandas sklearn.svm", ["pandas==3.1.1", "scikit-learn==1.9.1"], id="installed ones are pinned"
        ),
        pytest.param(
            "cv2", ["opencv-python-headless==4.9"], id="installed versions take precedence over the table"
        ),
        pytest.param("torch.nn", ["torch==2.1.0"], id="the build of a version is dropped"),
        pytest.param("mine", ["mine"], id="a development version is on no index"),
        pytest.param("yaml", ["PyYAML==6.0"], id="known to the interpreter by the distribution's name only"),
    ],
)
def test_installed(imports: str, expected: list[str]) -> None:
    assert printed(imports=imports, interpreter=FULL) == expected


@pytest.mark.parametrize(
    ("imports", "expected"),
    [
        pytest.param("cv2", "opencv-python", id="OpenCV"),
        pytest.param("sklearn.svm", "scikit-learn", id="scikit-learn"),
        pytest.param("skimage.io", "scikit-image", id="scikit-image"),
        pytest.param("PIL.Image", "pillow", id="Pillow"),
        pytest.param("yaml", "PyYAML", id="YAML"),
        pytest.param("bs4", "beautifulsoup4", id="Beautiful Soup"),
        pytest.param("umap", "umap-learn", id="UMAP"),
        pytest.param("imblearn.over_sampling", "imbalanced-learn", id="imbalanced-learn"),
        pytest.param("Crypto.Cipher", "pycryptodome", id="Crypto"),
        pytest.param("dateutil.parser", "python-dateutil", id="dateutil"),
        pytest.param("dotenv", "python-dotenv", id="dotenv"),
        pytest.param("mpl_toolkits.mplot3d.Axes3D", "matplotlib", id="toolkits of matplotlib"),
        pytest.param("mpl_toolkits.basemap.Basemap", "basemap", id="a toolkit of its own"),
        pytest.param("pylab", "matplotlib", id="pylab"),
        pytest.param("google.cloud.storage.Client", "google-cloud-storage", id="Google Cloud"),
        pytest.param(
            "google.cloud.newthing", "google-cloud-newthing", id="a Google Cloud library not in the table"
        ),
        pytest.param("google.protobuf", "protobuf", id="protocol buffers"),
        pytest.param("azure.storage.blob.BlobServiceClient", "azure-storage-blob", id="Azure"),
        pytest.param("win32api", "pywin32", id="Windows"),
        pytest.param("fitz", "PyMuPDF", id="PyMuPDF"),
        pytest.param("docx", "python-docx", id="Word files"),
        pytest.param("MySQLdb", "mysqlclient", id="MySQL"),
        pytest.param("serial.tools", "pyserial", id="serial ports"),
        pytest.param("tensorflow.keras.layers", "tensorflow", id="Keras in TensorFlow"),
        pytest.param("sentence_transformers", "sentence-transformers", id="an underscore becomes a hyphen"),
        pytest.param("somebodys_library.part", "somebodys-library", id="unknown"),
    ],
)
def test_not_installed_the_table_names_the_distribution(imports: str, expected: str) -> None:
    (requirement,) = requirements(uses(imports), (), (), EMPTY)
    assert str(requirement) == expected
    assert "not installed" in requirement.note


@pytest.mark.parametrize(
    "imports",
    [
        pytest.param("os os.path json __future__ zoneinfo sqlite3.dbapi2", id="the standard library"),
        pytest.param("google.colab.drive", id="Google Colab"),
        pytest.param("IPython.display", id="IPython"),
        pytest.param("urllib2 cPickle", id="modules of Python 2"),
        pytest.param("local_tools local_tools.io", id="modules next to the notebook"),
    ],
)
def test_no_requirement(imports: str) -> None:
    local = frozenset({"local_tools"})
    assert requirements(uses(*imports.split()), (), (), EMPTY, local) == ()
    assert names_to_query(uses(*imports.split()), local=local) == ()


def test_omitted_requirements_have_a_reason() -> None:
    out = skipped_imports(
        uses("os", "IPython.display", "pandas", "google.colab", "imp_local"), frozenset({"imp_local"})
    )
    assert [(one.name, one.location.cell) for one in out] == [("IPython.display", 2), ("google.colab", 4)]
    assert out[1].why == "google.colab is not a requirement: it works in Google Colab only."


def call(name: str, text: str = "") -> Use:
    return Use(name, Location(7), text)


@pytest.mark.parametrize(
    ("used", "expected"),
    [
        pytest.param(call("pandas.read_parquet"), ["pyarrow"], id="Parquet"),
        pytest.param(call(".to_feather"), ["pyarrow"], id="Feather, on an object of unknown type"),
        pytest.param(call("pandas.read_parquet", 'pd.read_parquet(p, engine="fastparquet")'), ["fastparquet"], id="another engine"),
        pytest.param(call("pandas.read_excel", "pd.read_excel('a.xlsx')"), ["openpyxl"], id="Excel"),
        pytest.param(call("pandas.read_excel", "pd.read_excel('a.xls')"), ["xlrd"], id="old Excel"),
        pytest.param(call("pandas.DataFrame.to_excel"), ["openpyxl"], id="writing Excel"),
        pytest.param(call("pandas.read_html"), ["lxml"], id="HTML"),
        pytest.param(call("pandas.read_html", "pd.read_html(u, flavor='bs4')"), ["beautifulsoup4", "html5lib"], id="HTML by Beautiful Soup"),
        pytest.param(call("pandas.read_hdf"), ["tables"], id="HDF5"),
        pytest.param(call("pandas.DataFrame.to_markdown"), ["tabulate"], id="Markdown"),
        pytest.param(call("pandas.read_sql", "pd.read_sql(q, 'sqlite:///a.db')"), ["sqlalchemy"], id="a database's URL"),
        pytest.param(call("sqlalchemy.create_engine", "create_engine('postgresql://h/d')"), ["psycopg2-binary"], id="PostgreSQL"),
        pytest.param(call("pandas.DataFrame.style"), ["jinja2"], id="styled tables"),
        pytest.param(call("pandas.DataFrame.plot.bar"), ["matplotlib"], id="plots of frames"),
        pytest.param(call("pandas.DataFrame.plot", "df.plot(kind='kde')"), ["matplotlib", "scipy"], id="densities"),
        pytest.param(call("xgboost.XGBClassifier"), ["scikit-learn"], id="XGBoost's estimators"),
        pytest.param(call("seaborn.clustermap"), ["scipy"], id="cluster maps"),
        pytest.param(call("tqdm.notebook.tqdm"), ["ipywidgets"], id="progress bars of notebooks"),
        pytest.param(call("bs4.BeautifulSoup", "BeautifulSoup(t, 'lxml')"), ["lxml"], id="a parser by its name"),
        pytest.param(call("pandas.read_csv", "pd.read_csv('s3://b/a.csv')"), ["s3fs"], id="files on S3"),
    ],
)  # fmt: skip
def test_engines(used: Use, expected: list[str]) -> None:
    assert printed(calls=(used,)) == expected


@pytest.mark.parametrize(
    "used",
    [
        pytest.param(call("pandas.read_csv", "pd.read_csv('a.csv')"), id="CSV needs none"),
        pytest.param(call("pandas.read_sql", "pd.read_sql(q, connection)"), id="a connection of sqlite3"),
        pytest.param(call("bs4.BeautifulSoup", "BeautifulSoup(t, 'html.parser')"), id="Python's own parser"),
        pytest.param(call("to_excel"), id="the notebook's own function"),
        pytest.param(call("xgboost.train"), id="XGBoost's own interface"),
        pytest.param(call("pandas.DataFrame.corr", "df.corr()"), id="Pearson's correlation"),
    ],
)
def test_calls_without_an_engine(used: Use) -> None:
    assert printed(calls=(used,)) == []


@pytest.mark.parametrize(
    ("imports", "installs", "expected"),
    [
        pytest.param("umap", ("umap-learn==0.5.3",), ["umap-learn==0.5.3"], id="the notebook's own version"),
        pytest.param("pandas", ("pandas==0.25",), ["pandas==3.1.1"], id="installed versions take precedence"),
        pytest.param("yaml", ("pyyaml >=5, <7",), ["PyYAML==6.0"], id="in another spelling"),
        pytest.param("ray", ("ray[tune]>=2 , <3",), ["ray[tune]>=2,<3"], id="with extras"),
        pytest.param(
            "sklearn",
            ("Scikit_Learn[alldeps]",),
            ["scikit-learn[alldeps]==1.9.1"],
            id="extras of an installed distribution",
        ),
        pytest.param(
            "clip",
            ("clip @ git+https://host/clip.git",),
            ["clip @ git+https://host/clip.git"],
            id="from an address",
        ),
        pytest.param(
            "faiss", ("faiss-gpu==1.7",), ["faiss-gpu==1.7"], id="another build of the same library"
        ),
        pytest.param("", ("folium~=0.15",), ["folium~=0.15"], id="installed by the notebook, not imported"),
        pytest.param("", ("pandas",), ["pandas==3.1.1"], id="not imported, and installed"),
        pytest.param("", ("jupyterlab", "pip"), [], id="tools of notebooks"),
        pytest.param("", ("-r requirements.txt", "./wheel.whl/"), [], id="no requirements"),
    ],
)
def test_install_lines(imports: str, installs: tuple[str, ...], expected: list[str]) -> None:
    assert printed(imports=imports, installs=installs, interpreter=FULL) == expected


def test_one_distribution_is_one_requirement_with_all_its_places() -> None:
    imports = (Use("sklearn.svm", Location(3)), Use("sklearn", Location(1)), Use("sklearn.tree", Location(3)))
    (requirement,) = requirements(imports, (call("lightgbm.LGBMRegressor"),), (), FULL)
    assert requirement.locations == (Location(1), Location(3), Location(7))
    assert requirement.why == "The notebook imports sklearn."


def test_reasons_read_as_sentences() -> None:
    (requirement,) = requirements((), (call(".to_excel"),), (), EMPTY)
    assert requirement.why == "to_excel writes Excel files with it."


def test_requirements_are_in_the_order_of_their_names() -> None:
    assert printed(imports="zarr Bio pandas", interpreter=FULL) == ["biopython", "pandas==3.1.1", "zarr"]


def test_spellings_of_a_distribution() -> None:
    assert printed(installs=("Ruamel._yaml==1", "ruamel-yaml")) == ["Ruamel._yaml==1"]


CELLS = {
    "a table and a plot": (
        "import os, json\nimport numpy as np\nimport pandas as pd\nimport matplotlib.pyplot as plt\n",
        {"numpy", "pandas", "matplotlib"},
    ),
    "a model": (
        "from sklearn.linear_model import LogisticRegression\nfrom sklearn import metrics\nfrom dateutil import parser\n",
        {"scikit-learn", "python-dateutil"},
    ),
    "notebook only": ("from IPython.display import display\nfrom google.colab import drive\n", set()),
}


def imported(source: str) -> Iterator[Use]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (Use(alias.name, Location(1, node.lineno)) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (Use(f"{node.module}.{alias.name}", Location(1, node.lineno)) for alias in node.names)


@pytest.mark.parametrize("case", CELLS)
def test_on_the_real_facts_of_this_environment(case: str) -> None:
    source, expected = CELLS[case]
    imports = tuple(imported(source))
    found = requirements(imports, (), (), query(sys.executable, names_to_query(imports)))
    assert {requirement.name for requirement in found} == expected
    assert all(requirement.specifier.startswith("==") for requirement in found)
