"""Which library change makes a cell fail, and which cells fail next; silent where that is uncertain."""

import ast
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from mlscaffold.analysis.environment_walk import EnvironmentWalk
from mlscaffold.analysis.types import qualified
from mlscaffold.migrations.error_messages import (
    ErrorMessage,
    Kind,
    named_cause,
    nested,
    parse_error,
    public_name,
)
from mlscaffold.migrations.library_changes import ANYTHING, BREAKING, Cause, LibraryChange, changes
from mlscaffold.migrations.matches import Match, find
from mlscaffold.migrations.pattern import demand
from mlscaffold.migrations.pattern_index import index_of, places
from mlscaffold.migrations.snippet import Snippet, environment, features, patterns_in, roots_of_code, snippet

SHORT_NAMES = {
    "np": "numpy", "pd": "pandas", "plt": "matplotlib.pyplot", "matplotlib": "matplotlib", "sns": "seaborn",
    "tf": "tensorflow", "keras": "keras",
}  # fmt: skip
"""The names that stand for libraries in the examples of the table."""
EVERYDAY = frozenset({"numpy", "pandas", "python"})
"""Libraries whose objects occur without an import of their name."""
THROUGH = {"keras": {"tensorflow"}, "matplotlib": {"pandas", "seaborn"}, "pandas": {"seaborn"}}
"""Libraries that others use on a notebook's behalf."""
UNSURE = ("AssertionError: ", "KeyError: 0", f"KeyError: {ANYTHING}")
"""Errors of the table that a mistake of the notebook raises as well, whatever its code."""
VAGUE = ("could not convert string to float: ", "list indices must be ", "invalid index to scalar variable")
"""Messages of many functions: they count only where no other statement can have raised them."""
BORN_LATER = frozenset({
    "BisectingKMeans", "CalibrationDisplay", "ConfusionMatrixDisplay", "DecisionBoundaryDisplay",
    "FixedThresholdClassifier", "HDBSCAN", "LearningCurveDisplay", "MiniBatchNMF", "PartialDependenceDisplay",
    "PredictionErrorDisplay", "QuantileRegressor", "SGDOneClassSVM", "SequentialFeatureSelector",
    "SplineTransformer", "TargetEncoder", "TunedThresholdClassifierCV", "ValidationCurveDisplay",
})  # fmt: skip
"""Names that scikit-learn added after most arguments had become keyword-only."""
SKLEARN_1_0 = "scikit-learn.org/stable/whats_new/v1.0.html"


@dataclass(frozen=True, slots=True)
class Example:
    """The example of a change.

    Args:
        change: the change.
        message: the parts of its error.
        old: its old code.
        new: its new code.
        functions: the last names of the functions that the old code calls.
    """

    change: LibraryChange
    message: ErrorMessage
    old: Snippet
    new: Snippet
    functions: frozenset[str]


@dataclass(frozen=True, slots=True)
class Forecast:
    """A statement that fails with a library of the change's version or a newer one.

    Args:
        line: its first line.
        cause: the change.
        when: what it depends on, such as `where a column holds text`; "" where it depends on nothing.
    """

    line: int
    cause: Cause
    when: str = ""


def cause(
    error: str, source: str, imports: Mapping[str, str], *, line: int = 0, called: str = ""
) -> Cause | None:
    """Return the library change that explains an error.

    Args:
        error: `Type: message`, as Python prints it.
        source: the failing cell as Python; better, the cell with the innermost line of the notebook.
        imports: alias -> qualified name of all that the notebook has imported before.
        line: the failing line in `source`, 0 if unknown.
        called: the function of a library that this line called, such as `pandas.core.frame.DataFrame.mean`,
            "" if unknown.

    Returns:
        The change; None where the notebook itself may be at fault, or nothing is known.
    """
    code = snippet(source, imports, line)
    for text in nested(error):
        message = parse_error(text)
        found = _listed(text, message, code, called) or named_cause(text) or _by_keyword(message, code)
        if found:
            return found
    return None


def forecast_errors(source: str, imports: Mapping[str, str]) -> tuple[Forecast, ...]:
    """Return the statements of a cell that library changes break.

    Args:
        source: the cell as Python; what cannot be parsed has none.
        imports: alias -> qualified name of all that the notebook has imported before.

    Returns:
        One for each line and library at most, in order.
    """
    try:
        body = ast.parse(source).body
    except (SyntaxError, ValueError):
        return ()
    found: dict[tuple[int, str], Forecast] = {}
    index = index_of(roots_of_code(body, imports), after_failure=True)
    walked = EnvironmentWalk(environment(imports))
    for statement in body:
        nodes = tuple(walked.block([statement]))
        breaking = [one for one in find(nodes, index, uncertain=True) if _will_raise(one)]
        for library in dict.fromkeys(one.change.library for one in breaking):
            own = [one for one in breaking if one.change.library == library]
            sure = [one for one in own if not one.when]
            when = "" if sure else own[0].when
            reason = _cause_of(sure or own, Snippet(nodes, features(nodes)))
            found.setdefault((statement.lineno, library), Forecast(statement.lineno, reason, when))
    return tuple(found.values())


