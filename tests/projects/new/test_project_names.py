"""Names that cannot be are refused with a reason and one that can; the others are taken as they are."""

from __future__ import annotations

import sys

import pytest

from mlscaffold.errors import MlscaffoldError
from mlscaffold.projects.new.project_names import (
    LIBRARIES,
    check_package,
    check_project,
    package_of,
    suggestion,
)

REFUSED = [
    pytest.param("", "it is empty", "late-parcels", id="nothing"),
    pytest.param("  ", "it is empty", "late-parcels", id="spaces"),
    pytest.param("class", "a keyword of Python", "class-model", id="a keyword"),
    pytest.param("match", "a keyword of Python", "match-model", id="a soft keyword"),
    pytest.param("none", "a keyword of Python", "none-model", id="a constant in small letters"),
    pytest.param("2fast", "cannot begin with a digit", "fast", id="a digit first"),
    pytest.param("2024-churn", "cannot begin with a digit", "churn-2024", id="a year first"),
    pytest.param("café", "letters beyond a to z", "cafe", id="an accent"),
    pytest.param("ѕсоrе-mоdеl", "letters beyond a to z", "score-model", id="Cyrillic that looks Latin"),
    pytest.param("模型", "letters beyond a to z", "late-parcels", id="no Latin letter at all"),
    pytest.param("churn\u200bmodel", "cannot be seen", "churnmodel", id="a space of no width"),
    pytest.param("churn\nmodel", "cannot be seen", "churn-model", id="a line break"),
    pytest.param("churn\0", "cannot be seen", "churn", id="a null"),
    pytest.param("churn\u202emodel", "cannot be seen", "churnmodel", id="letters that run backwards"),
    pytest.param("../churn", "it is a path", "churn", id="up and out"),
    pytest.param("..", "it is a path", "late-parcels", id="the folder above"),
    pytest.param("/etc/passwd", "it is a path", "passwd", id="an absolute path"),
    pytest.param("C:\\churn", "it is a path", "churn", id="a path of Windows"),
    pytest.param("~root", "it is a path", "root", id="somebody's home"),
    pytest.param("numpy", "a well-known library", "numpy-model", id="a library"),
    pytest.param("scikit-learn", "a well-known library", "scikit-learn-model", id="a distribution"),
    pytest.param("sklearn", "a well-known library", "sklearn-model", id="the module of a distribution"),
    pytest.param("json", "standard library", "json-model", id="the standard library"),
    pytest.param("con", "a device", "con-model", id="a device of Windows"),
    pytest.param("lpt1", "a device", "lpt1-model", id="a printer of Windows"),
    pytest.param("mlscaffold", "this tool's own", "mlscaffold-model", id="ours"),
    pytest.param("tests", "a folder in or beside", "tests-model", id="a folder of the project"),
    pytest.param("a" * 51, "51 letters", "a" * 42, id="too long"),
    pytest.param("--output", "small letters and digits", "output", id="an option"),
    pytest.param("Churn", "small letters and digits", "churn", id="a capital"),
    pytest.param("churn model", "small letters and digits", "churn-model", id="a space"),
    pytest.param("churn--model", "small letters and digits", "churn-model", id="two hyphens"),
    pytest.param("churn-", "small letters and digits", "churn", id="a hyphen last"),
    pytest.param("_churn", "small letters and digits", "churn", id="an underscore first"),
    pytest.param("churn.model", "small letters and digits", "churn-model", id="a dot"),
    pytest.param("{{cookiecutter}}", "small letters and digits", "cookiecutter-model", id="a template"),
    pytest.param("churn;ls", "small letters and digits", "churn-ls", id="a command"),
]

TAKEN = [
    "late-parcels",
    "churn",
    "churn_model",
    "x",
    "b2b-leads",
    "matching",
    "classes",
    "numpy-tricks",
    "jsonl-reader",
    "contract",
    "com-model",
    "test-drives",
    "database",
    "modell-2024",
    "a" * 50,
]


@pytest.mark.parametrize(("name", "reason", "better"), REFUSED)
def test_a_name_that_cannot_be_is_refused_with_one_that_can(name: str, reason: str, better: str) -> None:
    with pytest.raises(MlscaffoldError) as caught:
        check_project(name)
    assert (reason in caught.value.what, caught.value.hint) == (True, f"Take {better}, for example")
    assert check_project(better) == better


@pytest.mark.parametrize("name", TAKEN)
def test_other_names_are_taken_as_they_are(name: str) -> None:
    assert check_project(name) == name
    assert check_package(package_of(name)).isidentifier()


@pytest.mark.parametrize(
    ("name", "better"), [("late-parcels", "late_parcels"), ("NumPy", "numpy_model"), ("a.b", "a_b")]
)
def test_a_package_is_a_name_that_python_can_import(name: str, better: str) -> None:
    with pytest.raises(MlscaffoldError, match=f"Take {better}, for example"):
        check_package(name)


@pytest.mark.parametrize("name", sorted(LIBRARIES | set(sys.stdlib_module_names) - {"this"}))
def test_what_is_suggested_is_free(name: str) -> None:
    assert check_project(suggestion(name)) != name
