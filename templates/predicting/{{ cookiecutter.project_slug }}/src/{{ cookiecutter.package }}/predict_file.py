"""The command `predict`: reads rows from a file, and writes the answers beside them."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from .predict import Predictor, load, predict
from .raw_rows import RowError, read


def main(options: argparse.Namespace) -> None:
    """Answer for the rows of a file.

    Raises:
        OSError: a file cannot be read or written.
        ValueError: a row has no answer.
    """
    predictor = load(options.model)
    if options.input != "-" and not Path(options.input).is_file():
        raise OSError(f"{options.input} does not exist")
    parts = _answered(predictor, options)
    if options.output is None:
        for number, part in enumerate(parts):
            sys.stdout.write(_text(part, False, number == 0))
        return
    temporary = options.output.with_name(f".{options.output.name}.part")
    lines = options.output.suffix in (".jsonl", ".ndjson")
    try:
        with temporary.open("w", encoding="utf-8", newline="") as target:
            for number, part in enumerate(parts):
                target.write(_text(part, lines, number == 0))
        temporary.replace(options.output)
    finally:
        temporary.unlink(missing_ok=True)


def _text(part: pd.DataFrame, lines: bool, first: bool) -> str:
    if lines:
        return str(part.to_json(orient="records", lines=True, force_ascii=False, date_format="iso"))
    return str(part.to_csv(index=False, header=first, lineterminator="\n"))


def _answered(predictor: Predictor, options: argparse.Namespace) -> Iterator[pd.DataFrame]:
    """Yield input columns and answers in chunks."""
    done = 0
    for part in read(options.input, predictor.columns, options.chunk):
        found = _some(predictor, part, done) if options.on_error == "skip" else _all(predictor, part, done)
        names = list(part.columns) if options.columns is None else [n for n in options.columns.split(",") if n]
        beside = part[[name for name in names if name in part.columns and name not in found.columns]]
        yield pd.concat([beside.reset_index(drop=True), found.reset_index(drop=True)], axis=1)
        done += len(part)
        if sys.stderr.isatty():
            sys.stderr.write(f"\r{done} rows")
    if done == 0:
        yield pd.DataFrame({"prediction": []})


def _all(predictor: Predictor, part: pd.DataFrame, start: int) -> pd.DataFrame:
    try:
        return predict(predictor, part)
    except RowError as error:
        raise RowError(start + error.row, error.reason) from error


def _some(predictor: Predictor, part: pd.DataFrame, start: int) -> pd.DataFrame:
    """Return the answers for the rows that have one, and the errors of the others, which are searched for by halves."""
    try:
        return predict(predictor, part).assign(error="")
    except RowError as error:
        if len(part) == 1:
            return pd.DataFrame({"prediction": [None], "error": [str(RowError(start, error.reason))]})
        middle = len(part) // 2
        halves = (part.iloc[:middle], start), (part.iloc[middle:], start + middle)
        return pd.concat([_some(predictor, *half) for half in halves], ignore_index=True)
