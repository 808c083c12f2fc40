"""The rubric's tests for monitoring."""

from __future__ import annotations

from mlscaffold.scoring.assessment import Verdict, lacks
from mlscaffold.scoring.held_data import in_both, missing, places_of, refusals
from mlscaffold.scoring.project_evidence import Project
from mlscaffold.scoring.roles import COMMANDS, reached, refused, servers, trainers
from mlscaffold.scoring.rubric.rubric_test import Entry, unseen
from mlscaffold.scoring.rubric.timing import is_timed
from mlscaffold.scoring.suite import TestFunction
from mlscaffold.scoring.tested import by_tests, passing

_FINITE = frozenset(
    {"isfinite", "isnan", "isna", "notna", "isinf", "isnull", "notnull", "between", "assert_all_finite"}
)


def dependencies(project: Project) -> Verdict:
    """Assess monitor-1, the half that code can show: new versions of libraries are reported."""
    if not project.watched:
        return lacks(
            "let dependabot or renovate report new versions (package-ecosystem pip or uv, with a schedule)"
        )
    todo = "document where the data come from and who reports changes there (the other half point)"
    return Verdict(0.5, (f"libraries: {project.watched}",), todo)


def invariants(project: Project) -> Verdict:
    """Assess monitor-2: training and serving call one contract, and a test in which it refuses rows passed."""
    found = in_both(project)
    if not found:
        what, todo = missing(project)
        return lacks(todo, what)
    served = {one.name for one in servers(project)}
    tests = [test for test in refusals(project, found) if served & refused(project, test) or _is_direct(test)]
    evidence = (f"training and serving call {places_of(found)} on each input",)
    return by_tests(
        project, tests, "write a test in which serving refuses a wrong row (pytest.raises)", evidence
    )


def _is_direct(test: TestFunction) -> bool:
    """Return whether a test passes wrong rows to a function itself, not only to a reader of files."""
    return not any(call.rpartition(".")[2].startswith(("load", "read")) for call in test.refused)


def same_features(project: Project) -> Verdict:
    """Assess monitor-3: a passing test compares the answers of serving with another way to compute them."""
    tests = passing(project, lambda test: test.compares and _two_ways(project, test))
    todo = "test that serving answers as the trained model does for the same rows"
    return by_tests(project, tests, todo, watching=True)


def _two_ways(project: Project, test: TestFunction) -> bool:
    """Return whether a test computes answers in two ways, one of them through serving."""
    served = {one.name for one in servers(project)}
    commands = {
        call for call in test.calls if "predict" in test.texts and call.rpartition(".")[2] in COMMANDS
    }
    ways = {call for call in map(project.code.settled, test.calls) if _leads_to_answer(project, call)}
    return bool((ways & served) or commands) and len(ways | commands) > 1


def _leads_to_answer(project: Project, call: str) -> bool:
    if call in {".predict", ".predict_proba"}:
        return True
    answers = {".predict", ".predict_proba", ".decision_function"}
    return any(answers & set(one.calls) for one in project.code.own(project.code.reach([call])))


def stable(project: Project) -> Verdict:
    """Assess monitor-5: a passing test checks that the numbers of training or serving are finite."""
    tests = passing(project, lambda test: bool(_FINITE & test.attributes) and _is_of_model(project, test))
    todo = "test that training and serving return finite numbers (np.isfinite), for unusual rows too"
    return by_tests(project, tests, todo, watching=True)


def speed(project: Project) -> Verdict:
    """Assess monitor-6: a test that passed bounds the time or memory of training or serving."""
    tests = passing(project, lambda test: is_timed(test) and _is_of_model(project, test))
    todo = "test the time and memory of training and of an answer against a bound"
    return by_tests(project, tests, todo, watching=True)


def _is_of_model(project: Project, test: TestFunction) -> bool:
    wanted = {one.name for one in (*trainers(project), *servers(project))}
    return bool(wanted & reached(project, test))


TESTS = (
    Entry(
        "monitor-1",
        "Dependency changes result in notification",
        dependencies,
        "where the data come from, and who reports changes there",
        halves=True,
    ),
    Entry(
        "monitor-2",
        "Data invariants hold in training and serving inputs",
        invariants,
        "which invariants are checked, how often, and by whom",
    ),
    Entry(
        "monitor-3",
        "Training and serving compute the same features",
        same_features,
        "how features of served rows are compared with those of training",
    ),
    Entry("monitor-4", "Models are not too stale", unseen, "how old the served model may be, and who checks"),
    Entry(
        "monitor-5", "The model is numerically stable", stable, "where NaN and infinite numbers are counted"
    ),
    Entry(
        "monitor-6",
        "No regression in speed, latency, throughput or memory",
        speed,
        "where training time, latency and memory are recorded, and who checks",
    ),
    Entry(
        "monitor-7",
        "No regression in prediction quality on served data",
        unseen,
        "how answers are compared with what came true, how often, and by whom",
    ),
)
