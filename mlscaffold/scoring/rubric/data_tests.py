"""The rubric's tests for features and data."""

from __future__ import annotations

import re

from mlscaffold.scoring.assessment import Verdict, lacks, shortened
from mlscaffold.scoring.contracts import contracts
from mlscaffold.scoring.held_data import in_both, in_training, is_strict, missing, places_of, refusals
from mlscaffold.scoring.project_evidence import Project
from mlscaffold.scoring.roles import feature_makers, reached, refused, runs_all
from mlscaffold.scoring.rubric.rubric_test import Entry, unseen
from mlscaffold.scoring.rubric.timing import is_timed
from mlscaffold.scoring.tested import RUN_TESTS, by_tests, ids, passing, silence

_BENEFIT = re.compile(
    r"permutation_importance|SequentialFeatureSelector|\.RFE(?:CV)?$|^shap\.|drop_column|ablat", re.IGNORECASE
)


def schema(project: Project) -> Verdict:
    """Assess data-1: training calls a contract, and a test in which it refuses rows passed."""
    found = in_training(project)
    if not found:
        known = contracts(project)
        seen = (f"{places_of(known)} is not called by reading or training",) if known else ()
        return lacks(
            "validate what training reads with a schema (pandera, pydantic), and test what it refuses", *seen
        )
    tests = refusals(project, found)
    todo = "write a test in which the contract refuses a wrong row (pytest.raises)"
    return by_tests(project, tests, todo, (f"training calls {places_of(found)}",))


def beneficial(project: Project) -> Verdict:
    """Assess data-2: a test measures what each feature contributes."""
    tests = passing(project, lambda test: any(_BENEFIT.search(name) for name in reached(project, test)))
    return by_tests(
        project, tests, "test that each feature helps (sklearn.inspection.permutation_importance)"
    )


def cost(project: Project) -> Verdict:
    """Assess data-3: a test bounds the time or memory that features take."""
    makers = {one.name for one in feature_makers(project)}
    tests = passing(project, lambda test: is_timed(test) and bool(makers & reached(project, test)))
    return by_tests(project, tests, "test the cost of the features: an upper bound on time and memory")


def allowed(project: Project) -> Verdict:
    """Assess data-4, the half that code can show: only features named by a strict contract reach the model."""
    strict = tuple(one for one in in_both(project) if is_strict(one))
    if not strict:
        what, todo = missing(project)
        return lacks(
            todo or "make the contract strict, so that it allows only the columns that it names",
            *filter(None, [what]),
        )
    seen = f"training and serving allow only the columns of {places_of(strict)}"
    names = {one.name for one in strict}
    tests = passing(project, lambda test: bool(names & (reached(project, test) | refused(project, test))))
    if not tests:
        return by_tests(project, (), "test that a column that the contract does not name is refused", (seen,))
    todo = "document which features may be used and why, and name the section (the other half point)"
    return Verdict(0.5, (seen, f"passed {project.record.date}: {shortened(ids(project, tests))}"), todo)


def features_tested(project: Project) -> Verdict:
    """Assess data-7: a passing test, not only one of the whole pipeline, reaches each function that makes features."""
    makers = feature_makers(project)
    if not makers:
        todo = "move feature code into a module features.py, and test each function"
        return lacks(todo, "the code that makes features cannot be identified")
    if silence(project):
        return lacks(RUN_TESTS)
    names = {one.name for one in makers}
    tests = passing(
        project, lambda test: bool(names & reached(project, test)) and not runs_all(project, test)
    )
    seen = {name for test in tests for name in reached(project, test)}
    left = [f"{one.place} `{one.short}`" for one in makers if one.name not in seen]
    if left:
        return lacks(f"test {shortened(left)}", f"tests reach {len(makers) - len(left)} of {len(makers)}")
    makers_of = shortened([f"{one.place} `{one.short}`" for one in makers])
    return by_tests(project, tests, "", (f"unit tests reach each of {makers_of}",))


TESTS = (
    Entry(
        "data-1", "Feature expectations are captured in a schema", schema, "what is expected of each feature"
    ),
    Entry(
        "data-2", "All features are beneficial", beneficial, "what each feature gains, and how that was found"
    ),
    Entry(
        "data-3", "No feature's cost is too much", cost, "what each feature costs in time, memory and upkeep"
    ),
    Entry(
        "data-4",
        "Features adhere to meta-level requirements",
        allowed,
        "which features may be used, and who decides",
        halves=True,
    ),
    Entry(
        "data-5",
        "The data pipeline has appropriate privacy controls",
        unseen,
        "who may see which data, how that is enforced, and when it was last tried",
    ),
    Entry(
        "data-6",
        "New features can be added quickly",
        unseen,
        "how long the last new feature took from idea to production, and the way it goes",
    ),
    Entry(
        "data-7", "All input feature code is tested", features_tested, "how each feature was checked, by whom"
    ),
)
