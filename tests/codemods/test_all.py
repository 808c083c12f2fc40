"""Properties of every codemod."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module
from pathlib import Path

import libcst as cst
import pytest

import mlscaffold_codemods
from mlscaffold.rewriting.codemod import Codemod, Context
from mlscaffold_codemods import CODEMODS
from tests.codemods.applying import PLACE, apply, rewrite

FOLDER = Path(mlscaffold_codemods.__file__).parent
NAMES = [codemod.name for codemod in CODEMODS]
OF_STATEMENTS = [codemod.name for codemod in CODEMODS if codemod.rewrite_file is None]


def _examples(name: str) -> list[tuple[str, dict[str, object]]]:
    table = import_module(f"tests.codemods.test_{name.replace('-', '_')}")
    return [(before, table.KNOWN) for before, _ in table.CHANGED.values()] + [
        (source, table.KNOWN) for source in table.KEPT.values()
    ]


EXAMPLES = [(name, source, known) for name in OF_STATEMENTS for source, known in _examples(name)]


def test_every_file_defines_a_codemod_with_its_name() -> None:
    files = {path.stem.replace("_", "-") for path in FOLDER.glob("*.py") if not path.stem.startswith("_")}
    assert files == set(NAMES)
    assert len(NAMES) == len(files)


def test_codemods_apply_in_this_order() -> None:
    assert (
        "api-migrations api-migrations-unsafe colab-branch notebook-only show-to-save print-to-logging inplace-to-assignment "
        "lambda-to-def elementwise-comparison useless-expression sys-path warnings-filter random-state fit-after-split "
        "nan-comparison sorted-listing"
    ).split() == NAMES


def test_no_two_codemods_have_the_same_place() -> None:
    assert len({codemod.order for codemod in CODEMODS}) == len(CODEMODS)


def test_unsafe_codemods_are_applied_on_request_only() -> None:
    assert all(codemod.safe or codemod.on_request for codemod in CODEMODS)


@pytest.mark.parametrize("codemod", CODEMODS, ids=NAMES)
def test_it_has_a_reason_and_documentation(codemod: Codemod) -> None:
    module = import_module(f"mlscaffold_codemods.{codemod.name.replace('-', '_')}")
    assert codemod.why.endswith(".")
    assert codemod.words
    assert all(text and len(text) > 20 for text in (module.__doc__, module.rewrite.__doc__))


@pytest.mark.parametrize("name", NAMES)
def test_it_has_as_many_kept_cases_as_changed_ones(name: str) -> None:
    table = import_module(f"tests.codemods.test_{name.replace('-', '_')}")
    assert len(table.KEPT) >= len(table.CHANGED) >= 5


@pytest.mark.parametrize(("name", "source", "known"), EXAMPLES)
def test_a_second_time_changes_nothing(name: str, source: str, known: dict[str, object]) -> None:
    once = apply(name, source, **known)
    assert apply(name, once, **known) == once


@pytest.mark.parametrize("name", NAMES)
def test_every_other_example_still_parses(name: str) -> None:
    for _, source, known in EXAMPLES:
        compile(apply(name, source, **known), "example", "exec", flags=0x2000)


@pytest.mark.parametrize(("name", "source", "known"), EXAMPLES)
def test_changes_are_reported(name: str, source: str, known: dict[str, object]) -> None:
    result = rewrite(name, source, **known)
    assert result.module.code == source or result.changes
    assert all(change.by == name and change.what and change.why.endswith(".") for change in result.changes)


@pytest.mark.parametrize("codemod", CODEMODS, ids=NAMES)
def test_an_empty_statement_stays_empty(codemod: Codemod) -> None:
    assert codemod.rewrite(cst.parse_module(""), Context(location=PLACE)).module.code == ""


def test_listing_them_does_not_import_libcst() -> None:
    code = "import sys, mlscaffold_codemods; sys.exit('libcst' in sys.modules)"
    environment = {"PYTHONPATH": ":".join(sys.path)}
    assert subprocess.run([sys.executable, "-c", code], env=environment, check=False).returncode == 0
