"""The steps that lead from a place to an expression, such as `.str.strip()[0]` from `df["a"]`."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from mlscaffold.analysis.names import Place, occurrences, place_of
from mlscaffold.rules.lookups import last_name

IDEMPOTENT = frozenset(
    "astype fillna dropna drop_duplicates sort_values sort_index copy deepcopy rename reindex strip "
    "lstrip rstrip lower upper title capitalize casefold replace ffill bfill pad interpolate clip "
    "round abs to_numpy values str dt cat ravel flatten reshape squeeze head tail nlargest nsmallest "
    "convert_dtypes infer_objects query where mask loc iloc float int bool array asarray "
    "asfortranarray to_datetime to_numeric around absolute fabs list set tuple sorted unique sort "
    "reset_index drop set_index rename_axis normalize tz_convert asfreq floor ceil rint nan_to_num "
    "maximum minimum get_dummies DataFrame Series to_frame Path str expanduser resolve isetitem cpu "
    "cuda to numpy detach eval tolist remove_unused_categories as_ordered zfill removeprefix "
    "removesuffix truncate".split()
)
"""The second application has no effect, unless the arguments say otherwise."""

REPEATING = frozenset(
    "add sub subtract mul multiply div divide truediv pow power shift diff cumsum cumprod pct_change "
    "transpose T sample append merge join concat concatenate vstack hstack column_stack row_stack c_ "
    "r_ log log1p log2 log10 exp expm1 sqrt square cbrt insert delete flip fliplr flipud rot90 "
    "expand_dims unsqueeze repeat tile roll negative invert reciprocal swapaxes to_categorical sin "
    "cos tan tanh sigmoid cut qcut cumulative_trapezoid".split()
)
"""The second application changes the value again."""

FAILING = frozenset(
    "loads literal_eval decode droplevel melt pivot day_name month_name to_pydatetime total_seconds "
    "isocalendar".split()
)
"""The second application raises an error."""

CONVERTS = frozenset("values to_numpy tolist numpy toarray todense to_frame to_dict items keys".split())
"""Methods and attributes whose result has no such method itself; a column remains a column."""

TEXT_IN = frozenset(
    "split rsplit len count contains startswith endswith match fullmatch find rfind findall isdigit "
    "isnumeric isalpha partition rpartition".split()
)
"""Methods of strings whose result is no string."""

DATE_PARTS = frozenset(
    "year month day hour minute second quarter dayofweek day_of_week weekday dayofyear day_of_year "
    "week weekofyear days days_in_month seconds is_month_end is_leap_year".split()
)
"""Attributes of dates that are numbers, which have no such attribute themselves."""

DATE_WORDS = frozenset({"date", "time", "strftime", "to_period"})
"""Attributes and methods of dates whose result has no `.dt` any more."""

GROWS = frozenset({"append", "extend", "insert", "remove", "pop", "reverse", "appendleft", "rotate"})
"""Methods that change a list on every call."""


_JOINS = frozenset({"concat", "concatenate", "vstack", "hstack", "column_stack", "row_stack"})


@dataclass(frozen=True, slots=True)
class Link:
    """A step of a chain such as `df["a"].str.strip()[0]`, from the inside to the outside.

    Args:
        name: the method, function or attribute; "" for `[…]`.
        node: the call, attribute or subscript.
        method: whether it is a method of the step before, not a function with that as argument.
    """

    name: str
    node: ast.expr
    method: bool = True


def links_of(node: ast.expr, place: Place) -> Iterator[Link]:
    """Yield the steps from a place to an expression, the first named `copy` for the place; none if there is no chain."""
    found: list[Link] = []
    while place_of(node) != place:
        if isinstance(node, ast.Call):
            inner = inner_value(node, place)
            name = last_name(node.func) or "?"
            if inner is None:
                return
            method = isinstance(node.func, ast.Attribute) and inner is node.func.value
            found.append(Link(name, node, method))
            node = inner
        elif isinstance(node, (ast.Attribute, ast.Subscript)):
            found.append(Link(getattr(node, "attr", ""), node))
            node = node.value
        else:
            return
    yield Link("copy", node)
    yield from reversed(found)


def inner_value(node: ast.Call, place: Place) -> ast.expr | None:
    """Return the receiver of a method or the first argument of a function, whichever leads to the place."""
    if isinstance(node.func, ast.Attribute) and occurrences(node.func.value, place):
        return node.func.value
    arguments = [value for value in node.args[:2] if occurrences(value, place)]
    if len(arguments) != 1:
        return None
    items = arguments[0].elts if isinstance(arguments[0], (ast.List, ast.Tuple)) else []
    if last_name(node.func) in _JOINS and len(items) > 1:
        return next(item for item in items if occurrences(item, place))
    return arguments[0]
