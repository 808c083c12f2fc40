"""A deprecated API is used: the library still accepts it, with a warning or in favour of a newer one.

The next version may remove it. Switch to the new API while both work, so that nothing has to be changed in
a hurry.
"""

from mlscaffold.migrations.matches import Match
from mlscaffold.rules.api.deprecated_usages import FIXES, usages
from mlscaffold.rules.rule import Rule, cases, explanation


def _is_deprecated(match: Match) -> bool:
    return match.severity != "error" and not match.change.silent and not match.when


RULE = Rule(
    **explanation(__doc__),
    code="MLS603",
    name="deprecated-api",
    level="production",
    check=lambda file: usages(file, _is_deprecated),
    fixes=FIXES,
    source="each finding links the page on which the library announces the change",
    flagged=cases(
        "import seaborn as sns\nsns.distplot(values)  # flagged: histplot",
        "import seaborn as sns\nsns.kdeplot(values, shade=True)  # flagged",
        "from scipy.ndimage.filters import gaussian_filter  # flagged",
    ),
    kept=cases(
        "import seaborn as sns\nsns.histplot(values, kde=True)",
        "import seaborn as sns\nsns.kdeplot(values, fill=True)",
        "from scipy.ndimage import gaussian_filter",
    ),
)
