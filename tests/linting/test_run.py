from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from mlscaffold.finding import Finding
from mlscaffold.linting import lint_files
from mlscaffold.linting.cache import FOLDER
from mlscaffold.linting.check_settings import Settings
from mlscaffold.linting.run import order, run
from mlscaffold.rules.notebook.out_of_order_counts import RULE
from mlscaffold.rules.rule import LintTarget, Rule, Violation
from tests.linting.project import notebook, write, wrong


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "pyproject.toml", "")
    return tmp_path


@pytest.fixture
def linted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return a list that receives the path of each linted file."""
    paths: list[str] = []
    before = lint_files.lint_file

    def lint_file(content: bytes, path: str, *arguments: object) -> object:
        paths.append(path)
        return before(content, path, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(lint_files, "lint_file", lint_file)
    return paths


def codes(*paths: str, settings: Settings | None = None, use_cache: bool = True) -> list[tuple[str, str]]:
    result = run(paths, os.getcwd(), settings or Settings(), use_cache=use_cache)
    return [(one.path, one.code) for one in result.findings]


def age(path: Path) -> None:
    os.utime(path, (1_700_000_000, 1_700_000_000))


def test_finds_the_same_with_and_without_cache(folder: Path, linted: list[str]) -> None:
    age(wrong(folder, "a.ipynb"))
    age(write(folder / "b.py", "x = (\n"))
    expected = [("a.ipynb", "MLS101"), ("b.py", "MLS003")]
    assert [codes("a.ipynb", "b.py", use_cache=again) for again in (False, True, True)] == [expected] * 3
    assert linted == ["a.ipynb", "b.py"] * 2


def test_lints_changed_files_only(folder: Path, linted: list[str]) -> None:
    first, second = wrong(folder, "a.ipynb"), wrong(folder, "b.ipynb")
    age(first)
    age(second)
    codes("a.ipynb", "b.ipynb")
    write(second, notebook("x = 1", "y = 2", counts=(1, 2)))
    assert codes("a.ipynb", "b.ipynb") == [("a.ipynb", "MLS101")]
    assert linted == ["a.ipynb", "b.ipynb", "b.ipynb"]


def test_a_file_with_only_a_new_time_is_unchanged(folder: Path, linted: list[str]) -> None:
    path = wrong(folder, "a.ipynb")
    codes("a.ipynb")
    os.utime(path, (1_800_000_000, 1_800_000_000))
    assert codes("a.ipynb") == [("a.ipynb", "MLS101")]
    assert linted == ["a.ipynb"]


def test_a_change_that_keeps_the_size_is_noticed(folder: Path) -> None:
    path = write(folder / "a.py", "x = (1)\n")
    assert codes("a.py") == []
    write(path, "x = ((1\n")
    assert codes("a.py") == [("a.py", "MLS003")]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        pytest.param("requirements.txt", "pandas", id="a dependency is declared"),
        pytest.param("helper.py", "", id="a module appears"),
        pytest.param("pyproject.toml", "[tool.ruff]\nline-length = 100\n", id="ruff has other settings"),
    ],
)
def test_lints_again_when_the_context_changes(folder: Path, linted: list[str], name: str, text: str) -> None:
    age(wrong(folder, "a.ipynb"))
    codes("a.ipynb")
    write(folder / name, text)
    from mlscaffold.linting import context

    for cached in (context.folder_context, context._declared, context._modules):
        cached.cache_clear()
    codes("a.ipynb")
    assert linted == ["a.ipynb"] * 2


def test_lints_again_when_a_path_that_a_rule_looked_up_appears(
    folder: Path, monkeypatch: pytest.MonkeyPatch, linted: list[str]
) -> None:
    def check(file: LintTarget) -> tuple[Violation, ...]:
        return () if file.project.exists("data.csv") else (Violation(1, 1, 1, "missing"),)

    monkeypatch.setattr(lint_files, "RULES", (_rule("MLS199", check=check),))
    age(write(folder / "a.ipynb", notebook("x = 1")))
    assert codes("a.ipynb") == codes("a.ipynb") == [("a.ipynb", "MLS199")]
    write(folder / "data.csv", "")
    assert codes("a.ipynb") == []
    assert linted == ["a.ipynb"] * 2


def test_other_settings_have_their_own_cache(folder: Path, linted: list[str]) -> None:
    age(wrong(folder, "a.ipynb"))
    quiet = Settings(ignore=("MLS101",))
    assert [codes("a.ipynb"), codes("a.ipynb", settings=quiet), codes("a.ipynb")] == [
        [("a.ipynb", "MLS101")],
        [],
        [("a.ipynb", "MLS101")],
    ]
    assert len(linted) == 2


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param("", id="empty"),
        pytest.param("{", id="no JSON"),
        pytest.param("[]", id="another shape"),
        pytest.param('{"entries": {"a.ipynb": [1]}, "across_files": [], "facts_key": ""}', id="short entry"),
        pytest.param(
            '{"entries": {"a.ipynb": [1, 2, "", "", {}, [[1]], []]}, "across_files": [], "facts_key": ""}',
            id="short finding",
        ),
    ],
)
def test_a_damaged_cache_is_ignored(folder: Path, damage: str) -> None:
    wrong(folder, "a.ipynb")
    codes("a.ipynb")
    [cache] = (folder / FOLDER).glob("check-*.json")
    cache.write_text(damage)
    assert codes("a.ipynb") == [("a.ipynb", "MLS101")]
    json.loads(cache.read_text())


def test_the_cache_keeps_itself_out_of_git(folder: Path) -> None:
    wrong(folder, "a.ipynb")
    codes("a.ipynb")
    assert (folder / FOLDER / ".gitignore").read_text() == "*\n"


def test_a_read_only_folder_works_without_a_cache(folder: Path) -> None:
    wrong(folder, "a.ipynb")
    write(folder / FOLDER, "a file is in its place")
    assert codes("a.ipynb") == [("a.ipynb", "MLS101")]


def test_a_file_deleted_before_it_is_read_is_a_finding(folder: Path) -> None:
    assert codes("gone.ipynb") == [("gone.ipynb", "MLS001")]


def test_many_files_are_checked_by_several_processes_alike(folder: Path) -> None:
    paths = [wrong(folder, f"n{number:02}.ipynb").name for number in range(30)]
    one = run(paths, str(folder), Settings(), processes=1, use_cache=False)
    assert run(paths, str(folder), Settings(), processes=3, use_cache=False) == one
    assert len(one.findings) == 30


def _rule(code: str, **fields: object) -> Rule:
    from dataclasses import replace

    return replace(RULE, code=code, **fields)  # type: ignore[arg-type]


def test_rules_over_several_files_include_cached_ones(
    folder: Path, monkeypatch: pytest.MonkeyPatch, linted: list[str]
) -> None:
    from mlscaffold.rules.rule import Shared

    def gather(file: LintTarget) -> list[Shared]:
        return [Shared(file.path, 1, 1, 1, (file.code[0].source,))]

    def conclude(shared: tuple[Shared, ...]) -> list[tuple[str, Violation]]:
        facts = [one.fact for one in shared]
        return [
            (one.path, Violation(1, 1, 1, "also elsewhere")) for one in shared if facts.count(one.fact) > 1
        ]

    monkeypatch.setattr(
        lint_files, "RULES", (_rule("MLS799", check=lambda _: (), gather=gather, conclude=conclude),)
    )
    for name in ("a.ipynb", "b.ipynb"):
        age(write(folder / name, notebook("x = 1")))
    both = [("a.ipynb", "MLS799"), ("b.ipynb", "MLS799")]
    assert codes("a.ipynb", "b.ipynb") == codes("a.ipynb", "b.ipynb") == both
    assert len(linted) == 2
    write(folder / "b.ipynb", notebook("x = 2"))
    assert codes("a.ipynb", "b.ipynb") == []
    assert len(linted) == 3


def test_findings_of_one_place_are_in_the_order_of_their_ends() -> None:
    long, short = (Finding("a.py", "MLS306", "duplicate keys", 0, 1, 1, 1, end, "warning") for end in (30, 9))
    assert sorted((long, short), key=order) == [short, long]
