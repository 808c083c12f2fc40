from __future__ import annotations

import pytest

from mlscaffold.codegen.config_fields import Field, Settings, path_name, settings
from tests.stages.notebooks import READ, running

SVC = "from sklearn.svm import SVC\n"
SPLIT = "from sklearn.model_selection import train_test_split\n"
PD = "import pandas as pd\n"
FIELDS: dict[str, tuple[str, list[str]]] = {
    "a path that is read": (READ, ["people_csv: Path = people.csv r"]),
    "a path that is written": (PD + "pd.DataFrame().to_csv('out/a.csv')", ["a_csv: Path = out/a.csv w"]),
    "a path by keyword": (PD + "pd.read_csv(filepath_or_buffer='a.csv')", ["a_csv: Path = a.csv r"]),
    "a path in a variable": (PD + "name = 'a.csv'\ndf = pd.read_csv(name)", ["name: Path = a.csv r"]),
    "an absolute path": ("root = '/home/ann/data'", ["data: Path = /home/ann/data r"]),
    "one path in two places": (
        PD + "a = pd.read_csv('a.csv')\nb = pd.read_csv('a.csv')",
        ["a_csv: Path = a.csv r"],
    ),
    "a seed": ("import numpy as np\nnp.random.seed(42)", ["seed: int = 42"]),
    "a seed by keyword": (SPLIT + "a, b = train_test_split(x, random_state=7)", ["seed: int = 7"]),
    "one seed in two places": (
        SPLIT + "import numpy as np\nnp.random.seed(7)\na, b = train_test_split(x, random_state=7)",
        ["seed: int = 7"],
    ),
    "two seeds": (
        SPLIT + "a, b = train_test_split(x, random_state=7)\nc, d = train_test_split(x, random_state=8)",
        ["a_seed: int = 7", "c_seed: int = 8"],
    ),
    "the share of the test data": (
        SPLIT + "a, b = train_test_split(x, test_size=0.2)",
        ["test_size: float = 0.2"],
    ),
    "a hyperparameter": (SVC + "m = SVC(kernel='rbf', degree=2)", ["kernel: str = 'rbf'", "degree: int = 2"]),
    "a hyperparameter named by a capital letter": (SVC + "m = SVC(C=2.0)", ["regularization: float = 2.0"]),
    "capitals": ("LIMIT = 3\na = LIMIT", ["limit: int = 3"]),
    "a list in capitals": (
        "AGES = [1, 2]\na = AGES",
        ["ages: list[int] = field(default_factory=lambda: [1, 2])"],
    ),
}
NONE: dict[str, str] = {
    "lower case": "limit = 3\na = limit",
    "a constant that is bound again": "LIMIT = 3\nLIMIT = 4",
    "a constant that is changed": "AGES = [1, 2]\nAGES.append(3)",
    "a list of several types": "AGES = [1, 'a']\na = AGES",
    "an address": PD + "df = pd.read_csv('https://x.org/a.csv')",
    "a database in memory": "import sqlite3\nc = sqlite3.connect(':memory:')",
    "a path in an f-string": PD + "df = pd.read_csv(f'a{1}.csv')",
    "a path that occurs elsewhere": PD + "df = pd.read_csv('a.csv')\nprint('a.csv')",
    "a boolean": SVC + "m = SVC(probability=True)",
    "a verbosity": SVC + "m = SVC(verbose=2)",
    "no seed": SPLIT + "a, b = train_test_split(x, random_state=None)",
    "a keyword of a function of the notebook": "def f(seed):\n    return seed\nf(seed=3)",
    "a part of an address": "a = 'see/home/ann/x'",
}
NAMES: dict[str, tuple[str, str]] = {
    "a folder before": ("/home/ann/people.csv", "people_csv"),
    "Windows": (r"C:\data\My People.csv", "my_people_csv"),
    "no suffix": ("data/raw", "raw"),
    "a number first": ("2019.csv", "n2019_csv"),
    "letters of another script": ("数据.csv", "csv"),
}


def found(
    *cells: str, reserved: frozenset[str] = frozenset(), tagged: frozenset[int] = frozenset()
) -> Settings:
    return settings(running(*cells), reserved, tagged)


def described(field: Field) -> str:
    default = f"{field.path} {'w' if field.writes else 'r'}" if field.path else field.default
    return f"{field.name}: {field.annotation} = {default}"


@pytest.mark.parametrize(("cell", "fields"), FIELDS.values(), ids=FIELDS)
def test_literals_that_become_fields(cell: str, fields: list[str]) -> None:
    assert [described(field) for field in found(cell).fields] == fields


@pytest.mark.parametrize("cell", NONE.values(), ids=NONE)
def test_literals_that_stay_in_the_code(cell: str) -> None:
    assert found(cell) == Settings()


def test_cells_tagged_as_parameters() -> None:
    assert [f.name for f in found("a = 1", "b = 2", tagged=frozenset({2})).fields] == ["b"]


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ('a = 1 #@param {type:"integer"}\nb = 2', ["a"]),
        ("a = 0.5  # @param", ["a"]),
        ("a = 1  # a parameter\nb = 2  # @params", []),
        ("a = compute()  # @param", []),
    ],
    ids=["a form of Colab", "without a type", "another comment", "a computed value"],
)
def test_parameters_of_a_form(cell: str, names: list[str]) -> None:
    assert [f.name for f in found(cell).fields] == names


def test_a_field_does_not_reuse_a_name_of_the_notebook() -> None:
    assert [f.name for f in found(READ, reserved=frozenset({"people_csv"})).fields] == ["people_csv_setting"]


def test_a_field_replaces_its_literal() -> None:
    (lift,) = found(READ).lifts
    assert (lift.unit, lift.line, lift.column, lift.end_column, lift.field) == (1, 1, 17, 29, "people_csv")


def test_a_constant_becomes_its_field() -> None:
    assert found("LIMIT = 3\na = LIMIT").constants == ((0, "LIMIT", "limit"),)


@pytest.mark.parametrize(("path", "name"), NAMES.values(), ids=NAMES)
def test_path_name(path: str, name: str) -> None:
    assert path_name(path) == name
