"""Each of the 28 tests: evidence that gets its point, and files that are no evidence."""

from __future__ import annotations

from pathlib import Path

import pytest

from mlscaffold.scoring.rubric import TESTS, score_all, section_points
from tests.scoring import small
from tests.scoring.small import PYPROJECT, SCHEDULED, assessed, project

REFUSED = """test_it():
    with pytest.raises(ValueError):
        predict(None, "wrong")
"""
STOPPED = """test_it():
    with pytest.raises(ValueError):
        gate(0.5, 0.5)
"""
RUN = """test_it():
    assert main(["run"]) == 0
"""
BETTER = """test_it(model):
    roc_auc, baseline, worst = evaluate(model, [1])
    assert roc_auc > baseline
"""
TIMED = """test_it():
    import time
    begin = time.perf_counter()
    {call}
    assert time.perf_counter() - begin < 1
"""
WORTH = """test_it(model):
    from sklearn.inspection import permutation_importance
    assert min(permutation_importance(model, [1])) > 0
"""
TWICE = """test_it(model):
    assert fit([1]) == model
"""
STEPS = """test_it(model):
    assert model.named_steps["scaler"].transform([1]) == 0
"""
PARITY = """test_it(model):
    assert main(["run", "predict"]) == predict(model, [1])
"""
FINITE = """test_it(model):
    import numpy as np
    assert np.isfinite(predict(model, [1])).all()
"""
FAIR = """test_it(model):
    from fairlearn.metrics import demographic_parity_difference
    assert demographic_parity_difference(predict(model, [1])) < 0.1
"""
SEARCHED = """test_it():
    from shop.search import search
    assert search([1]) is not None
"""
SEARCH = "from sklearn.model_selection import GridSearchCV\n\n\ndef search(rows):\n    return GridSearchCV(None, {}).fit(rows)\n"
DEPENDABOT = "version: 2\nupdates:\n  - package-ecosystem: uv\n    directory: /\n    schedule:\n      interval: weekly\n"
BOUNDED = PYPROJECT + "[tool.mlscaffold.score.thresholds]\nworst_city_roc_auc = { min = 0.6 }\n"
DOCUMENT = "# Care\n\n## How\n\nEach Monday Ada looks at the drift of all features and writes it down here.\n"
BY_HAND = ("data-5", "data-6", "model-2", "model-4", "infra-6", "infra-7", "monitor-4", "monitor-7")


def named(test: str, place: str = "docs/care.md#how") -> dict[str, str]:
    """Return a pyproject.toml that names a location for a test."""
    return {
        "pyproject.toml": f'{PYPROJECT}[tool.mlscaffold.score]\n"{test}" = "{place}"\n',
        "docs/care.md": DOCUMENT,
    }


