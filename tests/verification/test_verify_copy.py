"""The copy in which a project is verified."""

from __future__ import annotations

from pathlib import Path

import pytest

from mlscaffold.errors import MlscaffoldError
from mlscaffold.verification.expectations import DataFile, Expected
from mlscaffold.verification.observed_run import Observed, ObservedFile, sha256_of
from mlscaffold.verification.sandbox import Limits, Sandbox
from mlscaffold.verification.verify_copy import digests, fresh_copy, package_of

FILES = {path: ObservedFile("", own=False) for path in ("counts.tsv", "a.csv")}
EXPECTED = Expected("who", "who.ipynb", Observed(files=FILES), data={"data/a.csv": DataFile("a.csv", "dd")})


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for path in (
        "src/who/pipeline.py",
        "outputs/run.log",
        "workspace/counts.tsv",
        "workspace/kept.txt",
        "data/a.csv",
    ):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(path)
    return tmp_path


def test_it_has_nothing_of_earlier_runs(project: Path) -> None:
    with Sandbox(Limits()) as sandbox:
        copy = fresh_copy(sandbox, project, EXPECTED, "copy")
        files = sorted(path.relative_to(copy).as_posix() for path in copy.rglob("*") if path.is_file())
    assert files == ["data/a.csv", "src/who/pipeline.py", "workspace/kept.txt"]
    assert (project / "outputs" / "run.log").is_file()


def test_the_package_may_have_another_name(project: Path) -> None:
    assert package_of(project, EXPECTED) == "who"
    (project / "src" / "who").rename(project / "src" / "whom")
    assert package_of(project, EXPECTED) == "whom"
    (project / "src" / "whom" / "pipeline.py").unlink()
    with pytest.raises(MlscaffoldError, match="src/who is missing"):
        package_of(project, EXPECTED)


def test_missing_data_have_no_digest(project: Path) -> None:
    assert digests(project, EXPECTED) == {"data/a.csv": sha256_of(project / "data" / "a.csv")}
    (project / "data" / "a.csv").unlink()
    assert digests(project, EXPECTED) == {"data/a.csv": ""}
