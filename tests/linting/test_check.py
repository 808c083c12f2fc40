from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from mlscaffold.errors import MlscaffoldError
from mlscaffold.linting import lint_files
from mlscaffold.linting.check import Options, Result, check
from mlscaffold.linting.context import File
from mlscaffold.rules import RULES
from mlscaffold.rules.notebook.out_of_order_counts import RULE
from mlscaffold.rules.rule import LintTarget, Violation
from tests.linting.project import OUT_OF_ORDER, notebook, write, wrong


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def ours(*paths: str, **options: object) -> Result:
    """Check with our own rules only."""
    merged: dict[str, object] = {"select": ("MLS0", "MLS101"), "output_format": "concise"} | options
    return check(paths or (".",), Options(**merged))  # type: ignore[arg-type]


def test_reports_findings(folder: Path) -> None:
    wrong(folder)
    result = ours()
    assert result.text.startswith(f"{OUT_OF_ORDER}:2:1:1: MLS101 this cell ran as number 1")
    assert result.status == 1


def test_reports_that_there_are_no_findings(folder: Path) -> None:
    write(folder / "a.ipynb", notebook("x = 1"))
    assert ours() == Result("no findings in 1 file")


def test_reports_that_there_is_nothing_to_check(folder: Path) -> None:
    assert ours().note == "no notebooks or Python files found"


@pytest.mark.parametrize(
    "options",
    [
        pytest.param({"exit_zero": True}, id="exit zero"),
        pytest.param({"select": ("MLS003",)}, id="another rule is selected"),
        pytest.param({"ignore": ("mls101,F",)}, id="it is ignored"),
        pytest.param({"exclude": (OUT_OF_ORDER,)}, id="the file is excluded"),
    ],
)
def test_status_is_zero_if(folder: Path, options: dict[str, object]) -> None:
    wrong(folder)
    assert ours(**options).status == 0


def test_the_command_line_takes_precedence_over_settings(folder: Path) -> None:
    wrong(folder)
    write(folder / "pyproject.toml", '[tool.mlscaffold.check]\nselect = ["MLS003"]\n')
    assert ours(select=()).status == 0
    assert ours(select=("MLS101",)).status == 1


@pytest.mark.parametrize(
    "options",
    [
        pytest.param({"select": ("MLS999",)}, id="unknown rule"),
        pytest.param({"ignore": ("1",)}, id="no code"),
        pytest.param({"select": ("FOO",)}, id="unknown to ruff"),
        pytest.param({"level": "strict"}, id="unknown level"),
        pytest.param({"output_format": "xml"}, id="unknown format"),
        pytest.param({"baseline": "missing.json"}, id="missing baseline"),
    ],
)
def test_refuses(folder: Path, options: dict[str, object]) -> None:
    wrong(folder)
    with pytest.raises(MlscaffoldError) as caught:
        ours(**options)
    assert caught.value.status == 2


def test_findings_in_the_baseline_are_omitted(folder: Path) -> None:
    wrong(folder)
    assert ours(write_baseline="known.json") == Result("", 0, "1 finding written to known.json")
    assert ours(baseline="known.json") == Result("no findings in 1 file; 1 finding in the baseline")
    wrong(folder, "other.ipynb")
    assert ours(baseline="known.json").status == 1