EVIDENCE = [
    pytest.param(
        "data-1", 1, REFUSED, {}, id="data-1: a contract that training calls refuses rows in a test"
    ),
    pytest.param("data-2", 1, WORTH, {}, id="data-2: a test measures the value of features"),
    pytest.param(
        "data-3", 1, TIMED.format(call="make_features()"), {}, id="data-3: a test bounds the cost of features"
    ),
    pytest.param("data-4", 0.5, REFUSED, {}, id="data-4: a strict contract"),
    pytest.param(
        "data-4", 1, REFUSED, named("data-4"), id="data-4: a strict contract, and requirements in words"
    ),
    pytest.param("data-7", 1, TWICE, {}, id="data-7: a test calls all feature code"),
    pytest.param(
        "model-3", 1, SEARCHED, {"src/shop/search.py": SEARCH}, id="model-3: a search that is tested"
    ),
    pytest.param("model-5", 1, BETTER, {}, id="model-5: the baseline is measured, and a test compares"),
    pytest.param("model-6", 0.5, BETTER, {}, id="model-6: slices are measured"),
    pytest.param(
        "model-6", 1, BETTER, {"pyproject.toml": BOUNDED}, id="model-6: slices are measured and bounded"
    ),
    pytest.param("model-7", 1, FAIR, {}, id="model-7: a test checks a fairness metric"),
    pytest.param("infra-1", 1, TWICE, {}, id="infra-1: a test trains twice and compares"),
    pytest.param("infra-2", 1, TWICE, {}, id="infra-2: a test calls the training"),
    pytest.param("infra-3", 1, RUN, {}, id="infra-3: a test runs the whole pipeline"),
    pytest.param("infra-4", 1, STOPPED, {}, id="infra-4: the gate stops a bad model in a test"),
    pytest.param("infra-5", 1, STEPS, {}, id="infra-5: a test checks single steps"),
    pytest.param(
        "monitor-1", 0.5, RUN, {".github/dependabot.yml": DEPENDABOT}, id="monitor-1: libraries are watched"
    ),
    pytest.param(
        "monitor-1",
        1,
        RUN,
        named("monitor-1") | {".github/dependabot.yml": DEPENDABOT},
        id="monitor-1: libraries are watched, and sources of data in words",
    ),
    pytest.param("monitor-2", 1, REFUSED, {}, id="monitor-2: serving refuses the rows that training refuses"),
    pytest.param(
        "monitor-3", 0.5, PARITY, {}, id="monitor-3: two ways to an answer are compared at each push"
    ),
    pytest.param(
        "monitor-3", 1, PARITY, {".github/workflows/ci.yml": SCHEDULED}, id="monitor-3: and by the clock"
    ),
    pytest.param(
        "monitor-5", 1, FINITE, {".github/workflows/ci.yml": SCHEDULED}, id="monitor-5: finite answers"
    ),
    pytest.param(
        "monitor-6",
        1,
        TIMED.format(call="fit([1])"),
        {".github/workflows/ci.yml": SCHEDULED},
        id="monitor-6: training has a bound in time",
    ),
]


@pytest.mark.parametrize(("test", "points", "body", "files"), EVIDENCE)
def test_evidence_gets_its_points(
    tmp_path: Path, test: str, points: float, body: str, files: dict[str, str]
) -> None:
    found = assessed(project(tmp_path, body, files), test)
    assert (found.points, bool(found.evidence)) == (points, True)
    assert bool(found.todo) == (points < 1)


@pytest.mark.parametrize(("test", "points", "body", "files"), EVIDENCE)
def test_a_test_that_did_not_pass_gives_no_point(
    tmp_path: Path, test: str, points: float, body: str, files: dict[str, str]
) -> None:
    """Without a passing test, a measured run or a documented review may still give half a point."""
    found = assessed(project(tmp_path, body, files, how="failed"), test)
    otherwise = {"model-5": 0.5, "model-6": points, "monitor-1": points, "data-4": points - 0.5}
    assert found.points == otherwise.get(test, 0)


@pytest.mark.parametrize(
    ("test", "body"),
    [
        pytest.param("data-1", REFUSED, id="data-1"),
        pytest.param("data-7", TWICE, id="data-7"),
        pytest.param("infra-1", TWICE, id="infra-1"),
        pytest.param("infra-2", TWICE, id="infra-2"),
        pytest.param("infra-3", RUN, id="infra-3"),
        pytest.param("infra-4", STOPPED, id="infra-4"),
        pytest.param("monitor-2", REFUSED, id="monitor-2"),
    ],
)
def test_tests_without_a_workflow_are_manual(tmp_path: Path, test: str, body: str) -> None:
    found = assessed(project(tmp_path, body, without=(".github/workflows/ci.yml",)), test)
    assert (found.points, found.todo) == (0.5, "run the tests in a workflow on each push")


NOTHING = "test_it():\n    assert True\n"
NO_CALL = """test_it():
    assert load and fit and predict and evaluate and gate and make_features and add_size and main
"""
UNUSED = "import pandera.pandas as pa\n\nFEATURES = pa.DataFrameSchema({}, strict=True)\n\n\ndef checked(contract, rows):\n    return rows\n"
NO_EVIDENCE = {
    "src/shop/schema.py": UNUSED,
    "src/shop/search.py": SEARCH,
    ".github/dependabot.yml": DEPENDABOT.replace("uv", "github-actions"),
    "renovate.json": "{}",
    ".github/CODEOWNERS": "* @ada\n",
    "docs/care.md": DOCUMENT,
    "FAIRNESS.md": DOCUMENT,
    "docs/runbook.md": DOCUMENT,
    "tests/test_fairness.py": "from fairlearn import metrics\n",
    "benchmarks/speed.py": "import time\n",
}


