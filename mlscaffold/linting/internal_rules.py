"""Rules of `check` itself: it reports files that it cannot check, and its own errors."""

from functools import partial

from mlscaffold.finding import Finding
from mlscaffold.rules.rule import Rule

_rule = partial(Rule, level="explore", flagged=(), kept=())

UNREADABLE = _rule(
    code="MLS001",
    name="unreadable-file",
    what="A file cannot be read as a notebook or as Python text.",
    why=(
        "Nothing in it can be checked, run or handed over. The message names the cause: an empty or truncated file, a merge "
        "conflict, a git-lfs pointer, a saved web page. Download it again, or remove it."
    ),
    severity="error",
    source="nbformat, The notebook file format",
)
OTHER_LANGUAGE = _rule(
    code="MLS002",
    name="other-language",
    what="A notebook is not written in Python.",
    why=(
        "Rules read Python only, so the notebook is not checked. If that is intended, leave it out with `exclude` in "
        "`[tool.mlscaffold.check]`."
    ),
    severity="warning",
    source="nbformat, The notebook file format",
)
INTERNAL_ERROR = _rule(
    code="MLS009",
    name="internal-error",
    what="A rule failed on a file because of an error in mlscaffold.",
    why=(
        "This rule did not check the file; the other rules and files are not affected. Please report the message. Until the "
        "error is fixed, `--ignore` the rule that the message names."
    ),
    severity="warning",
)
INTERNAL_RULES: tuple[Rule, ...] = (UNREADABLE, OTHER_LANGUAGE, INTERNAL_ERROR)


def file_finding(path: str, rule: Rule, message: str) -> Finding:
    """Return a finding about a file as a whole."""
    return Finding(path, rule.code, message, 0, 1, 1, 1, 1, rule.severity)


def internal_error(path: str, where: str, error: Exception, rest: str = "") -> Finding:
    """Return the finding for an error of our own.

    Args:
        path: the file.
        where: when or where it happened, such as `in rule MLS101`.
        error: the error.
        rest: what to add to the message.
    """
    reason = f"{type(error).__name__}: {error}".splitlines()[0]
    return file_finding(path, INTERNAL_ERROR, f"internal error {where}: {reason}; please report it{rest}")
