from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from types import SimpleNamespace

import pytest

from mlscaffold.errors import MlscaffoldError
from mlscaffold.finding import LEVELS, Finding
from mlscaffold.linting.ruff import run_ruff as ruff
from mlscaffold.linting.ruff.ruff_rules import ruff_rules, rule_for, severity_of
from mlscaffold.linting.selection import Selection


def codes_at(level: str) -> frozenset[str]:
    return frozenset(rule.code for rule in ruff_rules() if LEVELS.index(rule.level) <= LEVELS.index(level))


ALL = codes_at("production")


def notebook(*cells: tuple[str, str], language: str = "python") -> str:
    data = [
        {"cell_type": kind, "metadata": {}, "source": source}
        | ({"outputs": [], "execution_count": None} if kind == "code" else {})
        for kind, source in cells
    ]
    kernel = {"kernelspec": {"language": language, "name": language}}
    return json.dumps({"cells": data, "metadata": kernel, "nbformat": 4, "nbformat_minor": 4})


def looked(
    folder: Path, text: str, name: str = "n.ipynb", codes: frozenset[str] = ALL
) -> tuple[Finding, ...]:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return ruff.wait(ruff.launch([str(path)], codes)).findings


def places(found: tuple[Finding, ...]) -> list[tuple[str, int, int, int]]:
    return [(one.code, one.cell, one.line, one.column) for one in found]


def test_counts_code_cells_only(tmp_path: Path) -> None:
    cells = (
        ("markdown", "# x"),
        ("code", ""),
        ("code", "import os"),
        ("raw", "y"),
        ("code", "# nothing"),
        ("code", "%%bash\nls"),
        ("code", "!ls\n%matplotlib inline\ntry:\n    x = 'é'; import sys\nexcept:\n    pass"),
    )
    assert places(looked(tmp_path, notebook(*cells))) == [
        ("F401", 2, 1, 8),
        ("F401", 5, 4, 21),
        ("E722", 5, 5, 1),
    ]


def test_a_message_counts_code_cells_only(tmp_path: Path) -> None:
    cells = (
        ("markdown", "# Title"), ("code", "from math import sqrt"), ("markdown", "x"),
        ("code", "from math import sqrt\nprint(sqrt(4))"),
    )  # fmt: skip
    (found,) = looked(tmp_path, notebook(*cells), codes=frozenset({"F811"}))
    assert "from cell 1, line 1" in found.message


LOGGERS = {
    "of loguru": ("from loguru import logger\nlogger.info('a {}', 1)\n", 0),
    "of loguru, under its module": (
        "import loguru\nlog = logger = loguru.logger\nlogger.info('a {}', 1)\n",
        0,
    ),
    "of another module": ("from shop.log import logger\nlogger.info('a {}', 1)\n", 0),
    "of the standard library": (
        "import logging\nlogger = logging.getLogger(__name__)\nlogger.info('a', 1)\n",
        1,
    ),
}


@pytest.mark.parametrize(("source", "count"), LOGGERS.values(), ids=LOGGERS)
def test_a_logger_of_another_library_formats_in_its_own_way(tmp_path: Path, source: str, count: int) -> None:
    assert len(looked(tmp_path, source, "p.py", frozenset({"PLE1205"}))) == count


def test_reports_hidden_errors_once(tmp_path: Path) -> None:
    bare = "try:\n    x = 1\nexcept:\n    pass\n"
    found = looked(tmp_path, bare + bare.replace("except", "except Exception"), "p.py")
    assert [(one.code, one.line) for one in found] == [("E722", 3), ("S110", 7)]


def test_a_python_file_has_no_cells(tmp_path: Path) -> None:
    found = looked(tmp_path, "# %%\nimport os\n# %%\nimport sys\n", "p.py")
    assert places(found) == [("F401", 0, 2, 8), ("F401", 0, 4, 8)]


def test_a_finding_has_its_place_and_fix(tmp_path: Path) -> None:
    (found,) = looked(tmp_path, notebook(("code", "import numpy as np\nx = np.NaN")))
    assert found._replace(path="") == Finding("", "NPY201", found.message, 1, 2, 5, 2, 11, "error", "ruff")
    assert found.path == str(tmp_path / "n.ipynb")
    assert "np.NaN" in found.message


