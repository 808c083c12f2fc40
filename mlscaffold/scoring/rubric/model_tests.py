"""The rubric's tests for model development."""

from __future__ import annotations

import ast
import re

from mlscaffold.analysis.metrics import calls_metric
from mlscaffold.scoring.assessment import Verdict, lacks, shortened
from mlscaffold.scoring.gate import measured_fault
from mlscaffold.scoring.history import reviews_of
from mlscaffold.scoring.measured import against_baseline
from mlscaffold.scoring.notebook_runs import calls_in, run_of
from mlscaffold.scoring.project_evidence import Project
from mlscaffold.scoring.roles import DUMMIES, gates, is_staged, reached, trainers
from mlscaffold.scoring.rubric.rubric_test import Entry, unseen
from mlscaffold.scoring.rule_findings import files_of
from mlscaffold.scoring.tested import WORKFLOW, by_tests, passing

_SEARCH = re.compile(
    r"(?:Grid|Randomized|Halving\w*|Bayes)SearchCV$|^optuna\.create_study|create_study$|^hyperopt\.fmin|^ray\.tune\."
    r"|(?:LogisticRegression|Ridge|Lasso|ElasticNet)CV$"
)
_SLICE = re.compile(r"worst|slice|_by_|per_group|subgroup", re.IGNORECASE)
_FAIR = re.compile(r"^(?:fairlearn|aif360|aequitas)\.")


def reviewed(project: Project) -> Verdict:
    """Assess model-1: the model's code is committed, and its commits name their reviewers."""
    paths = sorted({one.path for one in trainers(project)})
    if not paths:
        return lacks("", "the code that trains a model cannot be identified")
    loose = [path for path in paths if path not in project.history.tracked or path in project.history.changed]
    if loose:
        return lacks(f"commit {shortened(loose)}", "the training code has uncommitted changes")
    found = reviews_of(project.root, paths)
    summary = f"{shortened(paths)}: {found.commits} commits after the first, {found.reviewed} name a reviewer"
    if found.commits and found.reviewed == found.commits:
        return Verdict(1, (f"{summary}; the last is {found.last}",))
    todo = "have each change reviewed by another person, named in the commit (Reviewed-by: …)"
    if found.reviewed or found.requested:
        return Verdict(
            0.5, (f"{summary}, {found.requested} came by a pull request; the last is {found.last}",), todo
        )
    return lacks(todo, summary)


def tuned(project: Project) -> Verdict:
    """Assess model-3: a search over settings is part of the code and tested, or ran in a notebook."""
    searches = {one.name for one in project.definitions if any(_SEARCH.search(call) for call in one.calls)}
    tests = passing(project, lambda test: bool(searches & reached(project, test)))
    if tests:
        return by_tests(project, tests, "", (f"{project.code.own(searches)[0].place} searches",))
    todo = "search the settings (GridSearchCV, optuna) in the pipeline or in a notebook that ran"
    notebooks = [path for path in files_of(project.root, ["."]) if path.endswith(".ipynb")]
    found = [path for path in notebooks if any(_SEARCH.search(call) for call in calls_in(project.root, path))]
    ran = [run.evidence for run in (run_of(project.root, path) for path in found) if run.ran]
    if ran:
        return Verdict(0.5, (f"searches: {ran[0]}",), "make the search a stage of the pipeline, and test it")
    return lacks(todo, *(f"{path} has a search, but is stored without a run" for path in found[:1]))


def simpler(project: Project) -> Verdict:
    """Assess model-5: each run also measures a simpler model, and the model is better."""
    pairs = against_baseline(project.measured)
    simple = {one.name for one in project.definitions if any(DUMMIES.search(call) for call in one.calls)}
    if not simple or not pairs:
        todo = (
            "measure a simpler model in each run (DummyClassifier, a linear one) as the metric baseline_NAME"
        )
        return lacks(todo, *([] if simple else ["no code fits a simpler model"]))
    if fault := measured_fault(project):
        return lacks(fault)
    summary = ", ".join(
        f"{name} {value:.3f}, of the simpler model {other:.3f}" for name, value, other, _ in pairs
    )
    if not all(better for *_, better in pairs):
        return lacks("use the simpler model, or find out why it is as good", summary)
    seen = (f"{project.measured.path}: {summary}",)
    tests = passing(project, lambda test: test.bounds and bool(simple & reached(project, test)))
    if not tests:
        return Verdict(0.5, seen, "test that the model is better than the simpler one")
    return by_tests(project, tests, "", seen)


def sliced(project: Project) -> Verdict:
    """Assess model-6: each run measures parts of the data, and the gate bounds the worst."""
    names = [name for name, _ in project.measured.values if _SLICE.search(name)]
    groups = [one for one in project.definitions if ".groupby" in one.calls and calls_metric(one.calls)]
    staged = [one for one in groups if is_staged(project, one)]
    if not names or not staged:
        return lacks("measure the model on each important part of the data, as the metric worst_NAME")
    if fault := measured_fault(project):
        return lacks(fault)
    value = project.measured.value(names[0])
    seen = (f"{staged[0].place} `{staged[0].short}`; {project.measured.path}: {names[0]} {value:.3f}",)
    bounded = _bounded(project, names)
    if not bounded:
        return Verdict(0.5, seen, f"bound it: [tool.mlscaffold.score.thresholds] {names[0]} = {{ min = … }}")
    step = project.automatic()
    return Verdict(1, (*seen, bounded, step.label)) if step else Verdict(0.5, (*seen, bounded), WORKFLOW)


def _bounded(project: Project, names: list[str]) -> str:
    for gate in gates(project):
        parameters = {arg.arg for arg in ast.walk(gate.node) if isinstance(arg, ast.arg)}
        if parameters & set(names) and is_staged(project, gate):
            return f"{gate.place} `{gate.short}` bounds it"
    kept = [one.metric for one in project.settings.thresholds if one.metric in names]
    return f"pyproject.toml bounds {kept[0]}" if kept else ""


def inclusive(project: Project) -> Verdict:
    """Assess model-7: a passing test checks a fairness metric."""
    tests = passing(project, lambda test: any(_FAIR.match(name) for name in reached(project, test)))
    return by_tests(project, tests, "test a fairness metric over groups of people (fairlearn)")


TESTS = (
    Entry(
        "model-1",
        "Every model is reviewed and checked in",
        reviewed,
        "who reviews a model, and the last reviews",
    ),
    Entry(
        "model-2",
        "Offline proxy metrics correlate with online impact",
        unseen,
        "which online measure counts, and how it moved with the offline one",
    ),
    Entry(
        "model-3",
        "All hyperparameters have been tuned",
        tuned,
        "which settings were searched, and what came out",
    ),
    Entry(
        "model-4",
        "The impact of model staleness is known",
        unseen,
        "how much worse a model of last month or year does on today's data",
    ),
    Entry(
        "model-5", "A simpler model is not better", simpler, "which simpler model was tried, and how it did"
    ),
    Entry(
        "model-6",
        "Quality is sufficient on all important slices",
        sliced,
        "which slices count, and the model's quality on each",
    ),
    Entry(
        "model-7",
        "The model is tested for inclusion",
        inclusive,
        "for whom the model could do worse, and what was found",
    ),
)