def test_a_baseline_in_the_settings_is_relative_to_the_project(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong(folder, "n/a.ipynb")
    write(folder / "pyproject.toml", '[tool.mlscaffold.check]\nbaseline = "known.json"\n')
    ours(write_baseline="known.json")
    monkeypatch.chdir(folder / "n")
    assert ours("a.ipynb").status == 0


def test_statistics_count_by_rule(folder: Path) -> None:
    wrong(folder)
    wrong(folder, "b.ipynb")
    assert ours(statistics=True).text.split("\n")[0] == "2  MLS101  out-of-order-counts"


@pytest.fixture
def fixes(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Replace fixing by the right order of cells; return whether unsafe codemods were allowed, for each file."""
    rule = replace(RULE, check=_fixable, fixes=("api-migrations",))
    rules = tuple(rule if one is RULE else one for one in RULES)
    monkeypatch.setattr("mlscaffold.linting.lint_files.RULES", rules)
    unsafe_allowed: list[bool] = []

    def fix(content: bytes, path: str, check: object, codemods: object, unsafe: bool) -> object:
        assert check(content)  # type: ignore[operator]
        unsafe_allowed.append(unsafe)
        if b"refuse" in content:
            raise KeyError(path)
        return SimpleNamespace(
            content=notebook("x = 1", "y = 2", counts=(1, 2)).encode(),
            fixes=[SimpleNamespace(fixed=True, code="MLS101")],
        )

    monkeypatch.setattr("mlscaffold.linting.apply_fixes.fix", fix)
    monkeypatch.setattr("mlscaffold.linting.apply_fixes.unified", lambda path, *_: f"diff of {path}\n")
    return unsafe_allowed


def _fixable(file: LintTarget) -> Iterator[Violation]:
    """Yield the violations of the rule on the order of cells, as if a codemod fixed them."""
    yield from (one._replace(fix="api-migrations") for one in RULE.check(file))


def test_fix_writes_and_reports_the_rest(folder: Path, fixes: list[bool]) -> None:
    path = wrong(folder)
    path.chmod(0o640)
    assert ours(fix=True) == Result("no findings in 1 file", 0, "1 finding fixed")
    assert path.stat().st_mode & 0o777 == 0o640
    assert sorted(os.listdir(folder)) == [".mlscaffold_cache", OUT_OF_ORDER]
    assert fixes == [False]


def test_unsafe_fixes_need_their_option(folder: Path, fixes: list[bool]) -> None:
    wrong(folder)
    assert ours(unsafe_fixes=True).note == "1 finding fixed"
    assert fixes == [True]


def test_diff_shows_changes_and_writes_nothing(folder: Path, fixes: list[bool]) -> None:
    path = wrong(folder)
    before = path.read_bytes()
    assert ours(diff=True) == Result(f"diff of {OUT_OF_ORDER}", 1, "1 finding would be fixed in 1 file")
    assert path.read_bytes() == before


def test_a_codemod_that_fails_leaves_the_file_and_the_others(folder: Path, fixes: list[bool]) -> None:
    wrong(folder)
    bad = write(folder / "bad.ipynb", notebook("refuse = 1", "y = 2", counts=(2, 1)))
    before = bad.read_bytes()
    result = ours(fix=True)
    assert "bad.ipynb:0:1:1: MLS009 internal error while fixing this file: KeyError" in result.text
    assert OUT_OF_ORDER not in result.text
    assert bad.read_bytes() == before


def run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "mlscaffold", "check", *words],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_command_line_prints_json(folder: Path) -> None:
    wrong(folder)
    ran = run(folder, "--select", "MLS1", "--output-format", "json", ".")
    assert (ran.returncode, ran.stderr) == (1, "")
    assert '"code": "MLS101"' in ran.stdout


@pytest.mark.parametrize(
    ("words", "message"),
    [
        pytest.param(("missing.py",), "missing.py: no such file or folder", id="missing path"),
        pytest.param(("--level", "x"), "unknown level `x`", id="unknown level"),
        pytest.param(("--explain", "MLS999"), "unknown rule MLS999", id="unknown rule"),
        pytest.param(("--nonsense",), "No such option", id="unknown option"),
    ],
)
def test_wrong_usage_is_one_message_and_status_two(
    folder: Path, words: tuple[str, ...], message: str
) -> None:
    ran = run(folder, *words)
    assert ran.returncode == 2
    assert message in ran.stderr
    assert "Traceback" not in ran.stderr


def test_explains_and_lists_rules(folder: Path) -> None:
    explained, listed = run(folder, "--explain", "MLS101"), run(folder, "--list-rules")
    assert explained.stdout.startswith("# MLS101 out-of-order-counts")
    assert "MLS101  explore" in listed.stdout
    assert explained.returncode == listed.returncode == 0


def test_a_notebook_that_cannot_be_fixed_says_why(folder: Path) -> None:
    code = "import pandas as pd\ndf = pd.DataFrame({'a': [1]})\ndf['a'].fillna(0, inplace=True)"
    cell = {"cell_type": "code", "input": code, "outputs": [], "metadata": {}}
    book = {
        "nbformat": 3,
        "nbformat_minor": 0,
        "metadata": {},
        "worksheets": [{"cells": [cell], "metadata": {}}],
    }
    write(folder / "old.ipynb", json.dumps(book))
    result = ours("old.ipynb", select=("MLS308",), unsafe_fixes=True)
    assert "not fixed, only notebooks of nbformat 4 can be fixed: open it in Jupyter" in result.text
    assert "MLS009" not in result.text


def test_findings_of_stricter_levels_are_counted_for_people_only(folder: Path) -> None:
    write(folder / "a.ipynb", notebook("import random", "random.random()", "print(1)"))
    stricter = check((".",), Options(output_format="concise", level="production"))
    count = len(stricter.text.split("\n")) - 1
    assert count
    for _ in range(2):  # the second time from the cache
        shown = check((".",), Options())
        assert shown.text == f"no findings in 1 file\n{count} more at --level production"
        assert shown.status == 0
    assert "more at" not in check((".",), Options(output_format="concise")).text
    assert "more at" not in check((".",), Options(level="production")).text


def test_a_level_shows_the_same_findings_in_each_format(folder: Path) -> None:
    feature = "import pandas as pd\ndf = pd.read_csv('a.csv')\ndf['ratio'] = df['a'] / (df['b'] + df['c'])\nprint(df)"
    for name in ("a.ipynb", "b.ipynb"):
        write(folder / name, notebook(feature))
    write(folder / "c.py", feature)
    counts = []
    for level in ("explore", "candidate", "production"):
        full = check((".",), Options(level=level))
        concise = check((".",), Options(level=level, output_format="concise"))
        codes = re.findall(r": ([A-Z]+\d+) ", concise.text)
        assert re.findall(r"(?m)^  (?:cell|line) .*: ([A-Z]+\d+) ", full.text) == codes
        counts.append(len(codes))
    assert counts[0] < counts[1] <= counts[2]


def test_a_second_run_imports_no_rules(folder: Path) -> None:
    write(folder / "pyproject.toml", "")
    wrong(folder)
    check((".",), Options())
    code = "from mlscaffold.linting.check import *; import sys; check(['.'], Options()); print('mlscaffold.rules' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout == "False\n"


def test_after_fixes_only_changed_files_are_linted_again(
    folder: Path, fixes: list[bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong(folder)
    write(folder / "right.ipynb", notebook("x = 1", counts=(1,)))
    linted: list[list[str]] = []
    before = lint_files.lint_files

    def noted(files: Sequence[File], *arguments: object) -> object:
        linted.append([file.path for file in files])
        return before(files, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(lint_files, "lint_files", noted)
    assert ours(fix=True, use_cache=False) == Result("no findings in 2 files", 0, "1 finding fixed")
    assert linted == [[OUT_OF_ORDER, "right.ipynb"], [OUT_OF_ORDER]]