@pytest.mark.parametrize("test", [one.id for one in TESTS])
@pytest.mark.parametrize(
    "body", [pytest.param(NOTHING, id="true by itself"), pytest.param(NO_CALL, id="calls nothing")]
)
def test_unused_files_give_no_point(tmp_path: Path, test: str, body: str) -> None:
    without = ("outputs/metrics.json", "outputs/run.log")
    found = assessed(project(tmp_path, body, NO_EVIDENCE, without=without), test)
    assert found.points == 0
    assert found.todo or found.evidence


@pytest.mark.parametrize("test", [one.id for one in TESTS])
def test_an_older_record_of_the_tests_gives_no_point(tmp_path: Path, test: str) -> None:
    bodies = [(one.values[2], one.values[3]) for one in EVIDENCE if one.values[0] == test]
    body, files = bodies[0] if bodies else (RUN, named(test, "tests/test_shop.py::test_it"))
    project(tmp_path, str(body), files)  # type: ignore[arg-type]
    small.write(
        tmp_path, {"outputs/tests.xml": small.junit({"tests.test_shop.test_it": "passed"}, small.AGO - 5)}
    )
    found = assessed(small.load(tmp_path), test)
    assert found.points == {"model-5": 0.5, "model-6": 0.5, "monitor-1": 0.5}.get(test, 0)


@pytest.mark.parametrize("test", [one.id for one in TESTS])
def test_a_documented_place_is_half_a_point(tmp_path: Path, test: str) -> None:
    found = assessed(project(tmp_path, NOTHING, named(test), without=("outputs/metrics.json",)), test)
    assert found.points == 0.5
    assert "done by hand, documented in docs/care.md:3, How" in found.evidence


def test_the_author_of_a_documented_place_is_named(tmp_path: Path) -> None:
    project(tmp_path, NOTHING, named("monitor-4"))
    small.git(tmp_path, "init", "-q")
    small.commit(tmp_path, "care")
    [evidence] = assessed(small.load(tmp_path), "monitor-4").evidence
    assert evidence.startswith("done by hand, documented in docs/care.md:3, How (Ada, 2")


@pytest.mark.parametrize(
    ("place", "words"),
    [
        pytest.param("docs/none.md#how", "docs/none.md does not exist", id="no such file"),
        pytest.param("docs/care.md#what", "has no heading #what", id="no such heading"),
        pytest.param("docs/care.md", "has no heading: write", id="a whole file"),
        pytest.param("docs/empty.md#how", "is empty", id="an empty section"),
        pytest.param("docs/empty.md#code", "has no heading #code", id="a comment in a block of code"),
        pytest.param("docs/empty.md#later", "is empty", id="a section to be written"),
        pytest.param("tests/test_shop.py::test_other", "does not exist", id="no such test"),
        pytest.param(
            "tests/test_shop.py::test_it", "calls none of the project's code", id="a test of nothing"
        ),
    ],
)
@pytest.mark.parametrize("test", BY_HAND)
def test_an_empty_place_gives_no_point(tmp_path: Path, test: str, place: str, words: str) -> None:
    empty = "# Care\n\n## How\n\n## Later\n\nTo be written.\n\n```\n# Code\n```\n"
    found = assessed(project(tmp_path, NOTHING, named(test, place) | {"docs/empty.md": empty}), test)
    assert found.points == 0
    assert words in found.todo


@pytest.mark.parametrize("test", BY_HAND)
def test_a_test_named_by_the_project_counts_if_it_runs_automatically(tmp_path: Path, test: str) -> None:
    files = named(test, "tests/test_shop.py::test_it")
    pushed = 0.5 if test.startswith("monitor") else 1
    assert assessed(project(tmp_path / "push", RUN, files), test).points == pushed
    clock = files | {".github/workflows/ci.yml": SCHEDULED}
    assert assessed(project(tmp_path / "clock", RUN, clock), test).points == 1


