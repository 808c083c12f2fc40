"""An update moves the runtime to its own package: the user's imports follow, whatever he has edited around them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.projects.merge.projects import LINES, Project, kinds, project

SETTINGS = '[tool.ruff]\nsrc = ["src", "tests"]\n'
STAGES = (
    "from . import data, train\nfrom .runner import Stage\n\nSTAGES = (Stage(data.load), Stage(train.fit))\n"
)
BEFORE = {
    "pyproject.toml": SETTINGS,
    "src/buys/_folders.py": "PROJECT = 1\n",
    "src/buys/runner.py": f'"""Runs."""\n{LINES}',
    "src/buys/artifacts.py": f"from ._folders import PROJECT\n{LINES}",
    "src/buys/pipeline.py": STAGES,
}
AFTER = {
    "pyproject.toml": SETTINGS,
    "src/buys/_runtime/__init__.py": '"""Runtime."""\n',
    "src/buys/_runtime/runner.py": f'"""Runs."""\n{LINES}',
    "src/buys/_runtime/artifacts.py": f"PROJECT = 1\n{LINES}",
    "src/buys/pipeline.py": STAGES.replace(".runner", "._runtime"),
}


@pytest.fixture(params=["", "packages/buys"])
def own(tmp_path: Path, request: pytest.FixtureRequest) -> Project:
    return project(tmp_path / "p", BEFORE, request.param)


def test_the_line_beside_an_edited_one_does_not_conflict(own: Project) -> None:
    own.edit("src/buys/pipeline.py", "data, train", "data, features, train")
    own.commit()
    result = own.update(AFTER)
    assert (result.status, result.conflicts) == (0, ())
    assert own.read("src/buys/pipeline.py").startswith(
        "from . import data, features, train\nfrom ._runtime import Stage\n"
    )
    assert kinds(result)["src/buys/pipeline.py"] == "merged"
    assert not own.has("src/buys/runner.py")
    assert not own.has("src/buys/_folders.py")


def test_files_of_the_user_follow_and_their_imports_stay_sorted(own: Project) -> None:
    own.write(
        "src/buys/own.py",
        "from . import artifacts, pipeline\nfrom .runner import Stage\n\nUSED = artifacts, pipeline, Stage\n",
    )
    own.write("tests/test_own.py", "import pandas\n\nfrom buys import runner\n\nUSED = pandas, runner\n")
    own.commit()
    found = own.update(AFTER)
    assert {path: kinds(found)[path] for path in ("src/buys/own.py", "tests/test_own.py")} == {
        "src/buys/own.py": "taken",
        "tests/test_own.py": "taken",
    }
    assert (
        own.read("src/buys/own.py")
        == "from . import pipeline\nfrom ._runtime import Stage, artifacts\n\nUSED = artifacts, pipeline, Stage\n"
    )
    assert (
        own.read("tests/test_own.py")
        == "import pandas\n\nfrom buys._runtime import runner\n\nUSED = pandas, runner\n"
    )


def test_an_edit_of_the_runtime_moves_along(own: Project) -> None:
    own.edit("src/buys/artifacts.py", "line 12\n", "line 12\nmine\n")
    own.commit()
    assert own.update(AFTER).status == 0
    assert own.read("src/buys/_runtime/artifacts.py") == f"PROJECT = 1\n{LINES}mine\n"
    assert not own.has("src/buys/artifacts.py")


def test_nothing_is_written_to_show_the_difference(own: Project) -> None:
    own.write("src/buys/own.py", "from .runner import Stage\n")
    own.commit()
    before = own.state()
    assert "+from ._runtime import Stage" in own.update(AFTER, dry_run=True).text
    assert own.state() == before


def test_a_project_that_stays_as_it_is_keeps_its_imports(own: Project) -> None:
    own.write("src/buys/own.py", "from .runner import Stage\n")
    own.commit()
    own.update({**BEFORE, "README.md": "new\n"})
    assert own.read("src/buys/own.py") == "from .runner import Stage\n"


def test_a_module_of_the_user_keeps_its_name_later(tmp_path: Path) -> None:
    own = project(tmp_path / "p", AFTER)
    own.write("src/buys/cli.py", "from .artifacts import mine\n")
    own.commit()
    own.update({**AFTER, "README.md": "new\n"})
    assert own.read("src/buys/cli.py") == "from .artifacts import mine\n"
