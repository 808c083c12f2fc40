"""What the message of an error says: which name, attribute, keyword, argument or value was not taken."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal

Kind = Literal["missing", "attribute", "keyword", "positional", "value", "other"]

PATTERNS: tuple[tuple[Kind, str], ...] = (
    ("other", r"No module named .*; '\w+' is not a package"),
    ("missing", r"No module named '?(?P<name>[\w.]+)'?"),
    ("missing", r"cannot import name '?(?P<name>\w+)'? from '(?P<owner>[\w.]+)'"),
    ("missing", r"[Mm]odule '(?P<owner>[\w.]+)' has no attribute '(?P<name>\w+)'"),
    ("missing", r"`(?P<owner>np)\.(?P<name>\w+)` was removed in the NumPy"),
    ("attribute", r"(?:type object )?'(?P<owner>[\w.]+)'(?: object)? has no attribute '(?P<name>\w+)'"),
    ("keyword", r"(?:(?P<owner>[\w.<>]+)\(\) )?[Gg]ot an unexpected keyword argument '(?P<name>\w+)'"),
    ("keyword", r"Invalid parameter '?(?P<name>\w+)'? for estimator (?P<owner>\w+)"),
    ("keyword", r"Unrecognized keyword arguments passed to (?P<owner>\w+): \{'(?P<name>\w+)'"),
    ("keyword", r"Argument\(s\) not recognized: \{'(?P<name>\w+)'"),
    ("keyword", r"keyword (?:grid_)?(?P<name>\w+) is not recognized; valid keywords are"),
    (
        "positional",
        r"(?P<owner>[\w.]+)\(\) takes (?:from \d+ to )?\d+ positional arguments? but (?P<count>\d+)",
    ),
    ("positional", r"(?P<owner>[\w.]+)\(\) got multiple values for argument '(?P<name>\w+)'"),
    ("positional", r"too many positional arguments"),
    ("value", r"The '(?P<name>\w+)' parameter of (?P<owner>[\w.]+) must be (?:.*Got (?P<value>.+) instead)?"),
)
NESTED = re.compile(r"^(?:\w+\.)*(\w+(?:Error|Exception)): (.+)$", re.MULTILINE)
REMOVED = re.compile(
    r"(?:was|were|has been|have been) removed (?:in|from|since)(?: the)? "
    r"(?P<library>NumPy|pandas|SciPy|Matplotlib|scikit-learn|seaborn|Gensim|TensorFlow|Keras|NetworkX|statsmodels)"
    r"(?:,? since)?(?: version| release)? v?(?P<version>\d+(?:\.\d+)+)",
    re.IGNORECASE,
)
CURE = re.compile(r"\b(?:[Uu]se|in favou?r of) `([^`]+)`")


@dataclass(frozen=True, slots=True)
class Fault:
    """What an error's message says.

    Args:
        kind: missing (a name of a module), attribute (of an object), keyword, positional, value (of a
            parameter), or other.
        owner: the module, class or function that was asked, empty where the message does not say.
        name: the name, attribute, keyword or parameter that was not taken.
        value: the value that was not taken, as code.
        count: how many arguments were given by position, `self` included; 0 where that is not said.
    """

    kind: Kind
    owner: str = ""
    name: str = ""
    value: str = ""
    count: int = 0

    @property
    def dotted(self) -> str:
        """The whole name of what is missing, in the usual spelling."""
        return usual(f"{self.owner}.{self.name}" if self.owner else self.name)

    @property
    def function(self) -> str:
        """The last name of the function, that of the class for its making."""
        parts = self.owner.removesuffix(".__init__").split(".")
        return "" if parts[-1] == "__init__" else parts[-1]


def fault(error: str) -> Fault:
    """Read an error.

    Args:
        error: `Type: message`.
    """
    _, _, message = error.partition(": ")
    for kind, pattern in PATTERNS:
        found = re.match(pattern, message, re.DOTALL)
        if found:
            said = {key: text or "" for key, text in found.groupdict().items()}
            return Fault(
                kind, said.get("owner", ""), said.get("name", ""), said.get("value", ""), _count(said)
            )
    return Fault("other")


def nested(error: str) -> tuple[str, ...]:
    """Return an error and those that its message quotes, as a grid search does of its failed fits."""
    _, _, message = error.partition(": ")
    return (error, *dict.fromkeys(f"{name}: {text}" for name, text in NESTED.findall(message)))


@cache
def usual(dotted: str) -> str:
    """Return a module's name without the parts that users of the library do not write."""
    public = [part for part in dotted.split(".") if not part.startswith("_") and part != "v2"]
    name = re.sub(r"^(?:tensorflow\.)?(?:python\.)?keras\b", "keras", ".".join(public))
    return re.sub(r"^np\b", "numpy", name)


def _count(said: dict[str, str]) -> int:
    return int(said.get("count") or 0)
