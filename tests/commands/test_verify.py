"""The command `verify`, on a small project whose run takes less than a second."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from mlscaffold.commands.verify import VerifyOptions, VerifyResult, verify
from mlscaffold.errors import MlscaffoldError
from tests.verification.verify_edits.changing import CHANGING
from tests.verification.verify_edits.edit import Edit
from tests.verification.verify_edits.keeping import KEEPING
from tests.verification.verify_edits.measure import hardened, judged

FAST = "text_files"
"""A project without pandas, which takes a second to import."""
MODULE = "src/text_files/analysis.py"


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return hardened(FAST, sys.executable, tmp_path_factory.mktemp("hardened"))


@pytest.fixture
def project(original: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(original, tmp_path / "project"))


def run(project: Path, **options: object) -> VerifyResult:
    return verify(project, VerifyOptions(python=sys.executable, **options))  # type: ignore[arg-type]


def edit(project: Path, old: str, new: str) -> None:
    [file] = (project / "src").glob("*/analysis.py")
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def test_an_unchanged_project_holds_and_stays_as_it_is(project: Path) -> None:
    before = sorted(project.rglob("*"))
    result = run(project)
    assert (result.status, result.report.splitlines()[0][:9]) == (0, "Verified:")
    assert [line.split()[0] for line in result.report.splitlines()[2:]] == [
        "compute_poem",
        "settings",
        "text",
        "files",
    ]
    assert sorted(project.rglob("*")) == before


@pytest.mark.parametrize("one", [e for e in (*KEEPING, *CHANGING) if e.project == FAST], ids=lambda e: e.name)
def test_edits(one: Edit, original: Path, tmp_path: Path) -> None:
    found = judged(one, original, sys.executable, tmp_path / "edited")
    assert not found.wrong, found.report


def test_an_intended_difference_is_allowed_once_and_reported_when_it_is_gone(project: Path) -> None:
    edit(project, "most_common(1)", "most_common(2)")
    assert run(project).status == 1
    result = run(project, allow=("common",), because="two words are shown")
    assert (result.status, "allowed: common, two words are shown" in result.report) == (0, True)
    assert run(project).status == 0
    edit(project, "most_common(2)", "most_common(1)")
    result = run(project)
    assert (result.status, "common does not differ any more" in result.report) == (0, True)


def test_only_what_differs_can_be_allowed(project: Path) -> None:
    with pytest.raises(MlscaffoldError, match=r"common does not differ\. Nothing differs"):
        run(project, allow=("common",), because="no reason")
    with pytest.raises(MlscaffoldError, match="--allow and --because belong together"):
        run(project, allow=("common",))


def test_a_run_that_stops_is_a_finding(project: Path) -> None:
    edit(project, "    counts = Counter(words)", "    counts = Counter(word_list)")
    result = run(project)
    assert result.status == 1
    assert result.report.splitlines()[0] == "Not verified: the project stops in stage compute_poem."
    assert "NameError: name 'word_list' is not defined" in result.report


def test_a_project_that_cannot_be_imported_is_a_finding(project: Path) -> None:
    edit(project, "import logging", "import logging)")
    result = run(project)
    assert (result.status, "SyntaxError" in result.report) == (1, True)


def test_one_stage(project: Path) -> None:
    result = run(project, stages=("compute_poem",))
    assert (result.status, "files" in result.report) == (0, False)
    with pytest.raises(MlscaffoldError, match="unknown stage: nothing; available: compute_poem"):
        run(project, stages=("nothing",))


def test_wrong_use(project: Path, tmp_path: Path) -> None:
    with pytest.raises(MlscaffoldError, match="this is no project of mlscaffold"):
        run(tmp_path)
    with pytest.raises(MlscaffoldError, match="no such interpreter"):
        verify(project, VerifyOptions(python="nowhere/python"))
    (project / ".mlscaffold" / "expected.tar.bz2").write_bytes(b"BZh9")
    with pytest.raises(MlscaffoldError, match="the recorded expectations are damaged"):
        run(project)
    (project / ".mlscaffold" / "expected.tar.bz2").unlink()
    with pytest.raises(MlscaffoldError, match=r"no recorded expectations to compare with.*without --no-run"):
        run(project)


def test_other_data_are_named(project: Path) -> None:
    with (project / "data" / "poem.txt").open("a", encoding="utf-8") as file:
        file.write("more\n")
    result = run(project)
    assert result.found.failing[0].name == "data/poem.txt"


def test_what_an_earlier_run_wrote_makes_no_difference(project: Path) -> None:
    (project / "outputs").mkdir()
    (project / "workspace").mkdir(exist_ok=True)
    (project / "workspace" / "counts.tsv").write_text("old", encoding="utf-8")
    assert run(project).status == 0


def test_the_notebook_can_run_again(project: Path) -> None:
    result = run(project, full=True)
    assert (result.status, "which ran again" in result.report) == (0, True), result.report
    edit(project, "most_common(1)", "most_common(2)")
    result = run(project, full=True)
    assert result.found.failing[0].name == "compute_poem/common"