@pytest.mark.parametrize("test", BY_HAND)
def test_a_named_test_that_failed_gives_no_point(tmp_path: Path, test: str) -> None:
    found = assessed(project(tmp_path, RUN, named(test, "tests/test_shop.py::test_it"), how="failed"), test)
    assert (found.points, "did not pass" in found.todo) == (0, True)


KEPT = [
    pytest.param(
        "data-1",
        "src/shop/train.py",
        "checked(FEATURES, rows)",
        "rows",
        id="data-1: training calls no contract",
    ),
    pytest.param(
        "data-4", "src/shop/schema.py", "strict=True", "strict=False", id="data-4: the contract lets all pass"
    ),
    pytest.param(
        "infra-1",
        "src/shop/features.py",
        "return rows",
        "import numpy as np\n\n    return np.random.rand(3)",
        id="infra-1: a draw without a seed",
    ),
    pytest.param(
        "infra-4", "src/shop/evaluate.py", "raise ValueError", "print", id="infra-4: the gate stops nothing"
    ),
    pytest.param(
        "infra-4", "src/shop/pipeline.py", ", evaluate.gate", "", id="infra-4: no run calls the gate"
    ),
    pytest.param(
        "infra-4", "outputs/run.log", "gate done", "other done", id="infra-4: the last run did not pass it"
    ),
    pytest.param(
        "infra-3", "tests/test_shop.py", '["run"]', '["card"]', id="infra-3: a test of another command"
    ),
    pytest.param(
        "infra-3", "tests/test_shop.py", '["run"]', '["run", "--list"]', id="infra-3: a test that lists only"
    ),
    pytest.param(
        "model-5", "outputs/run.log", "roc_auc: 0.8", "roc_auc: 0.6", id="model-5: metrics that no run wrote"
    ),
    pytest.param(
        "model-6", "src/shop/evaluate.py", "groupby", "other", id="model-6: a metric without slices"
    ),
    pytest.param(
        "monitor-2",
        "src/shop/predict.py",
        "checked(FEATURES, rows)",
        "rows",
        id="monitor-2: serving calls none",
    ),
    pytest.param(
        "monitor-3", "tests/test_shop.py", 'main(["run", "predict"])', "3", id="monitor-3: one way only"
    ),
    pytest.param(
        "monitor-5", "tests/test_shop.py", "np.isfinite", "np.ravel", id="monitor-5: any answer will do"
    ),
    pytest.param(
        "monitor-6", "tests/test_shop.py", "- begin < 1", "- begin is not None", id="monitor-6: no bound"
    ),
    pytest.param("data-3", "tests/test_shop.py", "- begin < 1", "- begin is not None", id="data-3: no bound"),
    pytest.param(
        "data-7",
        "src/shop/features.py",
        "return add_size, S",
        "return S",
        id="data-7: a function that no test calls",
    ),
]


@pytest.mark.parametrize(("test", "path", "what", "by"), KEPT)
def test_a_point_is_lost_with_its_evidence(tmp_path: Path, test: str, path: str, what: str, by: str) -> None:
    body, files = next((one.values[2], one.values[3]) for one in EVIDENCE if one.values[0] == test)
    assert assessed(project(tmp_path, str(body), files), test).points > 0  # type: ignore[arg-type]
    text = (tmp_path / path).read_text(encoding="utf-8")
    assert what in text
    replaced = text.replace(what, by)
    files = {path: replaced} | (
        {"src/shop/data.py": small.DATA.replace("checked(ROWS, ", "(")} if test == "data-1" else {}
    )
    small.write(tmp_path, files)
    assert assessed(small.load(tmp_path), test).points == 0


GATED = "import sys\n\n\ndef main():\n    roc_auc = 1\n    if roc_auc < 0.7:\n        sys.exit('too low')\n"
SCRIPT = """test_it():
    from shop.script import main as start
    with pytest.raises(SystemExit):
        {call}()
"""