def _will_raise(found: Match) -> bool:
    change = found.change
    raises = bool(change.error) and not change.silent and (found.severity == "error" or bool(found.when))
    return raises and change.library != "python"  # the notebook's interpreter may be older than the change


def _cause_of(found: Sequence[Match], code: Snippet) -> Cause:
    """Return the change of matches in one statement, with the example most like the code."""
    patterns = {one.change.pattern for one in found}
    library = found[0].change.library
    own = [
        one
        for one in _examples()
        if one.change.library == library and patterns & _patterns(one.change).keys()
    ]
    return _as_cause(_nearest(own or [_example(found[0].change)], code), code)


# ---- examples of the table --------------------------------------------------------------------------------
@cache
def _examples() -> tuple[Example, ...]:
    """Return the changes whose errors can be told apart from a notebook's own mistakes."""
    raising = (change for change in changes() if change.error and not change.silent)
    return tuple(_example(change) for change in raising if not change.error.startswith(UNSURE))


@cache
def _example(change: LibraryChange) -> Example:
    imports = {**SHORT_NAMES, **({change.root: change.root} if change.library != "python" else {})}
    old, new = snippet(change.old, imports), snippet(change.remedy, imports)
    calls = (node.func for node, _ in old.nodes if isinstance(node, ast.Call))
    functions = frozenset(ast.unparse(function).rpartition(".")[2] for function in calls)
    return Example(change, parse_error(change.error), old, new, functions)


@cache
def _patterns(change: LibraryChange) -> Mapping[str, LibraryChange]:
    """Return the patterns of a change's library that its old code matches."""
    return patterns_in(_example(change).old.nodes, change.library)


def _listed(error: str, message: ErrorMessage, code: Snippet, called: str) -> Cause | None:
    explains = EXPLAINS[message.kind]
    fitting = [
        example
        for example in _examples()
        if example.message.kind == message.kind
        and explains(error, message, example, code)
        and (not called or _may_come_from(called, error, example))
    ]
    return _as_cause(_nearest(fitting, code), code) if fitting else None


def _may_come_from(called: str, error: str, example: Example) -> bool:
    """Return whether the change can make the called function fail."""
    if "numeric_only" in example.change.new and "Series" in called:
        return False  # the mean of a single column of text never worked
    return not _is_vague(error) or called.rpartition(".")[2] in example.functions


def _is_vague(error: str) -> bool:
    return error.partition(": ")[2].startswith(VAGUE)


def _explains_missing(_error: str, message: ErrorMessage, example: Example, _code: Snippet) -> bool:
    return f"{message.dotted}.".startswith(f"{example.message.dotted}.")


def _explains_attribute(_error: str, message: ErrorMessage, example: Example, code: Snippet) -> bool:
    receiver = message.receiver.rpartition(".")[2]
    same = (example.message.receiver.rpartition(".")[2], example.message.name) == (receiver, message.name)
    return same and receiver not in code.classes and _is_used(example.change, code)


def _explains_keyword(_error: str, message: ErrorMessage, example: Example, code: Snippet) -> bool:
    if example.message.name != message.name or not _is_used(example.change, code):
        return False
    receiver = message.receiver.removesuffix(".__init__")
    if receiver.partition(".")[0] in code.classes:
        return False
    if receiver[:1].isupper() and receiver == example.message.receiver.removesuffix(".__init__"):
        return True
    shared = _shared(example, code) if _is_same_function(message, example) else ()
    return any(message.name in demand(change.pattern)[1] for change in shared if not change.is_name)


def _explains_positional(_error: str, message: ErrorMessage, example: Example, code: Snippet) -> bool:
    return _is_same_function(message, example) and _is_used(example.change, code) and _breaks(example, code)


def _explains_value(_error: str, message: ErrorMessage, example: Example, code: Snippet) -> bool:
    expected = example.message
    if (expected.name, expected.function) != (message.name, message.function):
        return False
    rejected = example.old.constants - example.new.constants
    return bool(rejected & ({message.value} if message.value else code.constants))


