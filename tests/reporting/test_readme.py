from __future__ import annotations

import re
from dataclasses import replace

import pytest

from mlscaffold.codegen.config_fields import Field
from mlscaffold.reporting.readme import readme
from tests.reporting.small import BUYERS, NOWHERE, hardened


@pytest.fixture(scope="module")
def text() -> str:
    return readme(hardened(*BUYERS))


def section(text: str, title: str) -> str:
    return text.split(f"## {title}\n")[1].split("\n## ", maxsplit=1)[0]


def test_it_begins_with_the_notebooks_text(text: str) -> None:
    assert text.startswith("# Who buys?\n\nWe predict who buys from age | income.\n")


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("Install", ("uv sync", "pip install -e . --group dev")),
        ("Run", ("python -m buyers run  ", "python -m buyers run --list", "--test-size 0.25")),
        (
            "Stages",
            ("```mermaid\nflowchart TD", "| `load_people` | `data.load_people` | `people_csv` | `df` |"),
        ),
        ("Settings", ("BUYERS_TEST_SIZE=0.25", "test_size = 0.25", "| `test_size` | `float` | `0.25` |")),
        ("Data", ("| `data/people.csv` |",)),
        (
            "Outputs",
            ("outputs/run.log", "outputs/metrics.json", "`accuracy`", "outputs/figures/", "models/model.pkl"),
        ),
        ("Tests", ("uv run pytest",)),
    ],
)
def test_each_section_has_its_facts(text: str, title: str, words: tuple[str, ...]) -> None:
    assert [word for word in words if word not in section(text, title)] == []


def test_all_stages_are_in_the_table(text: str) -> None:
    hardening = hardened(*BUYERS)
    rows = re.findall(r"^\| `\w+` \| `([\w.]+)` \|", section(text, "Stages"), re.MULTILINE)
    assert rows == [f"{stage.module}.{stage.name}" for stage in hardening.stages]


def test_tables_have_as_many_columns_in_each_row(text: str) -> None:
    for block in re.findall(r"(?:^\|.*\n?)+", text, re.MULTILINE):
        assert len({len(re.split(r"(?<!\\)\|", line)) for line in block.strip().split("\n")}) == 1


def test_it_has_no_absolute_path_and_is_reproducible(text: str) -> None:
    assert str(NOWHERE) not in text
    assert readme(hardened(*BUYERS)) == text


def test_secrets_have_their_variables() -> None:
    hardening = replace(hardened("x = 1"), secrets=("API_KEY",))
    assert "set `API_KEY` before a run" in section(readme(hardening), "Secrets")


@pytest.mark.parametrize("title", ["Settings", "Data", "Secrets"])
def test_empty_sections_are_omitted(title: str) -> None:
    assert f"## {title}" not in readme(hardened("x = 1"))


@pytest.mark.parametrize(
    ("field", "flag", "variable"),
    [
        (Field("fast", "bool", "True", "cell 1"), "`--fast`", "BUYERS_FAST=true"),
        (Field("fast", "bool", "False", "cell 1"), "`--no-fast`", "BUYERS_FAST=false"),
        (Field("list", "int", "3", "cell 1"), "`--field-list 3`", "BUYERS_LIST=3"),
        (Field("name", "str", "'a b'", "cell 1"), "`--name 'a b'`", "BUYERS_NAME='a b'"),
    ],
    ids=["a switch that is on", "a switch that is off", "the command's own flag", "a text with a space"],
)
def test_the_example_sets_the_field(field: Field, flag: str, variable: str) -> None:
    hardening = hardened("x = 1")
    shown = section(readme(replace(hardening, files=replace(hardening.files, fields=(field,)))), "Settings")
    assert flag in shown
    assert variable in shown
