"""The rubric's tests for monitoring."""

from mlscaffold.scoring.assessment import HALF, Verdict, missing
from mlscaffold.scoring.code_graph import names_of
from mlscaffold.scoring.contracts import contract_gap, in_both, places_of, rejections
from mlscaffold.scoring.points import passing, passing_for, verdict_on_tests
from mlscaffold.scoring.project_evidence import Project
from mlscaffold.scoring.roles import COMMANDS, rejected, servers, trainers
from mlscaffold.scoring.suite import TestFunction

_FINITE = frozenset(
    {"isfinite", "isnan", "isna", "notna", "isinf", "isnull", "notnull", "between", "assert_all_finite"}
)


def dependencies(project: Project) -> Verdict:
    """Assess monitor-1, the half that code can show: new versions of libraries are reported."""
    if not project.update_bot:
        todo = "let dependabot or renovate report new versions (package-ecosystem pip or uv, with a schedule)"
        return missing(todo)
    todo = "document the data sources and who reports their changes (the other half point)"
    return Verdict(HALF, (f"libraries: {project.update_bot}",), todo)


def invariants(project: Project) -> Verdict:
    """Assess monitor-2: training and serving call one contract, and a test in which it rejects rows passed."""
    found = in_both(project)
    if not found:
        gap, todo = contract_gap(project)
        return missing(todo, gap)
    names = names_of(servers(project))
    rejecting = rejections(project, found)
    tests = [test for test in rejecting if names & rejected(project, test) or _is_direct(test)]
    evidence = f"training and serving call {places_of(found)} on each input"
    todo = "write a test in which serving rejects an invalid row (pytest.raises)"
    return verdict_on_tests(project, tests, todo, (evidence,))


def _is_direct(test: TestFunction) -> bool:
    """Return whether a test passes invalid rows to a function itself, not only to a reader of files."""
    return not any(call.rpartition(".")[2].startswith(("load", "read")) for call in test.rejected)


def same_features(project: Project) -> Verdict:
    """Assess monitor-3: a passing test compares the answers of serving with another way to compute them."""
    tests = passing(project, lambda test: test.compares and _two_ways(project, test))
    todo = "test that serving and the trained model return the same answers for the same rows"
    return verdict_on_tests(project, tests, todo, scheduled=True)


def _two_ways(project: Project, test: TestFunction) -> bool:
    """Return whether a test computes answers in two ways, one of them through serving."""
    calls = test.calls if "predict" in test.strings else ()
    commands = {call for call in calls if call.rpartition(".")[2] in COMMANDS}
    ways = {call for call in map(project.code.resolved, test.calls) if _leads_to_answer(project, call)}
    return bool((ways & names_of(servers(project))) or commands) and len(ways | commands) > 1


def _leads_to_answer(project: Project, call: str) -> bool:
    if call in {".predict", ".predict_proba"}:
        return True
    answers = {".predict", ".predict_proba", ".decision_function"}
    return any(answers & set(part.calls) for part in project.code.reach_defined([call]))


def stable(project: Project) -> Verdict:
    """Assess monitor-5: a passing test checks that the numbers of training or serving are finite."""
    tests = [test for test in _of_model(project) if _FINITE & test.attributes]
    todo = "test that training and serving return finite numbers (np.isfinite), for unusual rows too"
    return verdict_on_tests(project, tests, todo, scheduled=True)


def speed(project: Project) -> Verdict:
    """Assess monitor-6: a passing test bounds the time or memory of training or serving."""
    tests = [test for test in _of_model(project) if test.bounds_cost]
    todo = "test the time and memory of training and of an answer against a bound"
    return verdict_on_tests(project, tests, todo, scheduled=True)


def _of_model(project: Project) -> tuple[TestFunction, ...]:
    return passing_for(project, (*trainers(project), *servers(project)))


JUDGES = {
    "monitor-1": dependencies,
    "monitor-2": invariants,
    "monitor-3": same_features,
    "monitor-5": stable,
    "monitor-6": speed,
}
