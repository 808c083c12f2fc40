"""The rubric's tests for features and data."""

import re

from mlscaffold.scoring.assessment import HALF, Verdict, missing, shortened
from mlscaffold.scoring.code_graph import names_of
from mlscaffold.scoring.contracts import (
    contract_gap,
    contracts,
    in_both,
    in_training,
    is_strict,
    places_of,
    rejections,
)
from mlscaffold.scoring.points import (
    RUN_TESTS,
    no_evidence,
    passed_text,
    passing,
    passing_for,
    verdict_on_tests,
)
from mlscaffold.scoring.project_evidence import Project
from mlscaffold.scoring.roles import feature_makers, reached, rejected, runs_all

_BENEFIT = re.compile(
    r"permutation_importance|SequentialFeatureSelector|\.RFE(?:CV)?$|^shap\.|drop_column|ablat", re.IGNORECASE
)


def schema(project: Project) -> Verdict:
    """Assess data-1: training calls a contract, and a test in which it rejects rows passed."""
    found = in_training(project)
    if not found:
        known = contracts(project)
        unused = (f"{places_of(known)} is not called by reading or training",) if known else ()
        todo = "validate the training data with a schema (pandera, pydantic), and test what it rejects"
        return missing(todo, *unused)
    todo = "write a test in which the contract rejects an invalid row (pytest.raises)"
    evidence = (f"training calls {places_of(found)}",)
    return verdict_on_tests(project, rejections(project, found), todo, evidence)


def beneficial(project: Project) -> Verdict:
    """Assess data-2: a test measures what each feature contributes."""
    tests = passing(project, lambda test: any(_BENEFIT.search(name) for name in reached(project, test)))
    todo = "test that each feature helps (sklearn.inspection.permutation_importance)"
    return verdict_on_tests(project, tests, todo)


def cost(project: Project) -> Verdict:
    """Assess data-3: a test bounds the time or memory that features take."""
    tests = [test for test in passing_for(project, feature_makers(project)) if test.bounds_cost]
    todo = "test the cost of the features: an upper bound on time and memory"
    return verdict_on_tests(project, tests, todo)


def allowed(project: Project) -> Verdict:
    """Assess data-4, the half that code can show: only features named by a strict contract reach the model."""
    strict = tuple(contract for contract in in_both(project) if is_strict(contract))
    if not strict:
        gap, todo = contract_gap(project)
        strict_todo = "make the contract strict, so that it allows only the columns that it names"
        return missing(todo or strict_todo, *filter(None, [gap]))
    evidence = f"training and serving allow only the columns of {places_of(strict)}"
    names = names_of(strict)
    tests = passing(project, lambda test: bool(names & (reached(project, test) | rejected(project, test))))
    if not tests:
        todo = "test that the contract rejects a column that it does not name"
        return verdict_on_tests(project, (), todo, (evidence,))
    todo = "document which features may be used and why, and declare the section (the other half point)"
    return Verdict(HALF, (evidence, passed_text(project, tests)), todo)


def features_tested(project: Project) -> Verdict:
    """Assess data-7: a passing test, not only one of the whole pipeline, reaches each function that makes features."""
    makers = feature_makers(project)
    if not makers:
        todo = "move feature code into a module features.py, and test each function"
        return missing(todo, "the code that makes features cannot be identified")
    if no_evidence(project):
        return missing(RUN_TESTS)
    tests = [test for test in passing_for(project, makers) if not runs_all(project, test)]
    covered = {name for test in tests for name in reached(project, test)}
    untested = [maker.label for maker in makers if maker.name not in covered]
    if untested:
        count = len(makers) - len(untested)
        return missing(f"test {shortened(untested)}", f"tests reach {count} of {len(makers)}")
    evidence = f"unit tests reach each of {shortened([maker.label for maker in makers])}"
    return verdict_on_tests(project, tests, "", (evidence,))


JUDGES = {
    "data-1": schema,
    "data-2": beneficial,
    "data-3": cost,
    "data-4": allowed,
    "data-7": features_tested,
}
