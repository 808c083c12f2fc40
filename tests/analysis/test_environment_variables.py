"""The environment variables that code reads are found, whichever library reads them."""

from __future__ import annotations

import pytest

from mlscaffold.analysis.environment_variables import environment_variables
from tests.stages.notebooks import traced

OS = "import os\n"
READ: dict[str, tuple[str, list[tuple[str, bool, str]]]] = {
    "a subscript": (OS + "a = os.environ['A']", [("A", True, "")]),
    "an imported name": ("from os import environ, getenv\na = environ['A']\nb = getenv('B')", [("A", True, ""), ("B", False, "")]),
    "a default": (OS + "a = int(os.getenv('A', '3'))", [("A", False, "'3'")]),
    "get": (OS + "a = os.environ.get('A')", [("A", False, "")]),
    "a test": (OS + "if 'A' in os.environ:\n    x = 1", [("A", False, "")]),
    "a test and a use": (OS + "a = os.environ['A'] if 'A' in os.environ else ''", [("A", False, "")]),
    "an attempt": (OS + "try:\n    a = os.environ['A']\nexcept KeyError:\n    a = ''", [("A", False, "")]),
    "in a function": (OS + "def f():\n    return os.environ['A']", [("A", True, "")]),
    "twice": (OS + "a = os.getenv('A')\nb = os.environ['A']", [("A", True, "")]),
    "decouple": ("from decouple import config\na = config('A')\nb = config('B', default=1, cast=int)", [("A", True, ""), ("B", False, "1")]),
    "a search of decouple": ("from decouple import AutoConfig\nconfig = AutoConfig('.')\na = config('A')", [("A", True, "")]),
    "values of a file": ("from dotenv import dotenv_values\nc = dotenv_values('.env')\na = c['A']\nb = c.get('B')", [("A", True, ""), ("B", False, "")]),
    "values of a file at once": ("from dotenv import dotenv_values\na = dotenv_values()['A']", [("A", True, "")]),
    "environs": ("from environs import Env\nenv = Env()\na = env.str('A')\nb = env.int('B', 3)", [("A", True, ""), ("B", False, "3")]),
    "settings of pydantic": (
        "from pydantic_settings import BaseSettings, SettingsConfigDict\nclass S(BaseSettings):\n    model_config = SettingsConfigDict(env_prefix='APP_')\n    token: str\n    depth: int = 3",
        [("APP_TOKEN", True, ""), ("APP_DEPTH", False, "3")],
    ),
    "fields of pydantic": (
        "from pydantic import Field\nfrom pydantic_settings import BaseSettings\nclass S(BaseSettings):\n    a: str = Field(validation_alias='KEY_A')\n    b: int = Field(2)\n    c: str = Field(...)",
        [("KEY_A", True, ""), ("B", False, "2"), ("C", True, "")],
    ),
}  # fmt: skip
NOT_READ = {
    "a variable that the notebook sets": OS + "os.environ['A'] = '1'\na = os.environ['A']",
    "a variable with a value of its own": OS + "os.environ.setdefault('A', '1')\na = os.environ['A']",
    "one of the system": OS + "home = os.environ['HOME']",
    "another dictionary": "environ = {'A': 1}\na = environ['A']\nb = environ.get('B')",
    "another class": "class S(dict):\n    token: str",
    "an unknown name": OS + "name = 'A'\na = os.environ[name]",
    "a method of something else": "a = f().get('A')",
}


@pytest.mark.parametrize(("source", "expected"), READ.values(), ids=READ)
def test_read(source: str, expected: list[tuple[str, bool, str]]) -> None:
    found = environment_variables(traced(source).statements)
    assert [(one.name, one.required, one.default) for one in found] == expected


@pytest.mark.parametrize("source", NOT_READ.values(), ids=NOT_READ)
def test_not_read(source: str) -> None:
    assert environment_variables(traced(source).statements) == ()
