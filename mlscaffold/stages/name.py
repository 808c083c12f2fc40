"""Names for stages, from their roles, headings and outputs; and names from words in general."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import count
from pathlib import PurePosixPath

from mlscaffold.analysis.api import bases
from mlscaffold.stages.action_names import actions, heading_action, is_action
from mlscaffold.stages.drawn_texts import plotted_columns, titles
from mlscaffold.stages.fitted_models import Fits, fits_of
from mlscaffold.stages.identifiers import LINKS, file_words, identifier, snake, words_of
from mlscaffold.stages.statement_roles import StatementUnit

Group = tuple[StatementUnit, ...]
VERBS = {
    "load": "load", "make": "make", "clean": "prepare", "features": "build", "split": "split", "train": "train",
    "evaluate": "evaluate", "export": "save", "plot": "plot", "explore": "explore", "analyze": "compute",
}  # fmt: skip
MODULES = {
    "load": "data", "make": "data", "clean": "preparation", "features": "features", "split": "training",
    "train": "training", "evaluate": "evaluation", "export": "export", "plot": "plots", "explore": "exploration",
    "analyze": "analysis",
}  # fmt: skip
FALLBACKS = {
    "plot": "figures", "explore": "data", "load": "data", "make": "data", "clean": "data", "features": "data", "train": "model",
}  # fmt: skip
WEIGHTS = {"train": 4, "split": 3, "load": 3, "export": 2, "evaluate": 2, "features": 1, "clean": 1}
"""Weight of a line by role: rare and decisive statements name a stage, even among many lines of preparation."""
MOST_LINES = 4  # lines of a statement that count, so that one long call does not name the whole stage
PLOT_LINES = 4  # lines of drawing that make a stage of displays a plot, whatever else it displays: one figure with its labels
SHORTEST = 3  # letters of an output that names a stage: `df` and `X1` are conventions, not names
MEANINGLESS = frozenset(
    {"df", "data", "x", "y", "X", "Y", "a", "b", "i", "j", "n", "res", "result", "tmp", "out"}
)
TOOLS = frozenset(
    "scaler sc ss std mms pca ros rus smote sm encoder enc le ohe imputer imp vectorizer preprocessor transformer selector".split()
)
"""Usual names of objects that prepare data: what they do names a stage, not they."""
GERUNDS_AND_VERBS = frozenset(
    "add adding create creating make making do doing get getting put putting find finding take taking set setting "
    "run running want wants used use introduce introducing define defining compute calculate look looking".split()
)
NOUNS = frozenset(
    "rolling training testing clustering string pricing spending rating ranking housing missing".split()
)
PREPARING = frozenset({"clean", "features", "analyze", "make"})
"""Roles of stages that are called after what they do to the data."""
SYNONYMS = {
    "load": {"load", "loading", "read", "reading", "import", "importing", "get", "getting"},
    "prepare": {"prepare", "preparing", "preparation", "clean", "cleaning", "preprocessing"},
    "build": {"build", "building", "create", "creating", "feature", "make", "making"},
    "split": {"split", "splitting"},
    "train": {"train", "training", "fit", "fitting", "build", "building"},
    "evaluate": {"evaluate", "evaluating", "evaluation", "test", "testing"},
    "plot": {"plot", "plots", "plotting", "visualize", "visualizing", "visualization", "show", "display"},
    "explore": {"explore", "exploring", "exploration"},
    "compute": {"compute", "computing", "calculate", "calculating", "find"},
    "save": {"save", "saving", "export", "exporting"},
}


def role_of_group(group: Group) -> str:
    """Return the role of a group of statements."""
    working = [unit for unit in group if unit.kind == "compute"]
    if not working:
        plot_lines = sum(unit.lines for unit in group if unit.kind == "plot")
        return (
            "plot"
            if plot_lines * 2 > sum(unit.lines for unit in group) or plot_lines > PLOT_LINES
            else "explore"
        )
    weights: Counter[str] = Counter()
    for unit in working:
        if unit.role:
            weights[unit.role] += WEIGHTS.get(unit.role, 1) * min(unit.lines, MOST_LINES)
    role = weights.most_common(1)[0][0] if weights else "analyze"
    return "make" if role in {"analyze", "features", "clean"} and _makes_data(working) else role


def _makes_data(working: Sequence[StatementUnit]) -> bool:
    """Return whether statements create data from literals and random numbers only."""
    bound: set[str] = set()
    kinds: set[str] = set()
    for unit in working:
        if unit.effects.reads - bound:
            return False
        bound |= unit.effects.binds
        kinds |= {kind for name, kind in unit.effects.types if name in unit.effects.binds}
    return bool(kinds & {"pandas.DataFrame", "pandas.Series", "numpy.ndarray", "torch.Tensor"})


def names(
    groups: Sequence[Group],
    outputs: Sequence[tuple[str, ...]],
    reserved: frozenset[str],
    fits: Fits | None = None,
) -> tuple[str, ...]:
    """Return a unique name for each stage.

    Args:
        groups: the stages' statements.
        outputs: what each stage returns.
        reserved: names that the notebook uses itself.
        fits: what the statements fit; None to find it out.
    """
    fits = fits or fits_of([unit for group in groups for unit in group])
    used = set(reserved)
    found = []
    sources = _loaded(groups)
    spread = Counter(number for group in groups for number in _sections(group))
    for group, returned in zip(groups, outputs, strict=True):
        whole = frozenset(number for number in _sections(group) if spread[number] == 1)
        name = next(n for n in _candidates(group, returned, fits, whole, sources) if n not in used)
        used.add(name)
        found.append(name)
    return tuple(found)


def _sections(group: Group) -> set[int]:
    """Return the numbers of the sections in which a group works or draws."""
    return {unit.section.number for unit in group if unit.kind in {"compute", "plot"}}


def _loaded(groups: Sequence[Group]) -> dict[str, str]:
    """Return for each name that a file is read into the name of the first such file."""
    found: dict[str, str] = {}
    for unit in (unit for group in groups for unit in group if unit.role == "load"):
        source = next(_sources((unit,)), "")
        found = {**{name: source for name in unit.effects.binds if source}, **found}
    return found


def _candidates(
    group: Group, outputs: tuple[str, ...], fits: Fits, whole: frozenset[int], sources: Mapping[str, str]
) -> Iterator[str]:
    """Yield names for a stage, the best first.

    Args:
        group: its statements.
        outputs: what it returns.
        fits: what the statements fit.
        whole: numbers of sections that are this stage alone.
        sources: the file that a name was read from.
    """
    role = role_of_group(group)
    verb = VERBS[role] if role != "train" or any(fits.of(unit) for unit in group) else "build"
    known = {name: file for name, file in sources.items() if name in MEANINGLESS}
    nouns = [noun for noun in dict.fromkeys(_nouns(group, role, outputs, fits, known)) if noun]
    verb = "prepare" if role == "features" and nouns[0] == FALLBACKS[role] else verb
    if (
        role not in PREPARING
        and role != "plot"
        and _sections(group) <= whole
        and heading_action(_title(group))
    ):
        yield heading_action(_title(group))
    if role in PREPARING:
        yield from _actions(group, outputs)
    yield from (identifier(verb, noun) for noun in nouns)
    returned = [snake(o) for o in outputs if o not in MEANINGLESS]
    for noun in nouns or ["data"]:
        yield from (identifier(verb, noun, other) for other in returned)
    yield from (identifier(verb, noun, "further") for noun in nouns)
    for cell in sorted({unit.cell for unit in group}):
        yield identifier(verb, *nouns[:1], "from", f"cell{cell}")
    for number in count(1):
        yield identifier(verb, f"part{number}")


def _actions(group: Group, outputs: tuple[str, ...]) -> Iterator[str]:
    """Yield names from the heading of a stage, if it says what it does, else from what its statements do."""
    title = _title(group)
    if heading_action(title):
        yield heading_action(title)
    elif not _without_verb(words_of(title), "") and not any(map(_is_meaningful, outputs)):
        yield from actions(group)


def _title(group: Group) -> str:
    """Return the heading of a stage, "" if it has none of its own."""
    sections = {unit.section.number for unit in group if unit.kind == "compute"} or {group[0].section.number}
    section = group[0].section
    return "" if section.opening or len(sections) > 1 else section.title


def _is_meaningful(name: str) -> bool:
    """Return whether the name of a variable names a stage; `X_train_scaled` only says that it is a matrix of features."""
    says_little = name in MEANINGLESS | TOOLS or name.startswith(("X_", "y_", "x_", "n_", "num_"))
    return not says_little and len(name) >= SHORTEST and name != name.upper()


def _nouns(
    group: Group, role: str, outputs: tuple[str, ...], fits: Fits, sources: Mapping[str, str]
) -> Iterator[str]:
    heading = "_".join(_without_verb(words_of(_title(group)), VERBS[role]))
    meaningful = [o for o in outputs if _is_meaningful(o)]
    if role == "load":
        yield from _sources(group)
    if role == "train":
        yield from _models(group, fits)
    if role == "split":
        yield "train_test"
    if role == "plot":
        yield from ("_".join(_without_verb(words_of(title), "plot")) for title in titles(group))
        yield heading
        yield from plotted_columns(group)
    if role == "evaluate":
        yield from (
            snake(n) for n in _models_used(group) if n not in MEANINGLESS and not n.startswith("model")
        )
        yield "model"
    if role in {"load", "make", "train", "evaluate"} and meaningful:
        yield snake(meaningful[0])
    yield heading
    yield from (snake(o) for o in meaningful)
    yield from (sources[o] for o in outputs if o in sources)
    yield FALLBACKS.get(role, "")
    yield from (snake(o) for o in outputs)
    yield from (snake(name) for unit in group for name in sorted(unit.effects.reads))
    yield "values"


def _without_verb(words: tuple[str, ...], verb: str) -> tuple[str, ...]:
    """Return words without the leading ones that only name an action."""
    actions = SYNONYMS.get(verb, set()) | GERUNDS_AND_VERBS
    while len(words) > 1 and (words[0] in actions or (words[0].endswith("ing") and words[0] not in NOUNS)):
        words = words[1:]
    words = words[next((i for i, word in enumerate(words) if word not in LINKS), len(words)) :]
    is_verb = len(words) == 1 and (words[0] in actions | SYNONYMS["plot"] or is_action(words[0]))
    return () if is_verb else words


def _sources(group: Group) -> Iterator[str]:
    """Yield the stems of the files and the names of the data sets that a stage reads."""
    for unit in group:
        if unit.role != "load":
            continue
        for node in ast.walk(unit.traced.statement.node):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                path = PurePosixPath(node.value.replace("\\", "/"))
                if re.fullmatch(r"\.[A-Za-z0-9]{2,7}", path.suffix):
                    yield file_words(path.stem)
        for call in unit.effects.calls:
            match = re.search(r"\.(?:load|fetch|make)_(\w+)$", call)
            if match and "sklearn" in call:
                yield match[1]


def _models(group: Group, fits: Fits) -> Iterator[str]:
    """Yield the types, else the names, of the models that a stage fits."""
    for unit in group:
        types = {**unit.traced.env.types, **{name: kind for name, kind in unit.effects.types if kind}}
        for name in sorted(fits.of(unit)):
            kind = types.get(name, "")
            if "." in kind and not kind.startswith(("statsmodels.results", "__main__")):
                yield snake(kind.rsplit(".", 1)[1])
            else:
                yield from _chained(unit)
        yield from (snake(n) for n in sorted(fits.of(unit)) if n not in MEANINGLESS)


def _chained(unit: StatementUnit) -> Iterator[str]:
    """Yield what `fit` is called on right where it is made: `ols` in `smf.ols(...).fit()`."""
    for node in ast.walk(unit.traced.statement.node):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "fit":
            made = node.func.value.func if isinstance(node.func.value, ast.Call) else None
            name = made.attr if isinstance(made, ast.Attribute) else getattr(made, "id", "")
            yield snake(name)


def _models_used(group: Group) -> Iterator[str]:
    """Yield the models that a stage uses."""
    for unit in group:
        kinds = unit.traced.env.types
        yield from (n for n in sorted(unit.effects.reads) if "estimator" in bases(kinds.get(n, "")))
