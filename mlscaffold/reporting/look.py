"""What a person should look at, gathered from everything that is known of a hardening."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from mlscaffold.analysis.unseeded import unseeded
from mlscaffold.projects.ruff_format import LintFinding
from mlscaffold.reporting.markdown import cells, code, codes, count, ranges, shortened
from mlscaffold.reporting.wiring import as_written
from mlscaffold.results.hardening import Hardening, Remark

BARE = re.compile(r"[\w.-]+(?:\[[^\]]*\])?")  # a requirement without a version


def to_look_at(hardening: Hardening) -> tuple[Remark, ...]:
    """Return what a person should look at, the gravest first, without what was set aside."""
    found = (
        *hardening.remarks,
        *_looks(hardening),
        *_missing(hardening),
        *_random(hardening),
        *_changed(hardening),
        *_unversioned(hardening),
        *_lint(hardening.findings),
    )
    return tuple(dict.fromkeys(found))


def _looks(hardening: Hardening) -> Iterator[Remark]:
    for change in hardening.changes:
        if change.kind == "look":
            yield Remark(f"{codes([change.what])}: {change.why}", change.location, change.now)


def _missing(hardening: Hardening) -> Iterator[Remark]:
    for missing in hardening.files.missing:
        yield Remark(f"The file has to be put there: {missing.why}.", None, missing.place)


def _random(hardening: Hardening) -> Iterator[Remark]:
    """Name the cells that draw random numbers without a seed, and say what the project does about it."""
    draws = unseeded(hardening.flow)
    lifted = {lift.unit for lift in hardening.settings.lifts if lift.field == hardening.seed}
    mended = {d.cell for d in draws if hardening.seed and (d.kind == "global" or d.index in lifted)}
    left = {draw.cell for draw in draws} - mended
    if mended:
        what = (
            f"Random numbers are drawn without a seed in {cells(mended)}, so no two runs of the notebook agree on them. "
            f"The project seeds with {code(f'Config.{hardening.seed}')}."
        )
        yield Remark(what, None, "src/" + hardening.package + "/config.py")
    if left:
        yield Remark(f"No seed determines the random numbers drawn in {cells(left)}: two runs may differ.")


def _changed(hardening: Hardening) -> Iterator[Remark]:
    for stage in as_written(hardening):
        if stage.changed:
            what = (
                f"It changes {codes(stage.changed)} in place as the notebook does, "
                "because other names may share the object or its type cannot be copied for certain."
            )
            yield Remark(what, stage.units[0].traced.statement.location, f"{stage.module}.{stage.name}")


def _unversioned(hardening: Hardening) -> Iterator[Remark]:
    names = [requirement for requirement in hardening.requirements if BARE.fullmatch(requirement)]
    if names:
        verb = "stand" if len(names) > 1 else "stands"
        what = f"{codes(names)} {verb} there without a version, as none is known: choose one."
        yield Remark(what, None, "pyproject.toml")


def _lint(findings: Sequence[LintFinding]) -> Iterator[Remark]:
    groups: dict[tuple[str, str], list[LintFinding]] = defaultdict(list)
    for finding in findings:
        groups[finding.path, finding.code].append(finding)
    for (path, rule), found in groups.items():
        lines = shortened(ranges(finding.line for finding in found), 40)
        messages = list(dict.fromkeys(shortened(finding.message) for finding in found))
        more = f" (and {count(len(messages) - 3, 'more message')})" if len(messages) > 3 else ""
        yield Remark(f"ruff {rule}: {'; '.join(messages[:3])}{more}.", None, f"{path}, line {lines}")
