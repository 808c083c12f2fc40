"""Part of mlscaffold's runtime, which `mlscaffold update` replaces: preparation that is learned once.

pandas learns it again from any table: here it is learned from the rows of training, and applied to others.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable
from typing import Any

import pandas as pd

MANY = 10  # values that a message lists: more would hide the one that is wrong


def fit_dummies(rows: Any, *arguments: Any, **options: Any) -> dict[Any, list[Any]]:
    """Return the categories of each column that `pandas.get_dummies` encodes; that of a single column is None."""
    if isinstance(rows, pd.DataFrame):
        chosen = options.get("columns", arguments[4] if len(arguments) > 4 else None)
        kinds = ("object", "string", "category")
        columns = list(rows.select_dtypes(include=kinds).columns if chosen is None else chosen)
        return {name: _categories(rows[name]) for name in columns}
    return {None: _categories(pd.Series(rows))}


def apply_dummies(categories: dict[Any, list[Any]], rows: Any, *arguments: Any, **options: Any) -> pd.DataFrame:
    """Encode columns as `pandas.get_dummies` encoded the rows of training.

    Raises:
        ValueError: a value was not among them.
    """
    if not isinstance(rows, pd.DataFrame):
        column = pd.Series(rows)
        encoded = pd.get_dummies(_categorical(column, categories[None]), *arguments, **options)
        encoded.columns = pd.Index(list(encoded.columns))
        return encoded
    known = {name: _categorical(rows[name], values) for name, values in categories.items()}
    return pd.get_dummies(rows.assign(**known), *arguments, **{"columns": list(categories), **options})


def fit_categories(column: pd.Series) -> list[Any]:
    """Return the categories of a column."""
    return _categories(column)


def apply_categories(categories: list[Any], column: pd.Series) -> pd.Series:
    """Return a column with the categories of the rows of training.

    Raises:
        ValueError: a value was not among them.
    """
    return _categorical(column, categories)


def _categories(column: pd.Series) -> list[Any]:
    return list(column.astype("category").cat.categories)


def _categorical(column: pd.Series, categories: list[Any]) -> pd.Series:
    check_known(column, categories)
    return pd.Series(pd.Categorical(column, categories=categories), index=column.index, name=column.name)


def check_known(column: pd.Series, known: Iterable[Any]) -> None:
    """Check that each value of a column was among the rows of training.

    Raises:
        ValueError: one was not.
    """
    values = list(known)
    unknown = column[column.notna() & ~column.isin(values)]
    if len(unknown):
        listed = ", ".join(map(str, values[:MANY])) + (", …" if len(values) > MANY else "")
        raise ValueError(f"{column.name}: {unknown.iloc[0]!r} was not among the training rows; known are {listed}")


def fit_cut(column: Any, *arguments: Any, **options: Any) -> dict[str, Any]:
    """Return the bins of `pandas.cut`."""
    edges = pd.cut(column, *arguments, **{**options, "retbins": True})[1]
    return {"right": True, **_options(options, arguments, ("bins", "right", "labels")), "bins": list(edges)}


def fit_qcut(column: Any, *arguments: Any, **options: Any) -> dict[str, Any]:
    """Return the bins of `pandas.qcut`."""
    edges = pd.qcut(column, *arguments, **{**options, "retbins": True})[1]
    return {**_options(options, arguments, ("q", "labels")), "include_lowest": True, "bins": list(edges)}


def _options(options: dict[str, Any], arguments: tuple[Any, ...], names: tuple[str, ...]) -> dict[str, Any]:
    """Return the options of a call that hold for known edges, too."""
    values = {**dict(zip(names, arguments)), **options}
    return {name: values[name] for name in ("right", "labels", "include_lowest", "precision") if name in values}


def apply_bins(bins: dict[str, Any], column: Any) -> Any:
    """Put values into bins that were learned.

    Raises:
        ValueError: a value is outside of all bins.
    """
    found = pd.cut(column, **bins)
    values = pd.Series(column)
    outside = values[values.notna() & pd.Series(pd.isna(found), index=values.index)]
    if len(outside):
        edges = bins["bins"]
        raise ValueError(f"{values.name}: {outside.iloc[0]} is outside of the bins from {edges[0]} to {edges[-1]}")
    return found


def fit_groups(rows: pd.DataFrame, keys: Any, column: Any, how: str) -> dict[Any, Any]:
    """Return a statistic of a column for each group of rows."""
    return dict(rows.groupby(keys)[column].agg(how))


def apply_groups(groups: dict[Any, Any], rows: pd.DataFrame, keys: Any) -> pd.Series:
    """Return for each row the statistic of its group.

    Raises:
        ValueError: a group was not among the rows of training.
    """
    names = [keys] if isinstance(keys, str) else list(keys)
    if len(names) == 1:
        check_known(rows[names[0]], groups)
        return rows[names[0]].map(groups)
    found = [tuple(values) for values in rows[names].itertuples(index=False)]
    if unknown := [values for values in found if values not in groups]:
        raise ValueError(f"{', '.join(names)}: {unknown[0]} was not among the training rows")
    return pd.Series([groups[values] for values in found], index=rows.index)


def fit_columns(encoder: Any, rows: pd.DataFrame) -> dict[Any, Any]:
    """Return an encoder for each column, fitted on it."""
    return {name: copy.deepcopy(encoder).fit(rows[name]) for name in rows.columns}


def apply_columns(encoders: dict[Any, Any], rows: pd.DataFrame) -> pd.DataFrame:
    """Return columns as encoders that were fitted on them encode them."""
    found = {name: encoder.transform(rows[name]) for name, encoder in encoders.items()}
    return pd.DataFrame(found, index=rows.index)


def bundle_rows(load: Any) -> pd.DataFrame:
    """Return data that come with scikit-learn as rows: a column for each feature, and the target."""
    bundle = load()
    return pd.DataFrame(bundle.data, columns=list(bundle.feature_names)).assign(target=bundle.target)


def as_bundle(load: Any, rows: pd.DataFrame, as_frame: bool = False, return_X_y: bool = False) -> Any:  # noqa: N803
    """Return rows in the form in which scikit-learn returns data that come with it."""
    bundle = load(as_frame=as_frame)
    data, target = rows[list(bundle.feature_names)], rows["target"]
    if as_frame:
        bundle.update(data=data, target=target, frame=rows)
    else:
        bundle.update(data=data.to_numpy(), target=target.to_numpy())
    return (bundle.data, bundle.target) if return_X_y else bundle
