"""Only what may have changed is looked at again while a file is fixed."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from mlscaffold.linting import lint_files
from mlscaffold.linting.apply_fixes import FixedFile, fix_content
from mlscaffold.linting.check_settings import Settings
from mlscaffold.rules.rule import Rule
from tests.linting.project import notebook

OLD = "import pandas as pd\ndf = pd.read_csv('a.csv')\nfor name, column in df.iteritems():\n    print(name)"


@pytest.fixture
def applied(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """Return a list that receives the codes of the rules each time a content is linted."""
    codes: list[tuple[str, ...]] = []
    before = lint_files.lint_file

    def lint_file(content: bytes, path: str, rules: Iterable[Rule], *arguments: object) -> object:
        codes.append(tuple(rule.code for rule in rules))
        return before(content, path, rules, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(lint_files, "lint_file", lint_file)
    return codes


def fixed(source: str, *, unsafe: bool = False) -> FixedFile:
    content, root, settings = notebook(source).encode(), str(Path.cwd()), Settings(extend_select=("F401",))
    findings, _ = lint_files.lint_content(content, "a.ipynb", root, settings)
    return fix_content(content, "a.ipynb", root, settings, findings, unsafe=unsafe)


def test_only_rules_with_a_usable_codemod_apply_again(applied: list[tuple[str, ...]]) -> None:
    assert fixed(OLD).fixed == {"MLS601": 1}
    assert (
        applied[1:] == [("MLS601", "MLS602")] * 2
    )  # of the rules at level explore; before and after the fix


def test_rules_with_unsafe_codemods_apply_with_their_option(applied: list[tuple[str, ...]]) -> None:
    fixed(OLD, unsafe=True)
    assert applied[1:] == [("MLS307", "MLS308", "MLS401", "MLS601", "MLS602")] * 2


def test_a_file_without_fixes_is_not_linted_again(applied: list[tuple[str, ...]]) -> None:
    assert fixed("import os\nprint(os.listdir('.')[0])").after
    assert len(applied) == 1


def test_a_file_that_ruff_has_fixed_is_linted_again(applied: list[tuple[str, ...]]) -> None:
    assert fixed("import os\nx = 1").fixed == {"F401": 1}
    assert applied[1:] == [("MLS601", "MLS602")]  # ruff's fixes may reveal further findings
