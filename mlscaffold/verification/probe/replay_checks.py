"""What equal answers alone do not show: columns that matter, and rows asked alone, in another order and in parts."""

from __future__ import annotations

from typing import Any

from .match_rows import Mismatch, equal_answers, matrix, same

PARTS = 3  # as which rows are predicted: a first, a middle and a last one

SAMPLE = 2000  # rows in which the columns are permuted: each column costs one more preparation
NEW = "never seen"  # a value that no file has
ALONE = 20  # rows to predict one at a time: what depends on other rows shows in the first ones


def check_columns(rows: Any) -> None:
    """Check that each column has a name of its own that a file can hold.

    Raises:
        Mismatch: one has not.
    """
    names = list(rows.columns)
    if strange := [name for name in names if type(name) not in (str, int)]:
        raise Mismatch(f"the column {strange[0]} is named by no text")
    if len(set(names)) < len(names):
        raise Mismatch("two columns have one name")


def check_texts(rows: Any, inputs: list[Any]) -> None:
    """Check that columns of text hold nothing else, as a file tells no text from a number.

    Raises:
        Mismatch: one does.
    """
    for name in inputs:
        values = rows[name].dropna()
        if rows[name].dtype == object and not all(isinstance(value, str) for value in values):
            raise Mismatch(f"the column {name} mixes text with other values")


def needed_columns(features: Any, fitted: Any, rows: Any, prepared: Any) -> list[Any]:
    """Return the columns that move a feature when their values are dealt to other rows.

    Raises:
        Mismatch: the others do matter together.
    """
    import numpy as np
    import pandas as pd

    chosen = np.random.default_rng(0).permutation(len(rows))[:SAMPLE]
    sample, expected = rows.iloc[chosen].reset_index(drop=True), prepared[chosen]
    if not same(matrix(features.apply(fitted, sample.copy())), expected).all():
        raise Mismatch("rows in another order are prepared otherwise")
    needed = [name for name in rows.columns if _moves(features, fitted, sample, expected, name)]
    fixed = rows.copy()
    for name in rows.columns:
        present = rows[name].dropna()
        if name not in needed and len(present):
            fixed[name] = pd.Series([present.iloc[0]] * len(rows), index=rows.index).astype(rows[name].dtype)
    if not same(matrix(features.apply(fitted, fixed)), prepared).all():
        raise Mismatch("which columns the features depend on cannot be told")
    return needed


def _moves(features: Any, fitted: Any, sample: Any, expected: Any, name: Any) -> bool:
    """Return whether other values of a column move a feature, or cannot be prepared."""
    import numpy as np

    changed = sample.copy()
    values = sample[name]
    if values.nunique(dropna=False) > 1:
        order = np.argsort(np.array([str(value) for value in values]), kind="stable")
        dealt = np.empty(len(values), dtype=int)
        dealt[order] = np.roll(
            order, max(1, len(values) // 2)
        )  # far along the order of values, so that most change
        changed[name] = values.iloc[dealt].set_axis(values.index)
    else:
        changed[name] = _other(values)
    try:
        found = matrix(features.apply(fitted, changed))
    except Exception:  # noqa: BLE001  a value that cannot be prepared matters
        return True
    return found.shape != expected.shape or not bool(same(found, expected).all())


def _other(values: Any) -> Any:
    """Return a column of another value than the only one that it has."""
    import pandas as pd

    if pd.api.types.is_bool_dtype(values.dtype):
        return ~values
    if pd.api.types.is_numeric_dtype(values.dtype):
        return values.fillna(0) + 1
    return pd.Series(["another value"] * len(values), index=values.index, dtype=object)


def target_columns(target: Any, trained: Any, prepared: Any, rows: Any) -> list[Any]:
    """Return the columns of the rows that tell what the model was fitted to predict."""
    import numpy as np
    import pandas as pd

    from .match_rows import positions

    if target is None or trained is None:
        return []
    try:
        places, _ = positions(trained, prepared, rows.index, "fitted on")
    except Mismatch:
        return []
    wanted = pd.factorize(np.asarray(target).ravel().astype(str))[0]
    labels = getattr(target, "index", None)
    if (
        labels is not None
        and not callable(labels)
        and rows.index.is_unique
        and (rows.index.get_indexer(labels) >= 0).all()
    ):
        places = list(rows.index.get_indexer(labels))
    if len(wanted) != len(places):
        return []
    found = []
    for name in rows.columns:
        column = rows[name].iloc[places]
        codes = pd.factorize(np.array([str(value) for value in column]))[0]
        few = 1 < len(set(codes)) <= len(codes) / 2  # of many values, any two columns tell each other
        if (few and (codes == wanted).all()) or _is_same(column, np.asarray(target).ravel()):
            found.append(name)
    return found


def _is_same(column: Any, target: Any) -> bool:
    """Return whether a column is the target, or the target its logarithm."""
    import numpy as np
    import pandas as pd

    if not pd.api.types.is_numeric_dtype(column.dtype) or target.dtype.kind not in "iuf":
        return [str(value) for value in column] == [str(value) for value in target]
    values = column.to_numpy(dtype=float)
    with np.errstate(all="ignore"):
        forms = (values, np.log(values), np.log1p(values), np.log10(values), np.sqrt(values))
    return any(np.allclose(form, target.astype(float), equal_nan=True) for form in forms)


def check_answers(predict: Any, predictor: Any, asked: Any, inputs: list[Any], answers: Any) -> list[str]:
    """Ask for the rows in different ways, and return these ways.

    Raises:
        Mismatch: an answer differs.
    """
    import numpy as np

    wanted = np.asarray(answers)
    rows = asked[inputs]
    order = np.random.default_rng(0).permutation(len(rows))
    some = sorted({int(i) for i in np.linspace(0, len(rows) - 1, min(ALONE, len(rows)))})
    third = max(1, len(rows) // PARTS)
    ways = {
        "at once": [(rows, wanted)],
        "in another order": [(rows.iloc[order], wanted[order])],
        "one by one": [(rows.iloc[[i]], wanted[[i]]) for i in some],
        "in parts": [(rows.iloc[i : i + third], wanted[i : i + third]) for i in range(0, len(rows), third)],
        "with other labels": [(rows.set_axis([f"row {i}" for i in range(len(rows))]), wanted)],
        "a second time": [(rows, wanted)],
    }
    for way, parts in ways.items():
        for part, expected in parts:
            found = predict.predict(predictor, part)
            names = [n for n in found.columns if str(n).startswith("prediction")]
            if not equal_answers(
                found[names].to_numpy().reshape(len(part), -1), expected.reshape(len(part), -1)
            ):
                raise Mismatch(f"raw rows {way} are answered otherwise than in the notebook")
    return list(ways)


def check_unusual(predict: Any, predictor: Any, asked: Any, inputs: list[Any]) -> list[str]:
    """Ask for a row in which one value is missing, then one in which it is new, and return these ways.

    Raises:
        Mismatch: the row has neither an answer nor an error that names its column.
    """
    import pandas as pd

    for name in inputs:
        texts = not pd.api.types.is_numeric_dtype(asked[name].dtype)
        for what, value in (("without", None), ("with a new", NEW))[: 2 if texts else 1]:
            row = asked[inputs].iloc[[0]].astype({name: object})
            row[name] = [value]
            try:
                found = len(predict.predict(predictor, row)) == 1
            except ValueError as error:
                found = str(name) in str(error)
            if not found:
                raise Mismatch(
                    f"a row {what} {name} has neither an answer nor an error that names the column"
                )
    return ["with missing and new values"]