@pytest.mark.parametrize(("call", "points"), [("start", 1), ("main", 0)])
def test_a_gate_may_be_in_the_pipeline(tmp_path: Path, call: str, points: float) -> None:
    files = {
        "src/shop/script.py": GATED,
        "src/shop/evaluate.py": "",
        "outputs/run.log": small.LOG.replace("gate", "main"),
    }
    assert assessed(project(tmp_path, SCRIPT.format(call=call), files), "infra-4").points == points


def test_a_run_of_everything_is_no_test_of_features(tmp_path: Path) -> None:
    found = assessed(project(tmp_path, RUN), "data-7")
    assert (found.points, found.evidence) == (0, ("tests reach 0 of 2",))


def test_reviews_are_read_from_commits(tmp_path: Path) -> None:
    project(tmp_path, RUN)
    assert assessed(small.load(tmp_path), "model-1").points == 0
    small.git(tmp_path, "init", "-q")
    small.commit(tmp_path, "birth\n\nReviewed-by: Grace <grace@example.org>")
    assert assessed(small.load(tmp_path), "model-1").points == 0
    points = []
    for number, message in enumerate(
        (
            "by hand\n\nReviewed-by: Ada <ada@example.org>",
            "more (#12)",
            "other\n\nReviewed-by: Grace <grace@example.org>",
        )
    ):
        small.write(tmp_path, {"src/shop/train.py": small.TRAIN + "#" * (number + 1) + "\n"})
        assert "commit src/shop/train.py" in assessed(small.load(tmp_path), "model-1").todo
        small.commit(tmp_path, message)
        points.append(assessed(small.load(tmp_path), "model-1").points)
    assert points == [0, 0.5, 0.5]


def test_a_model_with_only_reviewed_changes_has_the_full_point(tmp_path: Path) -> None:
    project(tmp_path, RUN)
    small.git(tmp_path, "init", "-q")
    small.commit(tmp_path, "birth")
    small.write(tmp_path, {"src/shop/train.py": small.TRAIN + "# new\n"})
    small.commit(tmp_path, "new\n\nReviewed-by: Grace <grace@example.org>")
    assert assessed(small.load(tmp_path), "model-1").points == 1


def test_a_search_in_a_run_notebook_is_manual(tmp_path: Path) -> None:
    from tests.linting.project import notebook

    source = "from sklearn.model_selection import GridSearchCV\nGridSearchCV(None, {}).fit([1])"
    points = []
    for counts in ((None,), (2,), (1,)):
        found = project(tmp_path, RUN, {"notebooks/search.ipynb": notebook(source, counts=counts)})
        points.append(assessed(found, "model-3").points)
    assert points == [0, 0, 0.5]


@pytest.mark.parametrize(
    ("metrics", "points"),
    [
        pytest.param('{"roc_auc": 0.8, "baseline_roc_auc": 0.5}', 0.5, id="better"),
        pytest.param('{"roc_auc": 0.5, "baseline_roc_auc": 0.5}', 0, id="no better"),
        pytest.param('{"rmse": 3.0, "baseline_rmse": 2.0}', 0, id="a larger error"),
        pytest.param('{"rmse": 1.0, "baseline_rmse": 2.0}', 0.5, id="a smaller error"),
        pytest.param('{"thing": 3.0, "baseline_thing": 2.0}', 0, id="an unknown direction"),
    ],
)
def test_a_simpler_model_has_to_be_worse(tmp_path: Path, metrics: str, points: float) -> None:
    files = {"outputs/metrics.json": metrics, "outputs/run.log": metrics.replace('"', "")}
    assert assessed(project(tmp_path, NOTHING, files), "model-5").points == points


def test_the_score_is_that_of_the_lowest_section(tmp_path: Path) -> None:
    from mlscaffold.scoring.rubric import SECTIONS, final

    found = score_all(project(tmp_path, STOPPED))
    points = {section: section_points(found, section) for section in SECTIONS}
    assert len(found) == 28
    assert final(found) == min(points.values()) == 0
    assert points["infrastructure"] == 1
    assert [sum(one.section == section for one in TESTS) for section in SECTIONS] == [7, 7, 7, 7]