def _explains_other(error: str, _message: ErrorMessage, example: Example, code: Snippet) -> bool:
    if not _matches(example.change.error, error) or (_is_vague(error) and not code.is_single):
        return False
    used = example.change.library == "python" or _is_imported(example.change, code)
    return used and _breaks(example, code)


EXPLAINS: dict[Kind, Callable[[str, ErrorMessage, Example, Snippet], bool]] = {
    "missing": _explains_missing,
    "attribute": _explains_attribute,
    "keyword": _explains_keyword,
    "positional": _explains_positional,
    "value": _explains_value,
    "other": _explains_other,
}


def _shared(example: Example, code: Snippet) -> Iterator[LibraryChange]:
    """Yield the changes in code that break the same API as in the example."""
    kind = example.change.kind
    # A changed default matches any call that leaves it out: no evidence for another change of the same function.
    own = (change for change in _patterns(example.change).values() if change.kind in (kind, *BREAKING))
    broken = {_api(change) for change in own}
    found = patterns_in(code.nodes, example.change.library)
    return (change for change in found.values() if _api(change) in broken)


def _api(change: LibraryChange) -> tuple[object, ...]:
    return change.version, change.kind, places(change)


def _breaks(example: Example, code: Snippet) -> bool:
    """Return whether the change of an example breaks the code."""
    return any(True for _ in _shared(example, code))


def _is_same_function(message: ErrorMessage, example: Example) -> bool:
    """Return whether the message names the function of the change; private helpers stand for any."""
    names = {"", example.message.function, *example.functions}
    return message.function in names or message.function.startswith("_")


def _matches(pattern: str, error: str) -> bool:
    parts = (re.escape(part) for part in _one_line(pattern).split(ANYTHING))
    return re.fullmatch(".*".join(parts), _one_line(error)) is not None


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _is_used(change: LibraryChange, code: Snippet) -> bool:
    """Return whether the notebook uses the library at all."""
    return change.library in EVERYDAY or _is_imported(change, code)


def _is_imported(change: LibraryChange, code: Snippet) -> bool:
    roots = code.roots | {public_name(root) for root in code.roots}
    return change.root in roots or not roots.isdisjoint(THROUGH.get(change.library, ()))


def _nearest(examples: Sequence[Example], code: Snippet) -> Example:
    """Return the example most like the code; the first of several in the table's order."""

    def likeness(example: Example) -> int:
        return len(example.old.features & code.features) - len(example.old.features - code.features)

    return max(examples, key=likeness)


def _as_cause(example: Example, code: Snippet) -> Cause:
    """Return the change with the old and the new code, without the lines that both share."""
    change = example.change
    old, new = _differing(change.old, change.remedy)
    if change.error.startswith("ModuleNotFoundError") and not example.old.features <= code.features:
        old, new = _modules(old, new)
    return Cause(change.library, change.version, old, new, change.source)


def _differing(old: str, new: str) -> tuple[str, str]:
    olds, news = old.splitlines(), new.splitlines()
    shared = {text for text in olds if text in news}
    return "\n".join(t for t in olds if t not in shared), "\n".join(t for t in news if t not in shared)


def _modules(old: str, new: str) -> tuple[str, str]:
    """Return the two modules alone, where a notebook imports other names than the example."""
    pattern = re.compile(r"from (\S+) import \w+(?: as \w+)?")
    olds, news = pattern.fullmatch(old), pattern.fullmatch(new)
    return (olds[1], news[1]) if olds and news else (old, new)


def _by_keyword(message: ErrorMessage, code: Snippet) -> Cause | None:
    """Return the change by which estimators and metrics of scikit-learn take most arguments by keyword only."""
    if message.kind != "positional":
        return None
    for node, env in code.nodes:
        if isinstance(node, ast.Call) and _is_keyword_only(qualified(node.func, env), node, message):
            name = ast.unparse(node.func).rpartition(".")[2]
            arguments = ", ".join(ast.unparse(one) for one in _plain(node))
            new = f"{name}(…=…): by keyword"
            return Cause("scikit-learn", "1.0", f"{name}({arguments})", new, SKLEARN_1_0)
    return None


def _is_keyword_only(qualified_name: str, call: ast.Call, message: ErrorMessage) -> bool:
    if not message.receiver:  # a metric takes the true and the predicted values by position
        return qualified_name.startswith("sklearn.metrics.") and len(_plain(call)) > 2
    name = qualified_name.rpartition(".")[2]
    estimator = message.receiver.endswith(".__init__") and public_name(qualified_name).startswith("sklearn.")
    return estimator and name == message.function and len(_plain(call)) > 1 and name not in BORN_LATER


def _plain(call: ast.Call) -> list[ast.expr]:
    return [one for one in call.args if not isinstance(one, ast.Starred)]
