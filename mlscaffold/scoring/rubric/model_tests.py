"""The rubric's tests for model development."""

import ast
import re

from mlscaffold.analysis.metrics import calls_metric
from mlscaffold.scoring.assessment import HALF, Verdict, met, missing, shortened
from mlscaffold.scoring.history import reviews_of
from mlscaffold.scoring.measured import compare_with_baseline
from mlscaffold.scoring.notebook_runs import calls_in, run_of
from mlscaffold.scoring.points import passing, passing_for, verdict_on_tests, workflow_verdict
from mlscaffold.scoring.project_evidence import Project
from mlscaffold.scoring.quality_gate import measured_fault
from mlscaffold.scoring.roles import DUMMIES, is_staged, quality_gates, reached, trainers
from mlscaffold.scoring.rule_findings import files_of

_SEARCH = re.compile(
    r"(?:Grid|Randomized|Halving\w*|Bayes)SearchCV$|^optuna\.create_study|create_study$|^hyperopt\.fmin|^ray\.tune\."
    r"|(?:LogisticRegression|Ridge|Lasso|ElasticNet)CV$"
)
_SLICE = re.compile(r"worst|slice|_by_|per_group|subgroup", re.IGNORECASE)
_FAIR = re.compile(r"^(?:fairlearn|aif360|aequitas)\.")


def reviewed(project: Project) -> Verdict:
    """Assess model-1: the model's code is committed, and its commits name their reviewers."""
    paths = sorted({trainer.path for trainer in trainers(project)})
    if not paths:
        return missing("", "the code that trains a model cannot be identified")
    history = project.history
    uncommitted = [path for path in paths if path not in history.tracked or path in history.changed]
    if uncommitted:
        return missing(f"commit {shortened(uncommitted)}", "the training code has uncommitted changes")
    found = reviews_of(project.root, paths)
    summary = f"{shortened(paths)}: {found.commits} commits after the first, {found.reviewed} name a reviewer"
    if found.commits and found.reviewed == found.commits:
        return met(f"{summary}; the last is {found.last}")
    todo = "have each change reviewed by another person, named in the commit (Reviewed-by: …)"
    if found.reviewed or found.requested:
        evidence = f"{summary}, {found.requested} are from a pull request; the last is {found.last}"
        return Verdict(HALF, (evidence,), todo)
    return missing(todo, summary)


def tuned(project: Project) -> Verdict:
    """Assess model-3: a hyperparameter search is part of the code and tested, or ran in a notebook."""
    searches = [part for part in project.definitions if any(map(_SEARCH.search, part.calls))]
    if tests := passing_for(project, searches):
        return verdict_on_tests(project, tests, "", (f"{searches[0].place} has a search",))
    notebooks = [path for path in files_of(project.root, ["."]) if path.endswith(".ipynb")]
    found = [path for path in notebooks if any(map(_SEARCH.search, calls_in(project.root, path)))]
    ran = [run.evidence for run in (run_of(project.root, path) for path in found) if run.ran]
    if ran:
        todo = "make the search a stage of the pipeline, and test it"
        return Verdict(HALF, (f"search: {ran[0]}",), todo)
    todo = "search the hyperparameters (GridSearchCV, optuna) in the pipeline or in a notebook that ran"
    return missing(todo, *(f"{path} has a search, but did not run from top to bottom" for path in found[:1]))


def simpler(project: Project) -> Verdict:
    """Assess model-5: each run also measures a simpler model, and the model is better."""
    pairs = compare_with_baseline(project.measured)
    simple = [part for part in project.definitions if any(map(DUMMIES.search, part.calls))]
    if not simple or not pairs:
        todo = "measure a simpler model in each run (DummyClassifier, a linear model) as the metric baseline_NAME"
        return missing(todo, *([] if simple else ["no code fits a simpler model"]))
    if fault := measured_fault(project):
        return missing(fault)
    summary = ", ".join(f"{name} {value:.3f} (simpler model: {other:.3f})" for name, value, other, _ in pairs)
    if not all(better for *_, better in pairs):
        return missing("use the simpler model, or find out why it is as good", summary)
    evidence = (f"{project.measured.path}: {summary}",)
    tests = [test for test in passing_for(project, simple) if test.bounds]
    if not tests:
        return Verdict(HALF, evidence, "test that the model is better than the simpler one")
    return verdict_on_tests(project, tests, "", evidence)


def sliced(project: Project) -> Verdict:
    """Assess model-6: each run measures slices of the data, and the gate bounds the worst."""
    names = [name for name, _ in project.measured.values if _SLICE.search(name)]
    groups = [part for part in project.definitions if ".groupby" in part.calls and calls_metric(part.calls)]
    staged = [part for part in groups if is_staged(project, part)]
    if not names or not staged:
        return missing("measure the model on each important slice of the data, as the metric worst_NAME")
    if fault := measured_fault(project):
        return missing(fault)
    value = project.measured.value(names[0])
    evidence = (f"{staged[0].label}; {project.measured.path}: {names[0]} {value:.3f}",)
    if bound := _bound(project, names):
        return workflow_verdict(project, (*evidence, bound))
    todo = f"bound it: [tool.mlscaffold.score.thresholds] {names[0]} = {{ min = … }}"
    return Verdict(HALF, evidence, todo)


def _bound(project: Project, names: list[str]) -> str:
    """Return what bounds one of some metrics, "" if nothing does."""
    for gate in quality_gates(project):
        parameters = {arg.arg for arg in ast.walk(gate.node) if isinstance(arg, ast.arg)}
        if parameters & set(names) and is_staged(project, gate):
            return f"{gate.label} bounds it"
    bounded = [threshold.metric for threshold in project.settings.thresholds if threshold.metric in names]
    return f"pyproject.toml bounds {bounded[0]}" if bounded else ""


def inclusive(project: Project) -> Verdict:
    """Assess model-7: a passing test checks a fairness metric."""
    tests = passing(project, lambda test: any(_FAIR.match(name) for name in reached(project, test)))
    return verdict_on_tests(project, tests, "test a fairness metric over groups of people (fairlearn)")


JUDGES = {
    "model-1": reviewed,
    "model-3": tuned,
    "model-5": simpler,
    "model-6": sliced,
    "model-7": inclusive,
}
