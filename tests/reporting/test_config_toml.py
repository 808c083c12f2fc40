from __future__ import annotations

import re
import tomllib

import pytest

from mlscaffold.codegen.config_fields import Field
from mlscaffold.reporting.config_toml import config_toml, environment
from tests.reporting.small import BUYERS, hardened


def read(text: str) -> dict[str, object]:
    """Return the settings of a file without each `#` before a name."""
    return tomllib.loads(re.sub(r"(?m)^#(?=\w)", "", text))


@pytest.mark.parametrize(
    ("annotation", "default", "expected"),
    [
        ("int", "-3", -3),
        ("int", "1_000_000", 1000000),
        ("float", "1e-05", 1e-05),
        ("float", "1e999", float("inf")),
        ("bool", "True", True),
        ("str", r"'a \"b\" \\ \n \x7f ñ'", 'a "b" \\ \n \x7f ñ'),
        ("list[str]", "field(default_factory=lambda: ['a', 'b'])", ["a", "b"]),
        ("list[float]", "field(default_factory=lambda: [0.1, 2.0])", [0.1, 2.0]),
        ("Path", 'PROJECT / "data" / "people 1.csv"', "data/people 1.csv"),
    ],
)
def test_a_default_is_read_back(annotation: str, default: str, expected: object) -> None:
    text = config_toml([Field("x", annotation, default, "cell 1")], "buyers")
    assert tomllib.loads(text) == {}
    assert read(text) == {"x": expected}


def test_all_fields_of_a_hardening_are_there() -> None:
    hardening = hardened(*BUYERS)
    settings = read(config_toml(hardening.files.fields, "buyers"))
    assert list(settings) == [field.name for field in hardening.files.fields]
    assert settings["test_size"] == 0.25
    assert settings["people_csv"] == "data/people.csv"


def test_a_project_without_settings_has_an_empty_file() -> None:
    assert tomllib.loads(config_toml((), "buyers")) == {}


def test_the_variable_has_the_package_before_the_field() -> None:
    assert environment("buyers", "test_size") == "BUYERS_TEST_SIZE"
