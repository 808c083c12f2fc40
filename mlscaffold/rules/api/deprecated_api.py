"""Forms that a library still takes and means to drop."""

from __future__ import annotations

from collections.abc import Iterator

from mlscaffold.migrations.matches import Match
from mlscaffold.rules.api.deprecated_usages import spots
from mlscaffold.rules.rule import Example, LintTarget, Rule, Violation


def _check(file: LintTarget) -> Iterator[Violation]:
    return spots(file, _ages)


def _ages(match: Match) -> bool:
    return match.severity != "error" and not match.migration.change.silent and not match.when


RULE = Rule(
    code="MLS603",
    name="aging-form",
    what="A form that a library still takes, with a warning or in favour of a newer one.",
    why="The next version may not take it any more. Write the new form while both work, so that nothing has to be changed in haste.",
    level="production",
    severity="warning",
    check=_check,
    source="each finding names the page on which the library tells of the change",
    flagged=(
        Example("import seaborn as sns\nsns.distplot(values)  # flagged", says="histplot"),
        Example("import seaborn as sns\nsns.kdeplot(values, shade=True)  # flagged"),
        Example("from scipy.ndimage.filters import gaussian_filter  # flagged"),
    ),
    kept=(
        Example("import seaborn as sns\nsns.histplot(values, kde=True)"),
        Example("import seaborn as sns\nsns.kdeplot(values, fill=True)"),
        Example("from scipy.ndimage import gaussian_filter"),
    ),
)