def test_keeps_the_path_as_the_user_gave_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("sub").mkdir()
    Path("sub/-n.py").write_text("import os\n")
    assert [one.path for one in ruff.wait(ruff.launch(["sub/-n.py"], ALL)).findings] == ["sub/-n.py"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        pytest.param("{nope", "n.ipynb", id="no JSON"),
        pytest.param(notebook(("code", "def f(:")), "n.ipynb", id="a syntax error"),
        pytest.param(notebook(("code", "x <- 1; import os"), language="R"), "n.ipynb", id="another language"),
        pytest.param('{"worksheets": [], "nbformat": 3}', "n.ipynb", id="an old format"),
        pytest.param("import os  # noqa: F401\n", "p.py", id="suppressed by a comment"),
        pytest.param("", "p.py", id="nothing"),
    ],
)
def test_skips_findings_that_our_rules_report(tmp_path: Path, text: str, name: str) -> None:
    assert looked(tmp_path, text, name) == ()


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("from sklearn.experimental import enable_iterative_imputer", id="it enables something"),
        pytest.param("from mpl_toolkits.mplot3d import Axes3D", id="it registers a projection"),
        pytest.param("import os\n!ls {os.getcwd()}", id="a command names it"),
        pytest.param("import os\nx = !ls {os.curdir}", id="a captured command names it"),
        pytest.param("import sys\n!{sys.executable} -m pip", id="a command begins with it"),
        pytest.param(
            "try:\n    import torch\nexcept ImportError:\n    print('none')", id="an import in a try block"
        ),
        pytest.param("import data\n%timeit data.go()", id="a magic names it"),
        pytest.param("import numpy as np\nfit('y ~ np.log(x)')", id="a formula names it"),
        pytest.param("import numpy as np\ndf.query('a > @np.pi')", id="a query names it"),
    ],
)
def test_keeps_needed_imports(tmp_path: Path, source: str) -> None:
    assert looked(tmp_path, notebook(("code", source))) == ()


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("import os\n!ls", id="no command names it"),
        pytest.param("import os\n# !ls {os}", id="a comment names it"),
        pytest.param("import matplotlib\n%matplotlib inline", id="a magic has the same name"),
        pytest.param("import numpy as np\nprint('np')", id="a text has the same letters"),
        pytest.param("import pandas\nprint('this uses pandas. Well')", id="a sentence names it"),
        pytest.param("from sklearn.impute import IterativeImputer", id="a class changes nothing"),
    ],
)
def test_finds_unused_imports(tmp_path: Path, source: str) -> None:
    assert [one.code for one in looked(tmp_path, notebook(("code", source)))] == ["F401"]


SETTINGS = [
    pytest.param("pyproject.toml", "[tool.ruff.lint]\nignore = ['F401']", id="ignored"),
    pytest.param(
        "pyproject.toml", "[tool.ruff]\nignore = ['F4']", id="ignored in the old place, by a prefix"
    ),
    pytest.param("ruff.toml", "lint.extend-ignore = ['F']", id="ignored by its letter"),
    pytest.param(".ruff.toml", "lint.per-file-ignores = {'*.py' = ['F401']}", id="ignored for some files"),
    pytest.param("ruff.toml", "extend = 'base.toml'", id="ignored in the extended settings"),
]


@pytest.mark.parametrize(("name", "text"), SETTINGS)
def test_respects_ignored_rules_of_the_user(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text)
    (tmp_path / "base.toml").write_text("lint.ignore = ['F401']")
    (tmp_path / "sub").mkdir()
    assert places(looked(tmp_path / "sub", "import os\nexec(x)\n", "p.py")) == [("S102", 0, 2, 1)]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        pytest.param(
            "pyproject.toml", "[tool.ruff.lint]\nignore = ['FURB', 'E501']", id="ignored is another"
        ),
        pytest.param("pyproject.toml", "[tool.ruff.lint]\nselect = ['E501']", id="selected is another"),
        pytest.param("pyproject.toml", "[tool.other]\nignore = ['F401']", id="another tool's"),
        pytest.param(
            "ruff.toml", "lint.per-file-ignores = {'q.py' = ['F401']}", id="ignored for other files"
        ),
    ],
)
def test_runs_rules_that_the_user_did_not_ignore(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text)
    found = looked(tmp_path, f"import os  # {'x' * 100}\n", "p.py")
    assert [one.code for one in found] == ["F401"]


@pytest.mark.parametrize(
    "text",
    [pytest.param("[tool", id="broken"), pytest.param("[tool.ruff]\nrequired-version = '<0.1'", id="old")],
)
def test_runs_without_settings_that_ruff_rejects_and_warns(tmp_path: Path, text: str) -> None:
    (tmp_path / "pyproject.toml").write_text(text)
    (tmp_path / "p.py").write_text("import os\n")
    collected = ruff.wait(ruff.launch([str(tmp_path / "p.py")], ALL))
    assert [one.code for one in collected.findings] == ["F401"]
    assert collected.note.startswith("ruff rejected its settings and ran without them: ")
    assert "\n" not in collected.note


def test_skips_rules_that_ruff_does_not_know(tmp_path: Path) -> None:
    (tmp_path / "p.py").write_text("import os\n")
    collected = ruff.wait(ruff.launch([str(tmp_path / "p.py")], ["F401", "XYZ999"]))
    assert [one.code for one in collected.findings] == ["F401"]
    assert collected.note.startswith("ruff does not know XYZ999: ")


def test_no_files_or_no_rules_need_no_ruff(tmp_path: Path) -> None:
    assert ruff.launch([], ALL).parts == ()
    assert ruff.launch([str(tmp_path)], []).parts == ()
    assert ruff.wait(ruff.launch([], ALL)) == ruff.RuffResult(())


def test_a_rule_beyond_the_table_is_a_warning(tmp_path: Path) -> None:
    (found,) = looked(tmp_path, "x = 1;\n", "p.py", frozenset({"E7"}))
    assert (found.code, found.severity) == ("E703", "warning")


