"""Steps of workflows: those that run the tests automatically, and those that only look alike."""

from __future__ import annotations

from pathlib import Path

import pytest

from mlscaffold.scoring.workflows import Step, commands, runs_tests, steps_of, update_bot
from tests.scoring.small import write

HEAD = "on: [push]\njobs:\n  check:\n    steps:\n"
NOX = 'import nox\n\n\n@nox.session\ndef tests(session):\n    session.run("pytest")\n'


def workflow(run: str, head: str = HEAD, more: str = "") -> dict[str, str]:
    lines = "".join(f"          {line}\n" for line in run.splitlines())
    return {".github/workflows/ci.yml": f"{head}      - run: |\n{lines}{more}"}


def runs_them(root: Path, files: dict[str, str]) -> bool:
    write(root, files)
    return any(runs_tests(step, root) for step in steps_of(root))


@pytest.mark.parametrize(
    "run",
    [
        pytest.param("pytest", id="plain"),
        pytest.param("uv run --frozen --group test pytest --cov", id="uv"),
        pytest.param("python -m pytest -q", id="a module"),
        pytest.param("FOO=1 poetry run pytest", id="poetry, with a variable"),
        pytest.param("pip install -e .\npytest tests", id="after another command"),
        pytest.param("ruff check && pytest", id="in one line"),
        pytest.param("uvx nox -s tests", id="nox"),
        pytest.param("uv run \\\n  pytest", id="over two lines"),
    ],
)
def test_a_step_runs_the_tests(tmp_path: Path, run: str) -> None:
    assert runs_them(tmp_path, workflow(run) | {"noxfile.py": NOX})


@pytest.mark.parametrize(
    ("files", "why"),
    [
        pytest.param(workflow("# pytest"), "", id="a comment"),
        pytest.param(workflow("echo pytest"), "", id="an echo"),
        pytest.param(workflow("pip install pytest"), "", id="an install"),
        pytest.param(workflow("pytest || true"), "", id="a failure that is ignored"),
        pytest.param(workflow("pytest --collect-only"), "", id="a collection"),
        pytest.param(workflow("nox"), "", id="nox without a noxfile"),
        pytest.param(
            workflow("nox") | {"noxfile.py": NOX.replace("pytest", "ruff")}, "", id="nox without tests"
        ),
        pytest.param(workflow("pytest", more="        if: false\n"), "", id="a step that never runs"),
        pytest.param(
            workflow("pytest", more="        if: ${{ false }}\n"), "", id="the same as an expression"
        ),
        pytest.param(
            workflow("pytest", more="        continue-on-error: true\n"), "", id="a step that may fail"
        ),
        pytest.param(
            workflow("pytest", HEAD.replace("push", "workflow_dispatch")), "", id="started by hand only"
        ),
        pytest.param(
            workflow("pytest", HEAD.replace("steps", "if: false\n    steps")), "", id="a job that never runs"
        ),
        pytest.param({".github/workflows/ci.yml": "pytest: [\n"}, "", id="no YAML"),
        pytest.param({".github/workflows/ci.yml": "- pytest\n"}, "", id="a list"),
        pytest.param({".github/workflows/ci.txt": HEAD + "      - run: pytest\n"}, "", id="no workflow"),
        pytest.param(
            {".gitlab-ci.yml": "tests:\n  when: manual\n  script: [pytest]\n"}, "", id="GitLab, by hand"
        ),
        pytest.param(
            {".gitlab-ci.yml": "tests:\n  allow_failure: true\n  script: [pytest]\n"},
            "",
            id="GitLab, may fail",
        ),
    ],
)
def test_a_similar_step_does_not_run_the_tests(tmp_path: Path, files: dict[str, str], why: str) -> None:
    assert not runs_them(tmp_path, files)


def test_a_job_of_gitlab_runs_the_tests(tmp_path: Path) -> None:
    assert runs_them(
        tmp_path, {".gitlab-ci.yml": "stages: [test]\ntests:\n  script:\n    - pip install .\n    - pytest\n"}
    )


def test_tox_runs_its_commands(tmp_path: Path) -> None:
    assert not runs_them(
        tmp_path, workflow("tox") | {"tox.ini": "[testenv]\ndeps = pytest\ncommands = ruff check\n"}
    )
    assert runs_them(tmp_path, {"tox.ini": "[testenv]\ndeps = ruff\ncommands =\n    pytest {posargs}\n"})


def test_a_step_has_its_triggers(tmp_path: Path) -> None:
    head = HEAD.replace("[push]", "\n  push:\n  schedule:\n    - cron: '0 3 * * *'")
    write(tmp_path, workflow("pytest", head))
    [step] = steps_of(tmp_path)
    assert step == Step(".github/workflows/ci.yml", "check", ("pytest",), ("push", "schedule"))
    assert step.label == ".github/workflows/ci.yml, job check: `pytest` on push and schedule"


def test_a_line_that_is_no_shell_is_skipped() -> None:
    assert list(commands("echo 'one\npytest")) == [("pytest",)]


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        pytest.param(
            ".github/dependabot.yml",
            "updates:\n- package-ecosystem: pip\n  schedule: {interval: daily}\n",
            True,
            id="pip",
        ),
        pytest.param(
            ".github/dependabot.yml",
            "updates:\n- package-ecosystem: docker\n  schedule: {interval: daily}\n",
            False,
            id="images only",
        ),
        pytest.param(
            ".github/dependabot.yml", "updates:\n- package-ecosystem: pip\n", False, id="no schedule"
        ),
        pytest.param(".github/dependabot.yml", "updates: []\n", False, id="nothing"),
        pytest.param(".github/dependabot.yml", "", False, id="an empty file"),
        pytest.param("renovate.json", '{"extends": ["config:recommended"]}', True, id="renovate"),
        pytest.param(
            "renovate.json",
            '{"extends": ["config:recommended"], "enabled": false}',
            False,
            id="renovate, off",
        ),
        pytest.param("renovate.json", "{}", False, id="renovate without settings"),
    ],
)
def test_libraries_are_watched_or_not(tmp_path: Path, name: str, text: str, found: bool) -> None:
    write(tmp_path, {name: text})
    assert bool(update_bot(tmp_path)) is found
