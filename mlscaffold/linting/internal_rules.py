"""What `check` itself finds: files that it cannot look into."""

from __future__ import annotations

from mlscaffold.finding import Finding
from mlscaffold.rules.rule import Rule

UNREADABLE = Rule(
    code="MLS001",
    name="unreadable-file",
    what="A file cannot be read as a notebook or as Python text.",
    why=(
        "Nothing in it can be checked, run or handed on. The message says what the file is instead: empty, cut off, a merge "
        "conflict, a git-lfs pointer, a saved web page. Fetch it anew, or remove it."
    ),
    level="explore",
    severity="error",
    flagged=(),
    kept=(),
    source="nbformat, The notebook file format",
)
OTHER_LANGUAGE = Rule(
    code="MLS002",
    name="other-language",
    what="A notebook is written in another language than Python.",
    why=(
        "Rules read Python only, so nothing in it is checked. Leave it out with `exclude` in `[tool.mlscaffold.check]` if it is "
        "meant to be so."
    ),
    level="explore",
    severity="warning",
    flagged=(),
    kept=(),
    source="nbformat, The notebook file format",
)
OWN_FAULT = Rule(
    code="MLS009",
    name="fault-of-mlscaffold",
    what="A rule could not be put to a file, by a fault of mlscaffold.",
    why=(
        "The other rules were put to it, and other files are checked as always; this one rule says nothing of this file. Please "
        "report the message. Until it is mended, `--ignore` the rule that it names."
    ),
    level="explore",
    severity="warning",
    flagged=(),
    kept=(),
)
FAULTS: tuple[Rule, ...] = (UNREADABLE, OTHER_LANGUAGE, OWN_FAULT)


def whole_file(path: str, fault: Rule, message: str) -> Finding:
    """Return a finding that means a file as a whole."""
    return Finding(path, fault.code, message, 0, 1, 1, 1, 1, fault.severity)