def test_a_strict_level_includes_the_looser_ones() -> None:
    explore, candidate, production = (codes_at(level) for level in LEVELS)
    assert explore < candidate < production
    assert {"PLW0177"} <= explore
    assert {"S301"} <= candidate - explore
    assert {"F401"} <= production - candidate


def test_every_rule_of_the_table_is_known_to_ruff_and_has_a_reason(tmp_path: Path) -> None:
    rules = ruff_rules()
    (tmp_path / "p.py").write_text("")
    assert ruff.wait(ruff.launch([str(tmp_path / "p.py")], ALL)).note == ""
    assert len({rule.code for rule in rules}) == len(rules)
    assert all(len(rule.why) > 15 for rule in rules)
    assert all(rule.severity in {"error", "warning"} for rule in rules)
    assert severity_of("NPY001") == "error"


def test_the_table_has_some_rules_only() -> None:
    assert rule_for("E501") is None
    assert rule_for("F401") in ruff_rules()


def test_explains_a_rule_and_names_its_page() -> None:
    assert ruff.explanation("F401").startswith("# unused-import (F401)")
    assert ruff.explanation("XYZ1") == ""
    assert next(rule.url for rule in ruff_rules() if rule.code == "F401").endswith("/unused-import")


TABLE = tuple(
    SimpleNamespace(code=code, name=code.lower(), level=level, severity="warning", why="why")
    for code, level in (("F401", "candidate"), ("B006", "explore"), ("S301", "production"))
)


class FakeRuff:
    """Finds every rule in every file, and fails on some files."""

    def __init__(self) -> None:
        self.runs: list[tuple[tuple[str, ...], set[str]]] = []
        self.fails_on: frozenset[str] = frozenset()

    def launch(self, paths: Sequence[str], codes: Iterable[str]) -> tuple[tuple[str, ...], set[str]]:
        self.runs.append((tuple(paths), set(codes)))
        return self.runs[-1]

    def wait(self, running: tuple[tuple[str, ...], set[str]]) -> SimpleNamespace:
        paths, codes = running
        if not self.fails_on.isdisjoint(paths):
            raise MlscaffoldError("ruff failed")
        found = tuple(
            Finding(path, code, "m", 0, 1, 1, 1, 1, "warning") for path in paths for code in sorted(codes)
        )
        return SimpleNamespace(findings=found, note="")


@pytest.fixture
def fake_ruff(monkeypatch: pytest.MonkeyPatch) -> FakeRuff:
    fake = FakeRuff()
    monkeypatch.setattr(ruff, "launch", fake.launch)
    monkeypatch.setattr(ruff, "wait", fake.wait)
    monkeypatch.setattr(ruff, "ruff_rules", lambda: TABLE)
    return fake


def found_by(selections: dict[str, Selection], *broken: str) -> list[tuple[str, str]]:
    findings, _ = ruff.collect(ruff.start(selections), selections, broken)
    return [(one.path, one.code) for one in findings]


def test_each_file_gets_the_rules_of_its_level(fake_ruff: FakeRuff) -> None:
    selections = {"a.ipynb": Selection("explore"), "b.py": Selection("candidate")}
    assert found_by(selections) == [("a.ipynb", "B006"), ("b.py", "B006"), ("b.py", "F401")]
    assert fake_ruff.runs == [(("a.ipynb", "b.py"), {"B006", "F401"})]


@pytest.mark.parametrize(
    ("selection", "codes"),
    [
        pytest.param(Selection("explore", extend=("S3",)), {"S3", "B006", "S301"}, id="a prefix added"),
        pytest.param(Selection("explore", select=("E501",)), {"E501"}, id="one that is not in the table"),
        pytest.param(
            Selection("explore", select=("ALL",)), {"F401", "B006", "S301"}, id="all: all of the table"
        ),
        pytest.param(Selection("production", ignore=("F", "S")), {"B006"}, id="ignored by linter"),
    ],
)
def test_runs_codes(fake_ruff: FakeRuff, selection: Selection, codes: set[str]) -> None:
    ruff.start({"a.py": selection})
    assert fake_ruff.runs[0][1] == codes


def test_does_not_start_for_our_rules_only(fake_ruff: FakeRuff) -> None:
    assert found_by({"a.py": Selection("production", select=("MLS101",))}) == []
    assert fake_ruff.runs == []


def test_runs_again_without_broken_files(fake_ruff: FakeRuff) -> None:
    fake_ruff.fails_on = frozenset({"bad.py"})
    selections = {"bad.py": Selection("explore"), "good.py": Selection("explore")}
    assert found_by(selections, "bad.py") == [("good.py", "B006")]


@pytest.mark.parametrize(
    "broken", [pytest.param((), id="no file is broken"), pytest.param(("x.py",), id="another")]
)
def test_reports_that_it_failed(fake_ruff: FakeRuff, broken: tuple[str, ...]) -> None:
    fake_ruff.fails_on = frozenset({"bad.py"})
    selections = {"bad.py": Selection("explore")}
    findings, note = ruff.collect(ruff.start(selections), selections, broken)
    assert (findings, note) == ((), "ruff failed; generic lint did not run")
