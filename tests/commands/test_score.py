"""The command: its output, its status, and the records of `--run`."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from mlscaffold.cli import app
from mlscaffold.commands.score import Options, score
from mlscaffold.errors import MlscaffoldError
from tests.linting.project import notebook
from tests.scoring import small
from tests.scoring.test_rubric import STOPPED

GATE = small.PYPROJECT + '[tool.mlscaffold.lifecycle.explore]\npaths = ["notebooks"]\ngate = ["runs"]\n'
TINY = {
    "pyproject.toml": GATE + '[tool.pytest.ini_options]\npythonpath = ["src"]\n',
    "src/shop/__init__.py": "",
    "src/shop/train.py": "def fit():\n    return 3\n",
    "tests/test_shop.py": "from shop.train import fit\n\n\ndef test_it():\n    assert fit() == 3\n",
    "notebooks/a.ipynb": notebook("from pathlib import Path\nprint(1)\nPath('left.txt').touch()"),
}


def test_the_report_has_the_evidence_and_the_next_step(tmp_path: Path) -> None:
    small.project(tmp_path, STOPPED)
    report = score(tmp_path, Options()).report
    assert report.splitlines()[0] == "shop"
    assert "ML Test Score 0 of 7" in report
    assert "src/shop/evaluate.py:17 `gate` stops a run" in report
    assert "What to do first" in report
    assert all(f"{section} " in report for section in ("Data", "Model", "Infrastructure", "Monitoring"))
    assert max(map(len, report.splitlines())) <= 100


def test_the_json_has_the_same(tmp_path: Path) -> None:
    small.project(tmp_path, STOPPED)
    found = score(tmp_path, Options()).as_json()
    json.dumps(found)
    assert (found["project"], found["score"], len(found["tests"])) == ("shop", 0, 28)
    assert found["sections"]["infrastructure"] == 1
    gate = next(one for one in found["tests"] if one["id"] == "infra-4")
    assert gate["points"] == 1
    assert gate["evidence"]
    assert {one["name"]: one["met"] for one in found["gates"][0]["conditions"]}["quality-gate"] is True


@pytest.mark.parametrize(
    ("options", "status"),
    [
        pytest.param(Options(), 0, id="report only"),
        pytest.param(Options(min_score=0), 0, id="a threshold of zero"),
        pytest.param(Options(min_score=0.5), 1, id="too low"),
        pytest.param(Options(segment="explore"), 1, id="a gate that is not open"),
        pytest.param(Options(segment="empty"), 0, id="a gate without conditions"),
        pytest.param(Options(segment="empty", min_score=1), 1, id="both"),
    ],
)
def test_the_status_follows_the_options(tmp_path: Path, options: Options, status: int) -> None:
    more = "[tool.mlscaffold.lifecycle.empty]\n"
    small.write(tmp_path, TINY | {"pyproject.toml": GATE + more})
    assert score(tmp_path, options).status == status


def test_one_segment_is_reported_alone(tmp_path: Path) -> None:
    small.write(tmp_path, TINY)
    report = score(tmp_path, Options(segment="explore")).report
    assert "Gate of explore (notebooks): 0 of 1 conditions met" in report
    assert "ML Test Score" not in report


def test_an_unknown_segment_is_refused(tmp_path: Path) -> None:
    small.write(tmp_path, TINY)
    with pytest.raises(MlscaffoldError, match="unknown segment `shipping`") as caught:
        score(tmp_path, Options(segment="shipping"))
    assert (caught.value.hint, caught.value.status) == ("Segments: explore", 2)


def test_a_run_writes_records_and_changes_nothing_else(tmp_path: Path) -> None:
    small.write(
        tmp_path, TINY | {".gitignore": "/outputs/\n__pycache__/\n.pytest_cache/\n.mlscaffold_cache/\n"}
    )
    small.git(tmp_path, "init", "-q")
    small.commit(tmp_path, "all")
    ran = score(tmp_path, Options(run=True, python=sys.executable))
    assert ran.score.gates[0].open
    assert any(note.startswith("tests: 1 passed, 0 failed") for note in ran.score.notes)
    result = small.subprocess.run(
        ["git", "status", "--porcelain"], cwd=tmp_path, capture_output=True, check=True
    )
    assert result.stdout == b""
    assert score(tmp_path, Options(segment="explore")).status == 0


def test_a_run_reports_failures(tmp_path: Path) -> None:
    thresholds_missed = {
        "tests/test_shop.py": "def test_it():\n    assert 1 > 2\n",
        "notebooks/a.ipynb": notebook("1 / 0"),
    }
    small.write(tmp_path, TINY | thresholds_missed)
    ran = score(tmp_path, Options(run=True, python=sys.executable))
    assert ran.score.notes[0].startswith("the tests: 1 failed in ")
    assert ran.score.notes[1].startswith("notebooks/a.ipynb failed: cell 1: ZeroDivisionError")
    assert not ran.score.gates[0].open


def test_a_project_without_tests_needs_no_pytest(tmp_path: Path) -> None:
    small.write(tmp_path, {path: text for path, text in TINY.items() if not path.startswith("tests/")})
    ran = score(tmp_path, Options(run=True, python=sys.executable))
    assert ran.score.gates[0].open
    assert "there are no tests" not in ran.score.notes[0]


def test_a_missing_interpreter_is_refused(tmp_path: Path) -> None:
    small.write(tmp_path, TINY)
    with pytest.raises(MlscaffoldError, match="no such interpreter"):
        score(tmp_path, Options(run=True, python="no-such-python"))


def test_code_that_cannot_be_read_is_reported(tmp_path: Path) -> None:
    small.write(tmp_path, TINY | {"src/shop/broken.py": "def ("})
    assert "code: src/shop/broken.py is not valid Python" in score(tmp_path, Options()).score.notes


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({"pyproject.toml": ""}, id="nothing"),
        pytest.param({"pyproject.toml": "", "run.py": "print(1)\n"}, id="a script"),
        pytest.param({"pyproject.toml": "", "a.ipynb": "{"}, id="a broken notebook"),
        pytest.param(
            {"pyproject.toml": "", "outputs/metrics.json": "[", "outputs/tests.xml": "<"}, id="broken records"
        ),
    ],
)
def test_any_project_is_scored(tmp_path: Path, files: dict[str, str]) -> None:
    small.write(tmp_path, files)
    found = score(tmp_path, Options())
    assert (found.score.points, found.status) == (0, 0)
    assert found.report


def test_the_command_line_passes_it_on(tmp_path: Path) -> None:
    small.write(tmp_path, TINY)
    result = CliRunner().invoke(app, ["score", str(tmp_path), "--json", "--min-score", "1"])
    assert result.exit_code == 1
    assert json.loads(result.stdout)["score"] == 0


def test_a_package_next_to_its_tests_is_scored_like_one_in_src(tmp_path: Path) -> None:
    small.project(tmp_path / "in-src", STOPPED)
    flat = {path.removeprefix("src/"): text for path, text in small.BASE.items()}
    small.project(
        tmp_path / "flat",
        STOPPED,
        flat,
        without=tuple(path for path in small.BASE if path.startswith("src/")),
    )
    scores = [score(tmp_path / name, Options()).as_json() for name in ("in-src", "flat")]
    assert scores[0]["sections"] == scores[1]["sections"]
    assert scores[1]["gates"][0]["paths"] == ["shop"]
