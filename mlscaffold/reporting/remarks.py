"""The points to review, collected from all that is known about a hardening."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from mlscaffold.analysis.randomness import unseeded
from mlscaffold.analysis.scopes import DEFINITIONS
from mlscaffold.projects.ruff_format import LintFinding
from mlscaffold.reporting.markdown import cells, code, codes, count, ranges, shortened
from mlscaffold.reporting.stage_graph import renamed_stages
from mlscaffold.results.hardening import Hardening, Remark
from mlscaffold.stages.fitted_models import fits_of

UNVERSIONED = re.compile(r"[\w.-]+(?:\[[^\]]*\])?")
LINES = 40  # characters of line numbers in a finding: about ten of them, so that the message stays in view
MOST_MESSAGES = 3  # messages of one rule in one file: enough to see what it is about; ruff itself lists all


def remarks_of(hardening: Hardening) -> tuple[Remark, ...]:
    """Return the points to review, the most serious first, without what was skipped."""
    found = (
        *hardening.remarks,
        *(() if hardening.proof is not None and hardening.proof.proven else hardening.unsure),
        *_leaks(hardening),
        *_looks(hardening),
        *_missing(hardening),
        *_environment(hardening),
        *_random(hardening),
        *_changed(hardening),
        *_without_model(hardening),
        *_unversioned(hardening),
        *_lint(hardening.findings),
    )
    return tuple(dict.fromkeys(found))


def _leaks(hardening: Hardening) -> Iterator[Remark]:
    """Yield what the model's preparation learns from rows that it is tested on."""
    for one in hardening.predict.leaks:
        yield Remark(
            f"{code(one.name)}, {code(one.code)}, is learned from all rows, held-out ones included, so the score is too "
            "good. Split first, and learn from the rows of training.",
            one.location,
        )


def _looks(hardening: Hardening) -> Iterator[Remark]:
    for change in hardening.changes:
        if change.kind == "review":
            yield Remark(f"{codes([change.what])}: {change.why}", change.location, change.now)


def _missing(hardening: Hardening) -> Iterator[Remark]:
    for missing in hardening.files.missing:
        yield Remark(f"Add this file: {missing.why}.", None, missing.place)


def _environment(hardening: Hardening) -> Iterator[Remark]:
    required = [one for one in hardening.variables if one.required and one.name not in hardening.secrets]
    if required:
        what = "this environment variable" if len(required) == 1 else "these environment variables"
        names = codes([one.name for one in required])
        yield Remark(f"A run needs {what}: {names}.", required[0].location, ".env.example")


def _random(hardening: Hardening) -> Iterator[Remark]:
    """Yield the cells that draw random numbers without a seed, and whether the project seeds them."""
    draws = unseeded(hardening.flow)
    lifted = {lift.unit for lift in hardening.settings.lifts if lift.field == hardening.seed}
    seeded = {d.cell for d in draws if hardening.seed and (d.kind == "global" or d.index in lifted)}
    unseeded_cells = {draw.cell for draw in draws} - seeded
    if seeded:
        what = (
            f"Unseeded random numbers in {cells(seeded)}: every run of the notebook differs. "
            f"The project seeds them with {code(f'Config.{hardening.seed}')}."
        )
        yield Remark(what, None, "src/" + hardening.package + "/config.py")
    if unseeded_cells:
        yield Remark(f"No seed controls the random numbers in {cells(unseeded_cells)}: two runs may differ.")


def _changed(hardening: Hardening) -> Iterator[Remark]:
    for stage in renamed_stages(hardening):
        if stage.changed:
            what = (
                f"It changes {codes(stage.changed)} in place, as the notebook does: "
                "other names may share the object, or its type may not be copyable."
            )
            yield Remark(what, stage.units[0].traced.statement.location, f"{stage.module}.{stage.name}")


def _without_model(hardening: Hardening) -> Iterator[Remark]:
    """Yield a remark if something is fitted, but no name holds a model that could be stored."""
    if any(stage.models for stage in hardening.stages):
        return
    units = [unit for stage in hardening.stages for unit in stage.units]
    nodes = [traced.statement.node for traced in hardening.flow.statements]
    functions = {node.name: node for node in nodes if isinstance(node, DEFINITIONS)}
    fitted = fits_of(units, functions).attempts
    if fitted:
        yield Remark(
            f"No model is stored: what {cells(set(fitted))} fit{'s' if len(fitted) == 1 else ''} is held by no name "
            "after it. To store it, assign the fitted model to a variable outside of loops."
        )


def _unversioned(hardening: Hardening) -> Iterator[Remark]:
    names = [requirement for requirement in hardening.requirements if UNVERSIONED.fullmatch(requirement)]
    if names:
        yield Remark(f"No version is known for {codes(names)}: choose one.", None, "pyproject.toml")


def _lint(findings: Sequence[LintFinding]) -> Iterator[Remark]:
    groups: dict[tuple[str, str], list[LintFinding]] = defaultdict(list)
    for finding in findings:
        groups[finding.path, finding.code].append(finding)
    for (path, rule), found in groups.items():
        lines = shortened(ranges(finding.line for finding in found), LINES)
        messages = list(dict.fromkeys(shortened(finding.message) for finding in found))
        rest = len(messages) - MOST_MESSAGES
        more = f" (and {count(rest, 'more message')})" if rest > 0 else ""
        yield Remark(
            f"ruff {rule}: {'; '.join(messages[:MOST_MESSAGES])}{more}.", None, f"{path}, line {lines}"
        )
