"""What an error message says: which name, keyword, argument or value was rejected, or which library change it names."""

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal

from mlscaffold.migrations.library_changes import Cause
from mlscaffold.migrations.placeholders import frequency

Kind = Literal["missing", "attribute", "keyword", "positional", "value", "other"]

PATTERNS: tuple[tuple[Kind, str], ...] = (
    ("other", r"No module named .*; '\w+' is not a package"),
    ("missing", r"No module named '?(?P<name>[\w.]+)'?"),
    ("missing", r"cannot import name '?(?P<name>\w+)'? from '(?P<receiver>[\w.]+)'"),
    ("missing", r"[Mm]odule '(?P<receiver>[\w.]+)' has no attribute '(?P<name>\w+)'"),
    ("missing", r"`(?P<receiver>np)\.(?P<name>\w+)` was removed in the NumPy"),
    ("attribute", r"(?:type object )?'(?P<receiver>[\w.]+)'(?: object)? has no attribute '(?P<name>\w+)'"),
    ("keyword", r"(?:(?P<receiver>[\w.<>]+)\(\) )?[Gg]ot an unexpected keyword argument '(?P<name>\w+)'"),
    ("keyword", r"Invalid parameter '?(?P<name>\w+)'? for estimator (?P<receiver>\w+)"),
    ("keyword", r"Unrecognized keyword arguments passed to (?P<receiver>\w+): \{'(?P<name>\w+)'"),
    ("keyword", r"Argument\(s\) not recognized: \{'(?P<name>\w+)'"),
    ("keyword", r"keyword (?:grid_)?(?P<name>\w+) is not recognized; valid keywords are"),
    ("positional", r"(?P<receiver>[\w.]+)\(\) takes (?:from \d+ to )?\d+ positional arguments? but \d+"),
    ("positional", r"(?P<receiver>[\w.]+)\(\) got multiple values for argument '(?P<name>\w+)'"),
    ("positional", r"too many positional arguments"),
    (
        "value",
        r"The '(?P<name>\w+)' parameter of (?P<receiver>[\w.]+) must be (?:.*Got (?P<value>.+) instead)?",
    ),
)
NESTED = re.compile(r"^(?:\w+\.)*(\w+(?:Error|Exception)): (.+)$", re.MULTILINE)
REMOVED = re.compile(
    r"(?:was|were|has been|have been) removed (?:in|from|since)(?: the)? "
    r"(?P<library>NumPy|pandas|SciPy|Matplotlib|scikit-learn|seaborn|Gensim|TensorFlow|Keras|NetworkX|statsmodels)"
    r"(?:,? since)?(?: version| release)? v?(?P<version>\d+(?:\.\d+)+)",
    re.IGNORECASE,
)
REPLACEMENT = re.compile(r"\b(?:[Uu]se|in favou?r of) `([^`]+)`")
ALIAS = re.compile(r"`np\.(?P<name>\w+)` was a deprecated alias for (?:the builtin )?`(?P<new>[\w.]+)`")
FREQUENCY = re.compile(r"Invalid frequency: (\d*[A-Z]+(?:-[A-Z]{3})?)\b")
STATEMENT = re.compile(r"SyntaxError: Missing parentheses in call to '(?P<name>print|exec)'")
PANDAS_3 = "pandas.pydata.org/docs/whatsnew/v3.0.0.html"
NUMPY_1_24 = "numpy.org/doc/stable/release/1.24.0-notes.html"
PYTHON_3 = "docs.python.org/3/whatsnew/3.0.html"


@dataclass(frozen=True, slots=True)
class ErrorMessage:
    """The parts of an error's message.

    Args:
        kind: missing (a name of a module), attribute (of an object), keyword, positional, value (of a
            parameter), or other.
        receiver: the module, class or function, "" where the message does not name it.
        name: the rejected name, attribute, keyword or parameter.
        value: the rejected value, as code.
    """

    kind: Kind
    receiver: str = ""
    name: str = ""
    value: str = ""

    @property
    def dotted(self) -> str:
        """The qualified public name of what is missing."""
        return public_name(f"{self.receiver}.{self.name}" if self.receiver else self.name)

    @property
    def function(self) -> str:
        """The last name of the function; of a constructor, that of the class."""
        parts = self.receiver.removesuffix(".__init__").split(".")
        return "" if parts[-1] == "__init__" else parts[-1]


def parse_error(error: str) -> ErrorMessage:
    """Return the parts of an error's message.

    Args:
        error: `Type: message`.
    """
    _, _, message = error.partition(": ")
    for kind, pattern in PATTERNS:
        found = re.match(pattern, message, re.DOTALL)
        if found:
            return ErrorMessage(kind, **{key: text or "" for key, text in found.groupdict().items()})
    return ErrorMessage("other")


def nested(error: str) -> tuple[str, ...]:
    """Return an error and those that its message quotes, as a grid search does of its failed fits."""
    _, _, message = error.partition(": ")
    return (error, *dict.fromkeys(f"{name}: {text}" for name, text in NESTED.findall(message)))


@cache
def public_name(dotted: str) -> str:
    """Return a module's name without the private parts that users of the library do not write."""
    public = [part for part in dotted.split(".") if not part.startswith("_") and part != "v2"]
    name = re.sub(r"^(?:tensorflow\.)?(?:python\.)?keras\b", "keras", ".".join(public))
    return re.sub(r"^np\b", "numpy", name)


def named_cause(error: str) -> Cause | None:
    """Return the library change that an error's message itself names, None for any other message."""
    return _removed(error) or _alias(error) or _statement(error) or _frequency(error)


def _removed(error: str) -> Cause | None:
    """The library says in which version it removed the name."""
    found = REMOVED.search(error)
    if found is None:
        return None
    quoted = re.search(r"`([^`\n]+)`", error[: found.start()])
    new = REPLACEMENT.search(error)
    old = quoted[1] if quoted else parse_error(error).dotted
    return Cause(found["library"].lower(), found["version"], old, new[1] if new else "") if old else None


def _alias(error: str) -> Cause | None:
    found = ALIAS.search(error)
    return Cause("numpy", "1.24.0", f"np.{found['name']}", found["new"], NUMPY_1_24) if found else None


def _statement(error: str) -> Cause | None:
    found = STATEMENT.match(error)
    return Cause("python", "3.0", f"{found['name']} x", f"{found['name']}(x)", PYTHON_3) if found else None


def _frequency(error: str) -> Cause | None:
    found = FREQUENCY.search(error)
    new = frequency(found[1]) if found else ""
    return Cause("pandas", "3.0.0", f'"{found[1]}"', f'"{new}"', PANDAS_3) if found and new else None
