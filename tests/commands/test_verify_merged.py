"""A merged project is verified as it is on disk."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from mlscaffold.commands import update
from mlscaffold.commands.verify_merged import CONFLICTS, NOT_RUN, verify_merged
from mlscaffold.projects.merge.update_report import UpdateResult
from mlscaffold.projects.snapshot import EXPECTED
from mlscaffold.verification.sandbox import Limits, Sandbox
from tests.projects.merge.projects import Project
from tests.verification.verify_edits.measure import hardened

MERGED = UpdateResult(0, "2 files updated.")


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return hardened("text_files", sys.executable, tmp_path_factory.mktemp("hardened"))


@pytest.fixture
def project(original: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(original, tmp_path / "project"))


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(Limits()) as made:
        yield made


def spoil(project: Path, old: str, new: str) -> None:
    [file] = (project / "src").glob("*/analysis.py")
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def test_a_merge_that_keeps_the_meaning_holds(project: Path, sandbox: Sandbox) -> None:
    verdict = verify_merged(sandbox, project, MERGED, sys.executable)
    assert verdict is not None
    assert verdict.text.startswith(
        "The merged project: verified: the project computes what the notebook computes"
    )
    assert (verdict.status, verdict.as_json()["verified"]) == (0, True)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        pytest.param("most_common(1)", "most_common(2)", "not verified: compute_poem/common differs", id="it differs"),
        pytest.param("import logging", "import logging)", "not verified: the project stops.", id="it cannot be imported"),
    ],
)  # fmt: skip
def test_a_merge_that_breaks_it_says_so_first(
    project: Path, sandbox: Sandbox, old: str, new: str, message: str
) -> None:
    spoil(project, old, new)
    verdict = verify_merged(sandbox, project, MERGED, sys.executable)
    assert verdict is not None
    assert verdict.text.splitlines()[0].startswith(f"The merged project: {message}")
    assert verdict.status == 1


def test_conflicts_come_first_and_without_a_run_there_is_no_verdict(project: Path, sandbox: Sandbox) -> None:
    conflicting = UpdateResult(1, "", conflicts=("a.py",))
    for where, merged, text in ((sandbox, conflicting, CONFLICTS), (None, MERGED, NOT_RUN)):
        verdict = verify_merged(where, project, merged, sys.executable)
        assert verdict is not None
        assert (verdict.text, verdict.status, verdict.as_json()["verified"]) == (text, 0, None)
    (project / EXPECTED).unlink()
    assert verify_merged(sandbox, project, MERGED, sys.executable) is None


def test_an_interpreter_without_the_libraries_is_no_verdict(project: Path, sandbox: Sandbox) -> None:
    spoil(project, "import logging\n", "import logging\nimport no_such_library\n")
    verdict = verify_merged(sandbox, project, MERGED, sys.executable)
    assert verdict is not None
    assert verdict.text.startswith("The merged project is not verified: ")
    assert "lacks no_such_library" in verdict.text
    assert verdict.status == 0


def test_update_verifies_what_it_merged(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mlscaffold.environments.interpreter.of_project", lambda *_: sys.executable)
    made = Project(project, project)
    made.git("init", "-q", "-b", "main")
    made.commit("As generated")
    assert update.update(project).text == "Nothing to update."
    monkeypatch.setattr(update, "rendered_now", _with_other_text)
    spoil(project, "most_common(1)", "most_common(2)")
    made.commit("Edited")
    result = update.update(project)
    assert result.status == 1
    assert result.text.splitlines()[0] == "The merged project: not verified: compute_poem/common differs."
    assert "SECURITY.md" in result.text


def _with_other_text(project: object) -> object:
    from mlscaffold.plan import PlannedFile

    rendered = project.rendered  # type: ignore[attr-defined]  # a Project of rendered_project
    [before] = [file for file in rendered.files if file.path == "SECURITY.md"]
    changed = rendered.with_files([PlannedFile("SECURITY.md", before.content + b"\nMore.\n")])
    return changed, project.retained  # type: ignore[attr-defined]  # the same
