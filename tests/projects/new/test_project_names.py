"""Invalid names are refused with a reason and a valid suggestion; valid names stay."""

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
    pytest.param("class", "a Python keyword", "class-model", id="a keyword"),
    pytest.param("match", "a Python keyword", "match-model", id="a soft keyword"),
    pytest.param("none", "a Python keyword", "none-model", id="a constant in small letters"),
    pytest.param("2fast", "cannot start with a digit", "fast", id="a digit first"),
    pytest.param("2024-churn", "cannot start with a digit", "churn-2024", id="a year first"),
    pytest.param("café", "characters other than a to z", "cafe", id="an accent"),
    pytest.param(
        "ѕсоrе-mоdеl", "characters other than a to z", "score-model", id="Cyrillic that looks Latin"
    ),
    pytest.param("模型", "characters other than a to z", "late-parcels", id="no Latin letter at all"),
    pytest.param("churn\u200bmodel", "invisible characters", "churnmodel", id="a zero-width space"),
    pytest.param("churn\nmodel", "invisible characters", "churn-model", id="a line break"),
    pytest.param("churn\0", "invisible characters", "churn", id="a null"),
    pytest.param(
        "churn\u202emodel", "invisible characters", "churnmodel", id="letters with a direction override"
    ),
    pytest.param("../churn", "it is a path", "churn", id="a path that leaves the folder"),
    pytest.param("..", "it is a path", "late-parcels", id="the folder above"),
    pytest.param("/etc/passwd", "it is a path", "passwd", id="an absolute path"),
    pytest.param("C:\\churn", "it is a path", "churn", id="a path of Windows"),
    pytest.param("~root", "it is a path", "root", id="a home folder"),
    pytest.param("numpy", "a well-known library", "numpy-model", id="a library"),
    pytest.param("scikit-learn", "a well-known library", "scikit-learn-model", id="a distribution"),
    pytest.param("sklearn", "a well-known library", "sklearn-model", id="the module of a distribution"),
    pytest.param("json", "standard library", "json-model", id="the standard library"),
    pytest.param("con", "a device", "con-model", id="a device of Windows"),
    pytest.param("lpt1", "a device", "lpt1-model", id="a printer of Windows"),
    pytest.param("mlscaffold", "the name of this tool", "mlscaffold-model", id="ours"),
    pytest.param("tests", "a folder in or beside", "tests-model", id="a folder of the project"),
    pytest.param("a" * 51, "51 characters", "a" * 42, id="too long"),
    pytest.param("--output", "only lower-case letters and digits", "output", id="an option"),
    pytest.param("Churn", "only lower-case letters and digits", "churn", id="a capital"),
    pytest.param("churn model", "only lower-case letters and digits", "churn-model", id="a space"),
    pytest.param("churn--model", "only lower-case letters and digits", "churn-model", id="two hyphens"),
    pytest.param("churn-", "only lower-case letters and digits", "churn", id="a hyphen last"),
    pytest.param("_churn", "only lower-case letters and digits", "churn", id="an underscore first"),
    pytest.param("churn.model", "only lower-case letters and digits", "churn-model", id="a dot"),
    pytest.param(
        "{{cookiecutter}}", "only lower-case letters and digits", "cookiecutter-model", id="a template"
    ),
    pytest.param("churn;ls", "only lower-case letters and digits", "churn-ls", id="a command"),
]

VALID = [
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
def test_an_invalid_name_is_refused_with_a_suggestion(name: str, reason: str, better: str) -> None:
    with pytest.raises(MlscaffoldError) as caught:
        check_project(name)
    assert (reason in caught.value.what, caught.value.hint) == (True, f"For example, use {better}")
    assert check_project(better) == better


@pytest.mark.parametrize("name", VALID)
def test_other_names_are_valid(name: str) -> None:
    assert check_project(name) == name
    assert check_package(package_of(name)).isidentifier()


@pytest.mark.parametrize(
    ("name", "better"), [("late-parcels", "late_parcels"), ("NumPy", "numpy_model"), ("a.b", "a_b")]
)
def test_a_package_is_a_name_that_python_can_import(name: str, better: str) -> None:
    with pytest.raises(MlscaffoldError, match=f"For example, use {better}"):
        check_package(name)


@pytest.mark.parametrize("name", sorted(LIBRARIES | set(sys.stdlib_module_names) - {"this"}))
def test_a_suggested_name_is_free(name: str) -> None:
    assert check_project(suggestion(name)) != name
